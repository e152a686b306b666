"""One line of MSON, or of a Parameters section, with the columns of its parts.

``name: value (Type, attribute) - description`` (MSON specification, section 3). The parser
gives an element one place; an editor needs one for each part, and for half a line as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contracts.read.outline import ATTRIBUTES, BASES

LONGEST: Final = 2_000
"""Characters of a line that are looked at: nobody declares anything in a longer one."""

_CODE: Final = re.compile(r"(`+)(.+?)\1")
_NAME_END: Final = re.compile(r":| = |\(| - |$")
_VALUE_END: Final = re.compile(r"(?<!\S)\(|(?<!\S)- |$")
_WORD: Final = re.compile(r"[^,\[\]\s](?:[^,\[\]]*[^,\[\]\s])?")


@dataclass(frozen=True, slots=True)
class LinePart:
    """A stretch of a line: its text without backticks, and its columns with them."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a line declares. ``inside`` are the columns between its round brackets.

    ``types`` are the named types it mentions, ``bases`` the base types of MSON and
    ``attributes`` its type attributes.
    """

    name: LinePart
    value: LinePart | None = None
    inside: tuple[int, int] | None = None
    types: tuple[LinePart, ...] = ()
    bases: tuple[LinePart, ...] = ()
    attributes: tuple[LinePart, ...] = ()
    description: LinePart | None = None


def declaration(line: str, start: int = 0) -> Declaration:
    """What ``line`` declares from the column ``start`` on."""
    text = line[:LONGEST]
    masked = _CODE.sub(lambda match: "\x01" * len(match[0]), text)
    name_end = _NAME_END.search(masked, start)
    assert name_end is not None
    at, value = name_end.start(), None
    name = _trimmed(text, start, at)
    if name_end[0] in (":", " = "):
        stop = _VALUE_END.search(masked, name_end.end())
        assert stop is not None
        value, at = _trimmed(text, name_end.end(), stop.start()), stop.start()
    inside, words = None, []
    if masked.startswith("(", at):
        closing = masked.find(")", at)
        inside = (at + 1, closing if closing >= 0 else len(text.rstrip()))
        words = list(_words(text, masked, inside))
        at = inside[1] + 1
    dash = masked.find("- ", at)
    described = dash >= 0 and not masked[at:dash].strip()
    return Declaration(
        name=name,
        value=value,
        inside=inside,
        types=tuple(word for word in words if _kind(word) == "type"),
        bases=tuple(word for word in words if _kind(word) == "base"),
        attributes=tuple(word for word in words if _kind(word) == "attribute"),
        description=_trimmed(text, dash + 2, len(text)) if described else None,
    )


def _words(text: str, masked: str, inside: tuple[int, int]) -> Iterator[LinePart]:
    for match in _WORD.finditer(masked, *inside):
        yield _part(text, *match.span())


def _kind(word: LinePart) -> str:
    lower = word.text.lower()
    if lower in ATTRIBUTES or lower.startswith(("default ", "sample ")):
        return "attribute"
    return "base" if lower in BASES else "type"


def _trimmed(text: str, start: int, end: int) -> LinePart:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return _part(text, start, end)


def _part(text: str, start: int, end: int) -> LinePart:
    words = text[start:end]
    bare = words.strip("`") if len(words) > 1 and words[0] == words[-1] == "`" else words
    return LinePart(bare, start, end)
