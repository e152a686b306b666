"""A blueprint of 400 transactions and 1 MB: small enough to send, and smooth to scroll."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.preview import COPIES, multiply, scrolled
from contracts.project.blueprint import read
from contracts.render.docs import render
from tests.browser.browser import ROOT


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the large blueprint."""
    folder = tmp_path_factory.mktemp("large")
    multiply(ROOT / "blueprint", folder / "blueprint", COPIES)
    files = list((folder / "blueprint").glob("*.apib"))
    contract = read(folder / "blueprint" / "api.apib").contract
    assert len(files) >= 70
    assert sum(file.stat().st_size for file in files) > 1_000_000
    assert sum(1 for _ in contract.transactions()) >= 400
    page = folder / "index.html"
    page.write_text(render(contract)["index.html"], encoding="utf-8")
    return page


def test_it_is_less_than_three_megabytes(large: Path) -> None:
    assert large.stat().st_size < 3_000_000


def test_no_task_keeps_the_processor_for_100_ms_while_it_is_scrolled(
    browser: Browser, large: Path
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(large.as_uri())
    # The browser's own clock of each task's work: other programs do not count.
    _, busy = scrolled(browser, page)
    assert len(busy) > 100
    assert [ms for ms in busy if ms > 100] == []
    page.close()


def opened(browser: Browser, large: Path) -> Page:
    """The page, scrolled to its first operation: samples are made shortly before they are seen."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(large.as_uri())
    page.locator("article").first.scroll_into_view_if_needed()
    expect(page.locator("article .sample").first).to_be_attached()
    return page


def test_what_is_far_away_costs_nothing(browser: Browser, large: Path) -> None:
    page = opened(browser, large)
    assert page.locator("details.transaction[open]:not(:has(.sample))").count() > 20
    page.close()
