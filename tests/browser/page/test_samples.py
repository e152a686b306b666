"""Samples of a part of our own blueprint: each sends the documented request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from contracts.model import Contract
from contracts.project.blueprint import read
from contracts.render.curl import curl
from contracts.render.shown_requests import indented
from tests.browser.browser import Visit


@pytest.fixture(scope="module")
def contract(copy: Path) -> Contract:
    """The contract of the part."""
    return read(copy).contract


@pytest.fixture(scope="module")
def unfolded(browser: Browser, origin: str) -> Iterator[Visit]:
    """A page with every transaction unfolded."""
    visit = Visit.begin(browser.new_context(), origin)
    visit.open()
    # Folded and unfolded again, for what is out of sight has no sample yet.
    visit.page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.open = false; d.open = true; })"
    )
    visit.page.wait_for_function(
        "[...document.querySelectorAll('.transaction')].every(d => d.querySelector('.sample'))"
    )
    yield visit
    visit.page.context.close()
    visit.check()


def samples(visit: Visit, language: str) -> dict[str, str]:
    """Every transaction's sample, by its anchor."""
    visit.page.locator(f"[data-language={language}]").first.evaluate("e => e.click()")
    found: dict[str, str] = visit.page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.transaction')]"
        ".map(d => [d.id, d.querySelector('.sample code').textContent]))"
    )
    return found


def test_curl_is_the_command_that_failures_print(unfolded: Visit, contract: Contract) -> None:
    wanted = {
        f"{action.id}.{number}": curl(
            replace(transaction.request, body=indented(transaction.request.body)), contract.host
        )
        for action in contract.actions()
        for number, transaction in enumerate(action.transactions, 1)
    }
    assert samples(unfolded, "curl") == wanted


def test_python_samples_are_python(unfolded: Visit) -> None:
    for anchor, text in samples(unfolded, "Python").items():
        compile(text, anchor, "exec")


def test_http_samples_are_requests(unfolded: Visit, contract: Contract) -> None:
    text = samples(unfolded, "HTTP")["create-faq.1"]
    head, _, body = text.partition("\n\n")
    assert head.splitlines()[:2] == ["POST /v1/faqs HTTP/1.1", "Host: localhost:5000"]
    assert body == next(t for t in contract.transactions() if "Create FAQ" in t.name).request.body


def test_the_language_stays(unfolded: Visit) -> None:
    samples(unfolded, "Python")
    other = unfolded.page.context.new_page()
    other.goto(f"{unfolded.origin}/docs#create-faq")
    sample = other.locator("#create-faq details[open] .sample code")
    sample.wait_for()
    expect(sample).to_contain_text("import requests")
    other.close()


def test_a_token_is_put_into_samples_and_kept_in_the_tab(visit: Visit) -> None:
    page = visit.open("/docs#create-faq")
    sample = page.locator("#create-faq details[open] .sample code")
    sample.wait_for()
    expect(sample).to_contain_text("JWT <access_token>")
    page.fill("#token\\.", "secret-123")
    expect(sample).to_contain_text("JWT secret-123")
    page.reload()
    sample.wait_for()
    expect(sample).to_contain_text("JWT secret-123")
    assert "secret-123" not in page.evaluate("JSON.stringify(localStorage) + document.cookie")
    tab = page.context.new_page()
    tab.goto(f"{visit.origin}/docs#create-faq")
    sample = tab.locator("#create-faq details[open] .sample code")
    sample.wait_for()
    expect(sample).to_contain_text("<access_token>")
