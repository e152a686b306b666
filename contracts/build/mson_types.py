"""Types around an MSON value: base types, names with a meaning, named types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from contracts.model import Kind
from contracts.read.elements import Deferred, Origin
from contracts.read.refract import Element

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
class TypeContext:
    """What surrounds a value: the named types it is inside of, and what they say of it.

    ``fixed``: its values are the only ones. ``complete``: all its members must be there.
    """

    open_types: frozenset[str] = frozenset()
    fixed: bool = False
    complete: bool = False

    def inside(self) -> TypeContext:
        """For the values nested in it: ``fixed`` is theirs too, ``fixed-type`` is not."""
        return replace(self, complete=False)


class NamedTypes(Mapping[str, Element]):
    """The raw element of each named type, and which names have been asked for."""

    def __init__(self, named: Iterable[tuple[str, Deferred[Element]]] = ()) -> None:
        self._named = dict(named)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Element:
        return self._named[name].value

    def __contains__(self, name: object) -> bool:
        return name in self._named

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)

    def find(self, name: str) -> Element | None:
        """The element of a type, or None; that it was asked for is noted."""
        self.asked.add(name)
        return self.get(name)

    def origin(self, name: str) -> Origin | None:
        """Where a type comes from; None also when there is no such type."""
        named = self._named.get(name)
        return named.origin if named else None

    @contextmanager
    def recorded(self) -> Iterator[set[str]]:
        """The names asked for meanwhile."""
        before, self.asked = self.asked, set()
        try:
            yield self.asked
        finally:
            self.asked |= before
