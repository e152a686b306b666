"""The test that after hooks see: Dredd's members, for each way in which a transaction ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.dredd.hook_test import begin_test, end_test, is_valid
from contracts.exchange import Answer, Outcome, Problem, Result
from tests.contracts import factories
from tests.contracts.factories import obj
from tests.contracts.verify.results import contract

DATA: dict[str, Any] = {
    "id": "GET (200) /things/1",
    "name": "Things > Show",
    "origin": {"filename": "api.apib"},
    "request": {"method": "GET"},
    "expected": {"statusCode": "200", "headers": {"A": "b"}, "body": "{}"},
    "real": {"statusCode": "404", "headers": {}, "body": "[]"},
}
RULES: dict[str, tuple[Problem, str, dict[str, Any]]] = {
    "a status": (Problem("status", "is 404"), "statusCode", {"message": "is 404"}),
    "a header": (
        Problem("header", "is missing", "header:X-Total"),
        "headers",
        {
            "message": "is missing",
            "location": {"pointer": "/x-total", "property": ["x-total"]},
        },
    ),
    "a body": (
        Problem("schema", "is no text", "/data/0/id"),
        "body",
        {
            "message": "is no text",
            "location": {"pointer": "/data/0/id", "property": ["data", "0", "id"]},
        },
    ),
    "a whole body": (Problem("body", "is no JSON"), "body", {"message": "is no JSON"}),
}


def result(outcome: Outcome, *problems: Problem, **more: Any) -> Result:
    action = next(contract().actions())
    shown = factories.transaction(answers=obj())
    return replace(
        Result(action, shown, outcome, problems, answer=Answer(404), seconds=0.0126), **more
    )


def ended(found: Result, **changes: Any) -> dict[str, Any]:
    data = {**DATA, **changes}
    end_test(data, begin_test(data), found)
    return data


def test_a_test_begins_with_the_names_of_its_transaction() -> None:
    test = begin_test(DATA)
    assert (test["title"], test["message"]) == ("GET (200) /things/1", "Things > Show")
    assert test["origin"] == {"filename": "api.apib"}
    assert (test["status"], test["errors"]) == ("", [])
    assert test["start"].endswith("Z")
    assert test["startedAt"] > 10**12
    assert not is_valid({"test": test})


def test_a_pass_is_valid_and_has_gavels_fields() -> None:
    data = ended(result(Outcome.PASSED))
    assert (data["test"]["status"], data["test"]["duration"]) == ("pass", 13)
    assert data["test"]["message"] == ""
    assert data["test"]["actual"] == DATA["real"]
    assert is_valid(data)
    assert data["results"]["valid"] is True
    assert data["results"]["fields"]["statusCode"] == {
        "valid": True,
        "kind": "text",
        "values": {"expected": "200", "actual": "404"},
        "errors": [],
    }
    assert {field: each["kind"] for field, each in data["results"]["fields"].items()} == {
        "headers": "json",
        "body": "json",
        "statusCode": "text",
    }


@pytest.mark.parametrize(("problem", "field", "error"), RULES.values(), ids=RULES)
def test_a_problem_is_an_error_of_its_field(
    problem: Problem, field: str, error: dict[str, Any]
) -> None:
    data = ended(result(Outcome.FAILED, problem))
    fields = data["results"]["fields"]
    assert {name for name, each in fields.items() if not each["valid"]} == {field}
    assert fields[field]["errors"] == [error]
    assert data["results"]["valid"] is False
    assert data["test"]["message"] == f"{field}: {problem.message}\n"
    assert (data["test"]["status"], data["test"]["errors"]) == ("fail", [])
    assert not is_valid(data)


def test_problems_are_in_the_order_in_which_dredd_prints_them() -> None:
    problems = [problem for problem, _, _ in RULES.values()]
    fields = [
        line.split(":")[0]
        for line in ended(result(Outcome.FAILED, *problems))["test"]["message"].splitlines()
    ]
    assert fields == ["headers", "body", "body", "statusCode"]


@pytest.mark.parametrize("expected", [{}, None, {"body": ""}])
def test_a_body_that_is_not_expected_is_not_compared(expected: Any) -> None:
    fields = ended(result(Outcome.PASSED), expected=expected)["results"]["fields"]
    assert set(fields) == {"headers", "statusCode"}
    stated = {**(expected or {}), "bodySchema": "{}"}
    fields = ended(result(Outcome.PASSED), expected=stated)["results"]["fields"]
    assert set(fields) == {"headers", "statusCode", "body"}


UNJUDGED: dict[str, tuple[Result, str, str]] = {
    "a hook failed it": (
        result(Outcome.FAILED, Problem("hook", "Failed in a hook: no")),
        "Failed in a hook: no",
        "error",
    ),
    "a hook skipped it": (
        result(Outcome.SKIPPED, answer=None, reason="Skipped in a hook"),
        "Skipped in a hook",
        "warning",
    ),
}


@pytest.mark.parametrize(("found", "message", "severity"), UNJUDGED.values(), ids=UNJUDGED)
def test_what_was_not_judged_has_a_reason_and_no_results(
    found: Result, message: str, severity: str
) -> None:
    data = ended(found)
    assert data["results"] == data["test"]["results"] == {}
    assert data["test"]["message"] == message
    assert data["errors"] == [{"severity": severity, "message": message}]
    assert "valid" not in data["test"]
    assert not is_valid(data)


def test_an_error_leaves_no_test() -> None:
    data = {**DATA, "test": {}}
    end_test(data, begin_test(data), result(Outcome.ERROR))
    assert "test" not in data
    assert not is_valid(data)


def test_without_a_real_answer_there_is_none_in_the_test() -> None:
    data = {name: value for name, value in DATA.items() if name != "real"}
    end_test(data, begin_test(data), result(Outcome.SKIPPED, answer=None))
    assert "actual" not in data["test"]
    assert data["test"]["errors"] == []
