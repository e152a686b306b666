"""``contract serve`` for browsers: preflights and answers for any origin, the documentation."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient

from contracts.cli.common import usable
from contracts.serve.scaffold import COMMAND
from tests.contracts.serve.in_process import application

ROOT = Path(__file__).parents[3]
ORIGIN = "http://app.example"
HOME = """
## Home [/]

### Show Home [GET]

+ Response 200 (text/plain)

        documented home
"""
DOCS = """
## Documents [/docs]

### List Documents [GET]

+ Response 200 (text/plain)

        documented documents
"""
PREFLIGHT = """
## Ping [/ping]

### Ping Options [OPTIONS]

+ Response 200
    + Headers

            Access-Control-Allow-Origin: *
            Access-Control-Max-Age: 77
"""
BLUEPRINT = """\
FORMAT: 1A
HOST: https://api.example.com

# Small API

## Thing [/things/{id}]

+ Parameters
    + id: `1` (string, required)

### Show Thing [GET]

+ Response 200 (application/json)
    + Headers

            Access-Control-Allow-Origin: https://www.example.com
            Vary: Accept

    + Body

            {"name": "a"}

### Create Thing [POST /things]

+ Request (application/vnd.api+json)

        {"data": {"type": "things", "attributes": {"name": "a"}}}

+ Response 201 (application/vnd.api+json)

        {"data": {"type": "things", "id": "1", "attributes": {"name": "a"}}}
"""

OPTIONS = ("--any-origin", "--docs", "index.html")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``contract serve``, with a documented OPTIONS.

    It runs in the background of a script, where SIGINT is ignored, and ends with one all the same.
    """
    folder = tmp_path_factory.mktemp("served")
    Path(folder, "api.apib").write_text(BLUEPRINT + PREFLIGHT, encoding="utf-8")
    command = [sys.executable, "-u", "-m", "contracts", "serve", "api.apib", "--port", "0"]
    process = subprocess.Popen(
        ["sh", "-c", 'trap \'\' INT; exec "$0" "$@"', *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    seen = []
    while not (found := re.search(r"^Serving (http://\S+)", "".join(seen), re.MULTILINE)):
        seen.append(process.stdout.readline())
        assert seen[-1], seen
    yield found[1]
    process.send_signal(signal.SIGINT)
    try:
        rest, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert not list(folder.glob("contract-serve-*"))


Client = Callable[..., FlaskClient]


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Makes a client of the server for a text, as the options of the runtime say."""
    monkeypatch.chdir(tmp_path)
    Path("index.html").write_text("<title>Small API</title>")
    with ExitStack() as servers:

        def made(text: str, *options: str) -> FlaskClient:
            Path("api.apib").write_text(text, encoding="utf-8")
            contract = usable(Path("api.apib")).contract
            return servers.enter_context(application(contract, tmp_path, *options)).test_client()

        yield made


@pytest.mark.parametrize("path", ["/things/1", "/things", "/nothing/here"])
@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_a_preflight_is_granted(served: str, path: str, method: str) -> None:
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = requests.options(served + path, headers=headers, timeout=30)
    assert answer.ok
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Methods"] == method
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/things/1", 200, id="replayed, with another origin documented"),
        pytest.param("POST", "/things", 415, id="refused"),
        pytest.param("GET", "/nothing", 404, id="unknown"),
        pytest.param("PUT", "/things/1", 405, id="without such a method"),
    ],
)
def test_every_answer_may_be_read(served: str, method: str, path: str, status: int) -> None:
    url = served + path
    answer = requests.request(method, url, headers={"Origin": ORIGIN}, timeout=30)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Content-Type" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]


def test_without_an_origin_the_answer_is_the_documented_one(served: str) -> None:
    answer = requests.get(served + "/things/1", timeout=30)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert answer.headers["Vary"] == "Accept"
    assert "Access-Control-Expose-Headers" not in answer.headers


def test_a_documented_options_answers_as_documented(served: str) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
    answer = requests.options(served + "/ping", headers=headers, timeout=30)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Max-Age"] == "77"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET"


def test_the_documentation_is_at_docs_and_the_root_leads_there(served: str) -> None:
    answer = requests.get(served + "/", timeout=30)
    assert answer.url.endswith("/docs/")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<title>Small API" in answer.text
    assert "Show Thing" in answer.text


def test_a_documented_root_keeps_its_answer(client: Client) -> None:
    server = client(BLUEPRINT + HOME, *OPTIONS)
    assert server.get("/").text.strip() == "documented home"
    assert "<title>Small API" in server.get("/docs", follow_redirects=True).text


def test_a_documented_docs_keeps_its_answer_and_the_root_does_not_lead_there(
    client: Client,
) -> None:
    server = client(BLUEPRINT + DOCS, *OPTIONS)
    assert server.get("/docs").text.strip() == "documented documents"
    assert server.get("/").status_code == 404


def test_a_package_that_is_deployed_has_neither(client: Client) -> None:
    server = client(BLUEPRINT)
    answer = server.get("/things", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert server.get("/docs").status_code == 404
    assert server.get("/").status_code == 404
    assert COMMAND == "{python} -P -m contracts.runtime --port {port}", "without further options"
