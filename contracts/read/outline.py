"""The outline of a blueprint's text: its top sections and named types, read without drafter.

A text whose outline is plain beyond doubt can be parsed section by section; where Markdown
or MSON might read it otherwise, :func:`outline` returns None. It is meant to be strict, not
clever: a blueprint it refuses is parsed whole, which is slower and nothing else. Refused are
models and references to them (a reference in one section is the payload of another), attributes
of resources (types that any section may name), blocks of HTML (where they end depends on their
tags, and a heading inside is none), underlined headings, fences of `~~~` or of two depths, and
types that are declared twice or contain each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Literal

# Closing hashes are no part of the words; each line is looked through once, whatever is on it.
HEADING = re.compile(r"^#{1,6} *+(?P<words>(?:[^\n]*[^ #\n])?+)[ #]*+$", re.MULTILINE)
LONGEST = 1_000
"""Characters of a heading that anybody writes."""
TYPES_WORDS = re.compile(r"data\s+structures?", re.IGNORECASE)
GROUP_WORDS = re.compile(r"group(\s.*)?", re.IGNORECASE)
# The level of a heading makes no difference to the parser.
PLAIN_SECTION = re.compile(
    r"#{1,6} +(?:[Dd]ata [Ss]tructures?|Group [^\s\[\]][^\[\]]*[^#\[\]]|Group [^\s#\[\]]) *"
)
FENCE = re.compile(r"(?P<indent> *)```(?P<info>.*)")

# Any of these could hide a heading, declare a type or join two sections.
UNCLEAR = (
    re.compile(r"^(?=[^\n]*\S)(?! *[|+*-] )[^\n]*\n(?:=+|-+) *$", re.MULTILINE),  # underlined
    re.compile(r"^ *~~~", re.MULTILINE),
    re.compile(  # HTML; what is inline begins no block
        r"^ {0,3}<(?!https?:)(?!!--(?:(?!-->)[^\n])*--> *$)"
        r"(?!(?:img|br|a|b|i|u|em|strong|span|code|kbd|small|sub|sup)\b[^<>\n]*>)",
        re.MULTILINE,
    ),
    re.compile(r"^ *[-+*] +(?:[^\n]* )?model *(?:\([^\n]*)?$|\]\[\]", re.IGNORECASE | re.MULTILINE),
)
# In a resource this declares a type; in an action it describes its requests.
OWN_TYPE = re.compile(r"^ {0,3}[-+*] +attributes?\b", re.IGNORECASE | re.MULTILINE)
INCLUDE_TYPE = re.compile(r"^ *[-+*] +include\b(?P<rest>[^\n]*)", re.IGNORECASE | re.MULTILINE)

WORD = r"[^\W_]+"
NAME = rf"{WORD}(?:[ .-]{WORD})*"
PLAIN_TYPE = re.compile(
    rf"#{{1,6}} +(?P<name>{NAME}|`[\w .-]*[\w.-]`)(?: \((?P<inside>[^()_*\\<>&]*)\)"
    r"(?: - (?:[^()`_*\\<>&]|`[^`()\\<>&]+`)*+)?)? *+"
)
BASE = re.compile(rf"(?P<outer>array|enum) ?\[{NAME}(?:, ?{NAME})*\]|(?P<name>{NAME})")
COMMA = re.compile(r", *(?![^\[]*\])")
RESERVED = re.compile(
    r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|CONNECT)|"
    r"(?i:properties|items|members|samples?|default|include(?: .*)?)"
)
TYPE_SECTION = re.compile(r"(?i:properties|items|members)")
ATTRIBUTES = frozenset(
    ("required", "optional", "fixed", "fixed-type", "nullable", "default", "sample")
)
SCALARS = frozenset(("string", "number", "boolean"))
BASES = SCALARS | {"object", "array", "enum"}

# Brackets with a path or a method decide: `## Group Collection [/groups]` is a resource.
PLAIN_HEADING = re.compile(
    r"#{1,6} +[^\[\]`_*\\<>&#]*[^\[\]`_*\\<>&#\s] "
    r"\[(?:/[^\[\]\s]*|(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?: /[^\[\]\s]*)?)\] *"
)
ACTION = re.compile(
    r"#{1,6} +[^\[\]`_*\\<>&#]*[^\[\]`_*\\<>&#\s] "
    r"\[(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?: /[^\[\]\s]*)?\] *"
)
RESOURCE = re.compile(r"#{1,6} +[^\[\]`_*\\<>&]*[^\[\]`_*\\<>&#\s] \[/[^\[\]\s]*\] *")

Kind = Literal["head", "group", "resource", "types"]


@dataclass(frozen=True, slots=True)
class NamedType:
    """A named type: what its heading declares, and its place in the text.

    ``spelling`` is the name as the heading has it, perhaps between backticks.
    """

    name: str
    base: str
    attributes: tuple[str, ...]
    start: int
    end: int
    spelling: str


@dataclass(frozen=True, slots=True)
class TopLevelSection:
    """A stretch of the text: what comes before the groups, a group, or named types.

    A group with several resources is a ``group`` with the first and a ``resource`` for each
    other one, whose ``group`` is the group's heading.
    """

    kind: Kind
    start: int
    end: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a text, in order and without gaps, and its named types by name."""

    sections: tuple[TopLevelSection, ...]
    types: Mapping[str, NamedType]

    def root(self, name: str) -> str:
        """The MSON base type that the named type ``name`` goes back to.

        It is ``object`` for a type nobody declared: that is reported where it is named.
        """
        while name in self.types:
            name = self.types[name].base
        return name if name in BASES else "object"


