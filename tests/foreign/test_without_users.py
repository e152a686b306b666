"""A blueprint with tokens and no users: whoever sends a valid token is signed in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NOTES = Path(__file__).parents[2] / "docs" / "examples" / "notes" / "notes.apib"


def test_the_generated_server_is_as_documented(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "contracts", "verify", str(NOTES)]
    output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout
    assert "4 of 4 actions are JSON:API, 0 are replayed" in output
    *_, last = output.splitlines()
    assert "14 passed, 0 failed, 0 errors, 0 skipped, 0 vacuous" in last, output
