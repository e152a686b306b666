"""The page for designers: what is saved is shown, and nothing is lost meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browser import Visit

PHRASE = "Adds a FAQ to an event"


@pytest.fixture(scope="module")
def page(browser: Browser, origin: str) -> Iterator[Page]:
    """One open page for all tests: each leaves the files as they were, and so the page."""
    visit = Visit.begin(browser.new_context(viewport={"width": 1440, "height": 900}), origin)
    yield visit.open("/docs#create-faq")
    visit.page.context.close()
    visit.check()


@pytest.fixture
def faqs(blueprint: Path) -> Iterator[Path]:
    """A group file to edit, as it was afterwards."""
    file = blueprint.parent / "faqs.apib"
    text = file.read_text(encoding="utf-8")
    yield file
    file.write_text(text, encoding="utf-8")


def renamed(file: Path, text: str) -> None:
    """As most editors save: beside the file, then in its place."""
    beside = file.with_name(f".{file.name}.swp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def emptied(file: Path, text: str) -> None:
    """As some editors save: the file is empty for a moment."""
    file.write_text("", encoding="utf-8")
    file.write_text(text, encoding="utf-8")


def deleted(file: Path, text: str) -> None:
    """As version control saves: the file is gone for a moment."""
    file.unlink()
    file.write_text(text, encoding="utf-8")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_save_is_shown_in_every_browser_where_the_reader_is(
    visits: Callable[..., Visit], faqs: Path
) -> None:
    pages = [visits().open("/docs#create-faq"), visits().open("/docs#delete-faq")]
    pages[0].locator("[id='create-faq.2'] summary").click()
    spots = [page.evaluate("scrollY") for page in pages]
    assert min(spots) > 0
    edit(faqs, PHRASE, "Puts a FAQ up for an event")
    for page in pages:
        expect(page.locator("#create-faq .abstract")).to_contain_text("Puts a FAQ up")
    for page, spot in zip(pages, spots, strict=True):
        assert abs(page.evaluate("scrollY") - spot) <= 2
    assert pages[0].locator("[id='create-faq.2']").evaluate("e => e.open")
    pages[0].keyboard.press("/")
    pages[0].keyboard.type("puts a faq up")
    expect(pages[0].locator("#results\\. li").first).to_contain_text("Create FAQ")


def test_a_broken_blueprint_leaves_the_last_good_page(page: Page, faqs: Path, origin: str) -> None:
    edit(faqs, "+ Attributes (FAQ Draft Document)", "+ Attributes (FAQ Daft Document)")
    panel = page.locator(".live.broken")
    panel.wait_for()
    expect(panel).to_contain_text("last good version")
    place = panel.get_by_role("link", name="faqs.apib:").first
    line = faqs.read_text(encoding="utf-8").split("(FAQ Daft Document)")[0].count("\n") + 1
    expect(place).to_have_attribute("href", re.compile(rf"vscode://file{faqs}:{line}:\d+"))
    expect(panel).to_contain_text("FAQ Daft Document")
    expect(panel.locator("pre").first).to_contain_text("+ Attributes (FAQ Daft Document)")
    expect(page.locator("#create-faq .abstract")).to_contain_text(PHRASE)
    late = page.context.new_page()
    late.goto(f"{origin}/docs")
    expect(late.locator("#create-faq .abstract")).to_contain_text(PHRASE)
    late.locator(".live.broken").wait_for()
    late.close()
    edit(faqs, "+ Attributes (FAQ Daft Document)", "+ Attributes (FAQ Draft Document)")
    expect(page.locator(".live")).to_be_hidden()


def test_a_new_file_is_noticed_when_it_is_included_and_when_it_appears(
    page: Page, blueprint: Path
) -> None:
    text = blueprint.read_text(encoding="utf-8")
    new = blueprint.parent / "rooms.apib"
    try:
        blueprint.write_text(
            text.replace(
                "<!-- include(health", "<!-- include(rooms.apib) -->\n<!-- include(health"
            ),
            encoding="utf-8",
        )
        page.locator(".live.broken", has_text="rooms.apib").wait_for()
        new.write_text(
            "# Group Rooms\n\n## Rooms [/rooms]\n\n### List Rooms [GET]\nAll rooms.\n\n"
            "**Access:** public\n\n+ Response 204\n",
            encoding="utf-8",
        )
        page.locator("#list-rooms").wait_for(state="attached")
        page.locator(".contents a[href='#list-rooms']").wait_for(state="attached")
    finally:
        blueprint.write_text(text, encoding="utf-8")
        new.unlink(missing_ok=True)
    page.locator("#list-rooms").wait_for(state="detached")


@pytest.mark.parametrize("save", [renamed, emptied, deleted])
def test_it_does_not_matter_how_an_editor_saves(
    page: Page, faqs: Path, save: Callable[[Path, str], None]
) -> None:
    text = faqs.read_text(encoding="utf-8")
    for number in range(2):
        phrase = f"{save.__name__} {number}"
        save(faqs, text.replace(PHRASE, phrase))
        expect(page.locator("#create-faq .abstract")).to_contain_text(phrase)
    expect(page.locator(".live")).to_be_hidden()


def test_a_file_that_is_deleted_and_comes_back(page: Page, faqs: Path) -> None:
    text = faqs.read_text(encoding="utf-8")
    faqs.unlink()
    page.locator(".live.broken", has_text="faqs.apib").wait_for()
    expect(page.locator("#create-faq .abstract")).to_contain_text(PHRASE)
    faqs.write_text(text, encoding="utf-8")
    expect(page.locator(".live")).to_be_hidden()


def test_findings_are_text_and_fold_away(page: Page, faqs: Path, blueprint: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    root = blueprint.read_text(encoding="utf-8")
    try:
        edit(faqs, "(FAQ Draft Document)", f"({evil})")
        page.locator(".live pre", has_text=f"+ Attributes ({evil})").wait_for()
        edit(
            blueprint,
            "<!-- include(health",
            f"<!-- include({evil.replace(')', '')}.apib) -->\n\n<!-- include(health",
        )
        page.locator(".live", has_text="There is no file").wait_for()
        page.locator(".live code", has_text="onerror").first.wait_for()
        assert page.locator(".live img").count() == 0
        page.click(".live .fold")
        expect(page.locator(".problems")).to_be_hidden()
        expect(page.locator(".banner")).to_be_visible()
        page.click(".live .fold")
        page.locator(".problems").wait_for()
    finally:
        blueprint.write_text(root, encoding="utf-8")


def test_a_new_credential_gets_its_field(page: Page, faqs: Path) -> None:
    line = "            Authorization: JWT <access_token>\n"
    edit(faqs, line, f"{line}            X-Shop-Code: <code>\n")
    page.get_by_label("Your X-Shop-Code").first.wait_for()
