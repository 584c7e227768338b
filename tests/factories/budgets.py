"""Versions for tests, open and adopted."""

import datetime
from decimal import Decimal

from budgets.actions import adoption, lines, versions
from budgets.models import BudgetVersion, Heading, State
from municipalities.models import Agreement
from tests.factories import registers

DECIDED = datetime.date(2020, 9, 24)


def income(name: str = "Intäkter") -> Heading:
    return Heading.objects.get_or_create(kind="income", name=name)[0]


def cost(name: str = "Kostnader") -> Heading:
    return Heading.objects.get_or_create(kind="cost", name=name)[0]


def draft(year: int = 2021) -> BudgetVersion:
    return versions.start(year=year, planned_adoption_date=datetime.date(year - 1, 9, 24))


def shared(agreement: Agreement, kronor: int = 1000, year: int = 2021) -> BudgetVersion:
    """A draft in balance whose income is shared by the agreement."""
    version = draft(year)
    lines.add(
        version=version, heading=income(), amount=Decimal(kronor), charged_to=agreement, text="In"
    )
    lines.add(version=version, heading=cost(), amount=Decimal(kronor), text="Out")
    return version


def adopted(year: int = 2021) -> BudgetVersion:
    """An adopted version of an agreement between two municipalities of its own."""
    members = [
        registers.municipality(f"{year - 2000}{digits}", f"Kommun {year} {digits}")
        for digits in ("01", "02")
    ]
    agreement = registers.agreement(*members, name=f"Avtal {year}", from_year=year)
    registers.snapshot(year - 2, {members[0]: 100, members[1]: 300})
    version = shared(agreement, year=year)
    return adoption.adopt(version, on=datetime.date(year - 1, 9, 24), reference="§ 1", by=None)


def superseded(year: int = 2021) -> BudgetVersion:
    """A version that was adopted, in a year whose amendment is not to be seen."""
    version = adopted(year)
    BudgetVersion.objects.filter(pk=version.pk).update(state=State.SUPERSEDED)
    version.refresh_from_db()
    return version
