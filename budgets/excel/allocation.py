"""An allocation as a workbook that computes itself: change a population and the shares follow.

Every step of the computation has its column, so that anybody can follow a krona. Where the numbers
are too large for a spreadsheet to be exact, the sheet holds values instead, and says so.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from budgets.core.allocation import unit_for
from budgets.core.explanation import AllocationExplained, ShareExplained
from budgets.core.money import KRONA_IN_ORE, MAX_AMOUNT, to_ore
from budgets.core.printing import IN_KRONOR, Figure, Printing
from budgets.excel import formulas as at
from budgets.excel.book import Book, Formula, Rows, Value, decimal
from budgets.excel.formulas import LARGEST_EXACT, Formulas
from budgets.excel.printed import MARK_WIDTH, Markable, MarkedValue, PrintedCells
from budgets.excel.styles import (
    COUNT,
    INK,
    INPUT_GROUND,
    MUTED,
    PERCENT,
    TEXT,
    WHOLE_PERCENT,
    Look,
    Rule,
    kronor_with,
)
from budgets.models.printed import printed_allocation
from budgets.models.sharing import Sharing
from budgets.wording.printing import printed_notes, unit_heading
from municipalities.models.population import MOST_PEOPLE

_WIDTHS = [8.0, 24.0, 14.0, 15.0, 11.0, 17.0, 14.0, 15.0, 7.0, 9.0, 16.0]


def allocation_workbook(
    sharing: Sharing,
    *,
    title: str,
    made_on: datetime.date,
    subtitle: str = "",
    printing: Printing = IN_KRONOR,
) -> bytes:
    """Write how an agreement's total is shared to a workbook and return the file.

    The computation is in kronor; where another unit is chosen, one more column prints the shares
    in it. ``made_on`` is the date in the page's foot. Raises ``ValueError`` where populations are
    missing, so that nothing could be shared.
    """
    book = Book(title=title, made_on=made_on)
    allocation_sheet(book, sharing, title=title, subtitle=subtitle, printing=printing)
    return book.saved()


def allocation_sheet(
    book: Book,
    sharing: Sharing,
    *,
    title: str,
    name: str = "",
    subtitle: str = "",
    printing: Printing = IN_KRONOR,
) -> dict[str, str]:
    """Write an allocation to a sheet of a book; ``name`` is for its tab.

    Returns where each member's share stands, by the member's code, as other sheets refer to it.
    Raises ``ValueError`` where populations are missing, so that nothing could be shared.
    """
    if sharing.explained is None:
        raise ValueError(f"{sharing.agreement} cannot be shared: populations are missing")
    allocation = _Allocation(book, sharing, sharing.explained, title, name, subtitle, printing)
    allocation.write()
    return allocation.places()


class _Allocation:
    """The allocation on its way into the sheet."""

    def __init__(
        self,
        book: Book,
        sharing: Sharing,
        explained: AllocationExplained,
        title: str,
        name: str,
        subtitle: str,
        printing: Printing,
    ) -> None:
        self.sharing = sharing
        self.explained = explained
        self.subtitle = subtitle
        self.unit_in_ore = to_ore(explained.unit)
        self.units = abs(to_ore(explained.total)) // self.unit_in_ore
        heaviest = max(share.weight for share in explained.members)
        self.is_live = self.units * heaviest + explained.weight_sum < LARGEST_EXACT
        inputs = 5 if subtitle else 4
        first = inputs + 3
        self.formulas = Formulas(inputs, first, first + len(explained.members) - 1)
        self.table = printed_allocation(explained, printing)
        self.cells = PrintedCells(self.table.printed)
        self.more = (
            [14.0, MARK_WIDTH][: 1 + self.cells.is_marked] if self.cells.scale.rounds else []
        )
        """The widths of the column that prints in another unit, and of its mark."""
        self.sheet = book.sheet(title=title, name=name, widths=[*_WIDTHS, *self.more])

    def write(self) -> None:
        """Write everything from the top down."""
        sheet, first, last = self.sheet, self.formulas.first, self.formulas.last
        sheet.set_up(header_row=first - 1, freeze=f"{at.POPULATION}{first}")
        sheet.heading(self.subtitle)
        self._write_inputs()
        sheet.space()
        self._write_header()
        self._write_members()
        self._write_sums()
        self._write_check()
        sheet.space()
        for note in (*printed_notes(self.table.printed), *self._notes()):
            sheet.note(note, columns=len(_WIDTHS))
        if self.more:
            printed = f"{at.PRINTED}{first}:{at.PRINTED}{last + 1}"
            sheet.print_no_minus_zero(printed, self.cells.scale)
        if self.is_live:
            self._guard_inputs()
        sheet.expect_numbers_as_text(f"{at.CODE}{first}:{at.CODE}{last}")

    def places(self) -> dict[str, str]:
        """Where each member's share stands, by its code."""
        return {
            share.member.code: self.sheet.reference(f"${at.AMOUNT}${row}")
            for row, share in enumerate(self.explained.members, start=self.formulas.first)
        }

    def _write_inputs(self) -> None:
        """Write what the whole table depends on, each figure above its column."""
        explained, formulas = self.explained, self.formulas
        label = Look(size=9, colour=MUTED, align="right")
        count = Look(format=COUNT, align="right")
        labels: dict[str, Value] = {
            at.TOTAL_IN: _("To share, kr"),
            at.EQUAL_IN: _("Shared equally"),
            at.UNIT_IN: _("Unit, kr"),
            at.UNITS_IN: _("Units to share"),
            at.LEFT_IN: _("Units left"),
        }
        self._write_above(dict.fromkeys(labels, label), labels)
        self._write_above(
            {
                at.TOTAL_IN: self._input(self._kronor),
                at.EQUAL_IN: self._input(WHOLE_PERCENT),
                at.UNIT_IN: replace(count, format="General"),
                at.UNITS_IN: count,
                at.LEFT_IN: count,
            },
            {
                at.TOTAL_IN: explained.total,
                at.EQUAL_IN: explained.equal_percent,
                at.UNIT_IN: self._unit(),
                at.UNITS_IN: self._live(formulas.units(), self.units),
                at.LEFT_IN: self._live(formulas.units_left(), explained.units_left),
            },
        )

    def _write_above(self, looks: Mapping[str, Look], values: Mapping[str, Value]) -> None:
        rows = self.sheet.rows([looks.get(column, Look()) for column in at.COLUMNS])
        rows.append([values.get(column) for column in at.COLUMNS])

    def _unit(self) -> Value:
        """The unit: öre if the agreement says so, else what the total needs (rule 2)."""
        explained = self.explained
        follows = self.unit_in_ore == unit_for(explained.total, allocate_in_ore=False)
        if self.sharing.agreement.allocates_in_ore or not follows:
            return explained.unit
        return self._live(self.formulas.unit(), explained.unit)

    def _write_header(self) -> None:
        text = Look(size=9, colour=MUTED, upright="bottom", bottom="thin", wrap=True)
        figure = replace(text, align="right")
        amount = replace(figure, bold=True, colour=INK)
        header = self._rows([text, text, *[figure] * 8, amount], figure)
        header.append(
            [
                _("Code"),
                _("Municipality"),
                _("Population"),
                _("Weight"),
                _("Share"),
                _("Exact, kr"),
                _("Whole units"),
                _("Remainder"),
                _("Rank"),
                _("Unit given"),
                _("Kronor"),
                *self._printed(unit_heading(self.cells.scale)),
            ],
            height=29,
        )

    def _write_members(self) -> None:
        text = Look(bottom="hair")
        count = replace(text, format=COUNT, align="right")
        steps = replace(count, format=kronor_with(0), colour=MUTED)
        rows = self._rows(
            [
                replace(text, format=TEXT, colour=MUTED),
                text,
                self._input(COUNT, bottom="hair"),
                count,
                replace(count, format=PERCENT),
                replace(count, format=self._finer),
                *[steps] * 4,
                replace(count, format=self._kronor, bold=True),
            ],
            replace(count, format=self.cells.format),
        )
        for row, share in enumerate(self.explained.members, start=self.formulas.first):
            rows.append(self._member(row, share))

    def _member(self, row: int, share: ShareExplained) -> list[Value]:
        """Each step as its formula, with its result."""
        formulas, live = self.formulas, self._live
        part = Fraction(share.weight, share.weight_sum)
        return [
            share.member.code,
            share.member.name,
            share.member.population,
            live(formulas.weight(row), share.weight),
            live(formulas.part(row), decimal(part)),
            live(formulas.exact(row), decimal(share.exact)),
            live(formulas.floor(row), to_ore(share.floor) // self.unit_in_ore),
            live(formulas.remainder(row), share.remainder),
            live(formulas.rank(row), share.rank),
            live(formulas.given(row), int(share.unit_given)),
            live(formulas.amount(row), share.amount),
            *self._printed(self._as_printed(row, self.table.shares[share.member.code])),
        ]

    def _write_sums(self) -> None:
        explained = self.explained
        label = Look(bold=True, top="thin", bottom="double")
        count = replace(label, format=COUNT, align="right")
        steps = replace(count, format=kronor_with(0), bold=False, colour=MUTED)
        looks = [
            *[label] * 2,
            *[count] * 2,
            replace(count, format=PERCENT),
            replace(count, format=self._finer, bold=False),
            *[steps] * 4,
            replace(count, format=self._kronor),
        ]
        total = self._as_printed(self.formulas.sums, self.table.total)
        self._rows(looks, replace(count, format=self.cells.format)).append(
            [
                _("Sum"),
                None,
                self._sum(at.POPULATION, explained.population_sum),
                self._sum(at.WEIGHT, explained.weight_sum),
                self._sum(at.PART, 1),
                self._sum(at.EXACT, explained.total),
                self._sum(at.FLOOR, to_ore(explained.floor_sum) // self.unit_in_ore),
                None,
                None,
                self._sum(at.GIVEN, explained.units_left),
                self._sum(at.AMOUNT, explained.total),
                *self._printed(total),
            ]
        )

    def _write_check(self) -> None:
        """Set the total under the sum, and the difference, which is 0."""
        formulas = self.formulas
        label, figure = Look(colour=MUTED), Look(format=self._kronor, align="right", colour=MUTED)
        rows = self.sheet.rows([label, *[Look()] * 9, figure])
        total = Formula(f"={formulas.total}", self.explained.total)
        rows.append([_("To share, kr"), *[None] * 9, total])
        check = formulas.guarded_difference() if self.is_live else formulas.difference()
        row = rows.append([_("Difference"), *[None] * 9, Formula(check, 0)])
        self.sheet.warn_unless_zero(f"{at.AMOUNT}{row}")

    def _notes(self) -> Iterator[str]:
        explained, snapshot = self.explained, self.sharing.snapshot
        if snapshot is not None:
            yield (
                _("Population on %(date)s. Source: %(source)s.")
                % {"date": snapshot, "source": snapshot.source.rstrip(".")}
            )
        if explained.equal_percent:
            yield (
                _(
                    "%(percent)s per cent is shared equally, the rest by population. The weight is "
                    "%(percent)s × all inhabitants + %(rest)s × number of municipalities × "
                    "own inhabitants."
                )
                % {"percent": explained.equal_percent, "rest": 100 - explained.equal_percent}
            )
        else:
            yield _("The cost is shared by population: the weight is the population.")
        yield _(
            "Everyone first gets the sum × weight ÷ all weights, cut to whole units. The units "
            "left go, one each, to the largest remainders; between equal remainders the larger "
            "weight goes first, then the lower code. So the shares always add up."
        )
        if explained.total < 0:
            yield _("A sum to pay back is shared as one to pay, with the sign turned.")
        if self.is_live:
            yield _("The shaded cells can be changed; all the others follow.")
        else:
            yield _(
                "These numbers are too large for a spreadsheet to compute exactly. The figures are "
                "values as Fördela computed them, and do not follow the population."
            )

    def _rows(self, looks: list[Look], printed: Look) -> Rows:
        """A kind of row; ``printed`` is the look of a figure in another unit."""
        more = self.cells.looks_with_marks([printed], [0]) if self.more else []
        return self.sheet.rows([*looks, *more])

    def _printed(self, value: Markable) -> list[Value]:
        """The cells of the column that prints in another unit, where there is one."""
        return self.cells.with_marks([value], [0]) if self.more else []

    def _as_printed(self, row: int, figure: Figure) -> MarkedValue:
        """The share in kronor, which the format shows in the unit; or the adjusted one."""
        if figure.is_rounded:
            return MarkedValue(Formula(f"={at.AMOUNT}{row}", figure.amount), figure.marks)
        return self.cells.cell(figure)

    def _guard_inputs(self) -> None:
        formulas, guard = self.formulas, self.sheet.validate
        guard(
            f"{at.POPULATION}{formulas.first}:{at.POPULATION}{formulas.last}",
            "whole",
            (1, MOST_PEOPLE),
            _("The population is a whole number from 1 to 10 million."),
        )
        guard(
            f"{at.TOTAL_IN}{formulas.inputs}",
            "decimal",
            (-MAX_AMOUNT, MAX_AMOUNT),
            _("The amount must be less than a thousand billion kronor."),
        )
        guard(
            f"{at.EQUAL_IN}{formulas.inputs}",
            "whole",
            (0, 100),
            _("The equal part is between 0 and 100 per cent."),
        )

    @property
    def _decimals(self) -> int:
        return 0 if self.unit_in_ore == KRONA_IN_ORE else 2

    @property
    def _kronor(self) -> str:
        return kronor_with(self._decimals)

    @property
    def _finer(self) -> str:
        """The format of exact quotas: two decimals more than the shares have."""
        return kronor_with(self._decimals + 2)

    def _input(self, number_format: str, bottom: Rule | None = None) -> Look:
        """The look of a cell to type in; without formulas there is nothing to type for."""
        ground = INPUT_GROUND if self.is_live else None
        return Look(format=number_format, align="right", bottom=bottom, ground=ground)

    def _live(self, formula: str, result: Decimal | int) -> Value:
        """The formula, or its result where the numbers are too large for a spreadsheet."""
        return Formula(formula, result) if self.is_live else result

    def _sum(self, column: str, result: Decimal | int) -> Formula:
        return Formula(self.formulas.sum_of(column), result)
