"""Buttons that copy: the base URL, a URL, a response, an attribute's path, a sample."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browser import Visit


@pytest.fixture(scope="module")
def page(browser: Browser, origin: str) -> Iterator[Page]:
    """One open page for all: each test copies something else, and waits until that is copied."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    visit = Visit.begin(context, origin)
    yield visit.open("/docs#get-faq")
    context.close()
    visit.check()


def copied(page: Page, what: str) -> str:
    expect(page.locator(".announcement")).to_have_text(f"{what} copied")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_url_of_an_action(page: Page) -> None:
    page.click("#get-faq .endpoint .copy")
    assert copied(page, "URL") == "http://localhost:5000/v1/faqs/{id}"


def test_the_base_url(page: Page) -> None:
    page.evaluate("scrollTo(0, 0)")
    page.get_by_label("Copy the base URL").click()
    assert copied(page, "Base URL") == "http://localhost:5000"


def test_a_response(page: Page) -> None:
    page.locator("#get-faq .response .copy").first.click()
    assert '"type": "faq"' in copied(page, "Response")


def test_the_path_of_an_attribute(page: Page) -> None:
    name = page.locator("#get-faq .body .name", has_text="question").first
    name.hover()
    page.get_by_label("Copy path data.attributes.question").click()
    assert copied(page, "data.attributes.question") == "data.attributes.question"


def test_a_python_sample_has_its_query_as_params(page: Page) -> None:
    page.evaluate("location.hash = 'list-users'")
    sample = page.locator("#list-users details.transaction[open]").first
    sample.locator("[data-language=Python]").click()
    text = sample.locator(".sample code").text_content() or ""
    assert "params=" in text
    assert "?" not in text
