from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.delivery import deliver_due
from accounts.models import OutgoingMail

State = OutgoingMail.State


class Command(BaseCommand):
    help = "Send the mail that is due, and say what waits and what was given up."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--again", action="store_true", help="Try what was given up once more, too."
        )

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        if again:
            OutgoingMail.objects.filter(state=State.GIVEN_UP).update(
                state=State.WAITING, attempts=0
            )
            OutgoingMail.objects.filter(state=State.WAITING).update(due_at=timezone.now())
        if sent := deliver_due():
            self.stdout.write(f"Sent: {sent}.")
        for mail in OutgoingMail.objects.filter(state__in=[State.WAITING, State.GIVEN_UP]):
            self.stdout.write(f"{mail.get_state_display()}: {mail} ({mail.error})")
