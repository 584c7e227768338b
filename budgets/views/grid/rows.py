"""The rows of the grid: read from what was sent, saved, and what stands against that."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions.errors import WrongState
from budgets.actions.lines import (
    CHANGEABLE,
    ChangedMeanwhile,
    LineIsGone,
    RowsRefused,
    change_many,
)
from budgets.forms.grid import Charges, LineForm, cell_text, charges_offered
from budgets.models import BudgetVersion, LineItem
from budgets.models.errors import VersionIsFrozen
from budgets.models.heading_in_version import headings_of
from budgets.views.versions import not_open
from budgets.wording.history import who_typed

# Fifteen digits at most: more is no key of ours, and too much for a database.
_ROW = re.compile(
    r"(?P<key>line-(?P<line>\d{1,15})|new-(?P<heading>\d{1,15})(?:-(?P<number>\d{1,6}))?)-revision"
)


@dataclass(frozen=True)
class Theirs:
    """What somebody else typed into a cell: as a person reads it, and as the cell holds it.

    ``who`` introduces it: who typed it, and when.
    """

    text: str
    value: str
    who: str


@dataclass
class GridRow:
    """A line on the page: its form, and what somebody else made of its cells meanwhile."""

    form: LineForm
    theirs: dict[str, Theirs] = field(default_factory=dict)
    problem: str = ""

    @property
    def key(self) -> str:
        return str(self.form.prefix)

    @property
    def is_refused(self) -> bool:
        return bool(self.theirs or self.problem or self.form.errors)


@dataclass(frozen=True)
class GoneRow:
    """A row that was sent for a line that is not there any more, with what was typed into it."""

    key: str
    typed: list[str]


@dataclass
class Sent:
    """The rows of a form that differ from what was read, or were filled in."""

    rows: list[GridRow]
    gone: list[GoneRow]


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def gone() -> str:
    return _("Somebody else has taken this row out. Copy what you typed if you still need it.")


def not_as_read(line: LineItem) -> str:
    return _(
        "Somebody else has changed “%(line)s” since you read it, so it is not taken out. "
        "Look at it as it is now, and take it out if it is still to go."
    ) % {"line": line}


def rows_sent(data: QueryDict, version: BudgetVersion, charges: Charges | None = None) -> Sent:
    """Find the rows of a form that have something to save: four queries at most."""
    charges = charges or charges_offered()
    found = [match for name in data if (match := _ROW.fullmatch(name))]
    lines = (
        LineItem.objects.filter(version=version)
        .select_related("heading")
        .in_bulk([int(match["line"]) for match in found if match["line"]])
    )
    headings = {heading.pk: heading for heading in headings_of(version)}
    sent = Sent([], [])
    for match in found:
        if match["line"] and (line := lines.get(int(match["line"]))):
            heading = headings[line.heading_id]
            form = LineForm(data, heading=heading, charges=charges, line=line)
            if set(form.changed_data) & set(CHANGEABLE):
                sent.rows.append(GridRow(form))
        elif match["line"]:
            if typed := _typed_into(data, match["key"]):
                sent.gone.append(GoneRow(match["key"], typed))
        elif under := headings.get(int(match["heading"])):
            number = int(match["number"]) if match["number"] else None
            form = LineForm(data, heading=under, charges=charges, number=number)
            if not form.is_untouched:
                sent.rows.append(GridRow(form))
    return sent


def names_of_rows(data: QueryDict) -> dict[str, list[str]]:
    """The names of the fields of every row that differs from what was read, by the row's key."""
    keys = [match["key"] for name in data if (match := _ROW.fullmatch(name))]
    names = {}
    for key in keys:
        if _typed_into(data, key):
            cells = [f"{key}-{cell}" for cell in CHANGEABLE]
            names[key] = [
                name
                for name in (
                    f"{key}-revision",
                    f"{key}-entry",
                    *cells,
                    *(f"initial-{cell}" for cell in cells),
                )
                if name in data
            ]
    return names


def _typed_into(data: QueryDict, key: str) -> list[str]:
    typed = []
    for name in CHANGEABLE:
        text = data.get(f"{key}-{name}", "")
        if text and text != data.get(f"initial-{key}-{name}", ""):
            typed.append(text)
    return typed


def save(version: BudgetVersion, rows: Sequence[GridRow], *, by: User) -> list[LineItem] | None:
    """Save all the rows, or none and note on each what stands against it."""
    if not all(row.form.is_valid() for row in rows):
        return None
    try:
        return change_many(version=version, rows=[row.form.typed() for row in rows], by=by)
    except RowsRefused as refused:
        for place, why in refused.refusals.items():
            _note(rows[place], why)
    except (VersionIsFrozen, WrongState):
        for row in rows:
            row.problem = not_open(version)
    return None


def _note(row: GridRow, why: Exception) -> None:
    form = row.form
    match why:
        case ChangedMeanwhile():
            current = LineForm(heading=form.heading, charges=form.charges, line=why.line)
            row.theirs = {
                c.field: Theirs(
                    cell_text(c.field, c.theirs, form.charges),
                    str(current[c.field].value()),
                    who_typed(c.told),
                )
                for c in why.conflicts
            }
            row.form = _beside_theirs(form, current, set(row.theirs))
        case LineIsGone():
            row.problem = gone()
        case ValidationError():
            for name, sentences in why.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)


def _beside_theirs(form: LineForm, current: LineForm, clashing: set[str]) -> LineForm:
    """Keep what was typed; the cells that only the other changed are as they are now.

    A clashing cell keeps what was read, so that it is refused until the person has chosen.
    """
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    typed = form.typed()
    for name in set(CHANGEABLE) - clashing:
        now = current[name].value()
        if typed.to[name] == typed.read[name]:
            data[form.add_prefix(name)] = now
        data[form.add_initial_prefix(name)] = now
    return LineForm(data, heading=form.heading, charges=form.charges, line=current.line)
