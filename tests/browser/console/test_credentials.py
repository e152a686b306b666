"""The reader's secrets: asked for where a request shows one, put where it stands."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from contracts.render.docs import render
from tests.browser.browser import Visit, from_disk
from tests.browser.console.test_console import try_it
from tests.contracts.blueprints import contract


@pytest.fixture
def page(foreign: Visit) -> Iterator[Page]:
    """A page that asks for four kinds of credentials; each test leaves it without."""
    page = foreign.page
    yield page
    page.keyboard.press("Escape")
    expect(page.locator(".console")).to_be_hidden()
    for field in page.locator(".token input").all():
        field.fill("")


def sample(page: Page, transaction: str) -> str:
    details = page.locator(f"[id='{transaction}']")
    details.evaluate("e => { e.scrollIntoView(); e.open = true; }")
    return details.locator(".sample code").text_content() or ""


def test_each_credential_of_the_api_has_a_field(page: Page) -> None:
    assert page.locator(".token label").all_text_contents() == [
        "Your token",
        "Your X-Api-Key",
        "Your name:password",
        "Your api_key",
    ]


@pytest.mark.parametrize(
    ("field", "secret", "transaction", "shown"),
    [
        ("Your token", "t1", "list-parcels.1", "'Authorization: Bearer t1'"),
        ("Your X-Api-Key", "k1", "list-parcels.1", "'X-Api-Key: k1'"),
        (
            "Your name:password",
            "jo:pé",
            "track-a-parcel.1",
            f"'Authorization: Basic {b64encode('jo:pé'.encode()).decode()}'",
        ),
        ("Your api_key", "a&b", "print-a-label.1", "api_key=a%26b"),
    ],
)
def test_a_secret_stands_where_the_documented_value_stood(
    page: Page, field: str, secret: str, transaction: str, shown: str
) -> None:
    assert shown not in sample(page, transaction)
    page.get_by_label(field).first.fill(secret)
    assert shown in sample(page, transaction)


NAMED = """FORMAT: 1A
# Meters
## Meters [/meters]
### List Meters [GET]
+ Request
    + Headers

            Authorization: MTAuth app="7", key="<secret>"

+ Response 200 (application/json)

        []

+ Request Refused
    + Headers

            Authorization: MTAuth app="7", key="1a2b3c"

+ Response 401
"""


def test_a_named_parameter_of_a_scheme_is_replaced_alone(browser: Browser, tmp_path: Path) -> None:
    text = render(contract(NAMED))["index.html"]
    with from_disk(browser, text, tmp_path) as visit:
        assert visit.page.locator(".token label").all_text_contents() == ["Your MTAuth key"]
        visit.page.get_by_label("Your MTAuth key").first.fill("k1")
        shown = sample(visit.page, "list-meters.1")
        assert """'Authorization: MTAuth app="7", key="k1"'""" in shown
        assert 'key="1a2b3c"' in sample(visit.page, "list-meters.2")


def test_the_console_asks_for_what_its_request_needs(page: Page) -> None:
    try_it(page, "list-parcels.1")
    labels = page.locator(".console .secrets label")
    assert [text.strip() for text in labels.all_text_contents()] == ["Your token", "Your X-Api-Key"]
    expect(page.locator(".note-line")).to_contain_text("without a token")
    labels.nth(0).locator("input").fill("t1")
    labels.nth(1).locator("input").fill("k1")
    expect(page.locator(".note-line")).not_to_contain_text("without a token")
    assert "X-Api-Key: k1" in page.input_value(".console [name=headers]")
    page.click(".close")
    try_it(page, "sign-in.1")
    expect(page.locator(".console .secrets label")).to_have_count(0)


def test_what_the_reader_has_written_stays(page: Page) -> None:
    try_it(page, "list-parcels.1")
    page.fill(".console [name=headers]", "Authorization: Bearer mine")
    page.locator(".console .secrets input").first.fill("t1")
    assert page.input_value(".console [name=headers]") == "Authorization: Bearer mine"
