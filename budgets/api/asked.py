"""What an address asks for, beside what stands in its path."""

from collections.abc import Sequence
from typing import Any

from ninja import Field, Schema

from budgets.api.schemas import Rounding, UnitName, Year
from budgets.core.printing import Printing
from budgets.forms.printing import ROUNDINGS, UNITS

MOST, MOST_YEARS = 200, 30
_FURTHEST = 1_000_000


class Paging(Schema):
    limit: int = Field(
        50, ge=1, le=MOST, description=f"How many to a page, at most {MOST}.", examples=[50]
    )
    offset: int = Field(
        0, ge=0, le=_FURTHEST, description="How many to pass over before the page.", examples=[0]
    )

    def cut(self, found: Any) -> Any:
        """The page of a queryset or list."""
        return found[self.offset : self.offset + self.limit]

    def of(self, items: Sequence[Any], total: int) -> dict[str, Any]:
        """A page as it is answered."""
        return {"items": items, "total": total, "limit": self.limit, "offset": self.offset}


class Print(Schema):
    """How figures are to be printed (rule 6)."""

    unit: UnitName = Field(UnitName.kr, description="What `printed` figures are in.")
    rounding: Rounding = Field(
        Rounding.printed,
        description="`printed`: each figure by itself; `adjusted`: so that all adds up.",
    )

    @property
    def printing(self) -> Printing:
        return Printing(UNITS[self.unit.value], ROUNDINGS[self.rounding.value])


class TableChoice(Print):
    years: list[Year] = Field(
        [],
        max_length=MOST_YEARS,
        description="As `years=2020&years=2021`; without any you get the three up to the newest "
        "adopted.",
    )
    unit: UnitName = Field(UnitName.tkr, description="What `printed` figures are in.")
