"""What is wrong with a file, as stretches of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contracts.editor.project import place_of
from contracts.editor.text import FileText, Span, TextPosition
from contracts.lint import RULES, LintDiagnostic
from contracts.model import Diagnostic

_WORD: Final = re.compile(r"[\w%.-]+|\"(?:[^\"\\]|\\.)*\"|\S")
_NAMED: Final = re.compile(r"'(?P<name>[^'\n]{2,})'")


@dataclass(frozen=True, slots=True)
class MarkedDiagnostic:
    """A finding and the stretch of its file that it is about."""

    span: Span
    diagnostic: Diagnostic
    related: tuple[tuple[str, TextPosition], ...] = ()


def marked(text: FileText, findings: tuple[LintDiagnostic, ...]) -> Iterator[MarkedDiagnostic]:
    """The findings of the file with this text."""
    for each in findings:
        related = tuple((place.file, place_of(place)) for place in each.also)
        yield MarkedDiagnostic(span_of(text, each), each.diagnostic, related)


def span_of(text: FileText, finding: LintDiagnostic) -> Span:
    """The stretch of a finding.

    It is what its fix replaces, the name that its message quotes, a word, or the rest of a
    section's line.
    """
    place = place_of(finding.diagnostic.location)
    line = text.line(place.line)
    start = min(place.column, len(line))
    for edit in finding.edits:
        if edit.location == finding.diagnostic.location and edit.old:
            return Span.on(place.line, start, min(start + len(edit.old), len(line)))
    named = _NAMED.search(finding.diagnostic.message)
    if named and (at := line.find(named["name"], start)) >= 0:
        return Span.on(place.line, at, at + len(named["name"]))
    if line[:start].strip():
        word = _WORD.match(line, start)
        return Span.on(place.line, start, word.end() if word else max(start, len(line.rstrip())))
    indented = start + len(line[start:]) - len(line[start:].lstrip())
    return Span.on(place.line, min(indented, len(line)), max(len(line.rstrip()), start))


def explained(code: str) -> str:
    """What a rule is about, as Markdown; an empty text for a code that is in no table."""
    rule = RULES.get(code)
    if rule is None:
        return ""
    return f"**{code}**: {rule.what}\n\n**Why:** {rule.why}\n\n**Fix:** {rule.fix}"
