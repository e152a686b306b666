"""``transaction["test"]`` and ``transaction["results"]`` as Dredd 14 gives them to after hooks.

The members are those of Dredd's ``TransactionRunner.createTest`` and ``validateTransaction``,
and of Gavel's result (https://dredd.org/en/latest/data-structures/#transaction-test).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from contracts.exchange import Outcome, Problem, Result

#: Gavel's field for each rule, in the order in which Dredd prints them.
FIELDS: Final = ("headers", "body", "statusCode")
_BY_RULE: Final = {"header": "headers", "status": "statusCode", "hook": ""}
_STATUS: Final = {Outcome.PASSED: "pass", Outcome.FAILED: "fail", Outcome.SKIPPED: "skip"}


def begin_test(data: Mapping[str, Any]) -> dict[str, Any]:
    """The test of a transaction before it is judged."""
    now = datetime.now(UTC)
    return {
        "status": "",
        "title": data.get("id", ""),
        "message": data.get("name", ""),
        "origin": data.get("origin", {}),
        "startedAt": int(now.timestamp() * 1000),
        "start": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "errors": [],
    }


def end_test(data: dict[str, Any], test: dict[str, Any], result: Result) -> None:
    """Put the judged test into the transaction; an error leaves it without one, as in Dredd."""
    if result.outcome is Outcome.ERROR:
        data.pop("test", None)
        return
    judged = result.answer is not None and "hook" not in {p.rule for p in result.problems}
    results = _gavel(data, result) if judged else {}
    reason = result.reason or "".join(
        f"{field}: {error['message']}\n"
        for field in FIELDS
        for error in results.get("fields", {}).get(field, {}).get("errors", ())
    )
    test |= {
        "status": _STATUS[result.outcome],
        "request": data.get("request"),
        "expected": data.get("expected"),
        "message": reason or ("" if judged else "".join(p.message for p in result.problems)),
        "results": results,
        "duration": round(result.seconds * 1000),
    }
    if "real" in data:
        test["actual"] = data["real"]
    if judged:
        test["valid"] = result.outcome is Outcome.PASSED
    elif test["message"]:
        severity = "warning" if result.outcome is Outcome.SKIPPED else "error"
        test["errors"].append({"severity": severity, "message": test["message"]})
    data["test"] = test
    data["results"] = results
    data["errors"] = test["errors"]


def is_valid(data: Mapping[str, Any]) -> bool:
    """Whether the hooks after a transaction left its test valid (Dredd's ``emitResult``)."""
    test = data.get("test")
    return isinstance(test, Mapping) and bool(test.get("valid"))


def _gavel(data: Mapping[str, Any], result: Result) -> dict[str, Any]:
    """Gavel's result: for each field what was compared and what is wrong with it."""
    by_field: dict[str, list[Problem]] = {field: [] for field in FIELDS}
    for problem in result.problems:
        by_field[_BY_RULE.get(problem.rule, "body")].append(problem)
    expected, real = data.get("expected") or {}, data.get("real") or {}
    fields = {
        field: {
            "valid": not problems,
            "kind": "text" if field == "statusCode" else "json",
            "values": {"expected": expected.get(field), "actual": real.get(field)},
            "errors": [_error(problem) for problem in problems],
        }
        for field, problems in by_field.items()
        if field != "body" or expected.get("body") or expected.get("bodySchema")
    }
    return {"valid": not any(by_field.values()), "fields": fields}


def _error(problem: Problem) -> dict[str, Any]:
    place = problem.place.removeprefix("header:").lower() if problem.rule == "header" else ""
    pointer = f"/{place}" if place else problem.place
    if not pointer.startswith("/"):
        return {"message": problem.message}
    parts: Sequence[str] = [part for part in pointer.split("/") if part]
    return {"message": problem.message, "location": {"pointer": pointer, "property": parts}}
