"""Phones, tablets and desks: nothing is cut off, nothing scrolls away, nothing is repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser, Page, expect

from contracts.render.docs import render
from tests.browser.browser import Visit, from_disk
from tests.browser.console.test_console import try_it
from tests.browser.console.test_servers import TEXT
from tests.contracts.blueprints import contract

#: A word that no hyphen breaks, in prose and in a table.
LONG = "https://www.parcels.example/" + "abcdefghij" * 12
WIDE = TEXT.replace("The terms are at", f"See {LONG} or `{LONG}`. The terms are at").replace(
    "`X-Application-Key-Of-Your-Organization`", f"`{'X_APPLICATION_KEY_' * 4}`"
)
#: Notices as aglio has them, of every kind.
NOTICES = "\n\n".join(
    f"::: {kind}\n## {kind.title()}\n{'A sentence that is one of many. ' * 8}\n:::"
    for kind in ("note", "info", "tip", "success", "warning", "danger", "important")
)
WIDE = WIDE.replace("# Group", f"{NOTICES}\n\n# Group", 1)


At: TypeAlias = Callable[[int], Page]


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The foreign page with what is wide."""
    file = tmp_path_factory.mktemp("layout") / "index.html"
    file.write_text(render(contract(WIDE))["index.html"], encoding="utf-8")
    return file


@contextmanager
def resizable(browser: Browser, file: Path) -> Iterator[At]:
    """One page, in windows of any width: its script does not look at the width, only its style."""
    visit = Visit.begin(browser.new_context(), file.as_uri())
    page = visit.open("")

    def at(width: int) -> Page:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("width => innerWidth === width", arg=width)
        return page

    yield at
    page.context.close()
    visit.check()


@pytest.fixture(scope="module")
def at(browser: Browser, wide: Path) -> Iterator[At]:
    """The page as it comes, at a width."""
    with resizable(browser, wide) as found:
        yield found


@pytest.fixture(scope="module")
def unfolded(browser: Browser, wide: Path) -> Iterator[At]:
    """The page with all unfolded, at a width."""
    with resizable(browser, wide) as found:
        found(1440).evaluate(UNFOLD)
        yield found


UNFOLD = """() => {
  document.styleSheets[0].insertRule('article { content-visibility: visible !important }');
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  document.querySelectorAll('.abstract.long').forEach(e => { e.classList.add('unfolded'); });
}"""


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1279])
def test_nothing_is_wider_than_the_window(unfolded: At, width: int) -> None:
    page = unfolded(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


#: Text wider than its box without a scroll bar, and links to places that are not there.
FAULTS = """() => {
  const spills = [...document.querySelectorAll('main :is(p, li, td, h2, h3, h4, h5, h6, div)')]
    .filter(e => e.clientWidth && getComputedStyle(e).overflowX === 'visible'
      && getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1)
    .map(e => `${e.tagName} ${e.className}: ${e.textContent.trim().slice(0, 60)}`);
  const dead = [...document.querySelectorAll('a[href^="#"]')]
    .map(a => decodeURIComponent(a.hash.slice(1))).filter(id => !document.getElementById(id));
  return [...spills, ...dead];
}"""


@pytest.mark.parametrize("width", [390, 768, 1279, 1440])
def test_no_text_leaves_its_box_and_every_link_of_the_page_has_its_place(
    unfolded: At, width: int
) -> None:
    page = unfolded(width)
    assert page.locator("a[href^='#']").count() > 20
    assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_a_notice_wraps_and_begins_with_its_own_text(at: At, width: int) -> None:
    page = at(width)
    notices = page.locator(".notice")
    assert notices.count() == 7
    fits = "all => all.every(e => e.scrollWidth <= e.clientWidth)"
    assert notices.evaluate_all(fits)
    assert notices.locator("p").evaluate_all(f"all => all.length === 7 && ({fits})(all)")
    before = "all => all.map(e => getComputedStyle(e, '::before').content)"
    assert notices.evaluate_all(before) == ["none"] * 7


def test_the_type_of_a_body_stays_beside_its_title(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = "Customer With Rewards And Offers And Transactions To Be Created"
    text = f"""FORMAT: 1A

# API

## Customers [/customers]

### Create [POST]
Makes one.

+ Request (application/json)
    + Attributes ({name})

+ Response 204

# Data Structures

## {name} (object)
+ name: Ann (string)
"""
    size = {"width": 390, "height": 800}
    folder = tmp_path_factory.mktemp("type")
    with from_disk(browser, render(contract(text))["index.html"], folder, viewport=size) as visit:
        title = visit.page.locator(".body h5").first.bounding_box()
        link = visit.page.locator(".type-link").first.bounding_box()
    assert title is not None
    assert link is not None
    assert title["x"] + title["width"] <= link["x"]
    assert link["x"] + link["width"] <= 390


def test_a_wide_first_column_leaves_room_for_the_second(at: At) -> None:
    second = at(390).locator("header td:nth-child(2)").first
    box = second.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    assert box["width"] >= 90


def test_the_open_contents_keep_their_toggle_in_sight(at: At) -> None:
    page = at(390)
    page.evaluate("location.hash = 'upload-photo'")
    page.locator(".here", has_text="Upload Photo").wait_for(state="attached")
    page.click(".menu")
    expect(page.locator(".contents .here")).to_be_in_viewport()
    expect(page.locator(".menu")).to_be_in_viewport(ratio=1)
    page.click(".menu")
    expect(page.locator(".contents")).to_be_hidden()


def test_the_console_opens_at_its_top(at: At) -> None:
    page = at(390)
    try_it(page, "sign-in.1")
    expect(page.locator(".console-title")).to_be_in_viewport(ratio=1)
    assert page.locator(".console").evaluate("e => e.scrollTop") == 0
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "columns"), [(1440, 2), (1279, 2), (1024, 1)])
def test_examples_stand_beside_the_text_where_there_is_room(
    at: At, width: int, columns: int
) -> None:
    article = at(width).locator("#track-a-parcel")
    shown = article.evaluate("e => getComputedStyle(e).gridTemplateColumns.split(' ').length")
    assert shown == columns


def test_a_group_lists_titles_paths_and_a_line(foreign: Visit) -> None:
    links = foreign.page.locator("[aria-labelledby='group.parcels'] .endpoints a")
    shown = [" ".join(text.split()) for text in links.all_text_contents()]
    assert shown[1:3] == [
        "POST Send a Parcel /v1/parcels The label comes with the answer.",
        "POST Send a Test Parcel /v1/parcels Nothing is sent.",
    ]


def test_nothing_repeats_the_parameters_or_calls_a_dash_a_description(foreign: Visit) -> None:
    told = foreign.page.locator("#list-parcels .explanation")
    assert "%5B" not in (told.text_content() or "")
    sort = foreign.page.locator("[id='list-parcels.parameter.sort']")
    assert sort.locator(".about").count() == 0


def test_only_addresses_of_pictures_have_a_picture(foreign: Visit) -> None:
    page = foreign.page
    assert page.locator("[id='type.parcel.photo-url'] .thumb").count() == 1
    assert page.locator("[id='type.parcel.home-url'] .thumb").count() == 0


def test_long_lines_of_samples_and_bodies_wrap(at: At) -> None:
    page = at(390)
    page.locator("#send-a-parcel").scroll_into_view_if_needed()
    page.locator("#send-a-parcel .sample").first.wait_for(state="attached")
    lines = page.locator("#send-a-parcel .card pre")
    assert lines.count() > 1
    assert lines.evaluate_all("all => all.every(e => e.scrollWidth <= e.clientWidth + 1)")
