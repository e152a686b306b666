"""Types around an MSON value: base types, names with a meaning, named types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from contracts.model import Kind
from contracts.read.elements import Origin
from contracts.read.refract import Element, type_name

BASE_KINDS: Final[dict[str, Kind]] = {
    "object": "object",
    "array": "array",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "enum": "any",
    "null": "any",
    "*": "any",
}

#: Named scalar types with a meaning of their own: name in lower case to (kind, format).
MEANINGS: Final[dict[str, tuple[Kind, str]]] = {
    "integer": ("integer", ""),
    "timestamp": ("string", "date-time"),
    "date time": ("string", "date-time"),
    "datetime": ("string", "date-time"),
    "date-time": ("string", "date-time"),
    "date": ("string", "date"),
    "time": ("string", "time"),
    "email": ("string", "email"),
    "url": ("string", "url"),
    "uri": ("string", "uri"),
    "uuid": ("string", "uuid"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a value: the named types it is inside of, and what they say of it.

    ``fixed``: its values are the only ones. ``complete``: all its members must be there.
    """

    open_types: frozenset[str] = frozenset()
    fixed: bool = False
    complete: bool = False

    def inside(self) -> Around:
        """For the values nested in it: ``fixed`` is theirs too, ``fixed-type`` is not."""
        return replace(self, complete=False)


class NamedTypes(dict[str, Element]):
    """The raw element of each named type, and which names have been asked for."""

    def __init__(
        self, elements: Sequence[Element] = (), origins: Iterable[Origin | None] = ()
    ) -> None:
        super().__init__((type_name(element), element) for element in elements)
        self._origins = dict(zip(map(type_name, elements), origins, strict=False))
        self.asked: set[str] = set()

    def find(self, name: str) -> Element | None:
        """The element of a type, or None; that it was asked for is noted."""
        self.asked.add(name)
        return self.get(name)

    def origin(self, name: str) -> Origin | None:
        """Where a type comes from; None also when there is no such type."""
        return self._origins.get(name)

    @contextmanager
    def recorded(self) -> Iterator[set[str]]:
        """The names asked for meanwhile."""
        before, self.asked = self.asked, set()
        try:
            yield self.asked
        finally:
            self.asked |= before
