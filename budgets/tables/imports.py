"""The preview of a workbook that is to be taken in: what every cell was and becomes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.actions.imports import Draft, choice_name
from budgets.core.merging import CellChange, Kind, Outcome
from budgets.models import Heading
from budgets.wording.amounts import with_unit, written

_BESIDE = ("text", "note")


@dataclass(frozen=True)
class Side:
    """A value to choose where two people changed the same."""

    value: str
    label: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class PreviewCell:
    """A row of the preview's table."""

    what: str
    now: str
    becomes: str
    note: str = ""
    choice: str = ""
    sides: Sequence[Side] = ()


@dataclass(frozen=True)
class PreviewRow:
    """A line, and what becomes of its cells."""

    row: int
    heading: str
    name: str
    cells: Sequence[PreviewCell]
    clashes: bool


@dataclass(frozen=True)
class Totals:
    """Sums in kronor before and after."""

    income: tuple[Decimal, Decimal]
    cost: tuple[Decimal, Decimal]

    @property
    def result(self) -> Decimal:
        return self.income[1] - self.cost[1]


def preview(
    outcomes: Sequence[Outcome],
    draft: Draft,
    headings: Mapping[int, Heading],
    charges: Mapping[str, str],
    choices: Mapping[str, str],
) -> list[PreviewRow]:
    """Lay the outcomes out for a page; ``charges`` are labels by code."""
    return [_Layout(outcome, draft, headings, charges, choices).row() for outcome in outcomes]


def counted(outcomes: Sequence[Outcome]) -> list[str]:
    """Say how many of each kind there are."""
    counts = Counter(outcome.kind for outcome in outcomes)
    cells = sum(len(o.cells) for o in outcomes if o.kind is Kind.CHANGED)
    clashes = sum(o.clashes for o in outcomes)
    said = []
    if cells:
        said.append(ngettext("%(n)s cell changes", "%(n)s cells change", cells) % {"n": cells})
    if new := counts[Kind.NEW]:
        said.append(ngettext("%(n)s new row", "%(n)s new rows", new) % {"n": new})
    if gone := counts[Kind.REMOVED]:
        said.append(
            ngettext("%(n)s row is taken out", "%(n)s rows are taken out", gone) % {"n": gone}
        )
    if clashes:
        text = ngettext(
            "%(n)s row was changed by somebody else too",
            "%(n)s rows were changed by somebody else too",
            clashes,
        )
        said.append(text % {"n": clashes})
    return said


def totals(outcomes: Sequence[Outcome], draft: Draft, headings: Mapping[int, Heading]) -> Totals:
    """Add up the draft as it is and as it becomes; what clashes counts as typed."""
    sums = {True: [Decimal(), Decimal()], False: [Decimal(), Decimal()]}
    for line in draft.lines.values():
        for moment in (0, 1):
            sums[line.heading.is_income][moment] += line.amount
    for outcome in outcomes:
        heading = headings.get(outcome.intent.heading)
        for cell in outcome.cells:
            if cell.field == "amount" and heading is not None:
                more = (cell.typed or Decimal()) - (cell.now or Decimal())
                sums[heading.is_income][1] += more
    return Totals((sums[True][0], sums[True][1]), (sums[False][0], sums[False][1]))


class _Layout:
    def __init__(
        self,
        outcome: Outcome,
        draft: Draft,
        headings: Mapping[int, Heading],
        charges: Mapping[str, str],
        choices: Mapping[str, str],
    ) -> None:
        self.outcome = outcome
        self.line = draft.lines.get(outcome.intent.line or 0)
        self.heading = headings.get(outcome.intent.heading)
        self.charges = charges
        self.choices = choices

    def row(self) -> PreviewRow:
        intent = self.outcome.intent
        known = intent.typed or intent.read
        return PreviewRow(
            row=intent.row,
            heading=str(self.heading or ""),
            name=(self.line.text if self.line else "") or str(known.get("text", "")),
            cells=self._cells(),
            clashes=self.outcome.clashes,
        )

    def _cells(self) -> list[PreviewCell]:
        intent = self.outcome.intent
        match self.outcome.kind:
            case Kind.CHANGED:
                return [self._cell(cell) for cell in self.outcome.cells]
            case Kind.NEW:
                text = self._summary(intent.typed or {})
                return [PreviewCell(_("New row"), "", text, note=intent.note)]
            case Kind.REMOVED:
                # The text stands beside it, and what goes needs no note.
                now = {c.field: c.now for c in self.outcome.cells if c.field not in _BESIDE}
                return [self._whole(_("Whole row"), now, _("Take it out"), _("Let it stand"))]
            case Kind.GONE:
                return [self._whole(_("Whole row"), {}, _("Add it anew"), _("Leave it out"))]

    def _cell(self, cell: CellChange) -> PreviewCell:
        now, typed = self._text(cell.field, cell.now), self._text(cell.field, cell.typed)
        if not cell.clashes:
            note = self.outcome.intent.note
            return PreviewCell(self._label(cell.field), now, typed, note=note)
        name = choice_name(self.outcome, cell)
        read = self._text(cell.field, cell.read)
        return PreviewCell(
            self._label(cell.field),
            now,
            "",
            note=_("It was %(read)s when the workbook was made.") % {"read": read},
            choice=name,
            sides=self._sides(name, (_("From the workbook"), typed), (_("As it is now"), now)),
        )

    def _whole(self, what: str, now: Mapping[str, Any], mine: str, theirs: str) -> PreviewCell:
        if not self.outcome.clashes:
            return PreviewCell(what, self._summary(now), _("is taken out"))
        name = choice_name(self.outcome)
        typed = self._summary(self.outcome.intent.typed or {})
        return PreviewCell(
            what,
            self._summary(now),
            "",
            note=_("Somebody else has changed the row since the workbook was made.")
            if self.line
            else _("Somebody else has taken the row out since the workbook was made."),
            choice=name,
            sides=self._sides(name, (mine, typed), (theirs, "")),
        )

    def _sides(self, name: str, mine: tuple[str, str], theirs: tuple[str, str]) -> list[Side]:
        chosen = self.choices.get(name)
        return [
            Side(value, *label_and_text, chosen=value == chosen)
            for value, label_and_text in (("mine", mine), ("theirs", theirs))
        ]

    def _summary(self, cells: Mapping[str, Any]) -> str:
        """The cells of a row in one line."""
        parts = [
            with_unit(value) if name == "amount" else self._text(name, value)
            for name in ("text", "amount", "charge_code", "account", "note")
            if (value := cells.get(name)) not in (None, "")
        ]
        return " · ".join(parts)

    def _text(self, name: str, value: Any) -> str:
        if name == "amount":
            return written(value)
        text = self.charges.get(value, "") if name == "charge_code" else str(value)
        return text or "–"

    def _label(self, name: str) -> str:
        return {
            "text": _("Text"),
            "account": _("Account"),
            "amount": _("Kronor"),
            "charge_code": _("Charged"),
            "note": _("Note"),
        }[name]
