"""What a generated server needs in its environment, and the line that describes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import contracts
from contracts.serve.scaffold import GeneratedServer


@pytest.mark.parametrize("given", ["", "/mine"])
def test_a_generated_server_finds_its_package_and_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", given)
    paths = GeneratedServer(tmp_path, 3, 2).environment()["PYTHONPATH"].split(os.pathsep)
    ours = str(Path(contracts.__path__[0]).resolve().parent)
    assert paths == [str(tmp_path.resolve()), ours, *([given] if given else [])]


@pytest.mark.parametrize(
    ("actions", "stateful", "line"),
    [
        (0, 0, "0 of 0 actions are JSON:API, 0 are replayed"),
        (3, 0, "0 of 3 actions are JSON:API, 3 are replayed"),
        (5, 3, "3 of 5 actions are JSON:API, 2 are replayed"),
    ],
)
def test_a_generated_server_is_described(actions: int, stateful: int, line: str) -> None:
    assert str(GeneratedServer(Path(), actions, stateful)) == line
