"""The live figures of a version: computed while it is open, read once it is frozen."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from budgets.core.key_figures import part_of, per_inhabitant
from budgets.core.live_figures import LiveFigure, Value, growth, read
from budgets.core.table import Kind
from budgets.models.document import KeptFigure
from budgets.models.line_item import Charge, LineItem
from budgets.models.payment import all_payments_of
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.version import BudgetVersion

Values = Mapping[LiveFigure, Value]

_INCOME, _COST, _AGREEMENT, _STAFF = "income", "cost", "agreement", "staff"


def live_figures_of(
    version: BudgetVersion,
    *,
    before: BudgetVersion | None,
    sharings: Sequence[Sharing] | None = None,
) -> Values:
    """Every live figure of the version; ``before`` is the one of the year before it.

    Of a frozen version, what was kept at its adoption. ``sharings`` spares computing them again.
    The number of queries does not grow with the lines.
    """
    if version.is_frozen:
        kept = KeptFigure.objects.filter(version=version).values_list("figure", "value")
        texts = dict(kept)
        return {figure: read(figure, texts.get(figure.value, "")) for figure in LiveFigure}
    shared = sharings_of(version) if sharings is None else sharings
    now = _sums_of(version)
    then = _sums_of(before) if before else None
    return (
        _of_sums(now, then) | _of_people(version, now[_COST], shared) | _of_payers(version, shared)
    )


def _of_sums(
    now: Mapping[str, Decimal], then: Mapping[str, Decimal] | None
) -> dict[LiveFigure, Value]:
    def change(name: str) -> Value:
        return None if then is None else Fraction(now[name] - then[name])

    def grown(name: str) -> Value:
        return None if then is None else growth(now[name], then[name])

    return {
        LiveFigure.TOTAL_INCOME: Fraction(now[_INCOME]),
        LiveFigure.TOTAL_COST: Fraction(now[_COST]),
        LiveFigure.RESULT: Fraction(now[_INCOME] - now[_COST]),
        LiveFigure.AGREEMENT_INCOME: Fraction(now[_AGREEMENT]),
        LiveFigure.AGREEMENT_SHARE: part_of(now[_AGREEMENT], now[_INCOME]),
        LiveFigure.STAFF_COST: Fraction(now[_STAFF]),
        LiveFigure.STAFF_SHARE: part_of(now[_STAFF], now[_COST]),
        LiveFigure.COST_CHANGE: change(_COST),
        LiveFigure.COST_GROWTH: grown(_COST),
        LiveFigure.AGREEMENT_CHANGE: change(_AGREEMENT),
        LiveFigure.AGREEMENT_GROWTH: grown(_AGREEMENT),
    }


def _of_people(
    version: BudgetVersion, cost: Decimal, sharings: Sequence[Sharing]
) -> dict[LiveFigure, Value]:
    """Figures of the members, each counted once; None where one member's population is missing."""
    populations: dict[str, int] = {}
    if all(sharing.explained for sharing in sharings):
        populations = {
            share.member.code: share.member.population
            for sharing in sharings
            for share in (sharing.explained.members if sharing.explained else ())
        }
    inhabitants = sum(populations.values())
    return {
        LiveFigure.BUDGET_YEAR: str(version.year),
        LiveFigure.POPULATION_DATE: version.population_date.isoformat(),
        LiveFigure.MEMBERS: Fraction(len(populations)) if populations else None,
        LiveFigure.INHABITANTS: Fraction(inhabitants) if populations else None,
        LiveFigure.COST_PER_INHABITANT: per_inhabitant(cost, inhabitants),
    }


def _of_payers(version: BudgetVersion, sharings: Sequence[Sharing]) -> dict[LiveFigure, Value]:
    """Who pays most: of those who pay as much, the first by name."""
    payments = all_payments_of(version, sharings).values()
    largest = max(payments, key=lambda payment: payment.total, default=None)
    return {
        LiveFigure.LARGEST_PAYER: str(largest.payer) if largest else None,
        LiveFigure.LARGEST_PAYMENT: Fraction(largest.total) if largest else None,
    }


def _sums_of(version: BudgetVersion) -> dict[str, Decimal]:
    """Kronor of income, of cost, of what agreements share and of staff."""
    sums = dict.fromkeys((_INCOME, _COST, _AGREEMENT, _STAFF), Decimal(0))
    lines = LineItem.objects.filter(version=version).values_list(
        "amount", "charge", "heading__kind", "heading__is_staff_cost"
    )
    for amount, charge, kind, is_staff in lines:
        sums[_INCOME if kind == Kind.INCOME.value else _COST] += amount
        if charge == Charge.AGREEMENT:
            sums[_AGREEMENT] += amount
        if is_staff:
            sums[_STAFF] += amount
    return sums
