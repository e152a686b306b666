"""The OpenAPI document of a part of ours as Redoc, Scalar and Elements show it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from contracts.project.blueprint import read
from contracts.render.openapi import render
from tests.blueprint import copy_part
from tests.browser.browser import PATIENCE
from tests.browser.readers import READERS, Reader, site, write_site

#: JSON:API, plain JSON, queries, forms and images: each reader shows all operations of a group.
KINDS = ("users.apib", "faqs.apib", "uploads.apib", "health.apib")


@pytest.fixture(params=READERS, ids=lambda reader: reader.name)
def reader(request: pytest.FixtureRequest) -> Reader:
    """A reader that has been fetched."""
    found: Reader = request.param
    if not found.is_fetched:
        reason = f"{found.name} is not there: make readers"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def opened(browser: Browser, url: str) -> tuple[Page, list[str]]:
    """A page that reaches nothing but its own origin, and the errors it throws."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(
        "**/*",
        lambda route: route.continue_() if route.request.url.startswith(url) else route.abort(),
    )
    page.goto(url)
    return page, errors


def test_it_shows_every_tag_and_an_operation_by_its_name(
    browser: Browser, reader: Reader, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    text = render(read(copy_part(tmp_path, KINDS)).contract)["openapi.json"]
    write_site(folder, reader, text)
    with site(folder) as running:
        page, errors = opened(browser, running.url)
        for tag in json.loads(text)["tags"]:
            page.get_by_text(tag["name"], exact=True).first.wait_for(state="attached")
        page.get_by_text("FAQs", exact=True).first.click()
        page.get_by_text("Create FAQ", exact=True).first.wait_for()
        assert "[object Object]" not in page.locator("body").inner_text()
        assert errors == []
        page.close()
