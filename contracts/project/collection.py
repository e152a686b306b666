"""When Python looks for garbage: not while a blueprint is read, not among what was read, and not at
the end of a process.

A large blueprint is a million objects, all of them in use. Python would look through them again
and again, a sixth of the time, and once more when it is allowed to.
"""

from __future__ import annotations

import atexit
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


def no_collection_at_exit() -> None:
    """Let this process end without a last look: it frees its memory anyway.

    That took a tenth of the time of a command, and a third of that of Dredd's hook process.
    """
    atexit.register(gc.freeze)


def collect() -> None:
    """Look for garbage among all objects: for a moment in which nobody waits."""
    gc.unfreeze()
    gc.collect()
