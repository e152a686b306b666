"""Each rule finds what its case file says it must, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.lint import RULES
from contracts.model import Diagnostic, Severity
from tests.contracts.lint.cases import Case, cases

CASES = cases()
FIRING = [case for case in CASES if case.fires]
#: What no text in a file can show: test_source, test_parse and test_cli have these.
ELSEWHERE = {
    *("file-missing", "file-directory", "file-unreadable", "file-encoding", "file-nul"),
    *("include-limit", "parser-timeout"),
    # The parser has numbers for these, and no message that uses them.
    *("parser-7", "parser-11", "parser-13"),
}


def place(diagnostic: Diagnostic, folder: Path) -> str:
    at = diagnostic.location
    return f"{Path(at.file).relative_to(folder)}:{at.line}:{at.column}"


def counts(diagnostic: Diagnostic) -> bool:
    """Whether a finding beside the one in question is one too many; notes are not."""
    return diagnostic.severity is not Severity.INFO


def findings(case: Case, folder: Path) -> tuple[Diagnostic, ...]:
    """Everything found; its errors are found by the rules that report errors alone as well."""
    blueprint = case.read(folder)
    errors = blueprint.errors
    assert errors == tuple(d for d in blueprint.diagnostics if d.severity is Severity.ERROR)
    return blueprint.diagnostics


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_a_rule_fires_at_the_marked_places_and_no_other_for_the_same_cause(
    case: Case, tmp_path: Path
) -> None:
    found = findings(case, tmp_path)
    own = [place(each, tmp_path) for each in found if each.code == case.code]
    assert own == list(case.places), "\n".join(map(str, found))
    assert not [each for each in found if each.code != case.code and counts(each)]


@pytest.mark.parametrize("case", [case for case in CASES if not case.fires], ids=str)
def test_a_near_miss_has_no_finding(case: Case, tmp_path: Path) -> None:
    found = findings(case, tmp_path)
    assert not [each for each in found if each.code == case.code or counts(each)]


def test_every_rule_has_a_case_that_fires_and_a_near_miss() -> None:
    for code in RULES.keys() - ELSEWHERE:
        mine = [case for case in CASES if case.code == code]
        assert {case.fires for case in mine} == {True, False}, f"cases/{code}.md lacks one"
    assert {case.code for case in CASES} <= RULES.keys()
    assert all(case.places for case in FIRING)
