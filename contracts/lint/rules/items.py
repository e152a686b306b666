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


def short(text: str) -> str:
    """At most forty characters of a text, for a message."""
    return text if len(text) <= 40 else f"{text[:40]}…"


DESCRIPTION_LOST: Final = Rule(
    "description-lost",
    Severity.WARNING,
    "Text follows an item's type without a dash: `+ id (number) The id`.",
    "It is no description: it is in no documentation.",
    "Write `+ id (number) - The id`.",
    lost_descriptions,
    fixable=True,
)
RULES: Final = (DESCRIPTION_LOST,)
