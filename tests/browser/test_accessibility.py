"""axe-core finds nothing: at a desk and on a phone, in light and in dark."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.browser import ROOT, Visit

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
#: One chapter of actions and a few types have everything that the others repeat.
KEEP_A_PART = """async () => {
  for (const chapter of document.querySelectorAll('main .chapter')) {
    const title = chapter.querySelector('h2').textContent;
    if (!/^(FAQs|Resource types|Data types)/.test(title)) chapter.remove();
    [...chapter.querySelectorAll('article')].slice(6).forEach((article) => article.remove());
  }
  // axe-core measures all, and a browser lays out what is not in view only when it is asked.
  document.styleSheets[0].insertRule('article { content-visibility: visible !important; }');
  document.querySelectorAll('main details').forEach((details) => { details.open = true; });
  for (const article of document.querySelectorAll('article')) {
    article.scrollIntoView();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  document.querySelector('#create-faq').scrollIntoView();
}"""
#: Colours do not depend on the width. A tablet has the layout of a phone, and a laptop that of a
#: desktop but for two margins, so that each layout is seen in light and in dark.
WINDOWS = {
    "desktop": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "laptop": {"viewport": {"width": 1100, "height": 800}, "color_scheme": "dark"},
    "tablet": {"viewport": {"width": 768, "height": 1024}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 375, "height": 700}, "color_scheme": "dark"},
}


def violations(visit: Visit, within: str = "document") -> list[str]:
    """What axe-core finds: the rule, and the first elements that break it."""
    found = visit.page.evaluate(
        f"async () => (await axe.run({within}, {{resultTypes: ['violations']}})).violations"
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


@pytest.mark.parametrize("window", ["desktop", "phone"])
def test_the_preview_of_a_broken_blueprint_has_no_violations(
    visits: Callable[..., Visit], axe: str, window: str, blueprint: Path
) -> None:
    visit = visits(**WINDOWS[window])
    page = visit.open("/docs#create-faq")
    faqs = blueprint.parent / "faqs.apib"
    text = faqs.read_text(encoding="utf-8")
    try:
        faqs.write_text(text.replace("(FAQ Draft Document)", "(Nothing)"), encoding="utf-8")
        page.wait_for_selector(".live.broken")
        page.evaluate(axe)
        assert violations(visit, "'.live'") == []
        page.locator("[id='create-faq.1'] .try").click()
        page.evaluate("document.querySelector('.console [name=uri]').value = 'http://x'")
        page.click(".send")
        assert violations(visit, "'.console'") == []
    finally:
        faqs.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("window", WINDOWS)
def test_there_are_no_violations(visits: Callable[..., Visit], axe: str, window: str) -> None:
    visit = visits(**WINDOWS[window])
    page = visit.open("/docs#create-faq")
    page.evaluate(KEEP_A_PART)
    page.evaluate(axe)
    assert violations(visit) == []
    page.keyboard.press("/")
    page.keyboard.type("faq")
    assert violations(visit, "'.sidebar'") == []
    page.keyboard.press("Escape")
    page.locator("[id='create-faq.1'] .try").click()
    assert violations(visit, "'.console'") == []
