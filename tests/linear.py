"""Work that must grow with the length of a text and not with its square.

Processor time is compared at two lengths whose ratio is 16. Linear work takes about 16 times as
long, quadratic work 256 times; between them there is room for whatever else the machine does.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from time import thread_time

SHORT = 1_000
RATIO = 16
ALLOWED = 6 * RATIO
#: Seconds below which a measurement says nothing: caches, the clock, the collector.
NOTHING = 0.001


def texts(beginnings: tuple[str, ...], units: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every beginning with every unit that is to be repeated after it."""
    return list(product(beginnings, units))


def growth(work: Callable[[str], object], beginning: str, unit: str) -> float:
    """How many times longer ``work`` takes on a text that is ``RATIO`` times as long.

    Where the long text takes too little time to be too slow, however short the other takes, that
    is all that is measured, and the result is as high as it can be.
    """
    long_text = beginning + unit * (SHORT * RATIO // len(unit))
    once = _seconds(work, long_text, 1)
    if once <= ALLOWED * NOTHING:
        return once / NOTHING
    short = _seconds(work, beginning + unit * (SHORT // len(unit)), 3)
    return min(once, _seconds(work, long_text, 2)) / max(short, NOTHING)


def _seconds(work: Callable[[str], object], text: str, times: int) -> float:
    """The best of several times: what disturbs a measurement only ever adds to it."""
    found = []
    for _ in range(times):
        begin = thread_time()
        work(text)
        found.append(thread_time() - begin)
    return min(found)
