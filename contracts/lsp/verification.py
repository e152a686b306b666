"""``contract verify`` run from the editor, and what lenses know of its results."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contracts.lsp.session import report_of
from contracts.project.settings import settings_file


@dataclass(frozen=True, slots=True)
class VerificationRun:
    """How a run of ``contract verify`` ended, and what it printed."""

    passed: bool
    output: str


async def run(root: Path, report: Path, only: Sequence[str] = ()) -> VerificationRun:
    """Judge the project's server by a blueprint, or by the transactions ``only`` names."""
    settings = settings_file(root)
    names = [f"--only={name}" for name in only]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "contracts", "verify", str(root.absolute())),
        *("--no-laws", "--json", str(report.absolute()), *names),
        cwd=settings.parent if settings else root.parent,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return VerificationRun(process.returncode == 0, output.decode(errors="replace"))


def passed_of(report: Path) -> dict[str, bool]:
    """Which transactions of a report passed, by name; none where it cannot be read."""
    # Imported where there is a report: the documentation's renderer comes with it.
    from contracts.report.verification import ReportUnreadable, read_results

    try:
        return {name: result.outcome == "passed" for name, result in read_results([report]).items()}
    except ReportUnreadable:
        return {}


@dataclass(slots=True)
class Results:
    """What single actions were judged with. A later report of the whole blueprint replaces it."""

    _results: dict[str, dict[str, tuple[bool, float]]] = field(default_factory=dict)

    def add(self, root: str, passed: Mapping[str, bool]) -> None:
        """Remember which transactions passed just now."""
        now = time.time()
        self._results.setdefault(root, {}).update({name: (ok, now) for name, ok in passed.items()})

    def verified(self, root: str) -> dict[str, bool]:
        """Which transactions passed when they were last judged, by name."""
        report = report_of(root)
        written = report.stat().st_mtime if report else 0.0
        whole = passed_of(report) if report else {}
        single = self._results.get(root, {})
        return whole | {name: ok for name, (ok, at) in single.items() if at > written}
