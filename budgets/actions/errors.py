"""What an action refuses."""

from budgets.models import BudgetVersion


class WrongState(Exception):
    """The version has come further, or not as far, as the act needs."""

    def __init__(self, version: BudgetVersion) -> None:
        super().__init__(f"{version} is {version.state}.")
        self.version = version
