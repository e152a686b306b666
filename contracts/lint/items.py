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
#: Items that begin a section of what they are nested in, and so end its description.
NESTED_SECTION: Final = re.compile(
    r"(?:properties|items|members)|(?:samples?|default)(?: *:.*)?", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r" *\d+[.)] ")


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its text after the marker, and where that begins in the expanded source.

    ``parent`` is the offset of the item it is nested in, else of its section, and
    ``parent_text`` the text there. ``in_description``: a paragraph comes before the first item
    of that parent, which makes a description of the items too, whatever they look like.
    """

    section: Section
    text: str
    offset: int
    parent: int = 0
    parent_text: str = ""
    in_description: bool = False

    def at(self, source: Source, column: int = 0) -> Location:
        """The location of the code point at ``column`` of the text."""
        return source.location(self.offset + column)


@dataclass(slots=True)
class _Parent:
    """A section or an item, in which others may be nested."""

    indent: int
    offset: int
    text: str
    in_description: bool = False
    has_items: bool = False
    has_paragraph: bool = False
    """Whether a paragraph of its description comes before its items."""


@dataclass(slots=True)
class _Region:
    section: Section
    indent: int
    level: int = -1
    values: int = -1
    """The indentation of a Members section whose items follow, or -1."""
    above: list[_Parent] = field(default_factory=list)
    """The section and the items that the next one may be nested in."""

    def nested(self, indent: int, offset: int, text: str) -> Item:
        """An item in what it is nested in; it is the next ones' parent."""
        while len(self.above) > 1 and self.above[-1].indent >= indent:
            self.above.pop()
        parent = self.above[-1]
        parent.has_items = True
        begins_section = NESTED_SECTION.fullmatch(text) is not None
        described = parent.in_description or (parent.has_paragraph and not begins_section)
        self.above.append(_Parent(indent, offset, text, in_description=described))
        return Item(self.section, text, offset, parent.offset, parent.text, described)

    def add_text(self, text: str, indent: int, *, continues: bool) -> None:
        """A line that is no item: a paragraph of what it is in, or of the line before it."""
        if self.section == "parameters":
            return
        parent = self.above[-1] if continues else self._innermost(indent)
        if _NUMBERED.match(text):
            parent.has_items = True
        elif not parent.has_items:
            parent.has_paragraph = True

    def _innermost(self, indent: int) -> _Parent:
        return next((e for e in reversed(self.above) if e.indent < indent), self.above[0])


def items(source: Source) -> Iterator[Item]:
    """Every item that declares a parameter, a member, a value or a type."""
    region: _Region | None = None
    in_types = fenced = continues = False
    for at, text in zip(source.starts, source.texts, strict=False):
        stripped = text.lstrip()
        after_line, continues = continues, bool(stripped)
        if stripped.startswith(("```", "~~~")):
            fenced = not fenced
            if fenced and region is not None:
                region.add_text(text, len(text) - len(stripped), continues=after_line)
        if fenced or not stripped:
            continue
        if text.startswith("#"):
            heading = HEADING.fullmatch(text)
            if heading and TYPES_WORDS.fullmatch(heading["words"]):
                in_types = True
            elif heading and _ends_types(heading["words"]):
                in_types = False
            region = _Region("types", -1, above=[_Parent(-1, at, text)]) if in_types else None
            continue
        indent = len(text) - len(stripped)
        if region is not None and region.section != "types" and indent <= region.indent:
            region = None
        item = _ITEM.fullmatch(text) if stripped[0] in "-+*" else None
        if item is None:
            if region is not None:
                region.add_text(text, indent, continues=after_line)
            continue
        start = _SECTION.fullmatch(text) if region is None else None
        if start:
            kind: Section = "parameters" if start["parameters"] else "attributes"
            above = [_Parent(len(start["indent"]), at, text)]
            region = _Region(kind, len(start["indent"]), above=above)
            continue
        if region is not None and _declares(region, indent, item["text"]):
            yield region.nested(indent, at + item.start("text"), item["text"])


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
