"""What an editor offers to do about findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from contracts.editor.actions import EditorAction, code_actions, is_suppressible
from contracts.editor.project import EditorProject, File
from contracts.editor.text import FileText, Span
from contracts.lint import LintDiagnostic
from contracts.lint.finding import Edit
from contracts.model import Diagnostic, Location, Severity
from tests.contracts.editor.workspace import file_of, opened

FIXABLE, OTHER = "name-not-dasherized", "parameter-spelling"


def project_with(*findings: tuple[str, str, list[tuple[str, str, str]]]) -> EditorProject:
    """The workspace with findings: a code, a hint, and edits by file, old and new words.

    A finding is where its first edit is.
    """
    project = opened()
    found = []
    for code, hint, wanted in findings:
        edits = []
        for name, old, new in wanted:
            file = file_of(project, name)
            at = file.text.content.index(old)
            before = file.text.content[:at]
            column = at - before.rfind("\n")
            location = Location(file.path, before.count("\n") + 1, column)
            edits.append(Edit(location, old, new))
        diagnostic = Diagnostic(code, Severity.WARNING, "wrong", edits[0].location, hint)
        found.append(LintDiagnostic(diagnostic, tuple(e for e in edits if e.new != e.old)))
    return replace(project, diagnostics=tuple(found))


def offered(project: EditorProject, name: str, line: int, start: int, end: int) -> list[str]:
    """The actions for a stretch of a line: titles, with the edits of each."""
    file = file_of(project, name)
    return [written(each) for each in code_actions(project, file, Span.on(line - 1, start, end))]


def written(action: EditorAction) -> str:
    edits = ", ".join(
        f"{Path(file).name}:{edit.span.start.line + 1}:{edit.span.start.column} {edit.new!r}"
        for file, inside in action.edits.items()
        for edit in inside
    )
    fixed = ["all"] * (action.kind == "source.fixAll")
    return ": ".join(filter(None, (*fixed, action.title, edits, action.explains)))


END: Final = "types.apib:26:0"


def suppressions(code: str, line: int) -> list[str]:
    return [
        f"Suppress {code} here: types.apib:{line}:0 '<!-- contract: ignore {code} -->\\n'",
        f"Suppress {code} in this file: {END} '\\n<!-- contract: ignore-file {code} -->\\n'",
    ]


TITLE = ("types.apib", "title", "Title")
PAGES = ("types.apib", "pages", "Pages")


def test_a_finding_is_fixed_alone_with_its_kind_and_with_all() -> None:
    project = project_with(
        (FIXABLE, "spell it  so. ", [TITLE]),
        (FIXABLE, "", [PAGES, ("books.apib", "title", "t")]),
        (OTHER, "", [("types.apib", "data (array", "list (array")]),
    )
    title, pages, data = (
        "types.apib:14:2 'Title'",
        "types.apib:15:2 'Pages'",
        "types.apib:25:2 'list (array'",
    )
    other = "books.apib:3:55 't'"
    assert offered(project, "types.apib", 14, 0, 7) == [
        f"Fix {FIXABLE}: Spell it  so: {title}",
        f"Fix all 2 findings of {FIXABLE}: {title}, {pages}, {other}",
        *suppressions(FIXABLE, 14),
        f"Explain {FIXABLE}: {FIXABLE}",
        f"all: Fix everything fixable in this file: {title}, {pages}, {data}, {other}",
    ]
    assert offered(project, "types.apib", 25, 0, 30)[0] == f"Fix: {data}"
    assert not [each for each in offered(project, "types.apib", 25, 0, 9) if "Fix all" in each]


@pytest.mark.parametrize(
    ("line", "start", "end", "touches"),
    [
        (14, 0, 1, False),
        (14, 0, 2, True),
        (14, 4, 4, True),
        (14, 7, 9, True),
        (14, 8, 9, False),
        (13, 0, 90, False),
        (15, 0, 9, False),
    ],
)
def test_a_stretch_has_the_findings_that_it_touches(
    line: int, start: int, end: int, touches: bool
) -> None:
    project = project_with((FIXABLE, "", [TITLE]))
    found = offered(project, "types.apib", line, start, end)
    assert (len(found) > 1) == touches
    assert found[-1].startswith("all: ")


def test_overlapping_fixes_are_made_once_and_each_whole_or_not_at_all() -> None:
    project = project_with(
        (OTHER, "", [TITLE, PAGES]),
        (OTHER, "", [TITLE]),
        (OTHER, "", [("types.apib", "pages: 474", "leaves"), ("types.apib", "Emma", "Ann")]),
        (OTHER, "", [("types.apib", "474", "4"), TITLE]),
    )
    everything = offered(project, "types.apib", 1, 0, 0)[-1]
    assert everything == (
        "all: Fix everything fixable in this file: types.apib:14:2 'Title',"
        " types.apib:15:2 'Pages', types.apib:15:9 '4'"
    )


def test_a_fix_of_a_text_that_has_changed_is_not_offered() -> None:
    project = project_with((FIXABLE, "", [TITLE]))
    file = file_of(project, "types.apib")
    changed = File(file.path, FileText(file.text.content.replace("title", "label")), ())
    project = replace(project, files={**project.files, file.path: changed})
    titles = [each.split(":")[0] for each in offered(project, "types.apib", 14, 0, 9)]
    assert titles == [
        *(each.split(":")[0] for each in suppressions(FIXABLE, 14)),
        f"Explain {FIXABLE}",
    ]


def test_a_finding_without_a_rule_is_neither_suppressed_nor_explained() -> None:
    project = project_with(("no-such-code", "", [("types.apib", "title", "title")]))
    assert offered(project, "types.apib", 14, 0, 9) == []


#: Words on the line of a finding, and the line and indentation of the comment that hides it.
ANCHORS: Final = {
    "a member": ("types.apib", "title: `Emma`", 14, ""),
    "a nested member": ("types.apib", "data (Author", 11, "        "),
    "a heading": ("books.apib", "### List", 15, ""),
    "the text below a heading": ("books.apib", "Shows all", 16, ""),
    "a body": ("books.apib", '{"data": {"type": "book"', 55, "    "),
    "the text of the title": ("api.apib", "Books of", 5, ""),
}


@pytest.mark.parametrize(("name", "words", "line", "indent"), ANCHORS.values(), ids=ANCHORS)
def test_a_comment_stands_where_it_changes_nothing_else(
    name: str, words: str, line: int, indent: str
) -> None:
    project = project_with((OTHER, "", [(name, words, words)]))
    text = file_of(project, name).text
    at = text.content[: text.content.index(words)].count("\n")
    found = offered(project, name, at + 1, 0, 200)
    comment = f"{indent}<!-- contract: ignore {OTHER} -->\n"
    assert found[0] == f"Suppress {OTHER} here: {name}:{line}:0 {comment!r}"


@pytest.mark.parametrize(
    ("code", "severity", "wanted"),
    [
        (FIXABLE, Severity.ERROR, True),
        ("parser-1", Severity.ERROR, False),
        ("parser-5", Severity.WARNING, True),
        ("include-missing", Severity.ERROR, False),
        ("no-such-code", Severity.INFO, False),
    ],
)
def test_a_comment_hides_what_could_be_read(code: str, severity: Severity, wanted: bool) -> None:
    finding = LintDiagnostic(Diagnostic(code, severity, "wrong", Location("a", 1, 1)))
    assert is_suppressible(finding) == wanted
