"""Copies of the project in which mutants are planted, and the tests run beside them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.strength.mutants import Mutant
from tests.strength.selection import Selection

#: Wall time of a mutant's tests: so many times what they take without a fault, and at least this.
TIMES: Final = 10
LEAST: Final = 60.0

KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"


@dataclass(frozen=True, slots=True)
class Result:
    """What the tests made of one mutant."""

    mutant: Mutant
    outcome: str
    seconds: float


class BrokenBaseline(Exception):
    """Tests that fail without any fault say nothing about one."""


@dataclass
class Worker:
    """One copy of the project below ``folder``; ``root`` is the original."""

    root: Path
    folder: Path
    _baselines: dict[tuple[str, ...], float] = field(default_factory=dict)

    def prepare(self) -> None:
        """Copy what git knows of the project, with links to what `make setup` installed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            check=True,
            capture_output=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (self.root / name).is_file():
                shutil.copy2(self.root / name, target)
        for installed in (".venv", "node_modules"):
            (self.folder / installed).symlink_to(self.root / installed)

    def judge(self, mutant: Mutant, text: str, selection: Selection) -> Result:
        """Plant one mutant, run the tests, and take it out again."""
        file = self.folder / mutant.module
        source = file.read_text(encoding="utf-8")
        began = time.monotonic()
        outcome = SURVIVED
        for files in filter(None, (selection.first, selection.then)):
            limit = max(LEAST, TIMES * self._baseline(files))
            _write(file, text)
            try:
                outcome = self._run(files, limit, fresh=mutant.module.startswith("contracts/read/"))
            finally:
                _write(file, source)
            if outcome != SURVIVED:
                break
        return Result(mutant, outcome, time.monotonic() - began)

    def _baseline(self, files: tuple[str, ...]) -> float:
        """The seconds these tests take without a fault."""
        if files not in self._baselines:
            began = time.monotonic()
            if self._run(files, 1800, fresh=False) != SURVIVED:
                raise BrokenBaseline(" ".join(files))
            self._baselines[files] = time.monotonic() - began
        return self._baselines[files]

    def _run(self, files: tuple[str, ...], limit: float, *, fresh: bool) -> str:
        """Run tests until the first failure; whatever they started ends with them.

        The cache of parse results is kept between runs, except for mutants of the reader.
        """
        cache = "" if fresh else str(self.folder / "build" / "cache")
        env = {**os.environ, "PYTHONPATH": str(self.folder), "CONTRACT_CACHE": cache}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *files]
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            return TIMEOUT
        finally:
            _end(process)
        return SURVIVED if code == 0 else KILLED


def _write(file: Path, text: str) -> None:
    """Write a module; its compiled form goes, which knows seconds only."""
    file.write_text(text, encoding="utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink(missing_ok=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
