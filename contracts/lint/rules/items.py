"""Descriptions of parameters, attributes and types that the parser does not read as such."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from contracts.lint.finding import Edit, Finding, Rule, Subject
from contracts.lint.items import NESTED_SECTION, Item
from contracts.model import Severity
from contracts.read.outline import ATTRIBUTES, BASES, HEADING, TYPE_SECTION, heading_level
from contracts.read.source import Source
from contracts.text.indentation import indentation
from contracts.text.spelling import counted

CODE: Final = re.compile(r"`[^`]*`")
_TYPED: Final = re.compile(r"(?P<before>[^(]*)\((?P<inside>[^()]*)\)(?P<blank> *)(?P<rest>[^\s].*)")
_WORDS: Final = ATTRIBUTES | BASES
_NO_TEXT: Final = ("-", "...", ",", ")", "<!--")
#: A member's name, and the value or type that shows that it is one.
_MEMBER: Final = re.compile(
    r"(?:`(?P<code>[^`]+)`|(?P<name>\w[\w .$@-]*?)) *"
    rf"(?::|\([^()]*\b(?:{'|'.join(sorted(map(re.escape, _WORDS)))})\b)",
    re.IGNORECASE,
)
#: Parents whose items are values.
VALUES: Final = re.compile(r"\b(?:enum|array)\b|^(?:members|values|items|sample|default)\b", re.I)
#: MSON's own sections, of which there may be several (MSON 3.2, "Sample" and "Default").
_KEYWORDS: Final = frozenset({"sample", "default", "items", "members", "properties", "include"})
_ENUM: Final = re.compile(r"\(.*\benum\b(?!\[string\]).*\)", re.IGNORECASE)
_ENUM_PARENT: Final = re.compile(r"\(.*\benum\b.*\)", re.IGNORECASE)
#: A member's name, perhaps a value, and its type; a description may follow.
_MEMBER_TYPE: Final = re.compile(
    r"[\w.\[\]%$@*-][^():]*(?::[^(]*)?\((?P<inside>[^()]*)\)(?: *- .*)? *"
)
_PRIMITIVE: Final = frozenset({"string", "number", "boolean", "object", "array"})
_SEPARATOR: Final = re.compile(r"[:–—.]+ *")


def lost_descriptions(subject: Subject) -> Iterator[Finding]:
    """Text after an item's type that no dash separates from it."""
    for item in subject.items:
        match = _described(item)
        if match is None or subject.source is None:
            continue
        rest = match["rest"]
        separator = _SEPARATOR.match(rest)
        kept = separator.end() if separator else 0
        old = match["blank"] + rest[: kept + 1]
        place = item.at(subject.source, match.start("blank"))
        yield Finding(
            item.at(subject.source, match.start("rest")),
            f"{short(rest)!r} is not read: no dash separates it from the type",
            "write ` - ` before the description",
            (Edit(place, old, f" - {rest[kept : kept + 1]}"),),
        )


def _described(item: Item) -> re.Match[str] | None:
    """The type and what follows it, where that is no description in the parser's eyes."""
    if item.text.startswith("*"):
        return None  # the name of a variable property may have parentheses
    masked = CODE.sub(lambda code: "x" * len(code[0]), item.text)
    match = _TYPED.fullmatch(masked)
    if match is None or match["rest"].startswith(_NO_TEXT):
        return None
    words = {word.strip().split("[")[0].lower() for word in match["inside"].split(",")}
    if not words & _WORDS or not match["rest"].strip(":.– —"):
        return None
    return re.fullmatch(
        rf"(?P<before>.{{{match.end('before')}}})\((?P<inside>.*)\)"
        rf"(?P<blank> *)(?P<rest>.{{{len(match['rest'])}}})",
        item.text,
    )


def repeated_members(subject: Subject) -> Iterator[Finding]:
    """Members of one object with the name of an earlier one."""
    seen: dict[tuple[int, str], Item] = {}
    for item in subject.items:
        match = _MEMBER.match(item.text) if item.section != "parameters" else None
        if match is None or subject.source is None or VALUES.search(item.parent_text):
            continue
        name = (match["code"] or match["name"]).strip()
        if name.lower() in _KEYWORDS:
            continue
        first = seen.setdefault((item.parent, name), item)
        if first is not item:
            line = first.at(subject.source).line
            message = (
                f"the member {name!r} is described already in line {line}; the last one counts"
            )
            yield Finding(item.at(subject.source), message)


def untyped_members(subject: Subject) -> Iterator[Finding]:
    """Names of types among an enum's types, which are read as texts."""
    by_parent: dict[int, list[Item]] = {}
    for item in subject.items:
        if item.section != "parameters" and _ENUM.search(item.parent_text):
            by_parent.setdefault(item.parent, []).append(item)
    for members in by_parent.values():
        if subject.source is None or not any(m.text.startswith("(") for m in members):
            continue
        for item in members:
            if item.text.lower() in _PRIMITIVE:
                yield Finding(
                    item.at(subject.source),
                    f"{item.text!r} is read as a text, beside members that are types",
                    f"write `+ ({item.text})`",
                    (Edit(item.at(subject.source), item.text, f"({item.text})"),),
                )


