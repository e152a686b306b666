"""The documentation at /docs of the running server, with the result of its judge."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from contracts.project.blueprint import read
from contracts.project.files import write
from contracts.render.docs.site import Edition, site
from contracts.report.verification import read_results
from contracts.serve.process import running
from tests.blueprint import copy_part
from tests.browser.browser import Visit
from tests.browser.console.test_console import send, try_it

SERVE = "{python} -m server --migrate --port {port}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server as `make serve` starts it."""
    folder = tmp_path_factory.mktemp("served")
    report = folder / "verify.json"
    contract = read(copy_part(folder, ("faqs.apib", "health.apib"))).contract
    names = [t.name for a in contract.actions() if a.id == "get-faq" for t in a.transactions]
    rows = [{"name": name, "outcome": "passed"} for name in names]
    report.write_text(json.dumps({"mode": "strict", "transactions": rows}), encoding="utf-8")
    files = {"openapi.json": "{}", "api.apib": "FORMAT: 1A"}
    write(folder / "docs", site(Edition("1", contract, files), results=read_results([report])))
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite",
        "DOCS_FILE": str(folder / "docs" / "index.html"),
    }
    with running(SERVE, settings, folder / "server.log") as server:
        yield server.url


@pytest.fixture(scope="module")
def reader(browser: Browser, served: str) -> Iterator[Visit]:
    """One visit of the served page for all tests."""
    visit = Visit.begin(browser.new_context(viewport={"width": 1440, "height": 900}), served)
    visit.open("/docs#get-faq")
    yield visit
    visit.page.context.close()
    visit.check()


def test_the_console_asks_the_server_the_page_came_from(reader: Visit) -> None:
    page = reader.page
    try_it(page, "check-liveness.1")
    send(page)
    expect(page.locator(".outcome")).to_contain_text("as documented")
    page.keyboard.press("Escape")


def test_the_page_links_to_its_downloads(reader: Visit) -> None:
    page = reader.page
    with page.expect_download() as download:
        page.get_by_role("link", name="api.apib").click()
    assert download.value.path().read_text(encoding="utf-8") == "FORMAT: 1A"


def test_an_action_shows_its_proof(reader: Visit) -> None:
    page = reader.page
    expect(page.locator("#get-faq .proof")).to_contain_text("examples match the server")
    assert page.locator("#create-faq .proof").count() == 0


def test_no_script_and_no_style_of_others_runs(reader: Visit) -> None:
    page = reader.page
    page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          document.body.append(script);
          document.body.insertAdjacentHTML('beforeend',
            '<img src="x" onerror="window.ran = true"><i id="odd" style="color: red">x</i>');
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(odd).color") != "rgb(255, 0, 0)"
    assert any("Content Security Policy" in text for text in reader.complaints)
    reader.complaints.clear()
    reader.strayed.clear()
