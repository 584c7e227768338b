"""Two people save and take out rows by way of the pages, in any order (rule 12)."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from budgets.actions import lines
from budgets.models import LineItem
from tests.conftest import signed_in
from tests.factories import budgets
from tests.grid import Grid

WATCHED = ("text", "note", "amount")
WHO, PLACE = st.sampled_from([0, 1]), st.integers(0, 1)
TYPED = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["a", "b"]),
        "note": st.sampled_from(["a", ""]),
        "amount": st.sampled_from(["1", "2 tkr"]),
    },
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), WHO),
        st.tuples(st.just("save"), WHO, st.dictionaries(PLACE, TYPED, min_size=1)),
        st.tuples(st.just("save"), WHO, st.dictionaries(PLACE, TYPED, min_size=1)),
        st.tuples(st.just("take out"), WHO, PLACE),
    ),
    max_size=10,
)
AMOUNTS = {"1": Decimal(1), "2 tkr": Decimal(2000)}


def cells_of(line: LineItem) -> dict[str, Any]:
    return {name: getattr(line, name) for name in WATCHED}


@pytest.fixture
def clients(editor: User, approver: User) -> list[Client]:
    return [signed_in(editor), signed_in(approver)]


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_nothing_that_was_saved_goes_unseen(
    clients: list[Client], steps: list[tuple[Any, ...]]
) -> None:
    version = budgets.draft()
    keys = [
        lines.add(version=version, heading=budgets.cost(), amount=Decimal(5), text=text).pk
        for text in "ab"
    ]
    editing = reverse("budgets:edit", args=[version.year, version.number])
    read = [LineItem.objects.in_bulk(keys) for _client in clients]
    grids = [Grid(client.get(editing)) for client in clients]
    for act, who, *how in steps:
        before = LineItem.objects.in_bulk(keys)
        match act, how:
            case "read", _:
                read[who] = before
                grids[who] = Grid(clients[who].get(editing))
            case "save", [rows]:
                seen = {keys[place]: read[who].get(keys[place]) for place in rows}
                if None in seen.values():
                    continue  # was gone when this person read
                typed = {keys[place]: cells for place, cells in rows.items()}
                for key, cells in typed.items():
                    grids[who].type(f"line-{key}", **cells)
                dirty = [row for key in typed if grids[who].is_dirty(row := f"line-{key}")]
                if not dirty:
                    continue
                answer = grids[who].save(clients[who], *dirty)
                after = LineItem.objects.in_bulk(keys)
                if answer.status_code != 200:
                    assert answer.status_code == 409
                    assert {k: cells_of(v) for k, v in after.items()} == {
                        k: cells_of(v) for k, v in before.items()
                    }
                    # The answer is lost, so that the page stays as stale as it was.
                    for row in dirty:
                        grids[who].undo(row)
                    continue
                grids[who].hear(answer)
                for key, cells in typed.items():
                    wanted = {n: AMOUNTS[v] if n == "amount" else v for n, v in cells.items()}
                    was = cells_of(read[who][key])
                    changed = {n: v for n, v in wanted.items() if v != was[n]}
                    if not changed:
                        continue
                    now = cells_of(before[key])
                    assert all(now[n] in (was[n], v) for n, v in changed.items())
                    assert cells_of(after[key]) == now | changed
                    read[who] = read[who] | {key: after[key]}
            case "take out", [place]:
                line = read[who].get(keys[place])
                if line is None:
                    continue
                # What is typed otherwise than it was read, but says the same, is still there.
                answer = grids[who].undo(line).act(clients[who], line, "remove")
                is_out = not LineItem.objects.filter(pk=line.pk).exists()
                if answer.status_code == 200:
                    assert is_out
                    assert cells_of(before[line.pk]) == cells_of(line)
                else:
                    assert answer.status_code == 409
                    assert is_out == (line.pk not in before)
