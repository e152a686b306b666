"""What Dredd itself compiles from a blueprint, for tests to compare ours with."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.leaks.processes import SHARED

_SCRIPT = Path(__file__).with_name("dredd_bodies.js")
_PACKAGE = _SCRIPT.parents[2] / "node_modules" / "dredd-transactions"

needs_dredd = pytest.mark.skipif(
    not (shutil.which("node") and _PACKAGE.is_dir()), reason="Dredd is missing: run `npm ci`"
)


@cache
def _compiler() -> subprocess.Popen[str]:
    """One Node process for all tests; it ends when its input is closed."""
    started = subprocess.Popen(
        ["node", str(_SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        bufsize=1,
    )
    SHARED.append(lambda: [started.pid])
    return started


def compiled(text: str, folder: Path) -> dict[str, Any]:
    """The transactions, annotations and error of Dredd's compiler for a blueprint's text."""
    file = folder / "compiled.apib"
    file.write_text(text, encoding="utf-8")
    process = _compiler()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{file}\n")
    result: dict[str, Any] = json.loads(process.stdout.readline())
    return result


def names(text: str, folder: Path) -> list[str]:
    """The names of the transactions Dredd compiles."""
    return [transaction["name"] for transaction in compiled(text, folder)["transactions"]]


def uris(text: str, folder: Path) -> list[str]:
    """The URIs of the requests Dredd compiles."""
    return [transaction["uri"] for transaction in compiled(text, folder)["transactions"]]
