"""The documentation at /docs of ``contract serve``."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from contracts.serve.process import running
from tests.browser.browser import Visit
from tests.browser.console.test_console import send, try_it

BLUEPRINT = """\
FORMAT: 1A
HOST: https://api.example.com

# Small API

## Ping [/ping]

### Show Ping [GET]

+ Response 200 (application/json)

        {"pong": true}
"""


def test_the_console_asks_the_server_the_page_came_from(browser: Browser, tmp_path: Path) -> None:
    Path(tmp_path, "api.apib").write_text(BLUEPRINT, encoding="utf-8")
    command = f"{{python}} -m contracts serve {tmp_path}/api.apib --port {{port}}"
    with running(command, {}, tmp_path / "log") as server:
        visit = Visit.begin(browser.new_context(), server.url)
        page = visit.open("/")
        assert page.url == f"{server.url}/docs/"
        try_it(page, "show-ping.1")
        send(page)
        expect(page.locator(".outcome")).to_contain_text("as documented")
        page.keyboard.press("Escape")
        for name, begins in (("openapi.json", "{"), ("api.apib", "FORMAT: 1A")):
            with page.expect_download() as download:
                page.get_by_role("link", name=name).click()
            assert download.value.path().read_text(encoding="utf-8").startswith(begins)
        page.context.close()
        visit.check()
