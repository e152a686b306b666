"""Debian's Chromium under Playwright, and what it must not do.

Where an ``expect`` finds no element at its first look, or a hidden one, the driver walks the whole
page for its report, which takes seconds of processor time. So wait for what is not there yet with
``locator.wait_for()``, which walks nothing, and then expect something of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
#: The headless shell is the same engine without the windows around it, which take as much
#: processor time as the pages.
NAMES = ("chromium-headless-shell", "chromium")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")

#: Milliseconds that a page may take for anything; the machine may be busy.
PATIENCE = 100_000

#: Chromium talks to nobody but the page's server, and runs as root in a container.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def require_chromium() -> None:
    """Skip without Chromium; fail where the environment promises it."""
    if Path(CHROMIUM).is_file():
        return
    reason = "there is no Chromium: apt-get install chromium-headless-shell"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page and everything it should not have done."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, context: BrowserContext, origin: str) -> Visit:
        """A new page whose console, errors and requests are watched."""
        visit = cls(context.new_page(), origin)
        visit.page.set_default_timeout(PATIENCE)
        visit.page.on("console", visit._console)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("dialog", visit._dialog)
        visit.page.on("request", lambda request: visit._request(request.url))
        return visit

    def open(self, path: str = "/docs") -> Page:
        """Go to a path of the page's server and wait until its script has run."""
        self.page.goto(self.origin + path)
        self.page.wait_for_selector("html.scripted", state="attached")
        return self.page

    def check(self) -> None:
        """Nothing left the origin, and nothing went wrong."""
        assert self.strayed == []
        assert self.complaints == []

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and not url.startswith(self.origin):
            self.strayed.append(url)


@contextmanager
def from_disk(browser: Browser, html: str, folder: Path, **options: Any) -> Iterator[Visit]:
    """A visit of a page that is a local file; it is checked at its end."""
    file = folder / "index.html"
    file.write_text(html, encoding="utf-8")
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    visit = Visit.begin(context, file.as_uri())
    visit.open("")
    yield visit
    context.close()
    visit.check()


def in_view(page: Page, selector: str) -> bool:
    """Whether the top of an element lies inside the window."""
    found: bool = page.locator(selector).evaluate(
        "(e) => { const y = e.getBoundingClientRect().top; return y >= -2 && y < innerHeight; }"
    )
    return found
