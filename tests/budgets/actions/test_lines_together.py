"""Several people write one line at the very same time: what was accepted is not lost (rule 12)."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.actions import trace
from budgets.actions import lines
from budgets.actions.lines import ChangedMeanwhile, LineIsGone
from budgets.models import LineItem
from tests.factories import budgets
from tests.threads import Meeting, at_once, database_for_threads, in_a_thread


@pytest.fixture
def line(tmp_path: Path, transactional_db: None) -> Iterator[LineItem]:
    """A line that threads see too."""
    made = lines.add(version=budgets.draft(), heading=budgets.cost(), amount=Decimal(0))
    with database_for_threads(tmp_path):
        yield made


@pytest.fixture
def meeting(line: LineItem, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """Both have read before either writes, where nothing holds the second one back."""
    meeting = Meeting()
    clean = LineItem.full_clean

    def meet_and_clean(line: LineItem, *args: Any, **options: Any) -> None:
        meeting.come()
        clean(line, *args, **options)

    monkeypatch.setattr(LineItem, "full_clean", meet_and_clean)
    return meeting


Change = Callable[..., LineItem]


def both_type(line: LineItem, change: Change) -> tuple[list[Any], Decimal]:
    """Two people type over the same amount at once: how they fared, and what is stored."""

    def type_over(amount: int) -> Callable[[], Decimal]:
        def act() -> Decimal:
            return change(
                version=line.version,
                line_id=line.pk,
                to={"amount": Decimal(amount)},
                read={"amount": line.amount},
                revision=line.revision,
            ).amount

        return act

    fared = at_once(type_over(2), type_over(3))
    return fared, in_a_thread(lambda: LineItem.objects.get(pk=line.pk).amount)


def test_the_lock_lets_one_of_two_through(line: LineItem, meeting: Meeting) -> None:
    fared, stored = both_type(line, lines.change)
    assert not meeting.met
    refused, accepted = sorted(fared, key=lambda one: isinstance(one, Decimal))
    assert isinstance(refused, ChangedMeanwhile)
    assert accepted == stored


def test_without_the_lock_a_change_would_be_lost(
    line: LineItem, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite the transaction is the lock, which it takes when it begins."""
    monkeypatch.setattr(lines, "lock_draft", lambda version: version)
    change: Any = lines.change
    if connection.vendor == "sqlite":
        change = change.__wrapped__
        monkeypatch.setattr(trace, "record_all", lambda **_told: None)  # wants a transaction
    fared, stored = both_type(line, change)
    assert meeting.met
    assert set(fared) == {Decimal(2), Decimal(3)}  # both were told that it is saved
    assert stored in fared


def test_many_changes_of_several_people_at_once_all_count(line: LineItem) -> None:
    def add_often(step: int) -> Callable[[], None]:
        def act() -> None:
            done = 0
            # Each refusal is owed to a change of the others, of which there are twenty.
            for _turn in range(30):
                if done == 10:
                    break
                now = LineItem.objects.get(pk=line.pk)
                try:
                    lines.change(
                        version=line.version,
                        line_id=line.pk,
                        to={"amount": now.amount + step},
                        read={"amount": now.amount},
                        revision=now.revision,
                    )
                except ChangedMeanwhile:
                    continue
                done += 1
            assert done == 10

        return act

    # Steps apart, since typing what the other typed too is no conflict.
    steps = (1, 100, 10_000)
    assert at_once(*map(add_often, steps)) == [None] * 3
    assert in_a_thread(lambda: LineItem.objects.get(pk=line.pk).amount) == 10 * sum(steps)


def test_a_line_is_not_taken_out_from_under_who_changes_it(line: LineItem) -> None:
    """Whoever comes first, the other is told; never both are."""

    def change() -> object:
        return lines.change(
            version=line.version,
            line_id=line.pk,
            to={"note": "n"},
            read={"note": ""},
            revision=line.revision,
        )

    def remove() -> object:
        return lines.remove(version=line.version, line_id=line.pk, revision=line.revision)

    fared = at_once(change, remove)
    refused = [one for one in fared if isinstance(one, Exception)]
    assert [type(one) for one in refused] in ([LineIsGone], [ChangedMeanwhile])
    kept = in_a_thread(lambda: list(LineItem.objects.values_list("note", flat=True)))
    assert kept == ([] if isinstance(refused[0], LineIsGone) else ["n"])
