"""What a layout may not change: the contract, apart from places and white space."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final
from urllib.parse import unquote

from contracts.format.json_layout import json_tokens
from contracts.format.tables import cells
from contracts.model import Location, Missing

_BODIES: Final = frozenset(("body", "body_schema"))
_PLACES: Final = frozenset(("location", "body_location", "schema_location", "facts"))
_SPELLINGS: Final = frozenset(("spelling", "uri_template", "path", "uri"))
_RULE: Final = re.compile(r":?-+:?")


def meaning(value: Any, name: str = "") -> Any:
    """The meaning of a value of the contract, as something that can be compared."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return _text(value, name)
    if isinstance(value, Location):
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(
            (field.name, meaning(getattr(value, field.name), field.name))
            for field in dataclasses.fields(value)
            if field.name not in _PLACES
        )
    if isinstance(value, dict):
        return tuple((key, meaning(each, name)) for key, each in value.items())
    if isinstance(value, Enum | Missing):
        return value
    if isinstance(value, Iterable):
        return tuple(meaning(each, name) for each in value)
    return value


def changed_files(before: Any, after: Any, name: str = "", file: str = "") -> Iterator[str]:
    """The files in which values of ``before`` have another meaning than in ``after``.

    A value is in the file of the nearest place around it.
    """
    if before is after:
        return
    if dataclasses.is_dataclass(before) and type(before) is type(after):
        if isinstance(before, Location):
            return
        place = getattr(before, "location", None)
        inside = place.file if isinstance(place, Location) else file
        for each in dataclasses.fields(before):
            if each.name not in _PLACES:
                one, other = getattr(before, each.name), getattr(after, each.name)
                yield from changed_files(one, other, each.name, inside)
    elif isinstance(before, Mapping) and isinstance(after, Mapping) and [*before] == [*after]:
        for key, one in before.items():
            yield from changed_files(one, after[key], name, file)
    elif isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from changed_files(one, other, name, file)
    elif before != after and meaning(before, name) != meaning(after, name):
        yield file


def _text(text: str, name: str) -> Any:
    if name in _BODIES:
        tokens = json_tokens(text)
        return text.rstrip() if tokens is None else tokens
    if name in _SPELLINGS:
        return unquote(text)
    if name == "description":
        return tuple(filter(None, map(_prose, text.split("\n"))))
    return text


def _prose(line: str) -> Any:
    """A line of a description without its indentation; the cells of a row of a table."""
    words = line.strip()
    if not words.startswith("|"):
        return words
    return tuple("-" if _RULE.fullmatch(cell) else cell for cell in cells(words))
