"""One measurement: repeated seconds, told as median, best and worst."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured, the seconds each repetition took, the goal and a remark."""

    what: str
    seconds: tuple[float, ...]
    goal: str = ""
    note: str = ""

    @property
    def median(self) -> float:
        """The middle of the repetitions."""
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        """The quickest repetition."""
        return min(self.seconds)

    @property
    def worst(self) -> float:
        """The slowest repetition."""
        return max(self.seconds)


def times(
    work: Callable[[], object], repeat: int, before: Callable[[], object] | None = None
) -> tuple[float, ...]:
    """The seconds of each repetition; ``before`` runs untimed ahead of each."""
    found = []
    for _ in range(repeat):
        if before is not None:
            before()
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return tuple(found)


def processor_times(
    work: Callable[[], object], repeat: int, before: Callable[[], object] | None = None
) -> tuple[float, ...]:
    """The seconds of processor time that each repetition takes in processes that it starts."""
    found = []
    for _ in range(repeat):
        if before is not None:
            before()
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        work()
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)
    return tuple(found)
