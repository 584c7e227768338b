"""The participants beside each other: last year's figure, the one there is, and the new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from municipalities.models import Municipality, Participation, PopulationSnapshot


@dataclass(frozen=True)
class FigureRow:
    """A participant's figures; None where there is none. ``remarks`` are sentences about it."""

    code: str
    name: str
    last_year: int | None
    replaced: int | None
    new: int | None
    remarks: Sequence[str] = ()

    @property
    def change(self) -> int | None:
        """The new figure − last year's."""
        if self.new is None or self.last_year is None:
            return None
        return self.new - self.last_year

    @property
    def percent(self) -> Fraction | None:
        """The change in per cent of last year's."""
        if self.change is None or not self.last_year:
            return None
        return Fraction(100 * self.change, self.last_year)

    @property
    def is_corrected(self) -> bool:
        """Whether the figure is another than the one it replaces."""
        return self.replaced is not None and self.new != self.replaced


@dataclass(frozen=True)
class FigureTable:
    """The rows and their sums; a sum of rows that are not all known is None."""

    rows: Sequence[FigureRow]
    is_revision: bool

    @property
    def total(self) -> FigureRow:
        return FigureRow(
            "",
            "",
            _sum([row.last_year for row in self.rows]),
            _sum([row.replaced for row in self.rows]),
            _sum([row.new for row in self.rows]),
        )

    @property
    def known(self) -> int:
        """How many of the participants have a figure."""
        return sum(1 for row in self.rows if row.new is not None)

    @property
    def corrected(self) -> int:
        """How many of the participants get another figure than before."""
        return sum(1 for row in self.rows if row.is_corrected)

    @property
    def remarked(self) -> int:
        """How many of the participants have a remark."""
        return sum(1 for row in self.rows if row.remarks)


def participants_of(year: int) -> list[Municipality]:
    """Those that share by the population of 31 December of that year, by code."""
    taking_part = Participation.objects.sharing_by_population_of(year)
    return list(
        Municipality.objects.filter(participations__in=taking_part).distinct().order_by("code")
    )


def figures_of(snapshot: PopulationSnapshot | None) -> dict[str, int]:
    """The figures of a snapshot by municipality code; one query."""
    if snapshot is None:
        return {}
    return dict(snapshot.figures.values_list("municipality__code", "population"))


def figure_table(
    participants: Sequence[Municipality],
    *,
    new: Mapping[str, int],
    last_year: Mapping[str, int],
    replaced: Mapping[str, int] | None = None,
    remarks: Mapping[str, Sequence[str]] | None = None,
) -> FigureTable:
    """Put the figures beside each other; ``replaced`` are those of the revision before."""
    return FigureTable(
        [
            FigureRow(
                m.code,
                m.name,
                last_year.get(m.code),
                (replaced or {}).get(m.code),
                new.get(m.code),
                (remarks or {}).get(m.code, ()),
            )
            for m in participants
        ],
        is_revision=replaced is not None,
    )


def _sum(figures: Sequence[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known and len(known) == len(figures) else None
