"""The sections of one file, read tolerantly: what an editor needs of text half typed.

The parser reads a whole blueprint or reports why not; here each line is taken for what its own
words make it (API Blueprint specification, "Section types"; sections nest by what they are
and list items by their indentation), so that one mistake does not hide the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from contracts.editor.mson_line import LONGEST, Declaration, LinePart, declaration
from contracts.editor.text import FileText, Span, TextPosition
from contracts.text.indentation import indentation


class Kind(StrEnum):
    """What a section is."""

    FILE = "file"
    TITLE = "title"
    HEADING = "heading"
    GROUP = "group"
    TYPES = "types"
    TYPE = "type"
    RESOURCE = "resource"
    ACTION = "action"
    PARAMETERS = "parameters"
    PARAMETER = "parameter"
    REQUEST = "request"
    RESPONSE = "response"
    MODEL = "model"
    HEADERS = "headers"
    BODY = "body"
    SCHEMA = "schema"
    ATTRIBUTES = "attributes"
    RELATION = "relation"
    MEMBER = "member"
    INCLUDE = "include"
    WORD = "word"
    ITEM = "item"


PAYLOADS: Final = (Kind.REQUEST, Kind.RESPONSE, Kind.MODEL)
LITERAL: Final = (Kind.HEADERS, Kind.BODY, Kind.SCHEMA)
OWNERS: Final = (Kind.RESOURCE, Kind.ACTION)
MSON: Final = (Kind.ATTRIBUTES, Kind.TYPE, Kind.MEMBER, Kind.WORD)
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT")

_METHOD: Final = "|".join(METHODS)
HEADING: Final = re.compile(r"(?P<marks>#{1,6}) *(?P<words>.*)")
ITEM: Final = re.compile(r"(?P<indent> *)[-+*](?P<gap> +|$)(?P<words>.*)")
FENCE: Final = re.compile(r" *(?P<marks>```+|~~~+)")
_BRACKETS: Final = re.compile(
    rf"(?P<name>[^\[]*?) *\[ *"
    rf"(?:(?P<method>{_METHOD})(?: +(?P<uri>/[^\]]*))?|(?P<only>/[^\]]*))\]? *$"
)
_BARE: Final = re.compile(rf"(?:(?P<method>{_METHOD})(?: +(?P<uri>/\S*))?|(?P<only>/\S*)) *$")
_GROUP: Final = re.compile(r"Group +(?P<name>.*)", re.IGNORECASE)
_TYPES: Final = re.compile(r"Data +Structures?$", re.IGNORECASE)
_PAYLOAD: Final = re.compile(r"(?P<word>Request|Response|Model)\b *(?P<name>[^(]*)", re.IGNORECASE)
_SECTIONS: Final[dict[str, Kind]] = {
    "parameters": Kind.PARAMETERS,
    "parameter": Kind.PARAMETERS,
    "headers": Kind.HEADERS,
    "header": Kind.HEADERS,
    "body": Kind.BODY,
    "schema": Kind.SCHEMA,
    "attributes": Kind.ATTRIBUTES,
    "attribute": Kind.ATTRIBUTES,
}
_SECTION: Final = re.compile(rf"(?P<word>{'|'.join(_SECTIONS)})(?P<rest> *\(.*| *)$", re.IGNORECASE)
_RELATION: Final = re.compile(r"Relation *: *(?P<name>.*)", re.IGNORECASE)
_MSON_INCLUDE: Final = re.compile(r"Include +(?P<name>.*)", re.IGNORECASE)
_MSON_WORD: Final = re.compile(
    r"(?:Properties|Items|Members|Values|One Of)$|(?:Sample|Default)(?: *:.*)?$", re.IGNORECASE
)
_RANKS: Final = {
    Kind.TITLE: 1, Kind.GROUP: 1, Kind.TYPES: 1, Kind.TYPE: 2, Kind.RESOURCE: 2, Kind.ACTION: 3,
}  # fmt: skip
_PROSE: Final = 10
"""The rank of a plain heading of level 0: it ends nothing but other plain headings."""


@dataclass(slots=True, eq=False)
class Section:
    """A section of a file; it is built once and then only read.

    ``line`` and ``end`` are its lines, from 0, the end excluded; the end is known last. ``name``
    is what it is called, and is between two columns of its first line. ``declared`` are the parts
    of a heading or item of MSON or parameters; ``uri`` is the URI template of a resource or
    action.
    """

    kind: Kind
    line: int
    name: LinePart
    level: int = 0
    end: int = 0
    method: str = ""
    uri: LinePart | None = None
    declared: Declaration | None = None
    parent: Section | None = None
    children: list[Section] = field(default_factory=list)

    @property
    def name_span(self) -> Span:
        """The location of its name."""
        return Span.on(self.line, self.name.start, self.name.end)

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in the order of the text."""
        pending = [self]
        while pending:
            section = pending.pop()
            yield section
            pending.extend(reversed(section.children))

    def path(self) -> Iterator[Section]:
        """This section and those around it, from the inside out."""
        section: Section | None = self
        while section is not None:
            yield section
            section = section.parent

    def around(self, *kinds: Kind) -> Section | None:
        """The innermost of this section and those around it that is of one of ``kinds``."""
        return next((each for each in self.path() if each.kind in kinds), None)

    def at(self, line: int) -> Section:
        """The innermost section that has the line."""
        section = self
        while True:
            inner = next((c for c in section.children if c.line <= line < c.end), None)
            if inner is None:
                return section
            section = inner


