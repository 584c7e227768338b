"""Everything a payer will be invoiced for a year, and what has been (rules 4 and 10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from budgets.core.instalments import Instalment as PlainInstalment
from budgets.core.instalments import Invoiced, Spread, Standing, spread, vat_on
from budgets.core.key_figures import per_inhabitant
from budgets.core.rounding import round_half_away
from budgets.models.heading import Heading
from budgets.models.instalment import Instalment, plan_of
from budgets.models.invoiced import Invoicing
from budgets.models.line_item import Charge, LineItem
from budgets.models.payment import Payment, all_payments_of, payments_of
from budgets.models.sharing import Sharing, sharings_of
from budgets.models.version import BudgetVersion
from municipalities.models import Municipality, OtherParty, Payer

_ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Bill:
    """One instalment with its VAT, in kronor; ``invoicing`` is there when it was invoiced."""

    instalment: PlainInstalment
    vat_percent: int
    invoicing: Invoicing | None

    @property
    def amount(self) -> Decimal:
        return self.instalment.amount

    @cached_property
    def vat(self) -> Decimal:
        return vat_on(self.amount, self.vat_percent)

    @property
    def with_vat(self) -> Decimal:
        return self.amount + self.vat


@dataclass(frozen=True)
class Statement:
    """What a payer pays of a version, when, and with how much VAT; in kronor.

    The VAT of the year is that of its invoices, each rounded to öre, so that it is what the payer
    will have been asked for.
    """

    payment: Payment
    spread: Spread
    bills: tuple[Bill, ...]

    @property
    def version(self) -> BudgetVersion:
        return self.payment.version

    @property
    def payer(self) -> Payer:
        return self.payment.payer

    @cached_property
    def total(self) -> Decimal:
        return self.payment.total

    @cached_property
    def vat(self) -> Decimal:
        return sum((bill.vat for bill in self.bills), _ZERO)

    @property
    def with_vat(self) -> Decimal:
        return self.total + self.vat

    @property
    def per_inhabitant(self) -> Fraction | None:
        """Kronor for each of the payer's inhabitants; None where no share tells how many."""
        inhabitants = self.payment.inhabitants
        return None if inhabitants is None else per_inhabitant(self.total, inhabitants)

    @property
    def decimals(self) -> int:
        """How many decimals the figures need: two where any of them holds öre."""
        figures = [self.total, *(bill.vat for bill in self.bills)]
        return 0 if all(figure == figure.to_integral_value() for figure in figures) else 2

    @property
    def per_month(self) -> Decimal:
        """A twelfth of the sum, rounded half away from zero to whole kronor."""
        return Decimal(round_half_away(self.total, 12))

    @property
    def is_host(self) -> bool:
        """Whether the office is part of the payer, so that all is posted internally."""
        return isinstance(self.payer, Municipality) and self.payer.is_host

    @property
    def invoiced(self) -> Decimal:
        return self.spread.invoiced

    def bill(self, number: int) -> Bill | None:
        """The instalment with this number."""
        return next((bill for bill in self.bills if bill.instalment.number == number), None)


@dataclass(frozen=True)
class Ties:
    """How the statements of a version tie to its income, in kronor."""

    shared: Decimal
    to_municipalities: Decimal
    to_other_parties: Decimal
    on_order: Decimal
    """Income that nobody is asked for beforehand."""
    unshared: Decimal
    """Income of agreements that cannot be shared yet."""
    income: Decimal
    """The sum of the budget's income."""

    @property
    def stated(self) -> Decimal:
        """What the statements add up to."""
        return self.shared + self.to_municipalities + self.to_other_parties

    @property
    def difference(self) -> Decimal:
        """What is missing from the income, or too much: 0, always."""
        return self.stated + self.on_order + self.unshared - self.income


@dataclass(frozen=True)
class Statements:
    """The statements of all payers of a version."""

    version: BudgetVersion
    statements: tuple[Statement, ...]
    ties: Ties

    @property
    def total(self) -> Decimal:
        return sum((statement.total for statement in self.statements), _ZERO)

    @property
    def decimals(self) -> int:
        """How many decimals the figures need: two where any of them holds öre."""
        return max((statement.decimals for statement in self.statements), default=0)

    @property
    def vat(self) -> Decimal:
        return sum((statement.vat for statement in self.statements), _ZERO)

    @property
    def with_vat(self) -> Decimal:
        return self.total + self.vat

    @property
    def charged_alone(self) -> Decimal:
        return self.ties.to_municipalities + self.ties.to_other_parties

    @property
    def invoiced(self) -> Decimal:
        return sum((statement.invoiced for statement in self.statements), _ZERO)


def statement_of(version: BudgetVersion, payer: Payer) -> Statement:
    """What one payer pays of the version."""
    return _stated(version, payments_of(version, [payer]))[0]


