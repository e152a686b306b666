"""Our documentation beside Redoc, Scalar and Elements: python -m benchmarks.reading [FILE].

Each shows the same API from the same server in the same browser; nothing else is reachable.
The table counts what a reader does: a key or a click that opens a search, typing, each key
down to the result, and Enter are one action each.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, TimeoutError

from contracts.render.docs import render as render_docs
from contracts.render.openapi import render as render_openapi
from tests.blueprint import contract
from tests.browser.browser import ROOT, chromium
from tests.browser.readers import READERS, Reader, Site, fetch, site, write_site

RUNS: Final = 3
RESULTS: Final = 10
"""Nobody reads on after this many results."""
#: The last group of the API: when it is in the contents, they are complete.
LAST_GROUP: Final = "FAQ Types"


@dataclass(frozen=True)
class Way:
    """How one tool is used: opening its search, its results, addresses of places."""

    name: str
    search: Callable[[Page], None] | None
    results: str
    operation: str
    attribute: str = ""


def _press(keys: str, page: Page) -> None:
    page.keyboard.press(keys)


def _click(selector: str, page: Page) -> None:
    page.locator(selector).first.click()


OURS: Final = Way(
    "ours", partial(_press, "/"), "#results\\. li", "#create-faq", "#resource.user.first-name"
)
WAYS: Final = {
    "Redoc": Way(
        "Redoc",
        partial(_click, "input.search-input, input[type=text]"),
        '[data-role="search:results"] li',
        "#tag/FAQs/operation/create-faq",
    ),
    "Scalar": Way(
        "Scalar", partial(_press, "Control+k"), "[role=listbox] a", "#tag/faqs/POST/v1/faqs"
    ),
    "Elements": Way("Elements", None, "", "#/operations/create-faq"),
}
#: What is looked for, what is typed, and the text of the result that is meant.
SEARCHES: Final = (
    ("an operation by its name", "create faq", "Create FAQ"),
    ("… with a typing mistake", "crate faq", "Create FAQ"),
    ("… by its method and path", "POST /v1/faqs", "Create FAQ"),
    ("… by a URL with an id in it", "/v1/faqs/4711", "Get FAQ"),
    ("… by a question", "how do i log in", "Login"),
    ("a heading of the introduction", "signing in", "Signing in"),
    ("an attribute", "first-name", "first-name"),
    ("the answers with a status", "409", "409"),
)


def searched(page: Page, way: Way, query: str, wanted: str) -> str:
    """How many actions lead to the result, or a dash."""
    if way.search is None:
        return _by_contents(page, wanted) if query == wanted.lower() else "–"
    way.search(page)
    page.wait_for_timeout(300)
    page.keyboard.press("Control+a")
    page.keyboard.type(query)
    try:
        page.wait_for_function(
            "([selector, wanted]) => [...document.querySelectorAll(selector)].slice(0, 10)"
            ".some(e => e.textContent.includes(wanted))",
            arg=[way.results, wanted],
            timeout=4_000,
        )
    except TimeoutError:
        return "–"
    finally:
        texts = page.locator(way.results).all_text_contents()[:RESULTS]
        page.keyboard.press("Escape")
    place = next(n for n, text in enumerate(texts) if wanted in text)
    return str(3 + place)


def _by_contents(page: Page, wanted: str) -> str:
    """An operation by its group's contents: a click on each."""
    try:
        page.get_by_text("FAQs", exact=True).first.click()
        page.get_by_text(wanted, exact=True).first.click(timeout=4_000)
    except TimeoutError:
        return "–"
    return "2"


def opened(browser: Browser, running: Site, fragment: str = "", **options: object) -> Page:
    """A page that reaches nothing but its own origin."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})  # type: ignore[arg-type]
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


def shows(browser: Browser, running: Site, fragment: str, text: str) -> str:
    """Whether an address leads to a text in the window: one action."""
    if not fragment:
        return "–"
    page = opened(browser, running, fragment)
    try:
        page.wait_for_function(
            """text => [...document.querySelectorAll('h1, h2, h3, h4, code')].some((e) => {
              const box = e.getBoundingClientRect();
              return e.textContent.trim().startsWith(text) && box.height > 0 && box.top >= 0
                && box.top < innerHeight;
            })""",
            arg=text,
            timeout=15_000,
        )
        return "1"
    except TimeoutError:
        return "–"
    finally:
        page.context.close()


def column(browser: Browser, way: Way, folder: Path) -> list[str]:
    """One tool's column: times, sizes, and the actions of each task."""
    with site(folder) as running:
        times = [ready(browser, running) for _ in range(RUNS)]
        sent, requests = running.sent // RUNS, len(running.requests) // RUNS
        page = opened(browser, running)
        page.get_by_text(LAST_GROUP, exact=True).first.wait_for(state="attached", timeout=60_000)
        found = [searched(page, way, query, wanted) for _, query, wanted in SEARCHES]
        page.context.close()
        plain = opened(browser, running, java_script_enabled=False)
        is_there = "Create FAQ" in (plain.locator("body").inner_text())
        plain.context.close()
        phone = opened(browser, running, viewport={"width": 390, "height": 800})
        phone.get_by_text(LAST_GROUP, exact=True).first.wait_for(state="attached", timeout=60_000)
        fits = phone.evaluate("document.documentElement.scrollWidth") <= 390
        phone.context.close()
        return [
            f"{statistics.median(times) / 1000:.1f} s",
            f"{sent / 1000:,.0f} kB",
            str(requests),
            *found,
            shows(browser, running, way.operation, "Create FAQ"),
            shows(browser, running, way.attribute, "first-name"),
            "0" if is_there else "–",
            "0" if fits else "–",
        ]


ROWS: Final = (
    "ready: the contents are complete, the browser is idle",
    "bytes",
    "requests",
    *(f"find {what} (`{query}`)" for what, query, _ in SEARCHES),
    "open an operation by its address",
    "open an attribute by its address",
    "read without JavaScript",
    "read on a phone without scrolling sideways",
)


def report(browser: Browser) -> str:
    """The whole table in Markdown."""
    found = contract()
    openapi = render_openapi(found)["openapi.json"]
    columns: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="reading-") as name:
        own = Path(name) / "ours"
        own.mkdir()
        (own / "index.html").write_text(render_docs(found)["index.html"], encoding="utf-8")
        columns["ours"] = column(browser, OURS, own)
        for reader in READERS:
            columns[_title(reader)] = column(
                browser, WAYS[reader.name], _site(name, reader, openapi)
            )
    lines = [
        "# Reading our API in four tools",
        "",
        "Made by `make reading`; do not edit. The same API (`blueprint/api.apib`, and the OpenAPI",
        "document made of it) in the same Chromium, from a server on the same machine, with",
        f"nothing else reachable; times are the median of {RUNS} visits. The lower rows are the",
        "actions a reader needs: opening the search, typing, a key for each result before the",
        "right one, and Enter count one each, and so do clicks in the contents of a tool without a",
        "search; – is not possible, or not among the first ten results.",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, on a machine that did other work as well.",
        "",
        f"| | {' | '.join(columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for number, row in enumerate(ROWS):
        lines.append(f"| {row} | {' | '.join(cells[number] for cells in columns.values())} |")
    return "\n".join(lines) + "\n"


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
