"""Collecting the tests is cheap: it parses no blueprint and loads no heavy library.

Names that tests are collected by, and that need a blueprint, are remembered (tests/blueprint.py).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final
from unittest import mock

from contracts.read import parse

#: Libraries that take a second or more to load, for tests that may not be wanted.
HEAVY: Final = frozenset({"schemathesis", "faker", "moto"})


class _Guard(MetaPathFinder):
    """Raises where a module that is imported to be collected parses, or loads what is heavy."""

    is_on = False

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None, so that others find the module; nobody finds a heavy one."""
        if name in HEAVY:
            self.refuse(f"{name} is loaded")
        return None

    def parsing(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function of the parser, where it may be called."""

        def call(*arguments: object, **more: object) -> object:
            self.refuse("a blueprint is parsed")
            return function(*arguments, **more)

        return call

    def refuse(self, what: str) -> None:
        """Raise, unless the guard is off."""
        if self.is_on:
            raise AssertionError(f"{what} while tests are collected: do it when a test runs")


_GUARD = _Guard()


@contextmanager
def cheap() -> Iterator[None]:
    """Raise where a blueprint is parsed or a heavy library loaded."""
    # What every parse calls, also where all of its parts are in the cache.
    guarded = mock.patch.object(parse, "parts", _GUARD.parsing(parse.parts))
    sys.meta_path.insert(0, _GUARD)
    try:
        with guarded, mock.patch.object(_GUARD, "is_on", True):
            yield
    finally:
        sys.meta_path.remove(_GUARD)


@contextmanager
def costly() -> Iterator[None]:
    """Allow both, for what is remembered afterwards."""
    with mock.patch.object(_GUARD, "is_on", False):
        yield
