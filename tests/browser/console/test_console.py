"""Try it: what is sent reaches the live server, and what departs from the contract is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.browser import Visit


def try_it(page: Page, transaction: str) -> None:
    details = page.locator(f"[id='{transaction}']")
    details.evaluate("e => { e.scrollIntoView(); e.open = true; }")
    details.locator(".try").click()


def send(page: Page) -> None:
    page.click(".send")
    page.locator(".answer").wait_for()


@pytest.fixture
def visit(desk: Visit) -> Iterator[Visit]:
    """The open page, without a token, with its console closed."""
    yield desk
    desk.page.unroute_all()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator(".console")).to_be_hidden()
    desk.page.fill("#token\\.", "")


def test_a_request_goes_to_the_server_and_back(visit: Visit) -> None:
    page = visit.page
    try_it(page, "check-liveness.1")
    send(page)
    expect(page.locator(".outcome")).to_contain_text("200 OK")
    expect(page.locator(".outcome")).to_contain_text("as documented")
    expect(page.locator(".answer .headers")).to_contain_text("application/json")
    expect(page.locator(".answer .content")).to_contain_text('"status": "success"')
    page.keyboard.press("Escape")
    expect(page.locator(".console")).to_be_hidden()


def test_signing_up_and_in_gives_a_token_to_use(visit: Visit) -> None:
    page = visit.page
    try_it(page, "create-user.1")
    send(page)
    expect(page.locator(".outcome")).to_contain_text("201 CREATED")
    expect(page.locator(".departures li")).to_have_count(0)
    page.click(".close")
    try_it(page, "login.1")
    send(page)
    page.click(".use-token")
    page.click(".close")
    assert page.input_value("#token\\.").startswith("eyJ")
    page.locator("#create-faq").scroll_into_view_if_needed()
    sample = page.locator("#create-faq details[open] .sample code")
    sample.wait_for()
    expect(sample).to_contain_text("JWT eyJ")


def test_an_answer_that_another_example_documents_is_called_by_its_name(visit: Visit) -> None:
    page = visit.page
    try_it(page, "get-faq.1")
    page.locator(".inputs input").first.fill("4711")
    assert page.input_value(".console [name=uri]") == "/v1/faqs/4711"
    send(page)
    expect(page.locator(".outcome")).to_contain_text("404")
    expect(page.locator(".outcome")).to_contain_text("documented as: ")
    expect(page.locator(".departures li")).to_have_count(0)
    # The browser logs every answer of 400 and more.
    assert [text for text in visit.complaints if "404" not in text] == []
    visit.complaints.clear()


def test_what_departs_from_the_schema_is_marked(visit: Visit) -> None:
    def bent(route: Route) -> None:
        found = {"status": 7, "hostname": "h", "timestamp": 1.5}
        route.fulfill(content_type="application/json", body=json.dumps(found))

    visit.page.route("**/health-check/live", bent)
    page = visit.page
    try_it(page, "check-liveness.1")
    send(page)
    expect(page.locator(".departures li")).to_have_text(
        ['/status is 7, must be "success"', "/status is number, must be string"]
    )
    expect(page.locator(".content mark")).to_have_text("7")


def test_a_value_that_is_missing_is_asked_for(visit: Visit) -> None:
    page = visit.page
    try_it(page, "get-faq.1")
    page.locator(".inputs input").first.fill("")
    send(page)
    expect(page.locator(".outcome")).to_contain_text("a value is missing")
    expect(page.locator(".inputs input").first).to_be_focused()
    expect(page.locator(".inputs input").first).to_have_attribute("aria-invalid", "true")


def test_a_token_is_asked_for_where_it_is_needed(visit: Visit) -> None:
    page = visit.page
    try_it(page, "create-faq.1")
    expect(page.locator(".note-line")).to_contain_text("without a token")
    page.fill(".console [data-credential]", "secret-123")
    expect(page.locator(".note-line")).not_to_contain_text("without a token")
    assert page.input_value("#token\\.") == "secret-123"
    page.click(".close")
    try_it(page, "check-liveness.1")
    expect(page.locator(".console [data-credential]")).to_have_count(0)


def test_a_server_that_is_not_there_is_explained_and_not_judged(visit: Visit) -> None:
    visit.page.route("**/health-check/live", lambda route: route.abort("connectionrefused"))
    page = visit.page
    try_it(page, "check-liveness.1")
    send(page)
    expect(page.locator(".outcome")).to_contain_text("Is the server running?")
    visit.page.unroute("**/health-check/live")
    failure = {"X-Preview-Failure": "1"}
    visit.page.route(
        "**/health-check/live",
        lambda route: route.fulfill(
            status=502, headers=failure, body="cannot be asked: no database"
        ),
    )
    page.click(".send")
    expect(page.locator(".outcome")).to_have_text("No answer. cannot be asked: no database")
    expect(page.locator(".departures li")).to_have_count(0)
    # The browser logs both.
    visit.complaints.clear()


def test_what_is_no_text_is_not_shown_as_text(visit: Visit) -> None:
    visit.page.route(
        "**/health-check/live",
        lambda route: route.fulfill(content_type="image/png", body=b"\x89PNG"),
    )
    page = visit.page
    try_it(page, "check-liveness.1")
    send(page)
    expect(page.locator(".answer .content")).to_have_text("(image/png: not shown as text)")
    expect(page.locator(".departures")).to_contain_text("Content-Type image/png")
