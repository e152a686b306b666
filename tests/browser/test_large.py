"""A blueprint of 400 transactions and 1 MB: small enough to send, and smooth to scroll."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.preview import COPIES, multiply, scrolled, tasks
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


def _search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("create faq")
    expect(page.locator("#results\\. li").first).to_be_visible()


def _go_there(page: Page) -> None:
    _search(page)
    page.keyboard.press("Enter")
    expect(page.locator(".action.reached .sample")).to_be_visible()


def _change_the_language(page: Page) -> None:
    _go_there(page)
    page.locator(".action.reached [data-language=Go]").click()
    expect(page.locator(".action.reached .sample code")).to_contain_text("package main")


def _try(page: Page) -> None:
    _go_there(page)
    page.locator(".action.reached .try").first.click()
    expect(page.locator(".console")).to_be_visible()


def _jump_to_the_end(page: Page) -> None:
    page.evaluate("location.hash = 'types.'")
    expect(page.locator("#types\\.")).to_be_in_viewport()


def opened(browser: Browser, large: Path) -> Page:
    """The page, scrolled to its first operation: samples are made shortly before they are seen."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(large.as_uri())
    page.locator("article").first.scroll_into_view_if_needed()
    expect(page.locator("article .sample").first).to_be_attached()
    return page


@pytest.mark.parametrize("act", [_search, _go_there, _change_the_language, _try, _jump_to_the_end])
def test_no_task_keeps_the_processor_for_100_ms_while_it_is_used(
    browser: Browser, large: Path, act: Callable[[Page], None]
) -> None:
    longest = []
    # What the page needs, it needs at each visit; what only one visit shows is the browser's.
    for _ in range(3):
        page = opened(browser, large)
        busy = tasks(browser, page, lambda page=page: act(page))
        page.close()
        assert len(busy) > 10
        longest.append(max(busy))
        if longest[-1] <= 100:
            return
    pytest.fail(f"the longest task of each visit, in ms: {longest}")


def test_what_is_far_away_costs_nothing(browser: Browser, large: Path) -> None:
    page = opened(browser, large)
    assert page.locator("details.transaction[open]:not(:has(.sample))").count() > 20
    page.close()
