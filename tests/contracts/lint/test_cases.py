"""Each rule finds what its case file says it must, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from contracts.lint import RULES, LintDiagnostic
from contracts.model import Diagnostic, Location, Severity
from contracts.project.blueprint import Blueprint, read
from contracts.project.fixing import fix
from contracts.read.source import Unsaved
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


def shown(at: Location, folder: str) -> str:
    return f"{Path(at.file).relative_to(folder)}:{at.line}:{at.column}"


def counts(diagnostic: Diagnostic) -> bool:
    """Whether a finding beside the one in question is one too many; notes are not."""
    return diagnostic.severity is not Severity.INFO


@cache
def findings(name: str) -> tuple[str, tuple[LintDiagnostic, ...]]:
    """Everything found in a case, and the folder where it was read.

    Its errors are found by the rules that report errors alone as well, and what can be fixed is
    fixed without a new finding.
    """
    case = next(each for each in CASES if str(each) == name)
    with TemporaryDirectory() as made:
        folder = str(Path(made).resolve())
        blueprint = case.read(Path(folder))
        found, errors = blueprint.findings, blueprint.errors
        assert errors == tuple(d for d in blueprint.diagnostics if d.severity is Severity.ERROR)
        assert blueprint.diagnostics == tuple(each.diagnostic for each in found)
        if any(each.edits for each in found) and not is_to_be_fixed(case):
            assert_fix_adds_no_finding(Path(folder), blueprint)
    return folder, found


def is_to_be_fixed(case: Case) -> bool:
    """Whether test_fix.py looks at what is left once the case is fixed."""
    return case.fires and RULES[case.code].fixable


def assert_fix_adds_no_finding(folder: Path, blueprint: Blueprint) -> None:
    fixes = fix(lambda unsaved: read(folder / "api.apib", cache=None, files=Unsaved(unsaved)))
    before, after = (
        Counter(each.code for each in of.diagnostics) for of in (blueprint, fixes.blueprint)
    )
    assert fixes.after
    assert not after - before


def written(finding: LintDiagnostic, folder: str) -> str:
    """A finding with all that it says: message, hint, further places and edits."""
    each = finding.diagnostic
    lines = [f"{shown(each.location, folder)} {each.severity} {each.code}: {each.message}"]
    lines += [f"  hint: {each.hint}"] if each.hint else []
    lines += [f"  also: {shown(at, folder)}" for at in finding.also]
    lines += [f"  edit: {shown(e.location, folder)} {e.old!r} → {e.new!r}" for e in finding.edits]
    return "\n".join(lines).replace(folder, "FOLDER")


# Before the tests of single cases: coverage counts a case for the first test that reads it, and
# this one notices most.
@pytest.mark.parametrize("code", sorted({case.code for case in CASES}))
def test_what_is_said_of_the_cases_of_a_rule_is_its_golden_file(
    code: str, golden: Callable[[str, str], None]
) -> None:
    parts = []
    for case in (each for each in CASES if each.code == code):
        folder, found = findings(str(case))
        parts.append("\n".join((f"# {case}", *(written(each, folder) for each in found))))
    golden(f"lint/{code}.txt", "\n\n".join(parts) + "\n")


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_a_rule_fires_at_the_marked_places_and_no_other_for_the_same_cause(case: Case) -> None:
    folder, found = findings(str(case))
    diagnostics = [each.diagnostic for each in found]
    own = [shown(each.location, folder) for each in diagnostics if each.code == case.code]
    assert own == list(case.places), "\n".join(map(str, diagnostics))
    assert not [each for each in diagnostics if each.code != case.code and counts(each)]


@pytest.mark.parametrize("case", [case for case in CASES if not case.fires], ids=str)
def test_a_near_miss_has_no_finding(case: Case) -> None:
    diagnostics = [each.diagnostic for each in findings(str(case))[1]]
    assert not [each for each in diagnostics if each.code == case.code or counts(each)]


def test_every_rule_has_a_case_that_fires_and_a_near_miss() -> None:
    for code in RULES.keys() - ELSEWHERE:
        mine = [case for case in CASES if case.code == code]
        assert {case.fires for case in mine} == {True, False}, f"cases/{code}.md lacks one"
    assert {case.code for case in CASES} <= RULES.keys()
    assert all(case.places for case in FIRING)