def undeclared_members(subject: Subject) -> Iterator[Finding]:
    """Lists that a paragraph before them makes part of a description, and that declare members."""
    sections = {i.parent for i in subject.items if NESTED_SECTION.fullmatch(i.text)}
    for group in _described_lists(subject.described_items):
        first = next((item for item in group.items if _declares(item, subject)), None)
        if first is None or subject.source is None or group.parent in sections:
            continue
        heading = HEADING.match(first.parent_text)
        if heading and _ends_in_section(subject.source.text, heading, group.lines[-1].offset):
            continue
        owner = heading["words"] if heading else first.parent_text.strip("-+* ")
        others = len(group.items) - 1
        more = f" and {counted(others, 'other item')} are" if others else " is"
        section = "Members" if VALUES.search(first.parent_text) else "Properties"
        line = f"{'#' * (heading_level(heading[0]) + 1)} {section}" if heading else f"+ {section}"
        yield Finding(
            first.at(subject.source),
            f"{short(first.text)!r}{more} part of the description of {short(owner)!r}",
            f"write `{line}` above the list" + ("" if heading else ", indented as it is now"),
            _under(line, group, subject.source) if first is group.items[0] else (),
        )


@dataclass(frozen=True, slots=True)
class _DescribedList:
    """A list in the description of ``parent``: its items, and those with all nested in them."""

    parent: int
    items: tuple[Item, ...]
    lines: tuple[Item, ...]


def _described_lists(described: Iterable[Item]) -> Iterator[_DescribedList]:
    lists: dict[int, list[Item]] = {}
    outermost: dict[int, int] = {}
    for item in described:
        parent = outermost.get(item.parent, item.parent)
        outermost[item.offset] = parent
        lists.setdefault(parent, []).append(item)
    for parent, lines in lists.items():
        yield _DescribedList(parent, tuple(i for i in lines if i.parent == parent), tuple(lines))


def _under(line: str, group: _DescribedList, source: Source) -> tuple[Edit, ...]:
    """The edits that put a line above a list; below an item, the list is nested in it.

    There are none where the list has other lines than its items.
    """
    at = [bisect_right(source.starts, item.offset) - 1 for item in group.lines]
    indent = indentation(source.texts[at[0]])
    rest = source.texts[at[-1] + 1 :]
    following = next((text for text in rest if text.strip()), "#")
    between = source.texts[at[0] : at[-1]]
    if sum(bool(text.strip()) for text in between) != len(at) - 1:
        return ()
    if not following.startswith("#") and indentation(following) >= indent:
        return ()
    deeper = "" if line.startswith("#") else "    "
    above = f"{line}\n" if line.startswith("#") else f"{' ' * indent}{line}\n{deeper}"
    return tuple(
        Edit(source.location(source.starts[number]), "", deeper if n else above)
        for n, number in enumerate(at)
        if deeper or not n
    )


def _ends_in_section(text: str, heading: re.Match[str], offset: int) -> bool:
    """Whether a type has a section of members after its description, or is itself a section."""
    following = HEADING.search(text, offset)
    return any(h and TYPE_SECTION.fullmatch(h["words"]) for h in (heading, following))


def _declares(item: Item, subject: Subject) -> bool:
    """Whether an item of a description is surely meant as a member or a value."""
    if _ENUM_PARENT.search(item.parent_text):
        return True
    masked = CODE.sub(lambda code: "x" * len(code[0]), item.text)
    typed = _MEMBER_TYPE.fullmatch(masked)
    words = {word.strip(" ]") for word in re.split(r"[,\[]", typed["inside"])} if typed else set()
    included = re.fullmatch(r"(?i:include) +(?P<name>.+)", item.text)
    names = subject.contract.schemas
    return bool({w.lower() for w in words} & _WORDS or words & names.keys()) or (
        included is not None and included["name"] in names
    )


def short(text: str) -> str:
    """At most forty characters of a text, for a message."""
    return text if len(text) <= 40 else f"{text[:40]}…"


DESCRIPTION_LOST: Final = Rule(
    "description-lost",
    Severity.WARNING,
    "Text follows an item's type without a dash: `+ id (number) The id`.",
    "The parser does not read it as a description: no documentation shows it.",
    "Write `+ id (number) - The id`.",
    lost_descriptions,
    fixable=True,
)
MEMBER_REPEATED: Final = Rule(
    "member-repeated",
    Severity.WARNING,
    "An object has two members of one name.",
    "The last one counts, in examples and schemas, and the other is lost.",
    "Rename one, or remove it.",
    repeated_members,
)
ENUM_MEMBER_UNTYPED: Final = Rule(
    "enum-member-untyped",
    Severity.WARNING,
    "An enum of types has a type's name without parentheses.",
    "MSON reads `+ string` as the text `string`, and `+ (string)` as the type.",
    "Write `+ (string)`.",
    untyped_members,
    fixable=True,
)
MEMBER_UNDECLARED: Final = Rule(
    "member-undeclared",
    Severity.WARNING,
    "The members of a type, or of `+ Attributes`, are listed after a paragraph that describes it.",
    "MSON reads the list as part of the description: the type has no such members, neither in "
    "schemas nor in examples (MSON 3.1, 4).",
    "Write `### Properties` (of an enum: `### Members`) above the list.",
    undeclared_members,
    fixable=True,
)
RULES: Final = (DESCRIPTION_LOST, MEMBER_REPEATED, ENUM_MEMBER_UNTYPED, MEMBER_UNDECLARED)
