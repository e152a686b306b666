"""`contract preview` shows each state's findings until it is interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.serve import preview as serving
from contracts.serve import process


def state(number: int, *messages: str, broken: bool = False) -> Any:
    findings = [
        {"file": "a.apib", "line": 3, "column": 1, "severity": "error", "code": "c", "message": m}
        for m in messages
    ]
    return SimpleNamespace(number=number, findings=findings, broken=broken)


class Board:
    """Has these states, one after the other; None is a wait without news."""

    def __init__(self, *states: Any) -> None:
        self.states = list(states)
        self.asked: list[int] = []

    def wait(self, after: int, _timeout: float) -> Any:
        self.asked.append(after)
        if not self.states:
            raise KeyboardInterrupt
        return self.states.pop(0)


def test_each_state_is_shown_until_an_interrupt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "api.apib").write_text("FORMAT: 1A\n\n# A\n", encoding="utf-8")
    board = Board(state(1, "first"), None, state(4, "second", broken=True), state(5))
    left: list[bool] = []

    @contextmanager
    def preview(*_: Any, **__: Any) -> Iterator[Any]:
        try:
            yield SimpleNamespace(url="http://127.0.0.1:1/docs", board=board)
        finally:
            left.append(True)

    monkeypatch.setattr(serving, "preview", preview)
    monkeypatch.setattr(process, "end_on_signals", lambda: None)
    done = CliRunner().invoke(main, ["preview", str(tmp_path / "api.apib"), "--no-open"])
    assert done.exit_code == 0, done.output
    first, *shown = done.output.rstrip("\n").split("\n")
    assert first.endswith("api.apib at http://127.0.0.1:1/docs (Ctrl-C stops it)")
    assert shown == [
        "a.apib:3:1: error c: first",
        "a.apib:3:1: error c: second",
        "the blueprint has errors: the browser still shows the last good version",
        "no findings",
    ]
    assert board.asked == [0, 1, 1, 4, 5]
    assert left == [True]
