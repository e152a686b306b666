"""Records of failures, written into a report and read from it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Attribution, Mode, Outcome, Problem, Result, Sent
from contracts.report.failure_groups import failure_groups
from contracts.report.merge import merge
from contracts.report.records import (
    UNSENT,
    CheckKind,
    CheckRecord,
    FailureRecord,
    failure_row,
    problem_row,
    read_failures,
)
from contracts.report.summary import as_json
from tests.contracts.report.test_causes import as_law
from tests.contracts.verify.results import contract, result

ASKED = Sent("PATCH", "/things/1")


@pytest.mark.parametrize(
    "problem",
    [
        Problem("schema", "it is no text"),
        Problem("schema", "it is null", "/data/a", "a", None),
        Problem("status", "404", "status", 200, 404, ASKED, "update-thing"),
        Problem("echo", "it is lost", "/data/a", None),
    ],
)
def test_a_failure_is_read_as_it_was_written(problem: Problem) -> None:
    other = Problem("link", "it leads nowhere", "/links/self")
    check = CheckRecord(0, "A", "show-thing", "a.apib:1:1", CheckKind.LIST, (other, problem))
    whole = FailureRecord(
        check, problem, ("k", "/data"), Attribution.BLUEPRINT, "do", "thing: a", "GET /a", 7
    )
    bare = FailureRecord(check, problem, ("k",), Attribution.STATE, length=UNSENT)
    row = {
        "name": "A",
        "operation": "show-thing",
        "location": "a.apib:1:1",
        "kind": "list",
        "problems": [problem_row(other), problem_row(problem)],
        "failures": [failure_row(whole), failure_row(bare)],
    }
    assert list(read_failures([json.loads(json.dumps(row))])) == [whole, bare]


def test_an_error_is_read_with_its_reason() -> None:
    check = CheckRecord(0, "A", "show-thing", "a:1:1", CheckKind.TRANSACTION, (), "refused")
    error = FailureRecord(check, check.error, ("error", "refused"), Attribution.ENVIRONMENT)
    row = {"name": "A", "operation": "show-thing", "location": "a:1:1", "kind": "transaction"}
    row |= {"reason": "refused"}
    assert list(read_failures([row | {"problems": [], "failures": [failure_row(error)]}])) == [
        error
    ]


def test_a_law_is_explained_by_a_failure_of_the_operation_that_its_request_was_for() -> None:
    lost = Problem("echo", "'a' comes back as another", "/data/attributes/a")
    updated = result(Outcome.FAILED, lost, name="Update")
    updated = replace(updated, action=replace(updated.action, id="update-thing"))
    broken = Problem("law-updated", "a was changed", lost.place, operation="update-thing")
    law = as_law(result(Outcome.FAILED, broken, name="law: thing: is changed as sent"))
    whole = report(updated, law)
    (finding,) = whole["findings"]
    assert (finding["transactions"], finding["laws"]) == (["Update"], [law.transaction.name])
    assert merge([report(updated), report(law)])["findings"] == whole["findings"]


def report(*results: Result) -> dict[str, Any]:
    groups = failure_groups(contract(), results)
    found: dict[str, Any] = json.loads(as_json(results, Mode.STRICT, 1.0, groups))
    return found
