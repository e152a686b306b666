"""``<!-- contract: ignore CODE -->`` in a blueprint: findings its author accepts.

The comment is on a line of its own and covers the next line that is not blank, with all
that belongs to it: below a heading, everything up to the next heading of the same or a
higher level; below a list item, everything indented more than it; of a paragraph or table,
all its lines. ``ignore-file`` covers the whole file it is in. Several codes are
separated by commas or spaces; a code may end in ``*``. What cannot be read is an error all
the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from contracts.codes import DiagnosticCode
from contracts.lint.config import covered, near
from contracts.model import Diagnostic, Location, Severity
from contracts.read.source import Remark, Source

UNUSED: Final = DiagnosticCode(
    "suppression-unused",
    Severity.WARNING,
    "A comment suppresses a finding that does not occur.",
    "Its finding is fixed, or was never covered by it; a later mistake would be hidden.",
    "Remove the comment, or the code from it.",
)
UNKNOWN: Final = DiagnosticCode(
    "suppression-unknown",
    Severity.WARNING,
    "A `contract:` comment names no rule, or has another verb than ignore.",
    "It suppresses nothing.",
    "Write `<!-- contract: ignore CODE -->` or `<!-- contract: ignore-file CODE -->`.",
)
VERBS: Final = ("ignore", "ignore-file")

_HEADING: Final = re.compile(r"(#{1,6})[^#]")
_ITEM: Final = re.compile(r"( *)[-+*] ")


@dataclass(slots=True)
class _Suppression:
    """One code of one comment; ``lines`` are those of the expanded text it covers."""

    code: str
    at: Location
    lines: range
    file: str = ""
    used: bool = field(default=False)

    def covers(self, diagnostic: Diagnostic, places: Sequence[int]) -> bool:
        if not covered(diagnostic.code, (self.code,)):
            return False
        if self.file:
            return self.file == diagnostic.location.file
        return any(place in self.lines for place in places)


def suppressed(
    source: Source,
    diagnostics: Sequence[Diagnostic],
    unreadable: Collection[str],
    known: Collection[str],
    running: Collection[str],
) -> tuple[set[Diagnostic], list[Diagnostic]]:
    """Which of the findings the blueprint suppresses, and what is wrong with its comments.

    Errors with one of the codes ``unreadable`` are never suppressed. ``known`` are the
    codes there are, and ``running`` those that are looked for: only of these a comment can be
    unused.
    """
    if not source.remarks:
        return set(), []
    suppressions, wrong = _read(source, known)
    places: dict[tuple[str, int], list[int]] = {}
    for index, line in enumerate(source.lines):
        places.setdefault((line.file, line.number), []).append(index)
    hidden: set[Diagnostic] = set()
    for each in diagnostics:
        if each.code in unreadable and each.severity is Severity.ERROR:
            continue
        here = places.get((each.location.file, each.location.line), [])
        for one in suppressions:
            if one.covers(each, here):
                one.used = True
                hidden.add(each)
    wrong += [
        UNUSED.at(one.at, f"nothing here is a finding of {one.code}")
        for one in suppressions
        if not one.used and any(covered(code, (one.code,)) for code in running)
    ]
    return hidden, wrong


def _read(source: Source, known: Collection[str]) -> tuple[list[_Suppression], list[Diagnostic]]:
    suppressions: list[_Suppression] = []
    wrong: list[Diagnostic] = []
    texts = source.text.split("\n")
    for remark in source.remarks:
        line = source.lines[remark.line]
        at = Location(line.file, line.number, 1)
        verb, _, rest = remark.words.partition(" ")
        codes = [code for code in re.split(r"[,\s]+", rest) if code]
        problem = _problem(verb, codes, known)
        if problem:
            wrong.append(UNKNOWN.at(at, problem))
            continue
        whole = line.file if verb == "ignore-file" else ""
        lines = range(0) if whole else _covered_lines(texts, remark)
        suppressions += [_Suppression(code, at, lines, whole) for code in codes]
    return suppressions, wrong


def _problem(verb: str, codes: list[str], known: Collection[str]) -> str:
    if verb not in VERBS:
        return f"{verb!r} is no verb of a `contract:` comment{near(verb, VERBS)}"
    if not codes:
        return f"{verb} names no rule"
    unknown = [code for code in codes if not any(covered(each, (code,)) for each in known)]
    return f"there is no rule {unknown[0]!r}{near(unknown[0], known)}" if unknown else ""


def _covered_lines(texts: list[str], remark: Remark) -> range:
    start = next((n for n in range(remark.line + 1, len(texts)) if texts[n].strip()), len(texts))
    if start == len(texts):
        return range(start, start)
    ends = _ends(texts, start)
    return range(start, next(ends, len(texts)))


def _ends(texts: list[str], start: int) -> Iterator[int]:
    """The first line after ``start`` that does not belong to it."""
    heading, item = _HEADING.match(texts[start]), _ITEM.match(texts[start])
    for number in range(start + 1, len(texts)):
        text = texts[number]
        if heading:
            other = _HEADING.match(text)
            if other and len(other[1]) <= len(heading[1]):
                yield number
        elif not text.strip():
            if not item:
                yield number
        elif item and len(text) - len(text.lstrip()) <= len(item[1]):
            yield number
