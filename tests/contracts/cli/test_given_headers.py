"""``--header``: what a run sends with every request, and tokens that no request documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main
from tests.contracts.dredd_compiler import needs_dredd
from tests.http_server import QuietHandler, serving

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[3]
BLUEPRINT = """\
FORMAT: 1A

# Team API

## Thing [/thing]

### Show [GET]

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

### Show to nobody [DELETE]

+ Response 401

## Name [/name]

### Rename [PATCH]

+ Request (application/json)

        {"name": "Jane"}

+ Response 200 (application/json)

        {"name": "Jane", "token": "abc"}

## Mine [/mine]

### Show mine [GET]

+ Request
    + Headers

            Authorization: Bearer <access_token>

+ Response 200 (application/json)

        {"name": "Jane"}

## Refreshing [/session/refresh]

### Refresh [POST]

+ Response 200 (application/json)

        {"name": "Jane", "token": "abc"}

## Forgotten [/forgotten]

### Forget password [POST]

+ Request (application/json)

        {"email": "jane@example.com"}

+ Response 200 (application/json)

        {"name": "Jane"}

## Session [/session]

### Sign in [POST]

+ Request (application/json)

        {"name": "Jane", "password": "secret"}

+ Response 200 (application/json)

        {"token": "abc"}
"""
STATE = """\
class State:
    isolates = True

    def reset(self): ...
    def create(self, type, id, attributes, relationships): ...
    def token(self, user, kind): return f"{kind}-of-{user}"
    def fail(self, checkers): ...
"""
OURS = [
    *(pytest.param([name], id=name) for name in ("verify", "coverage", "mutate", "scorecard")),
    pytest.param(["verify", "--mode", "dredd"], id="verify --mode dredd"),
]
COMMANDS = [*OURS, pytest.param(["dredd"], id="dredd", marks=needs_dredd)]
received: list[tuple[str, str, dict[str, str]]] = []


class Stub(QuietHandler):
    """Wants a token, but for signing in."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        received.append((self.command, self.path, dict(self.headers)))
        signing_in = self.path == "/session"
        good = signing_in or self.path == "/forgotten"
        token = self.headers.get("Authorization", "")
        good = good or (self.path == "/session/refresh" and token.startswith("Bearer refresh-of-"))
        good = good or self.headers.get("Authorization", "").startswith("Bearer access-of-")
        body = b'{"token": "abc"}' if signing_in else b'{"name": "Jane"}' if good else b""
        body = (
            b'{"name": "Jane", "token": "abc"}'
            if good and self.path in ("/name", "/session/refresh")
            else body
        )
        self.send_response(200 if good else 401)
        if body:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_DELETE = answer


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(Stub) as url:
        yield url


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "team.apib").write_text(BLUEPRINT)
    (tmp_path / "team_state.py").write_text(STATE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{tmp_path}")
    monkeypatch.syspath_prepend(str(tmp_path))
    received.clear()
    return tmp_path


def run(words: list[str], *more: str) -> Result:
    command, *rest = words
    result = CliRunner().invoke(main, [command, "team.apib", *rest, *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def sent(method: str, path: str, name: str) -> str | None:
    """A header of the first request with this method and path."""
    return next(h for m, p, h in received if (m, p) == (method, path)).get(name)


@pytest.mark.parametrize("words", OURS)  # dredd: the next test, and test_dredd_config.py
def test_every_request_gets_a_given_header(words: list[str], server: str) -> None:
    run(words, "--endpoint", server, "--header", "X-Key: 7", "--header", "X-Team:a:b")
    assert sent("GET", "/thing", "X-Key") == "7"
    assert sent("GET", "/thing", "X-Team") == "a:b"
    assert sent("POST", "/thing", "X-Key") == "7", "the documented value is replaced, as by Dredd"


@pytest.mark.parametrize("words", COMMANDS)
def test_the_state_handler_gives_the_token_of_a_placeholder(words: list[str], server: str) -> None:
    result = run(
        words,
        *("--endpoint", server, "--state", "team_state:State"),
        *("--header", "Authorization: Bearer <access_token>", "--header", "X-Key: <key>"),
        *("--header", "X-Team:a:b"),
    )
    assert sent("GET", "/thing", "X-Team") == "a:b"
    signed = sent("GET", "/thing", "Authorization")
    assert signed is not None, result.output
    assert signed.startswith("Bearer access-of-"), result.output
    assert sent("DELETE", "/thing", "Authorization") is None, "401 is documented"
    assert sent("POST", "/session", "Authorization") is None, "signing in needs no token"
    assert str(sent("POST", "/session/refresh", "Authorization")).startswith("Bearer refresh-of-")
    assert sent("POST", "/forgotten", "Authorization") is None, "others document a token"
    assert str(sent("PATCH", "/name", "Authorization")).startswith("Bearer access-of-")
    assert sent("POST", "/thing", "X-Key") == "documented"
    if words in (["verify"], ["dredd"]):
        assert result.exit_code == 0, result.output


def test_a_server_that_wants_undocumented_tokens_passes_with_one(server: str) -> None:
    more = ("--endpoint", server, "--state", "team_state:State")
    assert run(["verify"], *more).exit_code == 1
    signed = run(["verify"], *more, "--header", "Authorization: Bearer <access_token>")
    assert signed.exit_code == 0, signed.output


def test_a_text_that_is_no_header_is_refused_in_one_sentence(server: str) -> None:
    result = run(["verify"], "--endpoint", server, "--header", "secret")
    assert result.exit_code == 2
    assert "--header: header is 'secret': write Name: value" in result.output


def test_tests_of_pytest_get_the_header_as_well(
    pytester: pytest.Pytester, server: str, folder: Path
) -> None:
    more = (f"--contract-endpoint={server}", "--contract-state=team_state:State")
    alone = ("--disable-plugin-autoload", "-p", "contracts.pytest_plugin")
    result = pytester.runpytest_inprocess(
        *alone,
        *(str(folder / "team.apib"), "-p", "no:cacheprovider", *more),
        *("--contract-header", "Authorization: Bearer <access_token>"),
    )
    assert result.ret == 0, result.outlines
