"""``contract lint`` as a whole process: cold, after one change, and unchanged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Measurement, times

ROOT = Path(__file__).parent.parent


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """Cold (no cache), one group file changed, one shared type changed, nothing changed."""
    project = folder / "lint"
    shutil.copytree(ROOT / "blueprint", project / "blueprint")
    environment = {**os.environ, "CONTRACT_CACHE": str(project / "cache")}

    def lint() -> None:
        subprocess.run(
            [sys.executable, "-m", "contracts", "lint"],
            cwd=project,
            env={**environment, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        )

    def forget() -> None:
        shutil.rmtree(project / "cache", ignore_errors=True)

    changes = iter(range(1_000_000))

    def change(file: str, old: str) -> None:
        path = project / "blueprint" / file
        text = (ROOT / "blueprint" / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, f"{old} Change {next(changes)}.", 1), encoding="utf-8")

    cold = times(lint, repeat, forget)
    lint()
    group = times(
        lint,
        repeat,
        lambda: change(
            "faqs.apib",
            "Adds a FAQ to an event, under a FAQ type of the same event if one is given.",
        ),
    )
    shared = times(lint, repeat, lambda: change("data-structures.apib", "A whole number."))
    same = times(lint, repeat)
    return [
        Measurement("contract lint, nothing cached", cold, "< 2,500 ms"),
        Measurement("contract lint, one group file changed", group, "< 600 ms"),
        Measurement("contract lint, the shared types changed", shared, "< 600 ms"),
        Measurement("contract lint, nothing changed", same),
    ]