def structure(text: FileText, inherited: Sequence[Kind] = ()) -> Section:
    """The file as a section; ``inherited`` are the kinds of sections it is included in."""
    reader = _SectionReader(text, inherited)
    return reader.read()


def included_in(section: Section, line: int) -> tuple[Kind, ...]:
    """The kinds of the headings around a line, outermost first: what a file included there gets."""
    kinds = [each.kind for each in section.at(line).path() if each.kind in _RANKS]
    return tuple(reversed(kinds))


class _SectionReader:
    """Walks the lines once, with the headings and the items that are open."""

    def __init__(self, text: FileText, inherited: Sequence[Kind]) -> None:
        self.lines = text.lines
        self.root = Section(Kind.FILE, 0, LinePart("", 0, 0))
        self.inherited = tuple(inherited)
        self.headings = [self.root]
        self.items: list[tuple[int, Section]] = []
        self.fences = fenced(self.lines)

    def read(self) -> Section:
        """The whole file."""
        for number, line in enumerate(self.lines):
            if number in self.fences:
                continue
            heading = HEADING.match(line)
            if heading:
                self.heading(number, heading)
            elif line.strip():
                self.other(number, line)
        self.close_items(0, len(self.lines))
        for open_heading in self.headings:
            open_heading.end = len(self.lines)
        return self.root

    def heading(self, number: int, match: re.Match[str]) -> None:
        self.close_items(0, number)
        level = len(match["marks"])
        start = match.start("words")
        words = match["words"][:LONGEST].rstrip().rstrip("#").rstrip()
        section = self.classified(number, level, words, start)
        rank = _RANKS.get(section.kind, _PROSE + level)
        while len(self.headings) > 1 and self.ends(self.headings[-1], rank, level):
            self.headings.pop().end = number
        parent = self.headings[-1]
        section.parent = parent
        parent.children.append(section)
        self.headings.append(section)

    def ends(self, open_heading: Section, rank: int, level: int) -> bool:
        own = _RANKS.get(open_heading.kind, _PROSE + open_heading.level)
        if rank > _PROSE and open_heading.kind in (Kind.TYPES, Kind.TYPE):
            return level <= open_heading.level
        return own >= rank

    def classified(self, number: int, level: int, words: str, start: int) -> Section:
        whole = LinePart(words, start, start + len(words))

        def section(kind: Kind, name: LinePart = whole) -> Section:
            return Section(kind, number, name, level)

        if _TYPES.match(words):
            return section(Kind.TYPES)
        group = _GROUP.match(words)
        if group:
            return section(Kind.GROUP, _group(group, "name", start))
        endpoint = _BRACKETS.match(words) or _BARE.match(words)
        if endpoint and not self.in_types(level):
            return _endpoint(section, endpoint, start)
        if self.in_types(level):
            declared = declaration(f"{' ' * start}{words}", start)
            named_type = section(Kind.TYPE, declared.name)
            named_type.declared = declared
            return named_type
        is_title = len(self.headings) == 1 and not self.inherited and not self.root.children
        return section(Kind.TITLE if is_title else Kind.HEADING)

    def in_types(self, level: int) -> bool:
        for open_heading in reversed(self.headings):
            if open_heading.kind is Kind.TYPES:
                return level > open_heading.level
            if open_heading.kind in (Kind.GROUP, *OWNERS):
                return False
        # A file included below the heading of named types begins with one of them.
        return Kind.TYPES in self.inherited and Kind.RESOURCE not in self.inherited

    def other(self, number: int, line: str) -> None:
        indent = indentation(line)
        self.close_items(indent, number)
        match = ITEM.match(line)
        if match is None:
            return
        parent = self.items[-1][1] if self.items else self.headings[-1]
        if parent.kind in LITERAL:
            return
        section = _item(parent, number, match)
        section.parent = parent
        parent.children.append(section)
        self.items.append((indent, section))

    def close_items(self, indent: int, number: int) -> None:
        """End the items that are indented as much as a line, or more."""
        while self.items and self.items[-1][0] >= indent:
            self.items.pop()[1].end = number


