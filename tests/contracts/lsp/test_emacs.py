"""Emacs with the configuration that docs/editors.md has for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.lsp.workspace import FILES, where

PAGE = Path(__file__).parents[3] / "docs" / "editors.md"
PROGRAM = Path(__file__).with_name("emacs.el")
EMACS = shutil.which("emacs")
PATIENCE = 120
#: The exit code of Emacs without eglot or markdown-mode.
MISSING = 77


@pytest.mark.skipif(
    EMACS is None and not os.environ.get("REQUIRE_SERVICES"), reason="Emacs is not installed"
)
def test_emacs_shows_a_mistake(tmp_path: Path) -> None:
    assert EMACS, "install emacs-nox"
    configuration = re.search(r"```elisp\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert configuration
    (tmp_path / "init.el").write_text(configuration[1], encoding="utf-8")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    venues = FILES["venues.apib"].replace("(Venue Document)", "(Venue Dokument)", 1)
    (tmp_path / "venues.apib").write_text(venues, encoding="utf-8")
    run = subprocess.run(
        [EMACS, "--batch", "-l", PROGRAM],
        cwd=tmp_path,
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "CONFIGURATION": str(tmp_path / "init.el"),
            "PATIENCE": str(PATIENCE),
            "MISSING": str(MISSING),
        },
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
    )
    if run.returncode == MISSING and not os.environ.get("REQUIRE_SERVICES"):
        pytest.skip("Emacs has no eglot or markdown-mode")
    line, _ = where(venues, "Venue Dokument)", 0)
    shown = f"{line + 1}: contract [parser-4]: the type 'Venue Dokument' is not declared"
    assert shown in run.stdout, run.stderr
