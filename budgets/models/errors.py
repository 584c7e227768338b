"""What a frozen version refuses."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgets.models.version import BudgetVersion


class VersionIsFrozen(Exception):
    """The version was adopted; a change is a new version based on it (rule 9)."""

    def __init__(self, version: "BudgetVersion") -> None:
        super().__init__(f"{version} is {version.state}; nothing in it changes any more.")
        self.version = version
