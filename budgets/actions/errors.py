"""What an action refuses."""

from budgets.models import BudgetVersion, Invoice


class WrongState(Exception):
    """The version has come further, or not as far, as the act needs."""

    def __init__(self, version: BudgetVersion) -> None:
        super().__init__(f"{version} is {version.state}.")
        self.version = version


class AlreadyStarted(Exception):
    """The form that starts a version was sent before; ``version`` is what it started."""

    def __init__(self, version: BudgetVersion) -> None:
        super().__init__(str(version))
        self.version = version


class StillInForce(Exception):
    """The instalment has an e-invoice, which must be credited first."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(str(invoice))
        self.invoice = invoice
