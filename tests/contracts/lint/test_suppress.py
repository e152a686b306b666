"""Which lines a `contract: ignore` comment covers, and what no comment hides."""

from __future__ import annotations

from typing import Final

import pytest

from contracts.lint.suppress import suppressed
from contracts.model import Diagnostic, Location, Severity
from contracts.read.source import from_text

CODE: Final = "empty-success"
KNOWN: Final = (CODE, "parser-1")


def hidden(
    text: str, code: str = CODE, severity: Severity = Severity.WARNING
) -> tuple[list[int], list[str]]:
    """The lines whose finding is hidden, if every line has one; and what is wrong with comments."""
    source = from_text(text)
    found = [
        Diagnostic(code, severity, "wrong", Location(line.file, line.number, 1))
        for line in source.lines
    ]
    gone, wrong = suppressed(source, found, {"parser-1"}, KNOWN, KNOWN)
    return sorted(each.location.line for each in gone), [each.code for each in wrong]


#: A text (its first line is the comment), and the lines that the comment covers.
COVERED: Final = {
    "a paragraph": ("One\ntwo\n\nthree", [2, 3]),
    "a paragraph after empty lines": ("\n\nOne\n\ntwo", [4]),
    "an item and what is in it": ("+ A\n\n    + B\n\n        c\n+ D", [2, 3, 4, 5, 6]),
    "an item up to one that is indented as much": ("  + A\n  + B", [2]),
    "an item up to one that is indented less": ("    + A\n  + B", [2]),
    "an item up to a paragraph": ("+ A\nB", [2]),
    "a heading up to one of its level": ("## A\na\n### B\n## C\n# D", [2, 3, 4]),
    "a heading up to one above": ("## A\na\n# B", [2, 3]),
    "the end": ("", []),
}


@pytest.mark.parametrize(("text", "lines"), COVERED.values(), ids=COVERED)
def test_a_comment_covers_the_section_the_item_or_the_paragraph_after_it(
    text: str, lines: list[int]
) -> None:
    found, wrong = hidden(f"<!-- contract: ignore {CODE} -->\n{text}")
    assert found == lines
    assert wrong == ([] if lines else ["suppression-unused"])


@pytest.mark.parametrize(
    ("severity", "is_hidden"),
    [(Severity.ERROR, False), (Severity.WARNING, True), (Severity.INFO, True)],
)
def test_what_could_not_be_read_is_hidden_unless_it_is_an_error(
    severity: Severity, is_hidden: bool
) -> None:
    found, _ = hidden("<!-- contract: ignore parser-* -->\nA", "parser-1", severity)
    assert bool(found) is is_hidden
    assert hidden(f"<!-- contract: ignore {CODE} -->\nA", severity=severity)[0] == [2]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (f"ignore {CODE}", []),
        (f"ignore {CODE}, parser-1", ["suppression-unused"]),
        ("ignore empty-*", []),
        ("ignore", ["suppression-unknown"]),
        ("ignored empty-success", ["suppression-unknown"]),
        ("ignore empty-sucess", ["suppression-unknown"]),
        (f"ignore-file {CODE}", []),
    ],
)
def test_a_comment_that_means_nothing_is_reported(words: str, wrong: list[str]) -> None:
    assert hidden(f"<!-- contract: {words} -->\nA")[1] == wrong


def test_a_comment_on_a_file_covers_all_of_it() -> None:
    assert hidden(f"A\n\n<!-- contract: ignore-file {CODE} -->\n\nB")[0] == [1, 2, 3, 4, 5]
