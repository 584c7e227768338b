"""Shares and statements as they are printed: every figure, and how they add up (rule 6).

The tables of one statement hold the same totals, and those of all payers the same as the tie to the
budget. Each set is therefore printed at once, so that one page never shows two roundings of a sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.core.adding_up import Along, Sum
from budgets.core.explanation import AllocationExplained, ShareExplained
from budgets.core.printing import IN_KRONOR, Figure, PrintedFigures, Printing, printed_figures
from budgets.models.line_item import LineItem
from budgets.models.sharing import Sharing
from budgets.models.statement import Bill, Statement, Statements


@dataclass(frozen=True)
class PrintedShare:
    """One agreement on a statement: what is shared in all, and the payer's share of it."""

    sharing: Sharing
    share: ShareExplained
    shared_in_all: Figure
    amount: Figure


@dataclass(frozen=True)
class PrintedLine:
    """What is charged to the payer alone."""

    line: LineItem
    amount: Figure

    @property
    def label(self) -> str:
        """The heading, and what the line says of itself if that is more than the payer's name."""
        line = self.line
        says_more = line.text and line.text != str(line.charged_to)
        return f"{line.heading}: {line.text}" if says_more else str(line.heading)


@dataclass(frozen=True)
class Taxed:
    """An amount before VAT, its VAT, and both together."""

    before: Figure
    vat: Figure
    with_vat: Figure

    @property
    def figures(self) -> tuple[Figure, Figure, Figure]:
        """The figures in the order of the columns."""
        return self.before, self.vat, self.with_vat


@dataclass(frozen=True)
class PrintedBill:
    """An instalment."""

    bill: Bill
    amounts: Taxed


@dataclass(frozen=True)
class PrintedStatement:
    """A statement whose two tables share their totals and their notes.

    ``total`` stands under the instalments and ``of_parts`` under the parts: the same figures, each
    marked for what its own table misses.
    """

    statement: Statement
    printed: PrintedFigures
    shares: tuple[PrintedShare, ...]
    lines: tuple[PrintedLine, ...]
    bills: tuple[PrintedBill, ...]
    total: Taxed
    of_parts: Taxed


@dataclass(frozen=True)
class PrintedPayer:
    """A row in the table of all payers; without a statement it is that of the sums."""

    statement: Statement | None
    shared: Figure
    charged_alone: Figure
    total: Figure
    vat: Figure
    with_vat: Figure
    invoiced: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in the order of the columns."""
        return (
            self.shared,
            self.charged_alone,
            self.total,
            self.vat,
            self.with_vat,
            self.invoiced,
        )


@dataclass(frozen=True)
class PrintedTies:
    """How the statements tie to the budget's income, part by part."""

    shared: Figure
    to_municipalities: Figure
    to_other_parties: Figure
    stated: Figure
    on_order: Figure
    unshared: Figure
    income: Figure


@dataclass(frozen=True)
class PrintedStatements:
    """All payers of a version: their rows, the sums, and the tie to the budget."""

    printed: PrintedFigures
    rows: tuple[PrintedPayer, ...]
    sums: PrintedPayer
    ties: PrintedTies


@dataclass(frozen=True)
class PrintedAllocation:
    """The shares of one agreement by code, what they become by other weights, and the sums.

    ``others`` and ``changes`` are empty where nothing is set beside.
    """

    printed: PrintedFigures
    shares: Mapping[str, Figure]
    total: Figure
    others: Mapping[str, Figure]
    other_total: Figure | None
    changes: Mapping[str, Figure]
    change_total: Figure | None


class _Figures:
    """Amounts on their way to the printer: each gets a place, and sums are told by places."""

    def __init__(self) -> None:
        self.amounts: list[Decimal] = []
        self.sums: list[Sum] = []

    def add(self, *amounts: Decimal) -> list[int]:
        first = len(self.amounts)
        self.amounts += amounts
        return list(range(first, len(self.amounts)))

    def say(self, total: int, parts: Sequence[int], along: Along, *, follows: bool = False) -> None:
        """Tell of a sum; one that the amounts miss is not rounding's to mend."""
        if sum(self.amounts[part] for part in parts) == self.amounts[total]:
            self.sums.append(Sum(total, tuple(parts), along, follows))

    def printed(self, printing: Printing, wholes: Sequence[int]) -> PrintedFigures:
        return printed_figures(self.amounts, self.sums, printing, wholes)


def printed_allocation(
    explained: AllocationExplained,
    printing: Printing = IN_KRONOR,
    other: AllocationExplained | None = None,
) -> PrintedAllocation:
    """Print how a total is shared and, with ``other``, how it would be by another population.

    Adjusted, each column of shares is rounded by largest remainder, and a change is the
    difference of the two figures beside it.
    """
    if other is None:
        own = _printed_shares([explained], printing)
        shares, total = _by_code(explained, own, 0)
        return PrintedAllocation(own, shares, total, {}, None, {}, None)
    both = _printed_shares([explained, other], printing)
    shares, total = _by_code(explained, both, 0)
    others, other_total = _by_code(other, both, 1)
    changes, change_total = _by_code(explained, both, 2)
    if both.is_adjusted:
        change_total = replace(change_total, steps=other_total.steps - total.steps)
        changes = {
            code: replace(change, steps=others[code].steps - shares[code].steps)
            for code, change in changes.items()
        }
    return PrintedAllocation(both, shares, total, others, other_total, changes, change_total)


