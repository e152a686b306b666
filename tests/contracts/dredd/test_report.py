"""What a run of Dredd leaves for people and for `contract docs --report`, without Dredd."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from contracts.dredd.report import as_json, as_lines, complaints
from contracts.dredd.result import DreddResult, Status, Totals, TransactionResult
from tests.contracts import factories

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJpZGVudGl0eSI6MX0.c2lnbmF0dXJl"
SHOWN = factories.transaction(name="Show", uri="/things/1", headers=(("X-A", "b"),))
OTHER = factories.transaction(name="Other", uri="/things/2")
BLUEPRINT: Any = SimpleNamespace(
    contract=factories.contract(
        factories.action(OTHER, name="Other Thing", template="/things/2"),
        factories.action(SHOWN, name="Show Thing", template="/things/{id}"),
    )
)


def judged(name: str, status: Status, *messages: str, **details: Any) -> TransactionResult:
    return TransactionResult(name, status, f"GET (200) /{name}", messages, 0.25, details)


def run(*results: TransactionResult, **changes: Any) -> DreddResult:
    given: dict[str, Any] = {
        **dict.fromkeys(("missing", "unexpected", "warnings", "hook_failures"), ()),
        **dict.fromkeys(("summary", "problem", "output"), ""),
    }
    return DreddResult(results=results, totals=Totals(), **{**given, **changes})


def lines(*results: TransactionResult, **changes: Any) -> list[str]:
    found = as_lines(BLUEPRINT, run(*results, **changes), "http://a.test", Path("out"))
    return list(found)


def test_a_failure_is_shown_with_its_place_and_how_to_repeat_it() -> None:
    actual = {"statusCode": 404, "body": f"no {TOKEN}"}
    (text,) = lines(judged("Show", Status.FAIL, "first", "second", actual=actual))
    shown = [" ".join(line.split()) for line in text.splitlines()]
    assert shown[:6] == [
        "FAIL Show",
        "at test.apib:1:1",
        "docs out/docs/index.html#show-thing",
        "request GET (200) /Show",
        "first",
        "second",
    ]
    assert shown[6].startswith("actual 404 no ")
    assert shown[7].startswith("curl curl ")
    assert "http://a.test/things/1" in text
    assert "X-A: b" in text
    assert TOKEN not in text


def test_what_passed_is_not_shown_and_what_was_skipped_is_a_line() -> None:
    assert lines(judged("Show", Status.PASS), judged("Other", Status.SKIP)) == ["skipped: Other"]


def test_of_an_unknown_transaction_only_the_messages_are_shown() -> None:
    (text,) = lines(judged("Nobody", Status.ERROR, "why"))
    assert text == "ERROR Nobody\n  why"


def test_a_long_answer_is_cut_and_one_that_is_no_text_is_json() -> None:
    def answered(body: Any) -> str:
        (text,) = lines(judged("Nobody", Status.FAIL, actual={"statusCode": 200, "body": body}))
        return text.split("200 ", 1)[1]

    assert answered("x" * 600) == "x" * 600
    assert answered("x" * 601) == f"{'x' * 600} … (601 characters)"
    assert answered({"a": 1}) == '{"a": 1}'


def test_what_went_wrong_beside_the_results_is_a_line_each() -> None:
    found = run(
        problem="no server",
        missing=("a", "b"),
        unexpected=("c",),
        hook_failures=("hook failed: d",),
        warnings=("e",),
    )
    wanted = [
        "Dredd stopped: no server",
        "not run by Dredd: a",
        "not run by Dredd: b",
        "run by Dredd but not in the contract: c",
        "hook failed: d",
    ]
    assert list(complaints(found)) == wanted
    assert lines(problem="no server", missing=("a",))[-1] == "not run by Dredd: a"
    assert list(complaints(run())) == []


def test_a_report_has_each_transaction_without_tokens() -> None:
    text = as_json(run(judged("Show", Status.FAIL, f"é {TOKEN}"), judged("Other", Status.PASS)))
    assert text.endswith("}\n")
    assert "é" in text
    assert TOKEN not in text
    report = json.loads(text)
    assert report["judge"] == "Dredd"
    assert datetime.fromisoformat(report["at"]).utcoffset() is not None
    assert report["at"].endswith("Z")
    assert [(e["name"], e["outcome"], e["seconds"]) for e in report["transactions"]] == [
        ("Show", "fail", 0.25),
        ("Other", "pass", 0.25),
    ]
    assert report["transactions"][1]["messages"] == []
