"""Lint and preview of a large blueprint of somebody else, Open Event's.

Lint is measured in processor time, the preview from a save to the screen.

It is fetched from GitHub as ``make blueprints`` does; where that is not possible, nothing is
measured.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.blueprints import FOLDER, HOST, ROOT, fetched, listed
from benchmarks.measure import Measurement, processor_times, times
from benchmarks.preview import saved
from contracts.serve.preview import preview
from contracts.serve.preview.backend import Backend
from tests.browser.browser import CHROMIUM, chromium

NAME = "Open Event"
ENTRY = "docs/api/api_blueprint_source.apib"
CHANGED = "docs/api/blueprint/faq/faqs.apib"
OLD = "Frequently Asked Questions"


def open_event() -> Path | None:
    """The folder of the fetched blueprint; None where it cannot be fetched, which is said."""
    entry = next(each for each in listed() if each.name == NAME)
    try:
        return fetched(entry, FOLDER, os.environ.get("BLUEPRINTS_FROM", HOST))
    except subprocess.CalledProcessError:
        print(f"{NAME}'s blueprint cannot be fetched: not measured", file=sys.stderr)
        return None


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """Nothing cached, nothing changed, and one line of one file changed."""
    there = open_event()
    if there is None:
        return []
    project = folder / "foreign"
    shutil.copytree(there / "docs", project / "docs")
    environment = {**os.environ, "CONTRACT_CACHE": str(project / "cache"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "contracts", "lint", "--fail-level", "never", ENTRY]

    def lint() -> None:
        subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)

    def forget() -> None:
        shutil.rmtree(project / "cache", ignore_errors=True)

    numbers = iter(range(1_000_000))

    def change() -> None:
        text = (there / CHANGED).read_text(encoding="utf-8")
        assert OLD in text, f"{OLD!r} is not in {CHANGED}"
        (project / CHANGED).write_text(text.replace(OLD, f"{OLD} {next(numbers)}", 1), "utf-8")

    cold = processor_times(lint, repeat, forget)
    same = processor_times(lint, repeat)
    changed = processor_times(lint, repeat, change)
    return [
        Measurement(f"lint {NAME}, nothing cached, processor time", cold, "< 5,000 ms"),
        Measurement(f"lint {NAME}, nothing changed, processor time", same, "< 1,000 ms"),
        Measurement(f"lint {NAME}, one file changed, processor time", changed, "< 1,500 ms"),
        Measurement(f"lint {NAME}, one file changed, on the clock", times(lint, repeat, change)),
        *_previewed(project, ENTRY, repeat),
    ]


def _previewed(project: Path, root: str, repeat: int) -> list[Measurement]:
    """From a save of one file to the screen; nothing without Chromium."""
    if not Path(CHROMIUM).is_file():
        print(f"Chromium is not installed: the preview of {NAME} is not measured", file=sys.stderr)
        return []
    before = os.environ.get("CONTRACT_CACHE")
    os.environ["CONTRACT_CACHE"] = str(project / "cache")
    try:
        with chromium() as browser, preview(project / root, Backend()) as shown:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(shown.url)
            clock, busy = saved(page, project / CHANGED, OLD, max(3, repeat))
    finally:
        os.environ.pop("CONTRACT_CACHE")
        if before is not None:
            os.environ["CONTRACT_CACHE"] = before
    note = f"processors busy for {Measurement('', busy).median:.2f} s"
    return [Measurement(f"{NAME}: save to screen", clock, "< 2,000 ms", note)]
