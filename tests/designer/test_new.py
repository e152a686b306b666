"""`contract new project`: a new project is green at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.designer.test_designer import ROOT

# Whole runs of Dredd and of `make`.
pytestmark = pytest.mark.timeout(600)


def test_a_new_project_is_green_at_once(tmp_path: Path) -> None:
    tools = Path(sys.prefix) / "bin"
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("CONTRACT_CACHE", None)
    folder = tmp_path / "notes"
    subprocess.run([tools / "contract", "new", "project", folder], check=True, env=environment)
    (folder / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    done = subprocess.run(
        ["make", "--no-print-directory", "contract"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "complete: 7 passing, 0 failing, 0 errors, 0 skipped, 7 total" in done.stdout
    last = done.stdout.splitlines()[-1]
    assert "passed, 0 failed, 0 errors, 0 skipped, 0 vacuous" in last
