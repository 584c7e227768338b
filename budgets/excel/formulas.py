"""The formulas of a live allocation: what ``budgets.core.allocation`` does, a column per step.

A spreadsheet computes with 15 digits. While every product of units and weight stays below that,
whole numbers are exact, and so is the sum. Even then ``INT`` may be one off, since a quotient that
lies close below a whole number is taken for that number; the whole units are therefore tested by
multiplying back.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST_EXACT = 10**15
"""Below this a spreadsheet counts, compares and subtracts whole numbers exactly."""

COLUMNS = tuple("ABCDEFGHIJK")
CODE, NAME, POPULATION, WEIGHT, PART, EXACT, FLOOR, REMAINDER, RANK, GIVEN, AMOUNT = COLUMNS

PRINTED = "L"
"""The column that prints the shares in another unit, where one is chosen."""

TOTAL_IN, EQUAL_IN, UNIT_IN, UNITS_IN, LEFT_IN = POPULATION, WEIGHT, EXACT, FLOOR, GIVEN
"""Where the figures above the table stand: each above the column that it belongs to."""


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a sheet whose parts stand in these rows."""

    inputs: int
    """The row of the total, the equal part, the unit, the units to share and the units left."""
    first: int
    last: int

    @property
    def sums(self) -> int:
        """The row of the sums, under the last member."""
        return self.last + 1

    # Above the table

    @property
    def total(self) -> str:
        return f"${TOTAL_IN}${self.inputs}"

    @property
    def equal(self) -> str:
        return f"${EQUAL_IN}${self.inputs}"

    def unit(self) -> str:
        """Whole kronor, or öre if the total holds any (rule 2)."""
        return f"=IF(ROUND({self.total},0)=ROUND({self.total},2),1,0.01)"

    def units(self) -> str:
        """How many units the total is, without its sign."""
        return f"=ROUND(ABS({self.total})/{self._unit},0)"

    def units_left(self) -> str:
        """How many units the rounding down leaves over."""
        return f"={self._units}-ABS({FLOOR}{self.sums})"

    # A member's row

    def weight(self, row: int) -> str:
        """Rule 3: the population, or p·Σ + (100−p)·n·population."""
        population, members = f"{POPULATION}{row}", f"ROWS({self._all(POPULATION)})"
        return (
            f"=IF({self.equal}=0,{population},"
            f"{self.equal}*${POPULATION}${self.sums}+(100-{self.equal})*{members}*{population})"
        )

    def part(self, row: int) -> str:
        """The part of the weights."""
        return f"={WEIGHT}{row}/{self._weight_sum}"

    def exact(self, row: int) -> str:
        """The quota in kronor, for the reader; nothing is computed from it."""
        return f"={self.total}*{WEIGHT}{row}/{self._weight_sum}"

    def floor(self, row: int) -> str:
        """Rule 2, second step: whole units, with the sign of the total."""
        size, weight_sum = f"{self._units}*{WEIGHT}{row}", self._weight_sum
        quotient = f"INT({size}/{weight_sum})"
        return (
            f"=SIGN({self.total})*({quotient}"
            f"-IF({quotient}*{weight_sum}>{size},1,0)"
            f"+IF(({quotient}+1)*{weight_sum}<={size},1,0))"
        )

    def remainder(self, row: int) -> str:
        """What was cut off, as a numerator over the sum of the weights."""
        return f"={self._units}*{WEIGHT}{row}-ABS({FLOOR}{row})*{self._weight_sum}"

    def rank(self, row: int) -> str:
        """Rule 2: the largest remainder first, then the larger weight, then the lower code."""
        rests, weights, codes = map(self._all, (REMAINDER, WEIGHT, CODE))
        rest, weight, code = f"{REMAINDER}{row}", f"{WEIGHT}{row}", f"{CODE}{row}"
        return (
            f"=1+SUMPRODUCT(({rests}>{rest})+({rests}={rest})"
            f"*(({weights}>{weight})+({weights}={weight})*({codes}<{code})))"
        )

    def given(self, row: int) -> str:
        """1 for those who get a unit that was left over."""
        return f"=IF({RANK}{row}<=${LEFT_IN}${self.inputs},1,0)"

    def amount(self, row: int) -> str:
        """The share in kronor."""
        return f"=ROUND(({FLOOR}{row}+SIGN({self.total})*{GIVEN}{row})*{self._unit},2)"

    # Below the members

    def sum_of(self, column: str) -> str:
        """The sum of a column."""
        return f"=SUM({column}{self.first}:{column}{self.last})"

    def difference(self) -> str:
        """What the shares miss the total by."""
        return f"=ROUND({AMOUNT}{self.sums}-{self.total},2)"

    def guarded_difference(self) -> str:
        """The same, or a few words where people typed numbers too large to be exact."""
        largest = f"{self._units}*MAX({self._all(WEIGHT)})+{self._weight_sum}"
        words = _("too large to be exact").replace('"', '""')
        return f'=IF({largest}<{LARGEST_EXACT},{self.difference()[1:]},"{words}")'

    @property
    def _unit(self) -> str:
        return f"${UNIT_IN}${self.inputs}"

    @property
    def _units(self) -> str:
        return f"${UNITS_IN}${self.inputs}"

    @property
    def _weight_sum(self) -> str:
        return f"${WEIGHT}${self.sums}"

    def _all(self, column: str) -> str:
        return f"${column}${self.first}:${column}${self.last}"