def outline(text: str) -> Outline | None:
    """The outline of ``text``, or None when there is any doubt about it."""
    if any(len(heading[0]) > LONGEST for heading in HEADING.finditer(text)):
        return None
    if any(pattern.search(text) for pattern in UNCLEAR):
        return None
    starts = _section_starts(text)
    if starts is None:
        return None
    bounds: list[tuple[int, Kind]] = [(0, "head"), *starts, (len(text), "head")]
    sections = [
        section
        for (start, kind), (end, _) in pairwise(bounds)
        for section in _by_resource(text, TopLevelSection(kind, start, end))
    ]
    head = text[: sections[0].end]
    if not any(match[0].startswith("# ") and match["words"] for match in HEADING.finditer(head)):
        return None  # the first group's heading would be read as the API's title
    types: dict[str, NamedType] = {}
    for section in sections:
        if section.kind != "types":
            if _declares_type(text, section):
                return None
            continue
        for named_type in _named_types(text, section):
            if named_type is None or named_type.name in types:
                return None
            types[named_type.name] = named_type
    if circle(_dependencies(text, types)):
        return None
    return Outline(tuple(sections), types)


def _declares_type(text: str, section: TopLevelSection) -> bool:
    """Whether attributes in a section may be those of a resource, a type that others may name.

    Those below the plain heading of an action describe its requests.
    """
    if not OWN_TYPE.search(text, section.start, section.end):
        return False
    fenced = in_action = False
    for line in text[section.start : section.end].split("\n"):
        if FENCE.fullmatch(line):
            fenced = not fenced
        elif line.startswith("#"):
            in_action = not fenced and ACTION.fullmatch(line) is not None
        elif OWN_TYPE.match(line) and not in_action:
            return True
    return False


