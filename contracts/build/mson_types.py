"""Context of an MSON value: base types, scalar names with a meaning, surrounding types."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from contracts.model import Kind

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
