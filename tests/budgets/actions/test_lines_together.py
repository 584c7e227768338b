"""Two people change one line, in any order: no accepted change is lost unseen (rule 12)."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.actions import lines
from budgets.actions.lines import ChangedMeanwhile, LineIsGone
from budgets.models import BudgetVersion, LineItem
from tests.factories import budgets

CELLS = st.sampled_from([("text", "a"), ("text", "b"), ("note", "a"), ("note", "b")])
AMOUNTS = st.tuples(st.just("amount"), st.integers(1, 3).map(Decimal))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["Anna", "Bo"]),
        st.one_of(st.just("read"), st.lists(CELLS | AMOUNTS, min_size=1, max_size=3).map(dict)),
    ),
    max_size=20,
)
WATCHED = ("text", "note", "amount")


@pytest.fixture
def version(db: None) -> BudgetVersion:
    return budgets.draft()


def cells_of(line: LineItem) -> dict[str, Any]:
    return {name: getattr(line, name) for name in WATCHED}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_accepted_change_is_overwritten_by_who_has_not_seen_it(
    version: BudgetVersion, steps: list[tuple[str, Any]]
) -> None:
    line = lines.add(version=version, heading=budgets.cost(), amount=Decimal(1), text="a")
    seen = {who: (line.revision, cells_of(line)) for who in ("Anna", "Bo")}
    for who, step in steps:
        stored = cells_of(LineItem.objects.get(pk=line.pk))
        if step == "read":
            now = LineItem.objects.get(pk=line.pk)
            seen[who] = (now.revision, cells_of(now))
            continue
        revision, read = seen[who]
        typed = read | step
        unseen = {
            name
            for name in WATCHED
            if typed[name] != read[name] and stored[name] not in (read[name], typed[name])
        }
        try:
            lines.change(version=version, line_id=line.pk, to=typed, read=read, revision=revision)
        except ChangedMeanwhile as refused:
            told = {c.field: (c.yours, c.theirs) for c in refused.conflicts}
        else:
            told = {}
        assert told == {name: (typed[name], stored[name]) for name in unseen}
        if told:
            assert cells_of(LineItem.objects.get(pk=line.pk)) == stored
        else:
            kept = {n: typed[n] if typed[n] != read[n] else stored[n] for n in WATCHED}
            now = LineItem.objects.get(pk=line.pk)
            assert cells_of(now) == kept
            seen[who] = (now.revision, kept)


def both(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Run two acts at once, each with a connection of its own."""

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


needs_two_connections = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="in memory SQLite has one connection"
)


class Meeting:
    """Both have read before either writes, where nothing holds the second one back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.barrier = threading.Barrier(2)
        clean = LineItem.full_clean

        def meet_and_clean(line: LineItem, *args: Any, **options: Any) -> None:
            try:
                self.barrier.wait(0.5)
                self.met = True
            except threading.BrokenBarrierError:
                pass
            clean(line, *args, **options)

        self.met = False
        monkeypatch.setattr(LineItem, "full_clean", meet_and_clean)


def both_type(version: BudgetVersion) -> tuple[list[Decimal], Decimal]:
    """Two people type over the same amount at once: what was accepted, and what is stored."""
    line = LineItem.objects.get(version=version)
    accepted: list[Decimal] = []

    def type_over(amount: Decimal) -> Callable[[], None]:
        def act() -> None:
            try:
                lines.change(
                    version=version,
                    line_id=line.pk,
                    to={"amount": amount},
                    read={"amount": line.amount},
                    revision=line.revision,
                )
            except ChangedMeanwhile:
                return
            accepted.append(amount)

        return act

    both(type_over(Decimal(2)), type_over(Decimal(3)))
    line.refresh_from_db()
    return accepted, line.amount


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_the_lock_lets_one_of_two_through(monkeypatch: pytest.MonkeyPatch) -> None:
    version = budgets.draft()
    lines.add(version=version, heading=budgets.cost(), amount=Decimal(1))
    meeting = Meeting(monkeypatch)
    accepted, stored = both_type(version)
    assert not meeting.met
    assert accepted == [stored]


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_change_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    version = budgets.draft()
    lines.add(version=version, heading=budgets.cost(), amount=Decimal(1))
    monkeypatch.setattr(lines, "lock_draft", lambda version: version)
    meeting = Meeting(monkeypatch)
    accepted, _stored = both_type(version)
    assert meeting.met
    assert len(accepted) == 2


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_many_changes_of_two_people_at_once_all_count() -> None:
    version = budgets.draft()
    line = lines.add(version=version, heading=budgets.cost(), amount=Decimal(0))

    def add_often(step: int) -> None:
        done = 0
        while done < 15:
            now = LineItem.objects.get(pk=line.pk)
            try:
                lines.change(
                    version=version,
                    line_id=line.pk,
                    to={"amount": now.amount + step},
                    read={"amount": now.amount},
                    revision=now.revision,
                )
            except (ChangedMeanwhile, LineIsGone):
                continue
            done += 1

    # Steps apart, since typing what the other typed too is no conflict.
    both(lambda: add_often(1), lambda: add_often(1000))
    line.refresh_from_db()
    assert line.amount == 15 * 1 + 15 * 1000