def circle(edges: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """A circle among ``edges``, each name leading to the next, or nothing."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1][1:]))
    return ()


def _section_starts(text: str) -> list[tuple[int, Kind]] | None:
    """Where groups and type sections begin, or None when a heading is in doubt."""
    starts: list[tuple[int, Kind]] = []
    position, before, fence = 0, "", None
    for line in text.split("\n"):
        tick = FENCE.fullmatch(line) if "```" in line else None
        if tick and fence is None:
            fence = tick["indent"]
        elif tick:
            if tick["info"].strip() or tick["indent"] != fence:
                return None
            fence = None
        kind = _section_kind(line) if line.startswith("#") else None
        if kind:
            if fence is not None or before.strip() or not PLAIN_SECTION.fullmatch(line):
                return None
            starts.append((position, kind))
        elif starts and starts[-1][1] == "types" and fence is None and RESOURCE.fullmatch(line):
            if before.strip():
                return None
            starts.append((position, "group"))  # one without a heading of its own
        position, before = position + len(line) + 1, line
    return starts if fence is None else None


def _by_resource(text: str, section: TopLevelSection) -> Iterator[TopLevelSection]:
    """The section cut before each resource but the first, where it is a plain group.

    Resources of a group are as independent of each other as groups are.
    """
    inside = text[section.start : section.end]
    starts = list(_resource_starts(inside)) if section.kind == "group" else []
    levels = {heading_level(inside[start:]) for start in starts}
    heading = inside.split("\n", 1)[0].rstrip()
    is_named = RESOURCE.fullmatch(heading) is None
    level = max(heading_level(inside), 1) - (not is_named)
    above = re.findall(rf"^#{{1,{level}}}(?!#)", inside, re.MULTILINE) if level else ()
    if len(starts) < 2 or len(levels) != 1 or len(above) != is_named:
        yield section
        return
    heading = heading if is_named else ""
    bounds = [0, *starts[1:], len(inside)]
    for start, end in pairwise(bounds):
        kind: Kind = "resource" if start else "group"
        group = heading if start else ""
        yield TopLevelSection(kind, section.start + start, section.start + end, group)


def heading_level(text: str) -> int:
    """The level of the heading that a text begins with, or 0."""
    return len(text) - len(text.lstrip("#"))


def _resource_starts(inside: str) -> Iterator[int]:
    position, before, fenced = 0, "", False
    for line in inside.split("\n"):
        fenced ^= "```" in line and FENCE.fullmatch(line) is not None
        if line.startswith("#") and not fenced and not before.strip() and RESOURCE.fullmatch(line):
            yield position
        position, before = position + len(line) + 1, line


def _section_kind(line: str) -> Kind | None:
    match = HEADING.fullmatch(line)
    if match and TYPES_WORDS.fullmatch(match["words"]):
        return "types"
    if match is None or PLAIN_HEADING.fullmatch(line):
        return None
    return "group" if GROUP_WORDS.fullmatch(match["words"]) else None


def _named_types(text: str, section: TopLevelSection) -> Iterator[NamedType | None]:
    """The types declared in a section; None in place of what is not plainly one."""
    headings = list(_type_headings(text, section))
    if "```" in text[section.start : section.end]:
        yield None
    for match, following in pairwise((*headings, None)):
        assert match is not None
        end = following.start() if following else section.end
        yield _named_type(match[0], match.start(), end)


def _type_headings(text: str, section: TopLevelSection) -> Iterator[re.Match[str]]:
    """The headings of types; those of MSON sections below one, as ``### Properties``, are its."""
    level = 7
    for number, match in enumerate(HEADING.finditer(text, section.start, section.end)):
        is_inside = heading_level(match[0]) > level and TYPE_SECTION.fullmatch(match["words"] or "")
        if number and not is_inside:
            level = heading_level(match[0])
            yield match


def _named_type(heading: str, start: int, end: int) -> NamedType | None:
    match = PLAIN_TYPE.fullmatch(heading)
    name = match["name"].strip("`").strip() if match else ""
    if not match or RESERVED.fullmatch(name):
        return None
    inside = [part.strip() for part in COMMA.split((match["inside"] or "").replace("`", ""))]
    attributes = tuple(part for part in inside if part in ATTRIBUTES)
    bases = [part for part in inside if part and part not in ATTRIBUTES]
    base = BASE.fullmatch(bases[0]) if bases else None
    if len(bases) > 1 or (bases and base is None):
        return None
    root = (base["outer"] or base["name"]) if base else "object"
    return NamedType(name, root, attributes, start, end, match["name"])


def _dependencies(text: str, types: Mapping[str, NamedType]) -> dict[str, frozenset[str]]:
    """The types each type inherits from or may include.

    A circle over Include would be an error, which parsing apart would not see.
    """
    edges = {}
    for name, named_type in types.items():
        included: set[str] = set()
        for match in INCLUDE_TYPE.finditer(text, named_type.start, named_type.end):
            rest = match["rest"].strip()
            included |= {rest} if rest in types else {other for other in types if other in rest}
        edges[name] = frozenset(included | ({named_type.base} & types.keys()))
    return edges
