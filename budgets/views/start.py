from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from budgets.actions.adoption import obstacles
from budgets.models import BudgetVersion, State
from budgets.models.payer import payers_of
from budgets.models.payment import Payment, payments_of
from budgets.models.version import BudgetVersionQuerySet
from budgets.wording import versions as wording
from municipalities.models import PopulationSnapshot

OPEN_VERSIONS_TOLD = 3
"""The newest; the list of budgets has them all."""


@dataclass(frozen=True)
class OpenVersion:
    version: BudgetVersion
    headline: str
    in_the_way: list[str]


@dataclass(frozen=True)
class PaymentBesideLast:
    now: Payment
    before: Payment | None

    @property
    def change(self) -> Decimal:
        """What is paid more than the time before, in kronor."""
        return self.now.total - (self.before.total if self.before else Decimal(0))


def start(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # LoginRequiredMiddleware lets nobody else in
    visible = BudgetVersion.objects.visible_to(user).select_related("budget_year", "snapshot")
    current = {v.year: v for v in visible.current()}
    adopted = [v for v in current.values() if v.state == State.ADOPTED]
    context = {
        "newest_adopted": max(adopted, key=lambda v: v.year, default=None),
        "has_budgets": bool(current),
    }
    if user.is_office:
        return render(
            request, "budgets/start_office.html", context | _for_the_office(visible, user)
        )
    return render(request, "budgets/start_contact.html", context | _for_a_contact(user, current))


def _for_the_office(visible: BudgetVersionQuerySet, user: User) -> dict[str, object]:
    opened = visible.filter(state__in=[State.DRAFT, State.CONSULTATION])[:OPEN_VERSIONS_TOLD]
    return {
        "open_versions": [
            OpenVersion(
                version,
                wording.headline(version),
                [wording.obstacle(o) for o in obstacles(version)],
            )
            for version in opened
        ],
        "newest_snapshot": PopulationSnapshot.objects.first(),
        "is_administrator": user.is_staff,
    }


def _for_a_contact(user: User, current: dict[int, BudgetVersion]) -> dict[str, object]:
    decided = sorted(
        (v for v in current.values() if v.state in (State.ADOPTED, State.CONSULTATION)),
        key=lambda v: v.year,
        reverse=True,
    )
    newest = decided[:2]
    payers = payers_of(user)
    paid = [payments_of(version, payers) for version in newest]
    return {
        "payments": [
            PaymentBesideLast(paid[0][payer], paid[1][payer] if len(paid) > 1 else None)
            for payer in payers
        ]
        if paid
        else []
    }
