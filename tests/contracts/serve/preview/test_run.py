"""``contract preview`` as a command."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.serve.preview import preview
from contracts.serve.preview.backend import Backend
from contracts.serve.preview.board import Board

ROOT = Path(__file__).parents[4]


@pytest.fixture
def command(blueprint: Path) -> Iterator[subprocess.Popen[str]]:
    """The running command, on every address of this machine.

    It runs in the background of a script, where SIGINT is ignored.
    """
    words = ["preview", str(blueprint), "--port", "0", "--no-open", "--host", "0.0.0.0"]
    start = ("sh", "-c", 'trap \'\' INT; exec "$0" "$@"')
    process = subprocess.Popen(
        [*start, sys.executable, "-u", "-m", "contracts", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def test_it_warns_serves_and_ends(command: subprocess.Popen[str], blueprint: Path) -> None:
    assert command.stdout is not None
    assert command.stdout.readline().startswith("Warning: listening on 0.0.0.0.")
    line = command.stdout.readline()
    match = re.search(r"http://0\.0\.0\.0:(\d+)/docs", line)
    assert match, line
    with urllib.request.urlopen(f"http://127.0.0.1:{match[1]}/docs", timeout=20) as answer:
        assert b"List Things" in answer.read()
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=20)
    assert command.returncode == 0


def test_a_mistake_of_ours_does_not_end_the_preview(
    blueprint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild = Board.rebuild
    calls = 0

    def failing_once(board: Board) -> bool:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("ours")
        return rebuild(board)

    monkeypatch.setattr(Board, "rebuild", failing_once)
    things = blueprint.parent / "things.apib"
    with preview(blueprint, Backend()) as shown:
        while calls < 2:
            things.write_text(things.read_text(encoding="utf-8") + "\n", encoding="utf-8")
            shown.board.wait(1, 0.5)
        things.write_text(things.read_text().replace("All.", "Every one."), encoding="utf-8")
        state = shown.board.wait(1, 20)
        assert state is not None
        while "Every one." not in shown.board.page():
            state = shown.board.wait(state.number, 20)
            assert state is not None
