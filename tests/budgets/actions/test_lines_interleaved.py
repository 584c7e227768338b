"""Three people work on one draft in any order, each from what they have read (rule 12).

Every accepted change is still there at the end, or was overwritten by somebody who had read it, or
chosen it away; and the trace alone tells how all came about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from accounts.models import Change, User
from budgets.actions import adoption, lines
from budgets.actions.lines import ChangedMeanwhile, LineIsGone, RowsRefused, TypedRow
from budgets.models import BudgetVersion, LineItem
from tests.conftest import person
from tests.factories import budgets

PEOPLE = ("Anna", "Bo", "Cecilia")
WATCHED = ("text", "note", "amount")
Cells = dict[str, Any]

WHO, PLACE = st.sampled_from(PEOPLE), st.integers(0, 5)
TYPED = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["a", "b", ""]),
        "note": st.sampled_from(["a", "b", ""]),
        "amount": st.integers(-2, 3).map(Decimal),
    },
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), WHO),
        st.tuples(st.just("change"), WHO, PLACE, TYPED),
        st.tuples(st.just("change"), WHO, PLACE, TYPED),
        st.tuples(st.just("change_many"), WHO, st.dictionaries(PLACE, TYPED, max_size=3)),
        st.tuples(st.just("choose"), WHO, PLACE, TYPED, st.sampled_from(["mine", "theirs"])),
        st.tuples(st.just("add"), WHO, TYPED),
        st.tuples(st.just("remove"), WHO, PLACE),
        st.tuples(st.just("duplicate"), WHO, PLACE),
        st.tuples(st.just("move"), WHO, PLACE, st.booleans()),
        st.tuples(st.just("put_back"), WHO),
    ),
    max_size=25,
)


@dataclass
class Seen:
    """A line as somebody last read it, or was told of it."""

    revision: int
    cells: Cells


@dataclass
class Office:
    """The draft as it should be, and what each person has read of it."""

    version: BudgetVersion
    users: Mapping[str, User]
    stored: dict[int, Cells] = field(default_factory=dict)
    seen: dict[str, dict[int, Seen]] = field(default_factory=lambda: {who: {} for who in PEOPLE})
    taken_out: dict[str, LineItem] = field(default_factory=dict)
    ever: list[int] = field(default_factory=list)

    def read(self, who: str) -> None:
        self.seen[who] = {
            line.pk: Seen(line.revision, cells_of(line))
            for line in LineItem.objects.filter(version=self.version)
        }

    def known(self, who: str, place: int) -> int | None:
        """A line that this person has before the eyes, perhaps one that is gone."""
        keys = sorted(self.seen[who])
        return keys[place % len(keys)] if keys else None

    def unseen(self, who: str, key: int, typed: Cells) -> set[str]:
        """The cells to be changed in which there is something this person has not read."""
        read, stored = self.seen[who][key].cells, self.stored[key]
        return {
            name
            for name, value in typed.items()
            if value != read[name] and stored[name] not in (read[name], value)
        }

    # -- What people do

    def change(self, who: str, place: int, typed: Cells) -> ChangedMeanwhile | None:
        key = self.known(who, place)
        if key is None:
            return None
        return self._save(who, key, typed, self.seen[who][key].cells)

    def _save(self, who: str, key: int, typed: Cells, read: Cells) -> ChangedMeanwhile | None:
        revision = self.seen[who][key].revision
        self.seen[who][key] = Seen(revision, read)
        try:
            line = lines.change(
                version=self.version,
                line_id=key,
                to=read | typed,
                read=read,
                revision=revision,
                by=self.users[who],
            )
        except LineIsGone:
            assert key not in self.stored
            del self.seen[who][key]
            return None
        except ChangedMeanwhile as refused:
            told = {c.field: (c.yours, c.theirs) for c in refused.conflicts}
            unseen = self.unseen(who, key, typed)
            assert told == {name: (typed[name], self.stored[key][name]) for name in unseen}
            event("a cell refused")
            return refused
        assert not self.unseen(who, key, typed)
        self._accept(who, line, typed, read)
        return None

    def _accept(self, who: str, line: LineItem, typed: Cells, read: Cells) -> None:
        self.stored[line.pk] |= {n: v for n, v in typed.items() if v != read[n]}
        self.seen[who][line.pk] = Seen(line.revision, dict(self.stored[line.pk]))

    def change_many(self, who: str, rows: Mapping[int, Cells]) -> None:
        typed = {key: cells for place, cells in rows.items() if (key := self.known(who, place))}
        seen = self.seen[who]
        sent = [
            TypedRow(seen[key].cells | cells, key, seen[key].cells, seen[key].revision)
            for key, cells in typed.items()
        ]
        refused = {
            place
            for place, (key, cells) in enumerate(typed.items())
            if key not in self.stored or self.unseen(who, key, cells)
        }
        if refused:
            with pytest.raises(RowsRefused) as why:
                lines.change_many(version=self.version, rows=sent, by=self.users[who])
            assert set(why.value.refusals) == refused
            event("several rows refused")
            return
        written = lines.change_many(version=self.version, rows=sent, by=self.users[who])
        for line, cells in zip(written, typed.values(), strict=True):
            self._accept(who, line, cells, seen[line.pk].cells)

    def choose(self, who: str, place: int, typed: Cells, choice: str) -> None:
        """Change, and where that is refused keep what was typed or take what is shown."""
        refused = self.change(who, place, typed)
        if refused is None:
            return
        event(f"chose {choice}")
        key = refused.line.pk
        shown = {c.field: c.theirs for c in refused.conflicts}
        kept = typed | (shown if choice == "theirs" else {})
        assert self._save(who, key, kept, self.seen[who][key].cells | shown) is None

    def add(self, who: str, typed: Cells) -> None:
        cells: Cells = {"text": "", "note": "", "amount": Decimal(1)} | typed
        line = lines.add(version=self.version, heading=budgets.cost(), by=self.users[who], **cells)
        self._is_there(who, line, cells)

    def _is_there(self, who: str, line: LineItem, cells: Cells) -> None:
        assert line.pk not in self.ever  # a key that came back would carry somebody's old reading
        self.ever.append(line.pk)
        self.stored[line.pk] = cells
        self.seen[who][line.pk] = Seen(line.revision, dict(cells))

    def remove(self, who: str, place: int) -> None:
        key = self.known(who, place)
        if key is None:
            return
        try:
            removed = lines.remove(
                version=self.version,
                line_id=key,
                revision=self.seen[who][key].revision,
                by=self.users[who],
            )
        except LineIsGone:
            assert key not in self.stored
        except ChangedMeanwhile:
            event("taking out refused")
            return
        else:
            assert self.stored.pop(key) == self.seen[who][key].cells  # nothing that was not read
            removed.pk = key
            self.taken_out[who] = removed
        del self.seen[who][key]

    def duplicate(self, who: str, place: int) -> None:
        key = self.known(who, place)
        if key is None:
            return
        try:
            copy = lines.duplicate(version=self.version, line_id=key, by=self.users[who])
        except LineIsGone:
            assert key not in self.stored
        else:
            self._is_there(who, copy, dict(self.stored[key]))

    def move(self, who: str, place: int, down: bool) -> None:
        key = self.known(who, place)
        if key is None:
            return
        try:
            lines.move(version=self.version, line_id=key, down=down, by=self.users[who])
        except LineIsGone:
            assert key not in self.stored

    def put_back(self, who: str) -> None:
        if line := self.taken_out.pop(who, None):
            cells = cells_of(line)
            line.revision = 1
            self._is_there(who, lines.put_back(line, by=self.users[who]), cells)


def cells_of(line: LineItem) -> Cells:
    return {name: getattr(line, name) for name in WATCHED}


def retold(version: BudgetVersion) -> dict[int, dict[str, str]]:
    """The lines of a version as the trace alone tells of them; each change fits what was there."""
    told: dict[int, dict[str, str]] = {}
    of_lines = Change.objects.of_whole(version).filter(subject=LineItem._meta.label_lower)
    for change in of_lines.filter(field__in=WATCHED).order_by("number"):
        assert change.subject_id is not None
        line = told.setdefault(change.subject_id, {})
        assert line.get(change.field, "") == change.before
        line[change.field] = change.after
    shown = {key: {name: line.get(name, "") for name in WATCHED} for key, line in told.items()}
    return {key: line for key, line in shown.items() if any(line.values())}


@pytest.fixture
def users(db: None) -> dict[str, User]:
    return {who: person("editor", f"{who.lower()}@test.example") for who in PEOPLE}  # type: ignore[arg-type]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_accepted_change_is_lost_in_any_order(
    users: dict[str, User], steps: list[tuple[Any, ...]]
) -> None:
    version = budgets.draft()
    office = Office(version, users)
    for text in ("a", "b"):
        office.add("Anna", {"text": text})
    for who in PEOPLE:
        office.read(who)
    for act, *how in steps:
        getattr(office, act)(*how)
        there = LineItem.objects.filter(version=version)
        assert {line.pk: cells_of(line) for line in there} == office.stored
    assert adoption.result_of(version) == -sum(
        (cells["amount"] for cells in office.stored.values()), Decimal(0)
    )
    assert retold(version) == {
        key: {name: f"{cells[name]:.2f}" if name == "amount" else cells[name] for name in WATCHED}
        for key, cells in office.stored.items()
    }
