"""A blueprint with tokens and no users: whoever sends a valid token is signed in."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli.main import main

NOTES = Path(__file__).parents[2] / "docs" / "examples" / "notes" / "notes.apib"


def test_the_generated_server_is_as_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    output = CliRunner().invoke(main, ["verify", str(NOTES)]).output
    assert "4 of 4 actions are JSON:API, 0 are replayed" in output
    *_, last = output.splitlines()
    assert "14 passed, 0 failed, 0 errors, 0 skipped, 0 vacuous" in last, output
