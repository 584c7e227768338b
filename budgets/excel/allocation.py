"""An allocation as a workbook that computes itself: change a population and the shares follow.

The formulas do what ``budgets.core.allocation`` does (rules 2 and 3), step by step and a column
per step, so that anybody can follow a krona. A spreadsheet computes with 15 digits; while every
product of units and weight stays below that, whole numbers are exact and so is the sum. Where they
do not, the sheet holds the figures as values, and says so.

Even with exact numbers ``INT`` may be one off: a quotient that lies close below a whole number is
taken for that number. The whole units are therefore tested by multiplying back.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from budgets.core.allocation import unit_for
from budgets.core.explanation import AllocationExplained, ShareExplained
from budgets.core.money import KRONA_IN_ORE, MAX_AMOUNT, to_ore
from budgets.excel.sheet import Formula, Sheet, Value, decimal
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
from budgets.models.sharing import Sharing
from municipalities.models.population import MOST_PEOPLE

LARGEST_EXACT = 10**15
"""Below this a spreadsheet counts, compares and subtracts whole numbers exactly."""

_WIDTHS = [8.0, 24.0, 14.0, 15.0, 11.0, 17.0, 14.0, 15.0, 7.0, 9.0, 16.0]
_COLUMNS = "ABCDEFGHIJK"
_CODE, _NAME, _POPULATION, _WEIGHT, _PART, _EXACT, _FLOOR, _REST, _RANK, _GIVEN, _AMOUNT = _COLUMNS
_TOTAL, _EQUAL, _UNIT, _UNITS, _LEFT = "$C$", "$D$", "$F$", "$G$", "$J$"
"""Where the figures above the table stand, each above the column that it belongs to."""


def allocation_workbook(
    sharing: Sharing, *, title: str, made_on: datetime.date, subtitle: str = ""
) -> bytes:
    """Write how an agreement's total is shared to a workbook and return the file.

    ``made_on`` is the date in the page's foot. Raises ``ValueError`` where populations are missing,
    so that nothing could be shared.
    """
    if sharing.explained is None:
        raise ValueError(f"{sharing.agreement} cannot be shared: populations are missing")
    return _Workbook(sharing, sharing.explained, title, made_on).written(subtitle)


class _Workbook:
    """The allocation on its way into the sheet."""

    def __init__(
        self,
        sharing: Sharing,
        explained: AllocationExplained,
        title: str,
        made_on: datetime.date,
    ) -> None:
        self.sharing = sharing
        self.explained = explained
        self.unit_in_ore = to_ore(explained.unit)
        self.units = abs(to_ore(explained.total)) // self.unit_in_ore
        heaviest = max(share.weight for share in explained.members)
        self.is_live = self.units * heaviest + explained.weight_sum < LARGEST_EXACT
        self.sheet = Sheet(title=title, made_on=made_on, widths=_WIDTHS)

    def written(self, subtitle: str) -> bytes:
        """Write everything from the top down."""
        sheet = self.sheet
        self.inputs = 5 if subtitle else 4
        header_row = self.inputs + 2
        self.first = header_row + 1
        self.last = header_row + len(self.explained.members)
        self.sums = self.last + 1
        sheet.set_up(header_row=header_row, freeze=f"{_POPULATION}{self.first}")
        sheet.heading(subtitle)
        self._write_inputs()
        sheet.space()
        self._write_header()
        self._write_members()
        self._write_sums()
        self._write_notes()
        if self.is_live:
            self._guard_inputs()
        sheet.expect_numbers_as_text(f"{_CODE}{self.first}:{_CODE}{self.last}")
        return sheet.saved()

    # What stands above the table

    def _write_inputs(self) -> None:
        label = Look(size=9, colour=MUTED, align="right")
        self._write_above(
            {_TOTAL: label, _EQUAL: label, _UNIT: label, _UNITS: label, _LEFT: label},
            {
                _TOTAL: _("To share, kr"),
                _EQUAL: _("Shared equally"),
                _UNIT: _("Unit, kr"),
                _UNITS: _("Units to share"),
                _LEFT: _("Units left"),
            },
        )
        explained = self.explained
        total, equal = self._input(self._kronor), self._input(WHOLE_PERCENT)
        unit = Look(format="0.##" if explained.unit == 1 else "0.00", align="right")
        count = Look(format=COUNT, align="right")
        row = self.inputs
        self._write_above(
            {_TOTAL: total, _EQUAL: equal, _UNIT: unit, _UNITS: count, _LEFT: count},
            {
                _TOTAL: explained.total,
                _EQUAL: explained.equal_percent,
                _UNIT: self._unit(),
                _UNITS: self._live(f"=ROUND(ABS({_TOTAL}{row})/{_UNIT}{row},0)", self.units),
                _LEFT: self._live(f"={_UNITS}{row}-ABS({_FLOOR}{self.sums})", explained.units_left),
            },
        )

    def _write_above(self, looks: dict[str, Look], values: dict[str, Value]) -> None:
        """Write a row above the table, in the columns that are named."""
        letters = [f"${letter}$" for letter in _COLUMNS]
        rows = self.sheet.rows([looks.get(letter, Look()) for letter in letters])
        rows.append([values.get(letter) for letter in letters])

    def _unit(self) -> Value:
        """The unit: öre if the agreement says so, else whatever the total needs (rule 2)."""
        explained = self.explained
        follows = self.unit_in_ore == unit_for(explained.total, allocate_in_ore=False)
        if self.sharing.agreement.allocates_in_ore or not follows:
            return explained.unit
        total = f"{_TOTAL}{self.inputs}"
        return self._live(f"=IF(ROUND({total},0)=ROUND({total},2),1,0.01)", explained.unit)

    # The table

    def _write_header(self) -> None:
        text = Look(size=9, colour=MUTED, upright="bottom", bottom="thin", wrap=True)
        figure = replace(text, align="right")
        last = replace(figure, bold=True, colour=INK)
        self.sheet.rows([text, text, *[figure] * 8, last]).append(
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
            ],
            height=29,
        )

    def _write_members(self) -> None:
        rule: Rule = "hair"
        count = Look(format=COUNT, align="right", bottom=rule)
        steps = Look(format=self._counted, align="right", bottom=rule, colour=MUTED)
        rows = self.sheet.rows(
            [
                Look(format=TEXT, bottom=rule, colour=MUTED),
                Look(bottom=rule),
                self._input(COUNT, bottom=rule),
                count,
                Look(format=PERCENT, align="right", bottom=rule),
                Look(format=kronor_with(self._decimals + 2), align="right", bottom=rule),
                steps,
                steps,
                steps,
                steps,
                Look(format=self._kronor, align="right", bottom=rule, bold=True),
            ]
        )
        for row, share in enumerate(self.explained.members, start=self.first):
            rows.append(self._member(row, share))

    def _member(self, row: int, share: ShareExplained) -> list[Value]:
        """A member's row: each step as the formula of the core's, with its result."""
        inputs, weight_sum = self.inputs, f"${_WEIGHT}${self.sums}"
        weight = f"{_WEIGHT}{row}"
        sign = f"SIGN({_TOTAL}{inputs})"
        return [
            share.member.code,
            share.member.name,
            share.member.population,
            self._live(self._weight(row), share.weight),
            self._live(
                f"={weight}/{weight_sum}", decimal(Fraction(share.weight, share.weight_sum))
            ),
            self._live(f"={_TOTAL}{inputs}*{weight}/{weight_sum}", decimal(share.exact)),
            self._live(self._floor(row), to_ore(share.floor) // self.unit_in_ore),
            self._live(
                f"={_UNITS}{inputs}*{weight}-ABS({_FLOOR}{row})*{weight_sum}", share.remainder
            ),
            self._live(self._rank(row), share.rank),
            self._live(f"=IF({_RANK}{row}<={_LEFT}{inputs},1,0)", int(share.unit_given)),
            self._live(
                f"=ROUND(({_FLOOR}{row}+{sign}*{_GIVEN}{row})*{_UNIT}{inputs},2)", share.amount
            ),
        ]

    def _weight(self, row: int) -> str:
        """Rule 3: the population, or p·Σ + (100−p)·n·population."""
        equal, population = f"{_EQUAL}{self.inputs}", f"{_POPULATION}{row}"
        members = f"ROWS({self._column(_POPULATION)})"
        return (
            f"=IF({equal}=0,{population},"
            f"{equal}*${_POPULATION}${self.sums}+(100-{equal})*{members}*{population})"
        )

    def _floor(self, row: int) -> str:
        """Rule 2, first step, with the sign of the total; the quotient is tested both ways."""
        size, weight_sum = f"{_UNITS}{self.inputs}*{_WEIGHT}{row}", f"${_WEIGHT}${self.sums}"
        quotient = f"INT({size}/{weight_sum})"
        return (
            f"=SIGN({_TOTAL}{self.inputs})*({quotient}"
            f"-IF({quotient}*{weight_sum}>{size},1,0)"
            f"+IF(({quotient}+1)*{weight_sum}<={size},1,0))"
        )

    def _rank(self, row: int) -> str:
        """Rule 2: the largest remainder first, then the larger weight, then the lower code."""
        rests, weights, codes = map(self._column, (_REST, _WEIGHT, _CODE))
        rest, weight, code = f"{_REST}{row}", f"{_WEIGHT}{row}", f"{_CODE}{row}"
        return (
            f"=1+SUMPRODUCT(({rests}>{rest})+({rests}={rest})"
            f"*(({weights}>{weight})+({weights}={weight})*({codes}<{code})))"
        )

    def _write_sums(self) -> None:
        explained = self.explained
        label = Look(bold=True, top="thin", bottom="double")
        count = replace(label, format=COUNT, align="right")
        part = replace(count, format=PERCENT)
        exact = replace(count, format=kronor_with(self._decimals + 2), bold=False)
        steps = replace(count, format=self._counted, bold=False, colour=MUTED)
        amount = replace(count, format=self._kronor)
        self.sheet.rows(
            [label, label, count, count, part, exact, steps, steps, steps, steps, amount]
        ).append(
            [
                _("Sum"),
                None,
                self._sum(_POPULATION, explained.population_sum),
                self._sum(_WEIGHT, explained.weight_sum),
                self._sum(_PART, 1),
                self._sum(_EXACT, explained.total),
                self._sum(_FLOOR, to_ore(explained.floor_sum) // self.unit_in_ore),
                None,
                None,
                self._sum(_GIVEN, explained.units_left),
                self._sum(_AMOUNT, explained.total),
            ]
        )
        self._write_check()

    def _write_check(self) -> None:
        """Set the total under the sum, and the difference, which is 0 unless numbers overflow."""
        label, figure = Look(colour=MUTED), Look(format=self._kronor, align="right", colour=MUTED)
        rows = self.sheet.rows([label, *[Look()] * 9, figure])
        gap: list[Value] = [None] * 9
        total = f"{_TOTAL}{self.inputs}"
        rows.append([_("To share, kr"), *gap, Formula(f"={total}", self.explained.total)])
        difference = f"ROUND({_AMOUNT}{self.sums}-{total},2)"
        if self.is_live:
            largest = f"{_UNITS}{self.inputs}*MAX({self._column(_WEIGHT)})+{_WEIGHT}{self.sums}"
            too_large = _("too large to be exact").replace('"', '""')
            difference = f'IF({largest}<{LARGEST_EXACT},{difference},"{too_large}")'
        check = rows.append([_("Difference"), *gap, Formula(f"={difference}", 0)])
        self.sheet.warn_unless_zero(f"{_AMOUNT}{check}")

    # What stands below the table

    def _write_notes(self) -> None:
        self.sheet.space()
        for note in self._notes():
            self.sheet.note(note, columns=len(_WIDTHS))

    def _notes(self) -> list[str]:
        explained, snapshot = self.explained, self.sharing.snapshot
        notes = []
        if snapshot is not None:
            notes.append(
                _("Population on %(date)s. Source: %(source)s.")
                % {"date": snapshot, "source": snapshot.source.rstrip(".")}
            )
        if explained.equal_percent:
            notes.append(
                _(
                    "%(percent)s per cent is shared equally, the rest by population. The weight is "
                    "%(percent)s × all inhabitants + %(rest)s × number of municipalities × "
                    "own inhabitants."
                )
                % {"percent": explained.equal_percent, "rest": 100 - explained.equal_percent}
            )
        else:
            notes.append(_("The cost is shared by population: the weight is the population."))
        notes.append(
            _(
                "Everyone first gets to share × weight ÷ sum of the weights, cut to whole units. "
                "The units left go, one each, to the largest remainders; between equal remainders "
                "the larger weight goes first, then the lower code. So the shares always add up to "
                "the sum."
            )
        )
        if explained.total < 0:
            notes.append(_("A sum to pay back is shared as one to pay, with the sign turned."))
        if self.is_live:
            notes.append(_("The shaded cells can be changed; all the others follow."))
        else:
            notes.append(
                _(
                    "These numbers are too large for a spreadsheet to compute exactly. The figures "
                    "are values as Fördela computed them, and do not follow the population."
                )
            )
        return notes

    def _guard_inputs(self) -> None:
        guard = self.sheet.validate
        guard(
            f"{_POPULATION}{self.first}:{_POPULATION}{self.last}",
            "whole",
            1,
            MOST_PEOPLE,
            _("The population is a whole number from 1 to 10 million."),
        )
        guard(
            f"{_TOTAL}{self.inputs}".replace("$", ""),
            "decimal",
            -MAX_AMOUNT,
            MAX_AMOUNT,
            _("The amount must be less than a thousand billion kronor."),
        )
        guard(
            f"{_EQUAL}{self.inputs}".replace("$", ""),
            "whole",
            0,
            100,
            _("The equal part is between 0 and 100 per cent."),
        )

    # Small things

    @property
    def _decimals(self) -> int:
        return 0 if self.unit_in_ore == KRONA_IN_ORE else 2

    @property
    def _kronor(self) -> str:
        return kronor_with(self._decimals)

    @property
    def _counted(self) -> str:
        return kronor_with(0)

    def _input(self, number_format: str, bottom: Rule | None = None) -> Look:
        """The look of a cell to type in; without formulas there is nothing to type for."""
        ground = INPUT_GROUND if self.is_live else None
        return Look(format=number_format, align="right", bottom=bottom, ground=ground)

    def _live(self, formula: str, result: Decimal | int) -> Value:
        """The formula, or its result where the numbers are too large for a spreadsheet."""
        return Formula(formula, result) if self.is_live else result

    def _sum(self, column: str, result: Decimal | int) -> Formula:
        return Formula(f"=SUM({column}{self.first}:{column}{self.last})", result)

    def _column(self, letter: str) -> str:
        return f"${letter}${self.first}:${letter}${self.last}"
