"""The named types of a blueprint, and which of them what is built depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from contracts.read.elements import Origin, origin
from contracts.read.refract import Element, type_name


class NamedTypes(dict[str, Element]):
    """The raw element of each named type, and which names have been asked for."""

    def __init__(self, elements: Iterable[Element] = ()) -> None:
        super().__init__((type_name(element), element) for element in elements)
        self.asked: set[str] = set()

    def find(self, name: str) -> Element | None:
        """The element of a type, or None; that it was asked for is noted."""
        self.asked.add(name)
        return self.get(name)

    def origin(self, name: str) -> Origin | None:
        """Where a type comes from; None also when there is no such type."""
        return origin(self[name]) if name in self else None

    @contextmanager
    def recorded(self) -> Iterator[set[str]]:
        """The names asked for meanwhile."""
        before, self.asked = self.asked, set()
        try:
            yield self.asked
        finally:
            self.asked |= before
