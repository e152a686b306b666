"""VerificationResult: what a verification report says appears at the action it speaks of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.model import Action
from contracts.render.docs import render
from contracts.render.docs.verification import (
    Badge,
    ReportUnreadable,
    VerificationResult,
    badge,
    verification_results,
)
from contracts.report.verification import read_results
from tests.contracts.factories import action, contract, transaction

AT = "2026-11-23T10:00:00Z"


def read_things() -> Action:
    return action(transaction(200, name="A"), transaction(404, name="B"), name="Read")


def row(name: str, outcome: str = "passed", **more: Any) -> dict[str, Any]:
    return {"name": name, "outcome": outcome, "judge": "Dredd", "at": AT, **more}


@pytest.mark.parametrize(
    ("rows", "outcome", "text"),
    [
        ([row("A"), row("B")], "passed", "2 of 2 examples match the server"),
        ([row("A"), row("B", "failed")], "failed", "1 of 2 examples match the server"),
        ([row("A"), row("B", "error")], "failed", "1 of 2 examples match the server"),
        ([row("A"), row("B", "skipped")], "open", "1 of 2 examples match the server"),
        ([row("A")], "open", "1 of 2 examples match the server"),
    ],
)
def test_an_action_is_as_good_as_its_transactions(
    rows: list[dict[str, Any]], outcome: str, text: str
) -> None:
    found = badge(read_things(), verification_results({"transactions": rows}))  # type: ignore[dict-item]
    assert found == Badge(outcome, text, "Dredd", AT)


def test_an_action_is_as_old_as_its_oldest_result() -> None:
    old = "2026-01-01T00:00:00Z"
    found = badge(
        read_things(),
        {"A": VerificationResult("passed", "x", AT), "B": VerificationResult("passed", "y", old)},
    )
    assert found is not None
    assert (found.at, found.judge) == (old, "x, y")


def test_an_action_that_no_report_knows_has_no_badge() -> None:
    assert badge(read_things(), {}) is None
    assert 'class="proof' not in render(contract(read_things()))["index.html"]


def test_the_page_says_when_and_who() -> None:
    found = verification_results(
        {"judge": "Dredd", "at": AT, "transactions": [{"name": "A", "outcome": "pass"}]}
    )
    html = render(contract(read_things()), results=found)["index.html"]
    assert "1 of 2 examples match the server" in html
    assert f'<time datetime="{AT}">' in html


@pytest.mark.parametrize("report", [[], {}, {"transactions": 1}, {"transactions": [{}]}])
def test_what_is_no_report_is_refused(report: Any) -> None:
    with pytest.raises(ReportUnreadable):
        verification_results(report)


def test_a_later_file_wins_and_a_silent_one_is_as_old_as_itself(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_text(json.dumps({"transactions": [row("A", "failed"), row("B")]}))
    second.write_text(
        json.dumps({"mode": "strict", "transactions": [{"name": "A", "outcome": "passed"}]})
    )
    found = read_results([first, second])
    assert (found["A"].outcome, found["A"].judge) == ("passed", "strictly")
    assert found["A"].at.endswith("Z")
    assert found["B"].at == AT


def test_a_file_nested_too_deeply_is_named(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(ReportUnreadable, match=r"deep\.json: nested too deeply"):
        read_results([file])


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("{")
    with pytest.raises(ReportUnreadable, match=r"report\.json"):
        read_results([file])