def statements_of_payers(version: BudgetVersion, payers: Sequence[Payer]) -> list[Statement]:
    """What each of some payers pays of the version, in the order given."""
    return _stated(version, payments_of(version, payers))


def statements_of(version: BudgetVersion, sharings: Sequence[Sharing] | None = None) -> Statements:
    """What everybody pays of the version, also who only gets back what was invoiced too much.

    ``sharings`` spares computing them again where the caller has them. The number of queries does
    not grow with the payers.
    """
    shared = sharings_of(version) if sharings is None else sharings
    payments = all_payments_of(version, shared)
    for payer in _payers_with_instalments(version):
        payments.setdefault(payer, Payment(version, payer))
    statements = tuple(_stated(version, payments))
    return Statements(version, statements, _ties(version, shared, statements))


def invoicings_of(version: BudgetVersion) -> dict[tuple[Payer, int], Invoicing]:
    """What was invoiced of the version or of those it amends, by payer and instalment."""
    marks = (
        Invoicing.objects.standing()
        .filter(budget_year=version.budget_year_id, version__number__lte=version.number)
        .select_related("municipality", "other_party", "by")
    )
    return {(mark.payer, mark.number): mark for mark in marks}


def _payers_with_instalments(version: BudgetVersion) -> Iterable[Payer]:
    if version.is_frozen:
        rows: Iterable[Instalment | Invoicing] = (
            Instalment.objects.filter(version=version)
            .select_related("municipality", "other_party")
            .order_by("municipality__name", "other_party__name", "number")
        )
        return [row.payer for row in rows]
    return [payer for payer, _number in invoicings_of(version)]


def _stated(version: BudgetVersion, payments: Mapping[Payer, Payment]) -> list[Statement]:
    marks = invoicings_of(version)
    frozen = _frozen(version, payments)
    dues = plan_of(version)
    stated = []
    for payer, payment in payments.items():
        own = {number: mark for (of, number), mark in marks.items() if of == payer}
        if payer in frozen:
            found = _as_frozen(payment.total, frozen[payer], own)
        else:
            done = [Invoiced(number, mark.due, mark.amount) for number, mark in own.items()]
            found = spread(payment.total, dues if payment.total else [], done)
        stated.append(Statement(payment, found, _bills(payer, found, own)))
    return stated


def _frozen(
    version: BudgetVersion, payments: Mapping[Payer, Payment]
) -> dict[Payer, list[Instalment]]:
    """The instalments that were adopted; none of an open version, or of one from before them."""
    kept: dict[Payer, list[Instalment]] = defaultdict(list)
    if not version.is_frozen:
        return kept
    rows = Instalment.objects.filter(version=version).order_by("number")
    if len(payments) == 1:
        rows = rows.filter(
            municipality__in=[p.pk for p in payments if isinstance(p, Municipality)]
        ) | rows.filter(other_party__in=[p.pk for p in payments if isinstance(p, OtherParty)])
    for row in rows.select_related("municipality", "other_party"):
        kept[row.payer].append(row)
    return kept


def _as_frozen(
    total: Decimal, rows: Iterable[Instalment], marks: Mapping[int, Invoicing]
) -> Spread:
    def standing(row: Instalment) -> Standing:
        if row.number in marks:
            return Standing.INVOICED
        return Standing.SETTLEMENT if row.due is None else Standing.LEFT

    instalments = [PlainInstalment(r.number, r.due, r.amount, standing(r)) for r in rows]
    return Spread(total, tuple(instalments))


def _bills(payer: Payer, found: Spread, marks: Mapping[int, Invoicing]) -> tuple[Bill, ...]:
    bills = []
    for instalment in found.instalments:
        mark = marks.get(instalment.number)
        bills.append(Bill(instalment, mark.vat_percent if mark else payer.vat_percent, mark))
    return tuple(bills)


def _ties(
    version: BudgetVersion, sharings: Iterable[Sharing], statements: Iterable[Statement]
) -> Ties:
    alone = {Municipality: _ZERO, OtherParty: _ZERO}
    shared = _ZERO
    for statement in statements:
        shared += statement.payment.shared
        alone[type(statement.payer)] += statement.payment.charged_alone
    income, on_order = _ZERO, _ZERO
    for amount, charge in LineItem.objects.filter(
        version=version, heading__kind=Heading.Kind.INCOME
    ).values_list("amount", "charge"):
        income += amount
        on_order += amount if charge == Charge.ON_ORDER else _ZERO
    return Ties(
        shared=shared,
        to_municipalities=alone[Municipality],
        to_other_parties=alone[OtherParty],
        on_order=on_order,
        unshared=sum((s.total for s in sharings if s.explained is None), _ZERO),
        income=income,
    )
