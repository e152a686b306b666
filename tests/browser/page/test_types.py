"""Named and inferred types, unfolded where they are mentioned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from contracts.render.docs import render
from tests.browser.browser import Visit, from_disk
from tests.contracts.blueprints import contract

#: Attributes and relationships that nothing but examples shows.
INFERRED = """FORMAT: 1A

# Library

# Group Books

## Books [/books]

### Add a Book [POST]

+ Request (application/vnd.api+json)

        {"data": {"type": "book", "attributes": {"title": "A"}}}

+ Response 201 (application/vnd.api+json)

        {"data": {"type": "book", "id": "1", "attributes": {"title": "A", "pages": 1}}}

## Book [/books/{id}]

+ Parameters
    + id: `1` (string, required)

### Read a Book [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "book", "id": "1", "attributes": {"title": "A", "pages": 1}}}
"""


@pytest.fixture(scope="module")
def inferred(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    html = render(contract(INFERRED))["index.html"]
    with from_disk(browser, html, tmp_path_factory.mktemp("inferred")) as visit:
        yield visit


def names(visit: Visit, within: str) -> list[str]:
    found: list[str] = visit.page.locator(f"{within} .name code").all_text_contents()
    return found


def test_a_response_shows_the_members_of_its_types_in_place(foreign: Visit) -> None:
    body = foreign.page.locator("#track-a-parcel .body", has_text="Response body")
    body.scroll_into_view_if_needed()
    expect(body.locator("details.from-type").first).to_have_attribute("open", "")
    within = "#track-a-parcel .body"
    assert names(foreign, within)[:6] == ["id", "weight", "size", "x", "y", "unit"]
    # An anchor is where the type is, and nowhere else.
    assert foreign.page.locator("[id='type.size.x']").count() == 1
    assert body.locator("[id]").count() == 0


def test_a_type_inside_itself_is_unfolded_as_deep_as_the_reader_wants(foreign: Visit) -> None:
    page = foreign.page
    page.locator("[id='type.person']").scroll_into_view_if_needed()
    lists = page.locator("[id='type.person'] .from-type")
    for depth in range(1, 4):
        expect(lists).to_have_count(depth)
        lists.nth(depth - 1).locator("> summary").click()
    expect(lists).to_have_count(4)


def test_an_inferred_type_is_shown_at_the_responses_of_its_actions(inferred: Visit) -> None:
    body = inferred.page.locator("#read-a-book .body", has_text="Response body")
    body.scroll_into_view_if_needed()
    if body.get_attribute("open") is None:
        body.locator("summary").first.click()
    expect(body.locator(".name code").first).to_be_visible()
    assert body.locator(".name code").all_text_contents() == ["title", "pages"]


def test_a_response_shows_nothing_of_what_a_creation_requires(inferred: Visit) -> None:
    body = inferred.page.locator("#read-a-book .body", has_text="Response body")
    body.scroll_into_view_if_needed()
    expect(body.locator(".name").first).to_be_attached()
    assert body.locator(".required").count() == 0
