"""The stretch of the text that a finding underlines."""

from __future__ import annotations

import pytest

from contracts.editor.diagnostics import explained, marked, span_of
from contracts.editor.text import FileText, Span, TextPosition
from contracts.lint import RULES, LintDiagnostic
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


@pytest.mark.parametrize("edited", [(1, 1), (2, 1), (2, 10), (2, 14), (3, 1)])
def test_an_edit_elsewhere_does_not_change_what_is_marked(edited: tuple[int, int]) -> None:
    edit = Edit(Location("api.apib", *edited), "lim", "other")
    location = Location("api.apib", 2, 3)
    found = LintDiagnostic(Diagnostic("code", Severity.WARNING, "it is unknown", location), (edit,))
    text = FileText("FORMAT: 1A\n+ limit: `9` (number)\n")
    assert span_of(text, found) == Span.on(1, 2, 7)
    both = LintDiagnostic(found.diagnostic, (edit, Edit(location, "lim", "")))
    assert span_of(text, both) == Span.on(1, 2, 5)


def test_every_finding_is_marked_with_the_places_that_it_refers_to() -> None:
    first, second = Location("api.apib", 1, 1), Location("api.apib", 2, 3)
    other = Location("part.apib", 7, 5)
    found = (
        LintDiagnostic(Diagnostic("a", Severity.ERROR, "twice", first), also=(second, other)),
        LintDiagnostic(Diagnostic("b", Severity.INFO, "once", second)),
    )
    both = list(marked(FileText("FORMAT: 1A\n# API\n"), found))
    assert [(each.diagnostic.code, each.span) for each in both] == [
        ("a", Span.on(0, 0, 10)),
        ("b", Span.on(1, 2, 5)),
    ]
    assert [each.related for each in both] == [
        (("api.apib", TextPosition(1, 2)), ("part.apib", TextPosition(6, 4))),
        (),
    ]


def test_a_rule_is_explained_and_an_unknown_code_is_not() -> None:
    code, rule = next(iter(RULES.items()))
    assert explained(code).split("\n\n") == [
        f"**{code}**: {rule.what}",
        f"**Why:** {rule.why}",
        f"**Fix:** {rule.fix}",
    ]
    assert explained("no-such-code") == ""
