"""The list items of Parameters, Attributes and Data Structures, as they are written.

The parser reads an item's name, value, type and description by dashes, colons and parentheses,
and does not report what it reads otherwise than its author; so rules look at the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from contracts.model import Location
from contracts.read.outline import GROUP_WORDS, HEADING, TYPES_WORDS
from contracts.read.source import Source

Section: TypeAlias = Literal["parameters", "attributes", "types"]

_SECTION: Final = re.compile(
    r"(?P<indent> *)[-+*] +(?:(?P<parameters>parameters?)|attributes?(?: *\(.*\))?) *",
    re.IGNORECASE,
)
_ITEM: Final = re.compile(r"(?P<indent> *)[-+*] +(?P<text>[^\n]*[^\s])\s*")
_VALUES: Final = re.compile(r"(?:members|values)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its text after the marker, and where that begins in the expanded source.

    ``parent`` is the offset of the item it is nested in, else of its section, and
    ``parent_text`` the text there.
    """

    section: Section
    text: str
    offset: int
    parent: int = 0
    parent_text: str = ""

    def at(self, source: Source, column: int = 0) -> Location:
        """The location of the code point at ``column`` of the text."""
        return source.location(self.offset + column)


@dataclass(slots=True)
class _Region:
    section: Section
    indent: int
    level: int = -1
    values: int = -1
    """The indentation of a Members section whose items follow, or -1."""
    above: list[tuple[int, int, str]] = field(default_factory=list)
    """The section and the items that the next one may be nested in: indentation, offset, text."""

    def nested(self, indent: int, offset: int, text: str) -> tuple[int, str]:
        """The offset and text of what an item is nested in; the item is the next ones' parent."""
        while len(self.above) > 1 and self.above[-1][0] >= indent:
            self.above.pop()
        _, parent, parent_text = self.above[-1]
        self.above.append((indent, offset, text))
        return parent, parent_text


def items(source: Source) -> Iterator[Item]:
    """Every item that declares a parameter, a member, a value or a type."""
    region: _Region | None = None
    in_types = fenced = False
    for at, text in zip(source.starts, source.texts, strict=False):
        stripped = text.lstrip()
        if stripped.startswith(("```", "~~~")):
            fenced = not fenced
        if fenced or not stripped:
            continue
        if text.startswith("#"):
            heading = HEADING.fullmatch(text)
            if heading and TYPES_WORDS.fullmatch(heading["words"]):
                in_types = True
            elif heading and _ends_types(heading["words"]):
                in_types = False
            region = _Region("types", -1, above=[(-1, at, text)]) if in_types else None
            continue
        indent = len(text) - len(stripped)
        if region is not None and region.section != "types" and indent <= region.indent:
            region = None
        if stripped[0] not in "-+*":
            continue
        start = _SECTION.fullmatch(text) if region is None else None
        if start:
            kind: Section = "parameters" if start["parameters"] else "attributes"
            above = [(len(start["indent"]), at, text)]
            region = _Region(kind, len(start["indent"]), above=above)
            continue
        item = _ITEM.fullmatch(text)
        if region is not None and item and _declares(region, indent, item["text"]):
            offset = at + item.start("text")
            parent = region.nested(indent, offset, item["text"])
            yield Item(region.section, item["text"], offset, *parent)


def _ends_types(words: str) -> bool:
    """Whether a heading is that of a group, a resource or an action."""
    return GROUP_WORDS.fullmatch(words) is not None or words.endswith("]")


def _declares(region: _Region, indent: int, text: str) -> bool:
    """Whether an item describes the API: below a parameter it may be prose."""
    if region.section != "parameters":
        return True
    if region.level < 0:
        region.level = indent
    if indent <= region.level:
        region.values = -1
        return True
    if region.values >= 0 and indent > region.values:
        return True
    region.values = indent if _VALUES.fullmatch(text) else -1
    return False
