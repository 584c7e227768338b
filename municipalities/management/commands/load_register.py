from typing import Any

from django.core.management.base import BaseCommand

from municipalities.actions import register


class Command(BaseCommand):
    help = "Bring the register of municipalities up to the file that comes with the application."

    def handle(self, *args: Any, **options: Any) -> None:
        if count := register.load():
            self.stdout.write(f"Register of municipalities: {count} new or changed.")
