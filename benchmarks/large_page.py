"""The page of a large public blueprint: python -m benchmarks.large_page [FILE].

Measures the Open Event API's page, or that of another blueprint, and writes what it finds at the
end of docs/reading.md, where ``make reading`` writes it too.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page

from benchmarks.blueprints import FOLDER, HOST, fetched, listed
from benchmarks.preview import tasks
from contracts.project.blueprint import read
from contracts.render.docs import render
from tests.browser.browser import ROOT, chromium
from tests.browser.readers import Site, site

RUNS: Final = 5
HEADING: Final = "## Another project's large API"
PAGE: Final = ROOT / "docs" / "reading.md"
IDLE: Final = "new Promise(done => requestIdleCallback(() => done(performance.now())))"


def open_event() -> Path:
    """The Open Event API's blueprint, fetched as ``make blueprints`` fetches it."""
    entry = next(each for each in listed() if each.repository == "fossasia/open-event-server")
    return fetched(entry, FOLDER, HOST) / entry.entry


def section(browser: Browser, file: Path) -> list[str]:
    """Lines of Markdown: size, time until ready, and the longest task of a blueprint's page."""
    contract = read(file).contract
    html = render(contract)["index.html"]
    count = sum(1 for _ in contract.transactions())
    with tempfile.TemporaryDirectory(prefix="large-") as name:
        Path(name, "index.html").write_text(html, encoding="utf-8")
        with site(Path(name)) as running:
            times = sorted(_ready(browser, running) / 1000 for _ in range(RUNS))
            longest = sorted(_longest_task(browser, running) for _ in range(RUNS))
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    return [
        HEADING,
        "",
        f"The page of the [Open Event API](https://github.com/fossasia/open-event-server), {count}",
        "transactions, measured by `python -m benchmarks.large_page` on",
        f"{datetime.now(UTC):%Y-%m-%d} in {RUNS} visits, with a load average of {load:.0f}",
        "per processor. Times until ready are elapsed time, which grows with the load; those of",
        "the longest task are processor time.",
        "",
        "| | goal | best | median | worst |",
        "|---|---|---|---|---|",
        f"| bytes | 3 MB | {len(html.encode()) / 1e6:.2f} MB | | |",
        f"| ready: the script has run, the browser is idle | 1.5 s | {_row(times, '{:.1f} s')} |",
        f"| longest task while it loads | 100 ms | {_row(longest, '{:.0f} ms')} |",
    ]


def _row(values: list[float], form: str) -> str:
    chosen = (values[0], statistics.median(values), values[-1])
    return " | ".join(form.format(value) for value in chosen)


def _open(browser: Browser, running: Site) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(running.url)
    page.wait_for_selector("html.scripted", state="attached")
    return page


def _ready(browser: Browser, running: Site) -> float:
    """Milliseconds from the request until the browser is idle."""
    page = _open(browser, running)
    time: float = page.evaluate(IDLE)
    page.close()
    return time


def _longest_task(browser: Browser, running: Site) -> float:
    """Milliseconds of processor of the longest task of a visit."""
    page = _open(browser, running)

    def load() -> None:
        page.reload()  # in the process that is traced; another page would get a new one
        page.evaluate(IDLE)

    found = max(tasks(browser, page, load))
    page.close()
    return found


def main() -> int:
    """Write the section anew."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else open_event()
    with chromium() as browser:
        lines = section(browser, file)
    before = PAGE.read_text(encoding="utf-8").partition(f"\n{HEADING}\n")[0].rstrip()
    PAGE.write_text("\n".join([before, "", *lines]) + "\n", encoding="utf-8")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
