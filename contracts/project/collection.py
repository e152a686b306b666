"""When Python looks for garbage: not while a blueprint is read, and not among what was read.

A large blueprint is a million objects, all of them in use. Python would look through them again
and again, a sixth of the time, and once more when it is allowed to.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collection() -> Iterator[None]:
    """Without the garbage collector, if it was enabled."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def postponed_collection() -> Iterator[None]:
    """The same, and what was made meanwhile is not looked at until :func:`collect` is called."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def collect() -> None:
    """Look for garbage among all objects: for a moment in which nobody waits."""
    gc.unfreeze()
    gc.collect()
