"""The stretch of the text that a finding underlines."""

from __future__ import annotations

import pytest

from contracts.editor.diagnostics import span_of
from contracts.editor.text import FileText, Span
from contracts.lint import LintDiagnostic
from contracts.lint.finding import Edit
from contracts.model import Diagnostic, Location, Severity


@pytest.mark.parametrize(
    ("line", "column", "message", "replaced", "marked"),
    [
        ("+ limt: `9` (number)", 2, "'limt' is unknown", "", "limt"),
        ("+ limit: `9` (numbr)", 14, "a type is unknown", "numb", "numb"),
        ("+ limit: `9` (numbr)", 14, "a type is unknown", "", "numbr"),
        ("+ limit: `9` (number)", 2, "'offset' is missing", "", "limit"),
        ('    {"a b": 1}', 5, "the name has a blank", "", '"a b"'),
        ("    {}", 4, "the body is empty", "", "{}"),
        ("## Things [/things]  ", 0, "the name is plural", "", "## Things [/things]"),
        ("  + Response 200", 0, "the line is indented", "", "+ Response 200"),
        ("  + Response 200", 2, "the line is indented", "", "+ Response 200"),
        ("+ Response", 40, "the status is missing", "", ""),
        ("", 0, "the file is empty", "", ""),
    ],
)
def test_a_finding_marks_its_edit_its_name_its_word_or_its_line(
    line: str, column: int, message: str, replaced: str, marked: str
) -> None:
    location = Location("api.apib", 2, column + 1)
    edits = (Edit(location, replaced, "other"),) if replaced else ()
    found = LintDiagnostic(Diagnostic("code", Severity.WARNING, message, location), edits)
    text = FileText(f"FORMAT: 1A\n{line}\n")
    start = line.find(marked, min(column, len(line))) if marked else min(column, len(line))
    assert span_of(text, found) == Span.on(1, start, start + len(marked))
