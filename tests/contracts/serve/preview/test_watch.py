"""Rebuilding on save, with a stand-in for the notifications of the file system."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest

from contracts.serve.preview.board import Board

# The package has a function of the same name.
module = import_module("contracts.serve.preview.watch")


class Rebuilding:
    """A board that notes when it is rebuilt, and fails where it is told to."""

    def __init__(self, blueprint: Path, *outcomes: bool | Exception) -> None:
        self.blueprint = blueprint
        self.outcomes = list(outcomes)
        self.events: list[str] = []

    def rebuild(self) -> bool:
        self.events.append("rebuild")
        outcome = self.outcomes.pop(0) if self.outcomes else False
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def watched(
    monkeypatch: pytest.MonkeyPatch, board: Rebuilding, *steps: set[tuple[int, str]]
) -> dict[str, Any]:
    """Watch while these changes come; an empty set is a moment without any."""
    options: dict[str, Any] = {}

    def changes(folder: Path, **given: Any) -> Iterator[set[tuple[int, str]]]:
        options.update(given, folder=folder)
        yield from steps

    monkeypatch.setattr(module, "changes", changes)
    monkeypatch.setattr(module, "collect", lambda: board.events.append("collect"))
    module.watch(cast("Board", board), Event())
    return options


SAVED = {(1, "api.apib")}
NOTHING: set[tuple[int, str]] = set()


@pytest.mark.parametrize(
    ("outcomes", "steps", "events"),
    [
        ([True], [NOTHING], ["rebuild"]),
        ([True], [NOTHING, NOTHING, NOTHING], ["rebuild", "collect"]),
        ([False], [NOTHING, NOTHING], ["rebuild"]),
        ([True], [SAVED, NOTHING, NOTHING], ["rebuild", "collect"]),
        (
            [True, False, True],
            [SAVED, SAVED, NOTHING, SAVED, NOTHING, NOTHING],
            ["rebuild", "rebuild", "collect", "rebuild", "collect"],
        ),
        ([ValueError(), True], [SAVED, SAVED, NOTHING], ["rebuild", "rebuild", "collect"]),
    ],
)
def test_a_save_rebuilds_and_garbage_is_looked_for_in_the_next_quiet_moment(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    outcomes: list[bool | Exception],
    steps: list[set[tuple[int, str]]],
    events: list[str],
) -> None:
    board = Rebuilding(tmp_path / "api.apib", *outcomes)
    options = watched(monkeypatch, board, *steps)
    assert board.events == events
    assert options["folder"] == tmp_path
    assert options["yield_on_timeout"] is True
    assert options["raise_interrupt"] is False
    assert options["debounce"] <= 150
    failed = any(isinstance(outcome, Exception) for outcome in outcomes)
    assert ("ValueError" in capsys.readouterr().err) == failed


class Writing(Event):
    """An event that is waited for while an editor writes; ``after`` so many waits it has."""

    def __init__(self, file: Path, after: int) -> None:
        super().__init__()
        self.file, self.after, self.waits = file, after, 0

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout == module.STEP / 1000
        self.waits += 1
        if self.waits == self.after:
            self.file.write_text("text", encoding="utf-8")
        return False


@pytest.mark.parametrize(
    ("after", "waits"), [(1, 1), (4, 4), (1000, module.LONGEST // module.STEP)]
)
def test_an_empty_file_is_waited_for_a_little(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, after: int, waits: int
) -> None:
    file = tmp_path / "api.apib"
    file.write_bytes(b"")
    stop = Writing(file, after)
    monkeypatch.setattr(module, "changes", lambda *_, **__: [{(1, str(file)), (1, "no such file")}])
    board = Rebuilding(file)
    module.watch(cast("Board", board), stop)
    assert stop.waits == waits
    assert board.events == ["rebuild"]
