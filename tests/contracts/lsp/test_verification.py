"""What lenses know: the report of the whole blueprint, or what was judged alone since."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from contracts.lsp import verification as module
from contracts.lsp.verification import Results


def write_report(folder: Path, rows: dict[str, str], at: float) -> None:
    report = folder / "build" / "verify.json"
    report.parent.mkdir(exist_ok=True)
    transactions = [{"name": name, "outcome": outcome} for name, outcome in rows.items()]
    report.write_text(json.dumps({"transactions": transactions}))
    os.utime(report, (at, at))


@pytest.mark.parametrize(
    ("judged_at", "known"),
    [
        (99.0, {"A": True, "B": False, "C": True}),
        (100.0, {"A": True, "B": False, "C": True}),
        (101.0, {"A": False, "B": False, "C": True, "D": True}),
    ],
    ids=["before the report", "with the report", "after the report"],
)
def test_the_later_result_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judged_at: float, known: dict[str, bool]
) -> None:
    monkeypatch.setattr(module.time, "time", lambda: judged_at)
    root = str(tmp_path / "api.apib")
    results = Results()
    results.add(root, {"A": False, "D": True})
    write_report(tmp_path, {"A": "passed", "B": "failed", "C": "passed"}, 100.0)
    assert results.verified(root) == known


def test_results_of_one_blueprint_are_added_to(tmp_path: Path) -> None:
    root = str(tmp_path / "api.apib")
    results = Results()
    assert results.verified(root) == {}
    results.add(root, {"A": True, "B": True})
    results.add(root, {"B": False})
    results.add(str(tmp_path / "other.apib"), {"C": True})
    assert results.verified(root) == {"A": True, "B": False}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"transactions": 1}'])
def test_a_report_that_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    report = tmp_path / "build" / "verify.json"
    report.parent.mkdir()
    report.write_text(text)
    assert Results().verified(str(tmp_path / "api.apib")) == {}
