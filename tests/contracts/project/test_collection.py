"""Python's garbage collector pauses while a blueprint is read, and is as before afterwards."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from contracts.project.collection import collect, paused_collection, postponed_collection


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


class Cycle:
    """An object that only the garbage collector removes."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_made_while_collection_is_postponed_is_looked_at_later() -> None:
    gc.unfreeze()
    with paused_collection():
        made = weakref.ref(Cycle())
    gc.collect()
    assert made() is None
    with postponed_collection():
        made = weakref.ref(Cycle())
    gc.collect()
    assert made() is not None
    collect()
    assert made() is None
