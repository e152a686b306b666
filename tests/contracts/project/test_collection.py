"""Python's garbage collector pauses while a blueprint is read, and is as before afterwards."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from contracts.project.collection import paused_collection, postponed_collection


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    gc.unfreeze()
    (gc.enable if was_enabled else gc.disable)()


@pytest.mark.parametrize("is_enabled", [True, False])
@pytest.mark.parametrize("pause", [paused_collection, postponed_collection])
def test_collection_is_paused_inside_and_as_before_afterwards(
    pause: Callable[[], AbstractContextManager[None]], is_enabled: bool
) -> None:
    (gc.enable if is_enabled else gc.disable)()
    with pause():
        assert not gc.isenabled()
    assert gc.isenabled() == is_enabled
    with pytest.raises(RuntimeError), pause():
        raise RuntimeError
    assert gc.isenabled() == is_enabled


#: Whether an object that only the garbage collector removes is there after collections.
POSTPONED = """
import gc, weakref
from contracts.project.collection import collect, paused_collection, postponed_collection

class Cycle:
    def __init__(self):
        self.itself = self

with paused_collection():
    made = weakref.ref(Cycle())
gc.collect()
print("paused:", made() is not None)
with postponed_collection():
    made = weakref.ref(Cycle())
gc.collect()
print("postponed:", made() is not None)
collect()
print("collected:", made() is not None)
"""


def test_what_is_made_while_collection_is_postponed_is_looked_at_later() -> None:
    """In a process of its own: a collection looks at all that pytest and the tests have made."""
    done = subprocess.run(
        [sys.executable, "-c", POSTPONED], capture_output=True, text=True, check=True
    )
    assert done.stdout == "paused: False\npostponed: True\ncollected: False\n"


#: What only a collection removes says so when it is removed.
ENDING = """
import gc
from contracts.project.collection import no_collection_at_exit

class Cycle:
    def __init__(self):
        self.itself = self
    def __del__(self):
        print("collected")

gc.disable()
Cycle()
"""


@pytest.mark.parametrize(
    ("call", "printed"), [("", "collected\n"), ("no_collection_at_exit()", "")]
)
def test_a_process_ends_without_a_collection_where_it_asks_for_that(
    call: str, printed: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING + call], capture_output=True, text=True, check=True
    )
    assert done.stdout == printed
