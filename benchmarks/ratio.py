"""Ratios between timings of one run, so that a slow machine does not fail what a fast one passes.

A ratio compares what we wrote with a bare version of the same work, or a large case with a small
one. Each is timed several times, turn by turn, and the best time counts: what disturbs a run only
ever makes it slower.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times slower one thing is than another, and how many times is allowed."""

    name: str
    measured: float
    limit: float

    @property
    def holds(self) -> bool:
        """Whether the measured ratio is within its limit."""
        return self.measured <= self.limit

    def __str__(self) -> str:
        verdict = "ok" if self.holds else "TOO SLOW"
        return f"{self.measured:6.2f}  (limit {self.limit:g})  {verdict:8}  {self.name}"


def best_of(rounds: int, tasks: Sequence[Callable[[], object]]) -> list[float]:
    """Return the best processor time of each task, in seconds.

    The tasks take turns, round after round, so that a slow moment of the machine meets them all.
    Garbage is collected before each and not while it is timed. One round more is run first and
    not counted.
    """
    best = [float("inf")] * len(tasks)
    for turn in range(rounds + 1):
        for position, task in enumerate(tasks):
            seconds = _seconds(task)
            if turn:
                best[position] = min(best[position], seconds)
    return best


def _seconds(task: Callable[[], object]) -> float:
    """Time one run of a task, in processor seconds."""
    gc.collect()
    collecting = gc.isenabled()
    gc.disable()
    try:
        started = process_time()
        task()
        return process_time() - started
    finally:
        if collecting:
            gc.enable()
