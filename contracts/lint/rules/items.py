"""Items of Parameters, Attributes and types that are read otherwise than they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Edit, Finding, Rule, Subject
from contracts.lint.items import Item
from contracts.model import Severity
from contracts.read.outline import ATTRIBUTES, BASES

_CODE: Final = re.compile(r"`[^`]*`")
# Keywords whose value is read whole, or who name a type; and names between asterisks.
_WHOLE: Final = re.compile(r"(?:sample|default|include|one of)\b|[*_]", re.IGNORECASE)
# A dash between other characters, or one that begins a value.
_DASH: Final = re.compile(r"(?<=[^\s-])-(?=[^\s-])|(?<=: )-(?=\d)")
_DESCRIPTION: Final = re.compile(r" - |\(| \.\.\. ")
_TYPED: Final = re.compile(r"(?P<before>[^(]*)\((?P<inside>[^()]*)\)(?P<blank> *)(?P<rest>[^\s].*)")
_WORDS: Final = ATTRIBUTES | BASES
_NO_TEXT: Final = ("-", "...", ",", ")", "<!--")
_SEPARATOR: Final = re.compile(r"[:–—.]+ *")


def cut_values(subject: Subject) -> Iterator[Finding]:
    """Names and values without backticks that end at a dash."""
    for item in subject.items:
        dash = _cut(item.text)
        if dash is None or subject.source is None:
            continue
        start, end = _around(item.text, dash)
        whole = item.text[start:end]
        read, lost = item.text[start:dash].rstrip(), item.text[dash + 1 : end]
        place = item.at(subject.source, start)
        yield Finding(
            place,
            f"{_short(read)!r} is read, and {_short(lost)!r} becomes part of the description",
            f"put it between backticks: `{_short(_bare(whole))}`",
            (Edit(place, whole, f"`{_bare(whole)}`"),),
        )


def _cut(text: str) -> int | None:
    """Where the parser ends a name or value, if at a dash inside it."""
    plain = _CODE.sub(lambda code: "x" * len(code[0]), text)
    if _WHOLE.match(plain):
        return None
    description = _DESCRIPTION.search(plain)
    dash = _DASH.search(plain, 0, description.start() if description else len(plain))
    return dash.start() if dash else None


def _around(text: str, dash: int) -> tuple[int, int]:
    """Where the name or value that has the dash begins and ends."""
    plain = _CODE.sub(lambda code: "x" * len(code[0]), text)
    colon = re.search(r":(?=\s|[^/\s])", plain)
    if colon is not None and dash < colon.start():
        return 0, colon.start()
    end = _DESCRIPTION.search(plain)
    start, last = colon.end() if colon is not None else 0, end.start() if end else len(text)
    if _is_list(plain):
        comma = plain.find(",", dash, last)
        start, last = max(start, plain.rfind(",", 0, dash) + 1), comma if comma >= 0 else last
    value = text[start:last]
    return start + len(value) - len(value.lstrip()), start + len(value.rstrip())


def _is_list(plain: str) -> bool:
    """Whether an item's type takes several values, separated by commas."""
    return re.search(r"\(\s*(?:array|enum)\b", plain) is not None


def _bare(text: str) -> str:
    """The text without the quotes around it, which MSON does not know."""
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


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
            f"{_short(rest)!r} is not read: no dash separates it from the type",
            "write ` - ` before the description",
            (Edit(place, old, f" - {rest[kept : kept + 1]}"),),
        )


def _described(item: Item) -> re.Match[str] | None:
    """The type and what follows it, where that is no description in the parser's eyes."""
    if item.text.startswith("*"):
        return None  # the name of a variable property may have parentheses
    masked = _CODE.sub(lambda code: "x" * len(code[0]), item.text)
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


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


RULES: Final = (
    Rule(
        "value-cut",
        Severity.WARNING,
        "A name or value has a dash and no backticks: `first-name`, `2015-11-17`.",
        "API Blueprint and MSON read a dash as the beginning of the description: name, value, "
        "type and `required` end there, without a word.",
        "Put it between backticks.",
        cut_values,
        fixable=True,
        replaces=(
            "description-lost",
            "parameter-unknown",
            "parameter-no-example",
            "parser-6",
        ),
    ),
    Rule(
        "description-lost",
        Severity.WARNING,
        "Text follows an item's type without a dash: `+ id (number) The id`.",
        "It is no description: it is in no documentation.",
        "Write `+ id (number) - The id`.",
        lost_descriptions,
        fixable=True,
    ),
)
