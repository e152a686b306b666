"""axe-core finds nothing: at a desk and on a phone, in light and in dark."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from contracts.project.blueprint import read
from contracts.render.docs import render
from tests.blueprint import PART, copy_part
from tests.browser.browser import ROOT, Visit, from_disk

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
#: Leaves one of each kind of element, for axe-core looks at all. Two are of a kind if their names,
#: attributes (of addresses and labels only whether they are empty) and ancestors' are the same, and
#: either both have text or none. An element stays if anything in it is the first of its kind.
KEEP_ONE_OF_EACH_KIND = """async () => {
  const own = ['id', 'href', 'for', 'title', 'value', 'aria-label', 'aria-labelledby',
    'aria-controls', 'aria-describedby'];
  const whole = '[id="create-faq.1"], .live';
  const kind = (element) => element.localName + [...element.attributes]
    .filter(({ name }) => !name.startsWith('data-'))
    .map(({ name, value }) => `[${name}=${own.includes(name) ? Boolean(value) : value}]`)
    .sort().join('') + Boolean(element.textContent.trim());
  const keepFirsts = (removable) => {
    const seen = new Set();
    const isFirst = (element, above) => {
      const path = `${above}>${kind(element)}`;
      let first = !seen.has(path) || element.matches(whole);
      seen.add(path);
      for (const child of [...element.children]) {
        if (isFirst(child, path)) first = true;
        else if (child.matches(removable) && !child.closest(whole)) child.remove();
      }
      return first;
    };
    isFirst(document.body, '');
  };
  // The script of the page completes whole articles where the reader looks, and a browser lays out
  // what is not in view only when it is asked.
  keepFirsts('article, .transaction, li');
  document.styleSheets[0].insertRule('article { content-visibility: visible !important; }');
  document.querySelectorAll('main details').forEach((details) => { details.open = true; });
  for (const article of document.querySelectorAll('article')) {
    article.scrollIntoView();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  // Headings stay, in their order; what has its name or its size from its content stays whole.
  const headings = ':is(h1, h2, h3, h4, h5, h6)';
  keepFirsts(`:not(${headings}, :has(${headings}), :is(${headings}, a, button, summary, pre) *)`);
  document.querySelector('#create-faq').scrollIntoView();
}"""
#: Operations that show nearly all kinds of elements that the whole blueprint shows.
FILES: Final = (*PART, "tasks.apib", "trash.apib", "uploads.apib")
#: A tablet has the layout of a phone, and a laptop that of a desktop but for two margins, so that
#: each layout is seen in light and in dark.
WINDOWS: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "laptop": {"viewport": {"width": 1100, "height": 800}, "color_scheme": "dark"},
    "tablet": {"viewport": {"width": 768, "height": 1024}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 375, "height": 700}, "color_scheme": "dark"},
}
#: The second time only colours are another matter, and only of what not every layout shows.
AGAIN: Final = ("laptop", "tablet")
COLOURS: Final = ("color-contrast", "link-in-text-block")
NOT_IN_EVERY_LAYOUT: Final = "{ include: ['.sidebar', 'summary'] }"


def violations(visit: Visit, within: str = "document", rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds: the rule, and the first elements that break it."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = visit.page.evaluate(
        f"async (options) => (await axe.run({within}, options)).violations", options
    )
    return [
        f"{v['id']}: {json.dumps([[n['target'], n['failureSummary']] for n in v['nodes'][:3]])}"
        for v in found
    ]


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core."""
    if not AXE.is_file():
        reason = "axe-core is not installed: npm ci"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kinds(browser: Browser, axe: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One open page, with one of each kind of element of ours, for windows of every size."""
    folder = tmp_path_factory.mktemp("kinds")
    html = render(read(copy_part(folder, FILES)).contract)["index.html"]
    with from_disk(browser, html, folder) as visit:
        page = visit.page
        page.evaluate("location.hash = 'create-faq'")
        page.evaluate(KEEP_ONE_OF_EACH_KIND)
        page.locator("#create-faq .body .name").first.hover()
        page.locator("#create-faq .copy-path").first.wait_for(state="attached")
        page.evaluate(axe)
        yield visit


def seen_in(visit: Visit, window: str) -> Page:
    """The page in a window, whose size and colours have arrived there."""
    size, scheme = WINDOWS[window]["viewport"], WINDOWS[window]["color_scheme"]
    visit.page.set_viewport_size(size)
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.wait_for_function(
        "([width, scheme]) => innerWidth === width"
        " && matchMedia(`(prefers-color-scheme: ${scheme})`).matches",
        arg=[size["width"], scheme],
    )
    return visit.page


@pytest.mark.parametrize("window", WINDOWS)
def test_there_are_no_violations(kinds: Visit, window: str) -> None:
    page = seen_in(kinds, window)
    if window in AGAIN:
        assert violations(kinds, NOT_IN_EVERY_LAYOUT, COLOURS) == []
        return
    assert violations(kinds) == []
    page.keyboard.press("/")
    page.keyboard.insert_text("faq")
    page.locator("#results\\. li").first.wait_for()
    assert violations(kinds, "'.sidebar'") == []
    page.keyboard.press("Escape")
    page.locator("[id='create-faq.1'] .try").click()
    assert violations(kinds, "'.console'") == []
    page.click(".close")


def test_the_preview_of_a_broken_blueprint_has_no_violations(
    visit: Visit, axe: str, blueprint: Path
) -> None:
    page = visit.open("/docs#create-faq")
    faqs = blueprint.parent / "faqs.apib"
    text = faqs.read_text(encoding="utf-8")
    try:
        faqs.write_text(text.replace("(FAQ Draft Document)", "(Nothing)"), encoding="utf-8")
        page.wait_for_selector(".live.broken")
        page.evaluate(KEEP_ONE_OF_EACH_KIND)
        page.evaluate(axe)
        page.locator("[id='create-faq.1'] .try").click()
        page.evaluate("document.querySelector('.console [name=uri]').value = 'http://x'")
        page.click(".send")
        for window in ("desktop", "phone"):
            seen_in(visit, window)
            assert violations(visit, "'.live'") == [], window
            assert violations(visit, "'.console'") == [], window
    finally:
        faqs.write_text(text, encoding="utf-8")
