"""Descriptions of parameters, attributes and types that the parser does not read as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Edit, Finding, Rule, Subject
from contracts.lint.items import Item
from contracts.model import Severity
from contracts.read.outline import ATTRIBUTES, BASES

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
RULES: Final = (DESCRIPTION_LOST, MEMBER_REPEATED, ENUM_MEMBER_UNTYPED)
