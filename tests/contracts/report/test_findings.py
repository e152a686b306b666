"""The order of findings, and their titles."""

from __future__ import annotations

import pytest

from contracts.exchange import Attribution, Problem
from contracts.report.findings import RunFinding, findings
from contracts.report.records import CheckKind, CheckRecord, FailureRecord


def found(
    attribution: Attribution, problem: Problem, *kinds: CheckKind, places: tuple[str, ...] = ()
) -> RunFinding:
    checks = [
        CheckRecord(number, f"T{number}", "show", "a:1:1", kind, (problem,))
        for number, kind in enumerate(kinds or (CheckKind.TRANSACTION,))
    ]
    failures = (FailureRecord(check, problem, ("k",), attribution) for check in checks)
    return RunFinding(attribution, "", tuple(failures), places=places)


ONE = (CheckKind.TRANSACTION,)
SERVER, OTHER = Attribution.SERVER, Problem("echo", "it is lost", "/data/a", 1, 500)


def test_the_worst_findings_are_the_first() -> None:
    ordered = [
        found(SERVER, Problem("status", "it crashed", "status", 200, 503), *ONE * 2),
        found(SERVER, Problem("law-sort", "it crashed", "status", 200, 500), *ONE),
        found(SERVER, Problem("status", "it is refused", "status", 200, 499), *ONE * 3),
        found(SERVER, Problem("status", "no status", "status", 200), *ONE * 2),
        found(SERVER, OTHER, *ONE * 3),
        found(SERVER, OTHER, *ONE * 2),
        *(
            found(each, Problem("status", "x", "status", 200, 500))
            for each in list(Attribution)[1:]
        ),
    ]
    severities = [each.severity for each in ordered]
    assert severities == sorted(set(severities))


@pytest.mark.parametrize(("rule", "number"), [("schema", 1), ("status", 2), ("type", 1)])
def test_only_failures_with_one_status_need_one_advice_as_well(rule: str, number: int) -> None:
    problem = Problem(rule, "it is wrong", "/data/a")
    failures = []
    for each, advice in enumerate(("correct it", "wait")):
        check = CheckRecord(each, f"T{each}", "show", "a:1:1", CheckKind.TRANSACTION, (problem,))
        failures.append(FailureRecord(check, problem, (rule, "/data/a"), SERVER, advice))
    assert len(findings(failures)) == number


@pytest.mark.parametrize(
    ("kinds", "size"),
    [
        (ONE, "1 transaction"),
        (ONE * 2, "2 transactions"),
        ([CheckKind.LIST], "1 list"),
        ([CheckKind.LAW] * 3, "3 laws"),
        ([CheckKind.LIST, CheckKind.TRANSACTION], "2 transactions"),
        ([CheckKind.LAW, CheckKind.LIST], "2 checks"),
    ],
)
def test_a_finding_has_the_size_of_its_failures(kinds: list[CheckKind], size: str) -> None:
    assert found(SERVER, OTHER, *kinds).size == size


@pytest.mark.parametrize(
    ("number", "rest"),
    [
        (0, ""),
        (1, ""),
        (2, " (/0, /1)"),
        (6, " (/0, /1, /2, /3, /4, /5)"),
        (7, "; 6 other members alike"),
    ],
)
def test_the_title_names_a_few_places_and_counts_many(number: int, rest: str) -> None:
    places = tuple(f"/{each}" for each in range(number))
    assert found(SERVER, OTHER, places=places).title == f"1 transaction: it is lost{rest}"
