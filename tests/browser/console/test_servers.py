"""Where the console sends: the documented host, the page's origin or another, after consent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from contracts.render.docs import render
from tests.browser.browser import Visit, from_disk
from tests.browser.console.test_console import send, try_it
from tests.contracts.blueprints import contract
from tests.http_server import serving

TEXT = (Path(__file__).parents[1] / "foreign.apib").read_text(encoding="utf-8")
API = "https://api.parcels.example"
PARCEL = {"id": "17", "weight": 900}


@cache
def page_text() -> str:
    """The documentation of a foreign blueprint."""
    return render(contract(TEXT))["index.html"]


@pytest.fixture(scope="module")
def host(browser: Browser) -> Iterator[Visit]:
    """A page on a static host."""
    visit = Visit.begin(browser.new_context(), "https://docs.parcels.example")
    visit.page.route(
        "https://docs.parcels.example/**",
        lambda route: route.fulfill(
            status=200 if route.request.url.endswith("/api/") else 404,
            content_type="text/html",
            body=page_text() if route.request.url.endswith("/api/") else "<h1>Not found</h1>",
        ),
    )
    visit.open("/api/")
    yield visit
    visit.page.context.close()


def left(visit: Visit) -> None:
    """Close the console, and let the page forget its reader: it remembers nothing elsewhere."""
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator(".console")).to_be_hidden()
    visit.page.evaluate("sessionStorage.clear(); localStorage.clear()")
    visit.strayed.clear()
    # The browser logs every answer of 400 and more.
    visit.complaints[:] = [t for t in visit.complaints if "Failed to load resource" not in t]


@pytest.fixture
def hosted(host: Visit) -> Iterator[Visit]:
    """That page of a reader who is new to it, with an API at the documented address."""
    host.page.route(f"{API}/**", allowing(200, PARCEL))
    yield host
    host.page.unroute(f"{API}/**")
    left(host)


@pytest.fixture
def disk(foreign: Visit) -> Iterator[Visit]:
    """The same page as a local file."""
    yield foreign
    foreign.page.unroute_all()
    left(foreign)


def allowing(status: int, body: object):  # type: ignore[no-untyped-def]
    """A server that lets any page read its answers."""

    def answer(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        route.fulfill(status=status, headers=headers, body=json.dumps(body))

    return answer


def outcome(page: Page):  # type: ignore[no-untyped-def]
    page.locator(".outcome").wait_for()
    return expect(page.locator(".outcome"))


def test_the_documented_host_is_asked_once_the_reader_agrees(hosted: Visit) -> None:
    page = hosted.page
    try_it(page, "track-a-parcel.1")
    expect(page.locator("[name=server]")).to_have_value("documented")
    page.click(".send")
    page.locator(".consent").wait_for()
    expect(page.locator(".consent")).to_contain_text(f"leaves for {API}")
    assert hosted.strayed == []
    page.click(".agree")
    outcome(page).to_contain_text("as documented")
    assert hosted.strayed == [f"{API}/v1/parcels/17"]
    # Agreed is agreed, in this tab.
    page.click(".send")
    expect(page.locator(".consent")).to_be_hidden()
    expect(page.locator(".send")).to_have_text("Send")
    assert len(hosted.strayed) == 2


def test_a_web_page_of_a_static_host_is_not_judged(hosted: Visit) -> None:
    page = hosted.page
    try_it(page, "track-a-parcel.1")
    page.select_option("[name=server]", "page")
    page.click(".send")
    outcome(page).to_contain_text("seems to have this page, but not the API")
    expect(page.locator(".departures li")).to_have_count(0)


def test_a_server_of_ones_own_is_asked_and_remembered(hosted: Visit) -> None:
    page = hosted.page
    page.route("https://staging.example/**", allowing(200, PARCEL))
    try_it(page, "track-a-parcel.1")
    page.select_option("[name=server]", "own")
    page.fill("[name=own-server]", "https://staging.example/base/")
    expect(page.locator(".note-line")).to_contain_text("https://staging.example")
    page.click(".send")
    page.click(".agree")
    outcome(page).to_contain_text("as documented")
    assert hosted.strayed == ["https://staging.example/base/v1/parcels/17"]
    page.reload()
    sample = page.locator("[id='track-a-parcel.1'] .sample code")
    page.locator("#track-a-parcel").scroll_into_view_if_needed()
    expect(sample).to_contain_text("https://staging.example/base/v1/parcels/17")


class Closed(BaseHTTPRequestHandler):
    """Answers everybody, and allows no page to read that."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    do_OPTIONS = do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def closed() -> Iterator[str]:
    """The address of a server without CORS."""
    with serving(Closed) as url:
        yield url


def test_a_server_that_no_page_may_read_is_explained(disk: Visit, closed: str) -> None:
    page = disk.page
    try_it(page, "send-a-parcel.1")
    page.select_option("[name=server]", "own")
    page.fill("[name=own-server]", closed)
    page.click(".send")
    page.click(".agree")
    outcome(page).to_contain_text("does not let this page read its answers (CORS)")
    assert page.locator(".departures li").all_text_contents() == [
        "Access-Control-Allow-Origin: null",
        "Access-Control-Allow-Headers: Content-Type, Authorization",
        "curl needs none of this: copy the sample.",
    ]
    disk.complaints.clear()  # the browser's own, of CORS


def test_a_server_that_is_down_is_distinguished_from_one_that_no_page_may_read(
    hosted: Visit,
) -> None:
    page = hosted.page
    page.route(f"{API}/**", lambda route: route.abort("connectionrefused"))
    try_it(page, "track-a-parcel.1")
    page.click(".send")
    page.click(".agree")
    outcome(page).to_contain_text(f"nothing is listening at {API}")


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (422, {"error": "name taken", "name": "a"}, "documented as: Name taken"),
        (422, {"error": "weight", "limit": 30}, "documented as: Too heavy"),
        (201, PARCEL, "as documented"),
        (422, {"fault": 1}, "departures from the contract"),
        (500, {}, "1 departure from the contract"),
    ],
)
def test_an_answer_is_the_documented_one_that_it_fits(
    disk: Visit, status: int, body: dict[str, object], told: str
) -> None:
    page = disk.page
    page.evaluate(f"sessionStorage.setItem('consent {API}', 'yes')")
    page.route(f"{API}/**", allowing(status, body))
    try_it(page, "send-a-parcel.1")
    send(page)
    outcome(page).to_contain_text(told)
    if "documented" in told:
        assert page.locator(".departures li").all_text_contents() == []


def test_a_page_from_disk_sends_after_consent(disk: Visit) -> None:
    page = disk.page
    page.route(f"{API}/**", allowing(200, PARCEL))
    try_it(page, "track-a-parcel.1")
    page.click(".send")
    page.click(".agree")
    outcome(page).to_contain_text("as documented")


def test_a_page_without_a_host_asks_where_to_send(browser: Browser, tmp_path: Path) -> None:
    html = render(contract(re.sub(r"HOST:.*\n", "", TEXT)))["index.html"]
    with from_disk(browser, html, tmp_path) as visit:
        try_it(visit.page, "track-a-parcel.1")
        expect(visit.page.locator(".note-line")).to_contain_text("Where should it go?")
        visit.page.click(".send")
        outcome(visit.page).to_contain_text("Not sent")
