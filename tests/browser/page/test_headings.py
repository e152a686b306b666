"""Headings of descriptions: in the contents, in the search, and at addresses of other tools."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.browser import Visit
from tests.browser.page.test_search import search


def test_the_contents_show_the_headings_of_the_introduction(foreign: Visit) -> None:
    part = foreign.page.locator(".part", has_text="Introduction")
    assert part.locator("li a").all_text_contents() == [
        "Authentication",
        "Pagination",
        "Links",
        "Rate Limit",
        "Filter operators",
    ]
    foreign.page.click(".contents a:text-is('Rate Limit')")
    expect(foreign.page.locator("#header-rate-limit")).to_be_in_viewport()


def test_the_contents_show_two_levels_of_headings_of_an_action(foreign: Visit) -> None:
    part = foreign.page.locator(".part:has(> a:text-is('Parcels'))")
    items = [" ".join(text.split()) for text in part.locator("li a").all_text_contents()]
    at = items.index("POST Send a Test Parcel")
    assert items[at + 1 : at + 4] == ["What it is for", "At night", "GET Track a Parcel"]
    foreign.page.click(".contents a:text-is('At night')")
    expect(foreign.page.locator("#header-at-night")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("fragment", "anchor"),
    [
        ("header-pagination", "header-pagination"),
        ("introduction/rate-limit", "header-rate-limit"),
        ("header-per-key", "header-per-key"),
        ("header-of-weekends", "header-of-weekends"),
        ("reference/parcels/parcel/track-a-parcel", "track-a-parcel"),
        ("reference/parcels/parcel", "group.parcels.parcel"),
        ("parcels-parcel-get", "track-a-parcel"),
        ("Filter-operators", "header-filter-operators"),
    ],
)
def test_an_address_of_another_tool_leads_to_the_place(
    foreign: Visit, fragment: str, anchor: str
) -> None:
    page = foreign.page
    page.evaluate("fragment => { location.hash = fragment; }", fragment)
    expect(page).to_have_url(f"{foreign.origin}#{anchor}")
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("pagination", "Pagination"),
        ("rate limit", "Rate Limit"),
        ("filter operators", "Filter operators"),
        ("per key", "Per key"),
        ("at night", "At night"),
        ("what it is for", "What it is for"),
        ("60 requests a minute", "Rate Limit"),
    ],
)
def test_the_search_finds_headings_and_what_is_below_them(
    foreign: Visit, query: str, title: str
) -> None:
    search(foreign.page, query)
    first = foreign.page.locator("#results\\. li").first
    expect(first.locator(".result-title")).to_have_text(title)
    expect(first.locator(".result-kind")).to_contain_text("section")
    foreign.page.keyboard.press("Escape")


def test_a_link_in_a_foreign_description_lives(foreign: Visit) -> None:
    page = foreign.page
    page.evaluate("scrollTo(0, 0)")
    page.click("header a:text-is('track one')")
    expect(page.locator("#track-a-parcel")).to_be_in_viewport()
