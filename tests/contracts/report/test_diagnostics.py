"""Diagnostics as text, with their line of source, as JSON, and counted."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from contracts.model import Diagnostic, Location, Severity
from contracts.project.lint_report import LintReport
from contracts.report.ci import as_junit, as_sarif
from contracts.report.diagnostics import WIDTH, as_json, as_text, summary, with_source


def diagnostic(
    column: int = 1, hint: str = "", severity: Severity = Severity.WARNING
) -> Diagnostic:
    return Diagnostic("code", severity, "what is wrong", Location("a.apib", 3, column), hint)


HEAD = "a.apib:3:{}: warning code: what is wrong"


def test_a_diagnostic_is_a_line_and_a_hint_below_it() -> None:
    assert as_text(diagnostic()) == HEAD.format(1)
    assert as_text(diagnostic(hint="do this")) == HEAD.format(1) + "\n    hint: do this"


#: Longer than what is shown: each character tells its column.
LONG = "".join(chr(0x4E00 + n) for n in range(3 * WIDTH))


@pytest.mark.parametrize(
    ("line", "column", "shown", "below"),
    [
        ("+ a: 1", 1, "+ a: 1", ""),
        ("+ a: 1", 3, "+ a: 1", "  "),
        ("+ a: 1", 7, "+ a: 1", " " * 6),
        ("+ a: 1", 99, "+ a: 1", " " * 6),
        ("\ta\tb", 4, " a b", " " * 3),
        ("    a  ", 5, "    a", " " * 4),
        (LONG[:WIDTH], WIDTH, LONG[:WIDTH], " " * (WIDTH - 1)),
        (LONG, 1, LONG[:WIDTH], ""),
        (LONG, WIDTH // 2 + 1, LONG[:WIDTH], " " * (WIDTH // 2)),
        (LONG, WIDTH // 2 + 2, LONG[1 : WIDTH + 1], " " * (WIDTH // 2)),
        (LONG, 3 * WIDTH + 1, LONG[-WIDTH // 2 :], " " * (WIDTH // 2)),
    ],
)
def test_a_caret_is_below_the_place(line: str, column: int, shown: str, below: str) -> None:
    text = with_source(diagnostic(column, "do this"), line)
    assert text.split("\n") == [
        HEAD.format(column),
        f"    | {shown}",
        f"    | {below}^",
        "    hint: do this",
    ]


@pytest.mark.parametrize("line", ["", "   ", "\t"])
def test_an_empty_line_is_not_shown(line: str) -> None:
    assert with_source(diagnostic(hint="x"), line) == as_text(diagnostic(hint="x"))
    assert with_source(diagnostic(), line) == as_text(diagnostic())


def test_json_has_every_part() -> None:
    (row,) = json.loads(as_json([diagnostic(5, "é")]))
    assert row == {
        "file": "a.apib",
        "line": 3,
        "column": 5,
        "severity": "warning",
        "code": "code",
        "message": "what is wrong",
        "hint": "é",
    }
    assert "é" in as_json([diagnostic(hint="é")])


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.INFO


@pytest.mark.parametrize(
    ("severities", "counted"),
    [
        ([], "no findings"),
        ([ERROR], "1 error, 0 warnings"),
        ([ERROR, ERROR, WARNING], "2 errors, 1 warning"),
        ([NOTE], "0 errors, 0 warnings, 1 note"),
        ([NOTE, WARNING, NOTE], "0 errors, 1 warning, 2 notes"),
    ],
)
def test_findings_are_counted_by_severity(severities: list[Severity], counted: str) -> None:
    found = tuple(diagnostic(severity=each) for each in severities)
    report = LintReport("a.apib", found, (3, 2, 1))
    assert summary(report) == f"a.apib: 3 transactions, 2 actions, 1 resource type: {counted}"


@pytest.mark.parametrize("write", [as_sarif, partial(as_junit, name="lint")])
def test_reports_for_machines_keep_other_letters_as_they_are(write: Any) -> None:
    found = replace(diagnostic(), code="file-missing", message="Größe – 寸法")
    assert "Größe – 寸法" in write([found])