def _endpoint(
    section: Callable[[Kind, LinePart], Section], match: re.Match[str], start: int
) -> Section:
    groups = match.groupdict()
    kind = Kind.ACTION if groups.get("method") else Kind.RESOURCE
    uri = "uri" if groups.get("uri") is not None else "only"
    name = _group(match, "name", start) if groups.get("name") else None
    template = _group(match, uri, start) if groups.get(uri) is not None else None
    method = _group(match, "method", start) if groups.get("method") else None
    named = name or template or method
    assert named is not None
    endpoint = section(kind, named)
    endpoint.method = groups.get("method") or ""
    endpoint.uri = template
    return endpoint


def _item(parent: Section, number: int, match: re.Match[str]) -> Section:
    words = match["words"][:LONGEST].rstrip()
    start = match.start("words")
    known = _keyword(parent, number, words, start)
    if known is not None:
        return known
    kind = _plain_kind(parent)
    declared = declaration(f"{' ' * start}{words}", start)
    name = LinePart(words, start, start + len(words)) if kind is Kind.ITEM else declared.name
    item = Section(kind, number, name)
    item.declared = declared if kind is not Kind.ITEM else None
    return item


def _plain_kind(parent: Section) -> Kind:
    if parent.kind is Kind.PARAMETERS:
        return Kind.PARAMETER
    if parent.kind in MSON:
        return Kind.MEMBER
    return Kind.ITEM


def _keyword(parent: Section, number: int, words: str, start: int) -> Section | None:
    """The section that an item begins, or None for one without a keyword of the parent's."""
    end = start + len(words)
    line = f"{' ' * start}{words}"
    in_mson = parent.kind in MSON or parent.kind in (Kind.PARAMETER, Kind.PARAMETERS)
    if in_mson:
        match = _MSON_INCLUDE.match(words) if parent.kind in MSON else None
        if match:
            name = _group(match, "name", start)
            name = LinePart(name.text.strip("`"), name.start, name.end)
            return Section(Kind.INCLUDE, number, name)
        if _MSON_WORD.match(words):
            return Section(Kind.WORD, number, LinePart(words, start, end))
        return None
    match = _SECTION.match(words)
    if match:
        kind = _SECTIONS[match["word"].lower()]
        name = LinePart(match["word"], start, start + len(match["word"]))
        keyword = Section(kind, number, name)
        keyword.declared = declaration(line, start) if kind is Kind.ATTRIBUTES else None
        return keyword
    match = _PAYLOAD.match(words)
    if match and parent.kind not in PAYLOADS:
        kind = Kind(match["word"].lower())
        keyword = Section(kind, number, _group(match, "name", start))
        keyword.declared = declaration(line, start)
        return keyword
    match = _RELATION.match(words)
    if match:
        return Section(Kind.RELATION, number, _group(match, "name", start))
    return None


def _group(match: re.Match[str], name: str, start: int) -> LinePart:
    text = match[name] or ""
    at = start + match.start(name)
    return LinePart(text.rstrip(), at, at + len(text.rstrip()))


def fenced(lines: Sequence[str]) -> frozenset[int]:
    """The lines of fenced code blocks; a fence that nothing closes opens none."""
    inside: set[int] = set()
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if match is None:
            continue
        if opened is None:
            opened = (number, match["marks"])
        elif match["marks"].startswith(opened[1]) and not line[match.end() :].strip():
            inside.update(range(opened[0], number + 1))
            opened = None
    return frozenset(inside)


def place_of(section: Section) -> TextPosition:
    """Where a section begins."""
    return TextPosition(section.line, 0)
