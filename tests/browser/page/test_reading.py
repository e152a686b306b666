"""The page for its readers: finding one's way, searching, copying, choosing how it looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from contracts.render.docs import render
from tests.browser.browser import Visit, from_disk, in_view
from tests.contracts.blueprints import FAQS, contract
from tests.contracts.render.docs.test_render import poisoned

PHONE = {"viewport": {"width": 375, "height": 700}}


def test_contents_lead_to_an_action_and_mark_it(desk: Visit) -> None:
    page = desk.page
    page.click(".contents a[href='#update-faq']")
    page.wait_for_function("() => location.hash === '#update-faq'")
    assert in_view(page, "#update-faq")
    expect(page.locator(".contents a[href='#update-faq']")).to_have_attribute(
        "aria-current", "location"
    )


@pytest.mark.parametrize(
    "anchor",
    [
        "group.faqs",
        "group.faqs.faqs",
        "create-faq",
        "create-faq.4",
        "get-faq.parameter.id",
        "resource.user.first-name",
        "resource.faq.event",
        "type.faq.attributes",
    ],
)
def test_a_deep_link_shows_its_target(desk: Visit, anchor: str) -> None:
    page = desk.page
    page.goto(f"{desk.origin}/docs#{anchor}")
    target = page.locator(f"[id='{anchor}']")
    expect(target).to_be_visible()
    expect(target).to_be_in_viewport()
    if target.evaluate("e => e.tagName") == "DETAILS":
        assert target.evaluate("e => e.open")


#: Goes to every ``step``-th place of a page, and says where in the window it is then.
VISIT_PLACES = """async (step) => {
  const found = {};
  const places = [...document.querySelectorAll('details.transaction, article li[id]')];
  for (const place of places.filter((_, number) => number % step === 0)) {
    const revealed = new Promise((done) => addEventListener('hashchange', done, { once: true }));
    location.hash = place.id;
    await revealed;
    // What is laid out late moves the place for some frames.
    for (let frame = 0; frame < 60; frame += 1) {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const top = found[place.id] = place.getBoundingClientRect().top;
      if (top >= 0 && top < innerHeight - 20 && frame > 2) break;
    }
  }
  return found;
}"""


@pytest.mark.parametrize(("name", "step"), [("desk", 27), ("foreign", 1)])
def test_no_deep_link_lands_above_the_window(
    request: pytest.FixtureRequest, name: str, step: int
) -> None:
    page = request.getfixturevalue(name).page
    page.evaluate("location.hash = 'top.'")
    tops = page.evaluate(VISIT_PLACES, step)
    assert len(tops) > 15
    assert {place: top for place, top in tops.items() if not 0 <= top < 880} == {}


def test_a_deep_link_is_followed_though_the_address_changes_before_its_event(desk: Visit) -> None:
    page = desk.page
    # A busy browser runs the timer that follows the scroll before it reports the link's change.
    page.evaluate(
        """() => {
          location.hash = 'update-user.2';
          history.replaceState(null, '', '#update-user');
        }"""
    )
    target = page.locator("[id='update-user.2']")
    expect(target).to_have_attribute("open", "")
    expect(target).to_be_in_viewport()
    # The page is asked for its address: the driver hears of a replaced one late, or not at all.
    page.wait_for_function("() => location.hash === '#update-user.2'")


def test_the_address_follows_the_scroll(desk: Visit) -> None:
    page = desk.page
    page.locator("#delete-faq").evaluate("e => e.scrollIntoView()")
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 40)
    # The page is asked for its address: the driver hears of a replaced one late, or not at all.
    page.wait_for_function("() => location.hash === '#delete-faq'")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("() => location.hash === ''")


#: Content that appears above a target after the jump to it.
LATE = "e => { const late = document.createElement('p'); late.id = 'late'; e.before(late); }"
TOP = "e => e.getBoundingClientRect().top"


def test_an_attributes_address_stays_until_the_reader_scrolls(visit: Visit) -> None:
    anchor = "resource.user.first-name"
    page = visit.open(f"/docs#{anchor}")
    target = page.locator(f"[id='{anchor}']")
    before = target.evaluate(TOP)
    page.locator("[id='resource.user']").evaluate(LATE)
    page.evaluate("document.styleSheets[0].insertRule('#late { height: 1500px }')")
    page.wait_for_function(
        f"top => Math.abs(document.getElementById('{anchor}').getBoundingClientRect().top - top)"
        " < 2 && scrollY > 1500",
        arg=before,
    )
    # A timer of the page that a scroll has started ends before this one.
    page.evaluate("new Promise(done => { scrollBy(0, 0); setTimeout(done, 300); })")
    assert page.evaluate("location.hash") == f"#{anchor}"
    page.mouse.move(700, 500)
    for _ in range(20):
        page.mouse.wheel(0, 200)
        page.wait_for_function("new Promise(done => setTimeout(done, 150, true))")
        if page.evaluate("location.hash") != f"#{anchor}":
            break
    assert page.evaluate("location.hash") != f"#{anchor}"


def test_links_and_samples_are_copied(desk: Visit) -> None:
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("location.hash = 'create-faq'")
    page.click("#create-faq .copy-link")
    expect(page.locator(".announcement")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{desk.origin}/docs#create-faq"
    page.click("#create-faq details[open] .copy")
    # The clipboard is written after the click; the message of the first copy may still be there.
    page.wait_for_function(
        "async () => (await navigator.clipboard.readText()).startsWith('curl --request POST')"
    )


def test_search_works_by_keyboard_alone(desk: Visit) -> None:
    page = desk.page
    page.locator("#search\\.").evaluate("e => { e.value = ''; e.blur(); }")
    page.keyboard.press("/")
    page.keyboard.type("faq")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    wanted = page.locator("#results\\. li").nth(1)
    expect(wanted).to_have_attribute("aria-selected", "true")
    expect(page.locator("#search\\.")).to_have_attribute("aria-activedescendant", "result.1")
    to = wanted.get_attribute("data-to") or ""
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.origin}/docs#{to}")
    assert page.evaluate("document.activeElement.id") == to
    page.keyboard.press("/")
    page.keyboard.type("zzzzqq")
    expect(page.locator(".nothing")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".contents")).to_be_visible()


def test_the_theme_is_the_readers_and_stays(browser: Browser, tmp_path: Path) -> None:
    html = render(contract(FAQS))["index.html"]
    with from_disk(browser, html, tmp_path, color_scheme="light") as visit:
        page = visit.page
        paper = "getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(paper) == "rgb(255, 255, 255)"
        page.click(".theme")
        page.click(".theme")
        assert page.evaluate(paper) == "rgb(18, 21, 27)"
        page.reload()
        assert page.evaluate(paper) == "rgb(18, 21, 27)"


def test_a_phone_shows_everything_without_scrolling_sideways(
    visits: Callable[..., Visit],
) -> None:
    page = visits(**PHONE).open()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    expect(page.locator(".contents")).to_be_hidden()
    page.click(".menu")
    page.click(".contents a[href='#get-faq']")
    expect(page.locator(".contents")).to_be_hidden()
    expect(page.locator("#get-faq h4")).to_be_in_viewport()


@pytest.fixture(scope="module")
def paper(browser: Browser, origin: str) -> Iterator[Visit]:
    """One open page for all tests of its print."""
    visit = Visit.begin(browser.new_context(viewport={"width": 1440, "height": 900}), origin)
    visit.open()
    visit.page.emulate_media(media="print")
    yield visit
    visit.page.context.close()
    visit.check()


def test_paper_shows_all_and_no_controls(paper: Visit) -> None:
    page = paper.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    for control in (".search", ".theme", ".menu", ".copy-link", ".console", ".try"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator(".contents a[href='#create-faq']")).to_be_visible()
    expect(page.locator(".sample").first).to_be_hidden()
    expect(page.locator(".request .http").first).to_be_visible()


def test_paper_has_contents_and_fewer_than_60_pages(paper: Visit) -> None:
    page = paper.page
    sizes = page.evaluate(
        "['header td', 'header p'].map(s => parseFloat(getComputedStyle(document.querySelector(s))"
        ".fontSize))"
    )
    assert sizes[0] <= sizes[1]
    expect(page.locator(".contents a[href='#header-errors']")).to_be_visible()
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert 20 < len(pages) < 60


LONG = "A sentence that is one of many. " * 40


def test_long_descriptions_are_clamped_until_more_is_wanted(
    browser: Browser, tmp_path: Path
) -> None:
    text = FAQS.replace("# Group FAQs\n", f"# Group FAQs\n{LONG}\n\n", 1)
    assert text != FAQS
    with from_disk(browser, render(contract(text))["index.html"], tmp_path) as visit:
        abstract = visit.page.locator(".abstract.long").first
        assert abstract.evaluate("e => e.scrollHeight > e.clientHeight + 10")
        assert LONG.strip() in (abstract.text_content() or "")
        visit.page.click(".more >> nth=0")
        assert abstract.evaluate("e => e.scrollHeight <= e.clientHeight + 1")


def test_hostile_text_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    with from_disk(browser, render(poisoned(contract(FAQS)))["index.html"], tmp_path) as visit:
        page = visit.page
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        page.keyboard.press("/")
        page.keyboard.type("script")
        expect(page.locator("#results\\. li").first).to_be_visible()
        page.locator(".try").first.click()
        assert "alert(1)" in (page.locator(".console [name=headers]").input_value())
        assert page.locator("xss").count() == 0


def test_pictures_of_other_origins_are_not_fetched(desk: Visit) -> None:
    page = desk.page
    page.goto(f"{desk.origin}/docs#resource.user.avatar-url")
    box = page.locator("[id='resource.user.avatar-url'] .thumb")
    expect(box).to_be_visible()
    assert box.locator("img").count() == 0
    assert box.evaluate("e => [e.offsetWidth, e.offsetHeight]") == [32, 32]


def test_pictures_of_this_origin_are_shown_in_a_fixed_circle(visit: Visit) -> None:
    visit.page.route("**/docs", lambda route: _with_own_pictures(route, visit.origin))
    pixel = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="4"/>'
    visit.page.route(
        "**/jane/*.png", lambda route: route.fulfill(content_type="image/svg+xml", body=pixel)
    )
    page = visit.open("/docs#resource.user.avatar-url")
    image = page.locator("[id='resource.user.avatar-url'] .thumb img")
    expect(image).to_be_visible()
    assert image.get_attribute("loading") == "lazy"
    assert image.evaluate(
        "e => [e.offsetWidth > 0, getComputedStyle(e.parentElement).borderRadius]"
    ) == [True, "50%"]


def _with_own_pictures(route: object, origin: str) -> None:
    answer = route.fetch()  # type: ignore[attr-defined]
    body = answer.text().replace('data-image="https://example.com', f'data-image="{origin}')
    route.fulfill(response=answer, body=body)  # type: ignore[attr-defined]
