"""Our documentation beside Redoc, Scalar and Elements: python -m benchmarks.reading [FILE].

Each shows the same API from the same server in the same browser; nothing else is reachable.
The table counts the actions of a reader's tasks, which :mod:`benchmarks.reading_tasks` lists.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page

from benchmarks.large_page import open_event, section
from benchmarks.reading_tasks import TASKS, Task, Visited, actions
from contracts.model import Contract
from contracts.render.docs.site import Edition, site_since
from contracts.render.openapi import render as render_openapi
from tests.blueprint import contract
from tests.browser.browser import ROOT, chromium
from tests.browser.readers import READERS, Reader, Site, fetch, site, write_site

RUNS: Final = 3
DESK: Final = {"width": 1440, "height": 900}
#: The last group of the API: when it is in the contents, they are complete.
LAST_GROUP: Final = "FAQ Types"


def opened(browser: Browser, running: Site, fragment: str = "", **options: object) -> Page:
    """A page that reaches nothing but its own origin."""
    context = browser.new_context(**{"viewport": DESK, **options})  # type: ignore[arg-type]
    page = context.new_page()
    page.route(
        "**/*",
        lambda route: (
            route.continue_() if route.request.url.startswith(running.url) else route.abort()
        ),
    )
    page.goto(f"{running.url}/{fragment}")
    return page


def ready(browser: Browser, running: Site) -> float:
    """Milliseconds until the contents are complete and the browser is idle."""
    page = opened(browser, running)
    page.get_by_text(LAST_GROUP, exact=True).first.wait_for(state="attached", timeout=60_000)
    time: float = page.evaluate(
        "new Promise(done => requestIdleCallback(() => done(performance.now())))"
    )
    page.context.close()
    return time


def done(browser: Browser, running: Site, task: Task, tool: str) -> str:
    """How many actions a task takes in a tool, or a dash where it has no way."""
    if not task.ways.get(tool):
        return "–"
    options: dict[str, object] = {"permissions": ["clipboard-read", "clipboard-write"]}
    if task.viewport:
        options["viewport"] = dict(task.viewport)
    page = opened(browser, running, **options)
    try:
        return performed(page, task, tool)
    finally:
        page.context.close()


def performed(page: Page, task: Task, tool: str) -> str:
    """How many actions a task takes on a page that has just been opened."""
    page.get_by_text(LAST_GROUP, exact=True).first.wait_for(state="attached", timeout=60_000)
    page.wait_for_timeout(1_000)
    return str(actions(Visited(page), task, tool))


def column(browser: Browser, tool: str, folder: Path) -> list[str]:
    """One tool's column: times, sizes, and the actions of each task."""
    with site(folder) as running:
        times = [ready(browser, running) for _ in range(RUNS)]
        sent, requests = running.sent // RUNS, len(running.requests) // RUNS
        return [
            f"{statistics.median(times) / 1000:.1f} s",
            f"{sent / 1000:,.0f} kB",
            str(requests),
            *(done(browser, running, task, tool) for task in TASKS),
        ]


ROWS: Final = (
    "ready: the contents are complete, the browser is idle",
    "bytes",
    "requests",
    *(task.name for task in TASKS),
)


def write_own_site(folder: Path, openapi: str, found: Contract) -> None:
    """Our page with the OpenAPI document beside it, and what changed since a version before."""
    earlier = replace(found, groups=found.groups[:-1])
    files = site_since(Edition("2", found, {"openapi.json": openapi}), Edition("1", earlier))
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


PREFACE: Final = f"""\
Made by `make reading`; do not edit. Each tool shows the same API (`blueprint/api.apib`, or the
OpenAPI document generated from it) in the same Chromium, from a server on the same machine, without
network access; times are the median of {RUNS} visits.

The lower rows are tasks of a reader, with the number of actions that each takes from the start
page: a click, a key, a typed text, scrolling to a place, hovering over an element. Each count is
for the shortest way that we know; a script performs it and checks that the task is done
(`benchmarks/reading_tasks.py`). – means that the task is impossible, or that we found no way:

- Redoc sends no requests, and has samples only in the languages that the document contains.
- Scalar's Python sample has no body; only first-level members of a body have links; only operations
  that have been scrolled to are printed.
- Elements shows one operation at a time, and on a phone its contents cover the page.
- None of the three finds an operation by a path with an id, or compares versions.
""".splitlines()


def report(browser: Browser) -> str:
    """The whole table in Markdown."""
    found = contract()
    openapi = render_openapi(found)["openapi.json"]
    columns: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="reading-") as name:
        own = Path(name) / "ours"
        write_own_site(own, openapi, found)
        columns["ours"] = column(browser, "ours", own)
        for reader in READERS:
            columns[_title(reader)] = column(browser, reader.name, _site(name, reader, openapi))
    lines = [
        "# Reading our API in four tools",
        "",
        *PREFACE,
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, on a machine that did other work as well.",
        "",
        f"| | {' | '.join(columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for number, row in enumerate(ROWS):
        lines.append(f"| {row} | {' | '.join(cells[number] for cells in columns.values())} |")
    return "\n".join([*lines, "", *section(browser, open_event())]) + "\n"


def _title(reader: Reader) -> str:
    return f"{reader.name} {reader.version}"


def _site(parent: str, reader: Reader, openapi: str) -> Path:
    folder = Path(parent) / reader.name
    folder.mkdir()
    write_site(folder, reader, openapi)
    return folder


def main() -> int:
    """Write the table."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "reading.md"
    for reader in READERS:
        if not reader.is_fetched:
            fetch(reader)
    with chromium() as browser:
        out.write_text(report(browser), encoding="utf-8")
    print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
