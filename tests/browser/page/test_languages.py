"""Each language's sample, run by that language, sends the documented request."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Final

import pytest
import tree_sitter_c_sharp
import tree_sitter_go
from playwright.sync_api import Browser
from tree_sitter import Language, Node, Parser

from contracts.model import Headers, Request
from contracts.render.docs import render
from tests.browser.browser import from_disk
from tests.browser.page.programs import LANGUAGES, programs
from tests.contracts.factories import action, contract, transaction
from tests.http_server import serving

JSON: Final = ("Content-Type", "application/json")
#: What breaks a program that quotes it carelessly.
HARD: Final = 'a "quoted" \'text\' \\ back\\nslash `tick` #{ruby} #$x ${php} $y % \t é 😀 """'
#: What the documented request sends, by the name of its action.
REQUESTS: Final = {
    "read": Request(
        "", "GET", "/things?page%5Bsize%5D=2&sort=-name", headers=(("Accept", "a/b;q=0.5"),)
    ),
    "look": Request("", "HEAD", "/things", headers=(("X-Key", 'it\'s "so"'),)),
    "post": Request(
        "",
        "POST",
        "/things",
        headers=(JSON, ("Authorization", "Bearer $x")),
        body=json.dumps({"a": HARD, "b": [1.5, True, None], "c": {}}, indent=2, ensure_ascii=False),
    ),
    "put-line": Request("", "PUT", "/things/1", headers=(JSON,), body='{"a": null}'),
    "patch-text": Request(
        "",
        "PATCH",
        "/things/a'b",
        headers=(("Content-Type", "text/plain"),),
        body=f"{HARD}\n\n  two\n",
    ),
    "delete": Request("", "DELETE", "/things/1?q=%22", headers=(("If-Match", '"1"'),)),
    "form": Request(
        "",
        "POST",
        "/form",
        headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        body="a=b&c=d+e",
    ),
    "counted": Request(
        "", "POST", "/things", headers=(JSON, ("Content-Length", "3")), body='{"a": "bcd"}'
    ),
    "odd": Request("", "SEARCH", "/things", headers=(JSON,), body='{"é": 1}'),
    "spaced": Request("", "GET", "/a b/é?filter[name]=x|y"),
}


@dataclass
class Received:
    """What a server got."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@pytest.fixture(scope="module")
def received() -> Iterator[tuple[str, list[Received]]]:
    """The address of a server, and all that it gets."""
    found: list[Received] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.append(Received(self.command, self.path, dict(self.headers), body))
            self.send_response(201)
            self.send_header("Content-Length", "4")
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(b"done")

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_SEARCH = answer

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with serving(Handler) as url:
        yield url, found


@pytest.fixture(scope="module")
def samples(
    browser: Browser,
    received: tuple[str, list[Received]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, dict[str, str]]:
    """The samples in each language by the name of the action."""
    actions = [
        action(
            replace(transaction(), request=r), name=name, method=r.method, template=r.uri,
        )
        for name, r in REQUESTS.items()
    ]  # fmt: skip
    html = render(contract(*actions, host=received[0]))["index.html"]
    found: dict[str, dict[str, str]] = {}
    with from_disk(browser, html, tmp_path_factory.mktemp("samples")) as visit:
        page = visit.page
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => { d.open = false; d.open = true; })"
        )
        page.wait_for_function(
            "[...document.querySelectorAll('.transaction')].every(d => d.querySelector('.sample'))"
        )
        languages = page.locator(".languages").first.locator("button").all_text_contents()
        for language in languages:
            page.locator(f"[data-language='{language}']").first.evaluate("e => e.click()")
            found[language] = page.evaluate(
                "Object.fromEntries([...document.querySelectorAll('.transaction')]"
                ".map(d => [d.id.replace(/\\.1$/, ''),"
                " d.querySelector('.sample code').textContent]))"
            )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sample_sends_the_documented_request(
    samples: dict[str, dict[str, str]],
    received: tuple[str, list[Received]],
    tmp_path: Path,
    language: str,
) -> None:
    program = LANGUAGES[language][2][0]
    if shutil.which(program) is None:
        assert os.environ.get("REQUIRE_SERVICES") != "1", f"CI installs {program}"
        pytest.skip(f"{program} is not installed")
    wrong = {}
    with programs(language, tmp_path) as running:
        for name, text in samples[language].items():
            received[1].clear()
            printed = running.run(name, text)
            if language == "curl" and name in ("spaced", "counted"):
                continue  # curl sends what it is given
            got = received[1][0] if received[1] else None
            complaint = printed[-800:] if got is None else differs(REQUESTS[name], got)
            if not complaint and not printed.startswith("201") and language != "curl":
                complaint = f"the status is not shown: {printed}"
            if complaint or got is None:
                wrong[name] = complaint
    assert wrong == {}


def differs(wanted: Request, got: Received) -> str:
    """What differs between a documented and a received request, or an empty text."""
    path = wanted.uri.replace(" ", "%20").replace("é", "%C3%A9").replace("|", "%7C")
    if (got.method, got.path) not in ((wanted.method, path), (wanted.method, path_encoded(path))):
        return f"{got.method} {got.path}"
    if _json(wanted.headers) and wanted.body:
        if json.loads(got.body) != json.loads(wanted.body):
            return f"body {got.body!r}"
    elif got.body != wanted.body.encode():
        return f"body {got.body!r}"
    sent = {name.lower(): value for name, value in got.headers.items()}
    for name, value in wanted.headers:
        if name != "Content-Length" and sent.get(name.lower()) != value:
            return f"{name}: {sent.get(name.lower())}"
    return ""


def path_encoded(path: str) -> str:
    """As clients that encode more than they must spell it."""
    return path.replace("[", "%5B").replace("]", "%5D").replace("'", "%27")


def _json(headers: Headers) -> bool:
    return JSON in headers


@pytest.mark.parametrize(
    ("language", "grammar"), [("Go", tree_sitter_go), ("C#", tree_sitter_c_sharp)]
)
def test_a_sample_that_is_not_run_parses(
    samples: dict[str, dict[str, str]], language: str, grammar: object
) -> None:
    parser = Parser(Language(grammar.language()))  # type: ignore[attr-defined]
    for name, text in samples[language].items():
        tree = parser.parse(text.encode())
        assert not tree.root_node.has_error, f"{name}: {_error(tree.root_node)}\n{text}"


def _error(node: Node) -> str:
    found = next((c for c in node.children if c.has_error), node)
    return str(node.start_point) if found is node else _error(found)
