"""A blueprint of 400 transactions and 1 MB: small enough to send, and smooth to scroll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.preview import COPIES, PROSE
from contracts.model import Group
from contracts.render.docs import render
from tests.blueprint import BLUEPRINT
from tests.blueprint import contract as our_contract
from tests.browser.work import Work, work

SENTENCE = "Plain words that say nothing much of it. "
#: Scrolls through an eighth of one of the copies, in steps of two windows.
SCROLL = f"""async () => {{
  const end = document.body.scrollHeight / {8 * COPIES};
  for (let y = 0; y < end; y += 2 * innerHeight) {{
    scrollTo(0, y);
    await new Promise((done) => requestAnimationFrame(done));
  }}
  await new Promise((done) => setTimeout(done, 300));
}}"""
#: Of a task: a window has some 2,000 near it.
MOST_ELEMENTS = 6_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the large blueprint: our own twice, with much prose.

    The contract is multiplied, not the text: what a parser makes of it is not the subject.
    """
    contract = our_contract()
    groups = [_copy(group, number) for number in range(COPIES) for group in contract.groups]
    found = replace(contract, groups=(*groups, _copy(contract.groups[0], COPIES)))
    source = sum(file.stat().st_size for file in BLUEPRINT.parent.glob("*.apib")) * COPIES
    assert source + PROSE * sum(1 for _ in found.actions()) > 1_000_000
    assert sum(1 for _ in found.transactions()) >= 400
    page = tmp_path_factory.mktemp("large") / "index.html"
    page.write_text(render(found)["index.html"], encoding="utf-8")
    return page


def _copy(group: Group, number: int) -> Group:
    """A group with prose in its actions; its names and addresses are other ones in each copy."""
    mark = f" {number}" if number else ""
    prose = SENTENCE * (PROSE // len(SENTENCE))
    return replace(
        group,
        name=f"{group.name}{mark}",
        resources=tuple(
            replace(
                resource,
                name=f"{resource.name}{mark}",
                actions=tuple(
                    replace(
                        action,
                        id=f"{action.id}{mark.replace(' ', '-')}",
                        name=f"{action.name}{mark}",
                        description=f"{action.description}\n\n{prose}",
                    )
                    for action in resource.actions
                ),
            )
            for resource in group.resources
        ),
    )


def test_it_is_less_than_three_megabytes(large: Path) -> None:
    assert 2_000_000 < large.stat().st_size < 3_000_000


def opened(browser: Browser, large: Path) -> Page:
    """The page, scrolled to its first operation: samples are made shortly before they are seen."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => {"
        " window.ran = document.documentElement.classList.contains('scripted'); })"
    )
    page.goto(large.as_uri())
    page.locator("article").first.scroll_into_view_if_needed()
    page.wait_for_selector("article .sample", state="attached")
    return page


@pytest.fixture(scope="module")
def reader(browser: Browser, large: Path) -> Iterator[Page]:
    """One open page for all tests that a place where nobody has been yet is enough for."""
    page = opened(browser, large)
    yield page
    page.close()


# Waiting is for selectors here, not with `expect`: when that finds no element at its first look,
# the driver walks the whole page for its report, and such a walk keeps the page for a second.


def _go_to(page: Page, query: str) -> str:
    """Search, and go to the first result: a selector of its operation."""
    page.keyboard.press("/")
    page.keyboard.insert_text(query)
    place = page.wait_for_selector("#results\\. li").get_attribute("data-to")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".action.reached[id='{place}'] .sample")
    return f"[id='{place}']"


def _change_the_language(page: Page) -> None:
    found = _go_to(page, "create faq")
    page.locator(f"{found} [data-language=Go]").click()
    page.wait_for_selector(f"{found} .sample code:has-text('package main')")


def _try(page: Page) -> None:
    found = _go_to(page, "update user")
    page.locator(f"{found} .try").first.click()
    page.wait_for_selector(".console")


def _jump_to_the_end(page: Page) -> None:
    page.evaluate("location.hash = 'types.'")
    page.wait_for_function(
        "() => { const y = document.getElementById('types.').getBoundingClientRect().top;"
        " return y >= 0 && y < innerHeight; }"
    )


def _change_the_theme(page: Page) -> None:
    page.click(".theme")
    page.wait_for_selector("html[data-theme=light]")


def _make_the_window_narrow(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_selector(".menu")


#: The first two search and go there as well.
@pytest.mark.parametrize(
    "act",
    [
        _change_the_language,
        _try,
        _jump_to_the_end,
        _change_the_theme,
        _make_the_window_narrow,
    ],
)
def test_a_click_or_a_key_lays_out_what_is_near(
    browser: Browser, reader: Page, act: Callable[[Page], None]
) -> None:
    try:
        assert_is_little(work(browser, reader, lambda: act(reader)), calls=50_000)
    finally:
        reader.keyboard.press("Escape")  # closes the console
        reader.set_viewport_size({"width": 1440, "height": 900})


def test_loading_and_scrolling_lay_out_what_is_near(
    browser: Browser, reader: Page, large: Path
) -> None:
    def load() -> None:
        reader.goto(large.as_uri())
        reader.wait_for_selector("html.scripted .copy-link", state="attached")
        reader.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    # In the process that is traced; another page would get a new one.
    assert_is_little(work(browser, reader, load), calls=20_000)
    # With every second window left out, each step comes to more that has not been laid out.
    assert_is_little(work(browser, reader, lambda: reader.evaluate(SCROLL)), calls=5_000)


def test_the_browser_may_pause_within_every_50_kb_that_it_parses(large: Path) -> None:
    _, _, body = large.read_text(encoding="utf-8").partition("<main")
    assert max(map(len, body.partition('<script type="application')[0].split("</script>"))) < 50_000


def test_the_script_runs_after_the_task_that_ends_parsing(reader: Page) -> None:
    assert reader.evaluate("ran") is False


def assert_is_little(done: Work, *, calls: int) -> None:
    """A task works on a small part of a page that has more than 40,000 elements.

    Times are not asserted, for they are the machine's as well: docs/reading.md has them.
    """
    assert 0 < done.styled < MOST_ELEMENTS
    assert 0 < done.laid_out < MOST_ELEMENTS
    assert done.calls < calls


def test_what_is_far_away_costs_nothing(reader: Page) -> None:
    assert reader.locator("details.transaction[open]:not(:has(.sample))").count() > 20
