"""What a layout may not change: the contract, apart from places and white space."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, Final
from urllib.parse import unquote

from contracts.format.json_layout import json_tokens, laid_out_json
from contracts.format.tables import cells
from contracts.model import Location, Missing

_BODIES: Final = frozenset(("body", "body_schema"))
_PLACES: Final = frozenset(("location", "body_location", "facts"))
_SPELLINGS: Final = frozenset(("spelling", "uri_template", "path", "uri"))
_RULE: Final = re.compile(r":?-+:?")


def meaning(value: Any, name: str = "") -> Any:
    """What a value of the contract says, as something that can be compared."""
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


def _text(text: str, name: str) -> Any:
    if name in _BODIES:
        return tuple(json_tokens(text)) if laid_out_json(text) is not None else text.rstrip()
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
