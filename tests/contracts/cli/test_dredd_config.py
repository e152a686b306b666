"""dredd.yml counts alike for every command that judges a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main
from contracts.serve.process import free_port
from tests.contracts.dredd_compiler import needs_dredd
from tests.http_server import QuietHandler, serving

ROOT = Path(__file__).parents[3]
BLUEPRINT = """\
FORMAT: 1A

# Team API

## Thing [/thing]

### Show [GET]

+ Response 200 (application/json)

        {"name": "Jane"}

### Remove [DELETE]

+ Response 200 (application/json)

        {"name": "Jane"}

### Make [POST]

+ Request (application/json)
    + Headers

            X-Key: documented

    + Body

            {"name": "Jane"}

+ Response 200 (application/json)

        {"name": "Jane"}
"""
ALL = ["GET", "DELETE", "POST"]
#: A server as the team's command would start it; it loads nothing else.
SERVE = """\
from http.server import BaseHTTPRequestHandler, HTTPServer
import sys

class Stub(BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"name": "Jane"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = answer

HTTPServer(("127.0.0.1", int(sys.argv[1])), Stub).serve_forever()
"""
HOOK = """\
import dredd_hooks

@dredd_hooks.before("Thing > Remove")
def skip(transaction):
    transaction["skip"] = True
"""
HOOK_SERVER = f"{sys.executable} -m contracts.dredd.hook_server"
OURS = [["verify"], ["verify", "--mode", "dredd"], ["coverage"], ["mutate"], ["scorecard"]]
DREDD = pytest.param(["dredd"], id="dredd", marks=needs_dredd)
COMMANDS = [*(pytest.param(words, id=" ".join(words)) for words in OURS), DREDD]
#: Commands that read the file by the same lines as the others, for what ends early.
TWO = [COMMANDS[0], DREDD]
received: list[tuple[str, dict[str, str]]] = []


class Stub(QuietHandler):
    """Answers all requests as documented, and remembers them."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        received.append((self.command, dict(self.headers)))
        body = b'{"name": "Jane"}'
        self.respond(200, body)

    do_GET = do_POST = do_DELETE = answer


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(Stub) as url:
        yield url


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A team's folder: blueprint, hooks and a server of its own."""
    (tmp_path / "team.apib").write_text(BLUEPRINT)
    (tmp_path / "serve.py").write_text(SERVE)
    (tmp_path / "skip.py").write_text(HOOK)
    (tmp_path / "skip.js").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    received.clear()
    return tmp_path


def configure(endpoint: str, **values: Any) -> None:
    """Write dredd.yml; YAML reads JSON."""
    whole = {"blueprint": "team.apib", "endpoint": endpoint, **values}
    Path("dredd.yml").write_text(json.dumps({k.replace("_", "-"): v for k, v in whole.items()}))


def run(words: list[str], *more: str) -> Result:
    result = CliRunner().invoke(main, [*words, *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def methods() -> list[str]:
    return [method for method, _ in received]


def sent(method: str, name: str) -> str | None:
    """A header of the first request with this method."""
    return next(headers for each, headers in received if each == method).get(name)


def read_line(result: Result) -> str:
    lines = [line for line in result.output.splitlines() if line.startswith("dredd.yml is read")]
    assert len(lines) == 1, result.output
    return lines[0]


@pytest.mark.parametrize("words", OURS, ids=" ".join)
@pytest.mark.parametrize(
    ("values", "asked"),
    [
        pytest.param({}, ALL, id="endpoint"),
        pytest.param({"only": ["Thing > Make"]}, ["POST"], id="only"),
        pytest.param({"method": ["get", "POST"]}, ["GET", "POST"], id="method"),
        pytest.param({"method": "DELETE"}, ["DELETE"], id="one method"),
        pytest.param({"sorted": True}, ["POST", "GET", "DELETE"], id="sorted"),
        pytest.param(
            {"hookfiles": "skip.py", "language": "python"}, ["GET", "POST"], id="hookfiles"
        ),
        pytest.param(
            {"hookfiles": "skip.py", "language": HOOK_SERVER},
            ["GET", "POST"],
            id="a hook server for Python",
        ),
    ],
)
def test_a_setting_counts_for_every_command(
    words: list[str], values: dict[str, Any], asked: list[str], server: str
) -> None:
    assert_setting_counts(words, values, asked, server)


@needs_dredd
def test_names_order_and_headers_count_for_dredd(server: str) -> None:
    """What the other commands show one by one, in one run of Dredd."""
    values: dict[str, Any] = {"only": ["Thing > Show", "Thing > Make"], "sorted": True}
    values |= {"header": HEADERS, "user": USER}
    assert_setting_counts(["dredd"], values, ["POST", "GET"], server)
    assert_headers_are_sent()


@needs_dredd
def test_methods_and_hooks_count_for_dredd(server: str) -> None:
    values = {"method": ["get", "DELETE"], "hookfiles": "skip.py", "language": HOOK_SERVER}
    assert_setting_counts(["dredd"], values, ["GET"], server)


def assert_setting_counts(
    words: list[str], values: dict[str, Any], asked: list[str], server: str
) -> None:
    configure(server, **values)
    result = run(words)
    assert methods()[: len(asked)] == asked, result.output
    assert set(methods()) == set(asked)
    known = [name for name in values if name != "language"]
    assert all(name in read_line(result) for name in ["blueprint", "endpoint", *known])


HEADERS = ["X-Key: 7", "X-Team:a:b"]
USER = "me:secret"


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_every_request_gets_the_headers_of_the_configuration(words: list[str], server: str) -> None:
    configure(server, header=HEADERS, user=USER)
    run(words)
    assert_headers_are_sent()


def assert_headers_are_sent() -> None:
    assert sent("GET", "X-Key") == "7"
    assert sent("POST", "X-Key") == "7", "the documented value is replaced"
    assert sent("GET", "X-Team") == "a:b"
    assert sent("GET", "Authorization") == "Basic bWU6c2VjcmV0"


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_the_server_of_the_configuration_is_started_for_the_run(words: list[str]) -> None:
    port = free_port()
    configure(f"http://127.0.0.1:{port}", server=f"{sys.executable} serve.py {port}", server_wait=0)
    result = run(words)
    assert "server" in read_line(result)
    assert result.exit_code < 2, result.output
    assert "Connection refused" not in result.output


@pytest.mark.parametrize("words", TWO)
def test_a_server_that_does_not_start_is_one_sentence(words: list[str]) -> None:
    port = free_port()
    configure(f"http://127.0.0.1:{port}", server=f"{sys.executable} missing.py", server_wait=0)
    result = run(words)
    assert result.exit_code == 2
    assert "ended with exit code 2" in result.output


@pytest.mark.parametrize("words", COMMANDS)
def test_the_command_line_wins(words: list[str], server: str) -> None:
    configure(
        "http://127.0.0.1:9",
        server="no-such-command",
        blueprint="none.apib",
        only=["Thing > Show"],
        hookfiles="skip.py",
        language="python",
    )
    Path("none.py").write_text("")
    more = ("--endpoint", server, "--only", "Thing > Remove", "--hooks", "none.py")
    result = run(words, "team.apib", *more)
    assert set(methods()) == {"DELETE"}, result.output
    assert "dredd.yml" not in result.output


@pytest.mark.parametrize("words", TWO)
def test_what_no_command_reads_is_reported_in_lines(words: list[str]) -> None:
    configure(
        "http://127.0.0.1:9", path=["other.apib"], names=True, dry_run=True, hookfile="skip.py"
    )
    lines = run(words).output.splitlines()
    assert sorted(line for line in lines if line.startswith("dredd.yml: ")) == [
        "dredd.yml: dry-run not read: `contract lint` checks a blueprint without sending requests",
        "dredd.yml: hookfile not read: Dredd has no such setting",
        "dredd.yml: names not read: `contract dredd` shows the names of failed transactions",
        "dredd.yml: path not read: run further blueprints one by one",
    ]


@pytest.mark.parametrize("words", [["verify"], ["scorecard"]], ids=" ".join)
@pytest.mark.parametrize(
    ("values", "line"),
    [
        (
            {"reporter": "xunit", "output": "a.xml"},
            "reporter, output not read: --junit, --json and --html write reports",
        ),
        ({"custom": {"a": 1}}, "custom not read: for hooks in JavaScript only"),
        (
            {"hookfiles": "skip.js"},
            "hookfiles not read: written in nodejs: only `contract dredd` runs them",
        ),
    ],
)
def test_what_dredd_alone_reads_is_reported_in_a_line(
    words: list[str], values: dict[str, Any], line: str, server: str
) -> None:
    configure(server, **values)
    assert f"dredd.yml: {line}" in run(words).output.splitlines()


@pytest.mark.parametrize("words", TWO)
@pytest.mark.parametrize(
    ("text", "part"),
    [("a: [", "dredd.yml: "), ('{"header": "X-Key"}', "write Name: value")],
)
def test_a_file_that_is_no_configuration_is_one_sentence(
    words: list[str], text: str, part: str
) -> None:
    Path("dredd.yml").write_text(text)
    result = run(words, "team.apib")
    assert (result.exit_code, part in result.output) == (2, True), result.output


@needs_dredd
def test_a_state_handler_that_is_named_replaces_the_hook_files(server: str) -> None:
    Path("states.py").write_text(
        "class State:\n    def reset(self):\n        pass\n\n"
        "    def create(self, *_):\n        pass\n"
    )
    configure(server, hookfiles="skip.py", language="python")
    for words in (["verify", "--no-laws"], ["dredd"]):
        received.clear()
        result = run(words, "--state", "states:State")
        assert "DELETE" in methods(), words
    assert f"state handler states:State resets the state of {server}\n" in result.output
