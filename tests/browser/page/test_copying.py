"""Buttons that copy: the base URL, a URL, a response, an attribute's path, a sample."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser import Visit


@pytest.fixture
def page(visits: Callable[..., Visit]) -> Page:
    return visits(permissions=["clipboard-read", "clipboard-write"]).open("/docs#get-faq")


def copied(page: Page) -> str:
    expect(page.locator(".announcement")).to_contain_text("copied")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_url_of_an_action(page: Page) -> None:
    page.click("#get-faq .endpoint .copy")
    assert copied(page) == "http://localhost:5000/v1/faqs/{id}"


def test_the_base_url(page: Page) -> None:
    page.evaluate("scrollTo(0, 0)")
    page.get_by_label("Copy the base URL").click()
    assert copied(page) == "http://localhost:5000"


def test_a_response(page: Page) -> None:
    page.locator("#get-faq .response .copy").first.click()
    assert '"type": "faq"' in copied(page)


def test_the_path_of_an_attribute(page: Page) -> None:
    name = page.locator("#get-faq .body .name", has_text="question").first
    name.hover()
    page.get_by_label("Copy the path data.attributes.question").click()
    assert copied(page) == "data.attributes.question"


def test_a_python_sample_has_its_query_as_params(page: Page) -> None:
    page.evaluate("location.hash = 'list-faqs-of-an-event'")
    sample = page.locator("#list-faqs-of-an-event details.transaction[open]").first
    sample.locator("[data-language=Python]").click()
    text = sample.locator(".sample code").text_content() or ""
    assert "?" not in text
