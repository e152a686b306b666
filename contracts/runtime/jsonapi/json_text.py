"""JSON texts of values, documents, and the parts that resource objects are made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring
from operator import attrgetter
from types import NoneType
from typing import Any

# Documents are made here and hold no cycles.
_JSON = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False)
#: The encoder makes a scanner of its own for everything that is not a text.
_SCALARS: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: str,
    NoneType: lambda _none: "null",
    bool: lambda value: "true" if value else "false",
}


def json_text(value: Any) -> str:
    """The value as JSON."""
    write = _SCALARS.get(type(value))
    return write(value) if write else _JSON.encode(value)


def encode(document: Mapping[str, Any] | str) -> bytes:
    """The document as bytes; a text is JSON already."""
    return (document if isinstance(document, str) else _JSON.encode(document)).encode()


def inside_text(value: Any) -> str:
    """What stands between the quotes of the JSON string of ``value``, which is made a text."""
    return str(value) if type(value) is int else encode_basestring(str(value))[1:-1]


class Pattern:
    """Collects a text of fixed parts and values of an object, and makes what writes it."""

    def __init__(self) -> None:
        self._text = ""
        self._values: dict[tuple[str, Callable[[Any], str]], str] = {}

    def fixed(self, text: str) -> None:
        """Continue with ``text``."""
        self._text += text.replace("%", "%%")

    def value(self, attribute: str, write: Callable[[Any], str]) -> None:
        """Continue with what ``write`` makes of an attribute; it is called once for an object."""
        key = self._values.setdefault((attribute, write), str(len(self._values)))
        self._text += f"%({key})s"

    def writer(self) -> Callable[[Any], str]:
        """What makes the text of an object."""
        text = self._text
        read = attrgetter(*(attribute for attribute, _ in self._values))
        is_one = len(self._values) == 1
        parts = [(key, write) for (_, write), key in self._values.items()]

        def write(obj: Any) -> str:
            values = (read(obj),) if is_one else read(obj)
            pairs = zip(parts, values, strict=True)
            return text % {key: write(value) for (key, write), value in pairs}

        return write