def _printed_shares(
    allocations: Sequence[AllocationExplained], printing: Printing
) -> PrintedFigures:
    """Print one or two columns of shares, each with its sum last; of two, the changes too."""
    places = _Figures()
    columns = [[*(share.amount for share in one.members), one.total] for one in allocations]
    if len(columns) == 2:
        columns.append([then - now for now, then in zip(*columns, strict=True)])
    placed = [places.add(*column) for column in columns]
    for column in placed if not printing.adjusted else placed[: len(allocations)]:
        places.say(column[-1], column[:-1], Along.COLUMN)
    if len(placed) == 3 and not printing.adjusted:
        for now, then, change in zip(*placed, strict=True):
            places.say(then, [now, change], Along.ROW)
    return places.printed(printing, wholes=[column[-1] for column in placed])


def _by_code(
    explained: AllocationExplained, printed: PrintedFigures, column: int
) -> tuple[dict[str, Figure], Figure]:
    """One column of shares by the members' codes, and its sum."""
    height = len(explained.members) + 1
    *shares, total = printed.figures[column * height : (column + 1) * height]
    codes = (share.member.code for share in explained.members)
    return dict(zip(codes, shares, strict=True)), total


def printed_statement(statement: Statement, printing: Printing = IN_KRONOR) -> PrintedStatement:
    """Print what one payer pays: its parts, its instalments, and the totals of both."""
    payment, places = statement.payment, _Figures()
    in_all = places.add(*(sharing.total for sharing, _share in payment.shares))
    parts = places.add(
        *(share.amount for _sharing, share in payment.shares),
        *(line.amount for line in payment.direct),
    )
    bills = [places.add(bill.amount, bill.vat, bill.with_vat) for bill in statement.bills]
    before, vat, with_vat = places.add(statement.total, statement.vat, statement.with_vat)
    places.say(before, parts, Along.COLUMN)
    of_parts = list(places.sums)
    for one, its_vat, its_sum in bills:
        places.say(its_sum, [one, its_vat], Along.ROW)
    if bills:
        for total, column in zip((before, vat, with_vat), zip(*bills, strict=True), strict=True):
            places.say(total, column, Along.COLUMN)
    of_bills = places.sums[len(of_parts) :]
    places.say(with_vat, [before, vat], Along.ROW, follows=bool(bills))
    of_both = places.sums[len(of_parts) + len(of_bills) :]
    printed = places.printed(printing, wholes=[with_vat])
    at = printed.figures
    totals = (before, vat, with_vat)
    count = len(payment.shares)
    return PrintedStatement(
        statement=statement,
        printed=printed,
        shares=tuple(
            PrintedShare(sharing, share, at[whole], at[part])
            for (sharing, share), whole, part in zip(
                payment.shares, in_all, parts[:count], strict=True
            )
        ),
        lines=tuple(
            PrintedLine(line, at[part])
            for line, part in zip(payment.direct, parts[count:], strict=True)
        ),
        bills=tuple(
            PrintedBill(bill, Taxed(*(at[place] for place in row)))
            for bill, row in zip(statement.bills, bills, strict=True)
        ),
        total=Taxed(*(printed.among(place, of_bills + of_both) for place in totals)),
        of_parts=Taxed(*(printed.among(place, of_parts + of_both) for place in totals)),
    )


def printed_row(statement: Statement, printing: Printing = IN_KRONOR) -> PrintedFigures:
    """Print what one payer pays as a row that stands alone.

    Its figures: the shares, what is charged alone, their sum, the VAT, what is to pay, what was
    invoiced.
    """
    payment, places = statement.payment, _Figures()
    parts = places.add(payment.shared, payment.charged_alone)
    before, vat, with_vat = places.add(statement.total, statement.vat, statement.with_vat)
    places.add(statement.invoiced)
    places.say(before, parts, Along.ROW)
    places.say(with_vat, [before, vat], Along.ROW)
    return places.printed(printing, wholes=[with_vat])


def printed_statements(every: Statements, printing: Printing = IN_KRONOR) -> PrintedStatements:
    """Print what everybody pays, and how it ties to the budget."""
    places, ties = _Figures(), every.ties
    rows = [
        places.add(
            one.payment.shared,
            one.payment.charged_alone,
            one.total,
            one.vat,
            one.with_vat,
            one.invoiced,
        )
        for one in every.statements
    ]
    foot = places.add(
        ties.shared, every.charged_alone, every.total, every.vat, every.with_vat, every.invoiced
    )
    municipal, other, on_order, unshared, income = places.add(
        ties.to_municipalities, ties.to_other_parties, ties.on_order, ties.unshared, ties.income
    )
    shared, alone, total, _vat, with_vat, invoiced = foot
    for row in [*rows, foot]:
        places.say(row[2], row[:2], Along.ROW, follows=row is foot)
        places.say(row[4], row[2:4], Along.ROW, follows=row is foot)
    for position, column_total in enumerate(foot):
        column = [row[position] for row in rows]
        places.say(column_total, column, Along.COLUMN, follows=column_total == total)
    of_payers = list(places.sums)
    if printing.adjusted:  # no table has these three, but the two tables are to agree
        places.say(alone, [municipal, other], Along.COLUMN)
    places.say(total, [shared, municipal, other], Along.COLUMN)
    places.say(income, [total, on_order, unshared], Along.COLUMN)
    printed = places.printed(printing, wholes=[with_vat, invoiced])
    at = printed.figures
    statements: list[Statement | None] = [*every.statements, None]
    of_ties = [each for each in places.sums if each not in of_payers]
    *payers, sums = (
        PrintedPayer(one, *(printed.among(place, of_payers) for place in row))
        for one, row in zip(statements, [*rows, foot], strict=True)
    )
    return PrintedStatements(
        printed=printed,
        rows=tuple(payers),
        sums=sums,
        ties=PrintedTies(
            shared=printed.among(shared, of_ties),
            to_municipalities=at[municipal],
            to_other_parties=at[other],
            stated=printed.among(total, of_ties),
            on_order=at[on_order],
            unshared=at[unshared],
            income=at[income],
        ),
    )
