"""Values that a long-lived process made before, used again while what they are made of is the same.

A key holds everything that its value depends on, so a kept value is the one that would be made.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(slots=True)
class Kept:
    """The values that this reading and the one before asked for; one thread at a time uses it."""

    _now: dict[Hashable, Any] = field(default_factory=dict)
    _before: dict[Hashable, Any] = field(default_factory=dict)

    def next(self) -> None:
        """Begin another reading: what the last one did not ask for is dropped."""
        self._before, self._now = self._now, {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of ``key``, made if it is not kept."""
        value = self._now.get(key, self)
        if value is self:
            value = self._before.get(key, self)
            value = self._now[key] = make() if value is self else value
        return cast(T, value)
