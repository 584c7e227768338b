from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from budgets.actions import example


class Command(BaseCommand):
    help = "Load the example: the office in Östersund, its budgets 2019–2021, a draft for 2022."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Do nothing when there is a budget or a user already.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The example holds users and is only for DEBUG=true.")
        if options["if_empty"] and not example.is_empty():
            return
        passwords = example.load()
        if not passwords:
            self.stdout.write("The example is loaded already.")
            return
        self.stdout.write("The example is loaded. These people can sign in (shown only now):\n")
        roles = {user.email: user.get_role_display() for user in User.objects.all()}
        for email, password in passwords.items():
            self.stdout.write(f"  {email:24} {password:18} {roles[email]}")
