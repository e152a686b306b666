"""Debian's Neovim, headless, with the configuration of editors/neovim."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.lsp.workspace import FILES, where

ROOT = Path(__file__).parents[3]
CONFIGURATION = ROOT / "editors" / "neovim" / "contract.lua"
PROGRAM = Path(__file__).with_name("neovim.lua")
NVIM = shutil.which("nvim")
PATIENCE = 180


@pytest.mark.skipif(
    NVIM is None and not os.environ.get("REQUIRE_SERVICES"), reason="Neovim is not installed"
)
def test_neovim_shows_a_mistake_completes_and_renames(tmp_path: Path) -> None:
    assert NVIM, "install neovim"
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    venues = FILES["venues.apib"].replace("(Venue Document)", "(Venue Dokument)", 1)
    (tmp_path / "venues.apib").write_text(venues, encoding="utf-8")
    result = tmp_path / "result.json"
    contract = Path(sys.executable).with_name("contract")
    environment = {**os.environ, "CONTRACT": str(contract), "RESULT": str(result)}
    scripts = [f"luafile {CONFIGURATION}", f"luafile {PROGRAM}"]
    run = subprocess.run(
        [NVIM, "--headless", "--clean", *(part for each in scripts for part in ("-c", each))],
        cwd=tmp_path,
        env=environment | {"XDG_STATE_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        timeout=PATIENCE,
    )
    assert result.is_file(), run.stderr.decode()
    shown = json.loads(result.read_text(encoding="utf-8"))
    assert "failed" not in shown, shown["failed"]
    line, _ = where(venues, "Venue Dokument)", 0)
    assert shown["diagnostic"]["line"] == line
    assert shown["diagnostic"]["code"] == "parser-4"
    assert "'Venue Dokument' is not declared" in shown["diagnostic"]["text"]
    assert {"Venue Document", "Venue List"} <= set(shown["labels"])
    assert shown["renamed"].count("(Venue Paper)") == 2
    assert "Venue Document" not in shown["renamed"]
    assert "## Venue Paper" in shown["other"]
