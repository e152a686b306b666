"""The state protocol between the judge and an agent, as documents over HTTP."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from contracts.agent.http import mount
from contracts.agent.log import LoggedErrors
from contracts.agent.state import StateError
from contracts.build.identity.placeholders import Placeholder
from contracts.dredd.hook_files import HookFiles
from contracts.exchange import Answer, Outcome, Sent
from contracts.project.blueprint import read
from contracts.serve.process import free_port
from contracts.states import ResourceState, State, Token
from contracts.verify.client import HttpClient
from contracts.verify.http_state import HttpState, LoggedClient, StateFailed
from contracts.verify.state import load_handler, prepare, prepare_transaction
from contracts.verify.transaction_runner import TransactionRunner


class Recorder:
    """Stands for an agent: keeps what it is sent, and answers or refuses."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self.version = 1
        self.answer: dict[str, Any] = {}

    def apply(self, document: dict[str, Any]) -> dict[str, Any]:
        self.documents.append(document)
        if (document.get("resources") or [{}])[0].get("type") == "unicorn":
            raise StateError("there are no unicorns")
        return {"version": self.version, "token": "abc", **self.answer}

    def describe(self) -> dict[str, Any]:
        return {"version": 1, "types": {}}


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def nothing_there(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    if environ["PATH_INFO"] == "/crash":
        try:
            int("a hundred")
        except ValueError as error:
            logging.getLogger("shop").error("Exception on /crash", exc_info=error)
        start_response("500 Internal Server Error", [])
        return []
    start_response("404 Not Found", [])
    return []


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def url(recorder: Recorder) -> Iterator[str]:
    app = mount(nothing_there, recorder)  # type: ignore[arg-type]
    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/contract-state"
        server.shutdown()
        thread.join()
    for heard in [each for each in logging.root.handlers if isinstance(each, LoggedErrors)]:
        logging.root.removeHandler(heard)


class Kinds:
    """A state handler whose tokens say whose and which they are."""

    def reset(self) -> None: ...

    def create(self, *_: Any) -> None: ...

    def fail(self, *_: Any) -> None: ...

    def token(self, user: str, kind: str) -> str:
        return f"{kind}-of-{user}"


def test_every_token_of_a_request_is_put_into_its_place() -> None:
    others = (
        Placeholder("<r>", "refresh", "body"),
        Placeholder("%3Cid%3E", "access", "query"),
        Placeholder("<old>", "expired"),
    )
    holder = Token("<key>", "3", "access", others=others)
    transaction = {
        "request": {
            "uri": "/x?id_token=%3Cid%3E",
            "headers": {"Authorization": "Bearer <key>", "Cookie": "token=<old>"},
            "body": '{"refresh_token": "<r>"}',
        },
        "fullPath": "/v1/x?id_token=%3Cid%3E",
    }
    prepare_transaction(Kinds(), State((), holder), transaction)
    assert transaction == {
        "request": {
            "uri": "/x?id_token=access-of-3",
            "headers": {"Authorization": "Bearer access-of-3", "Cookie": "token=expired-of-3"},
            "body": '{"refresh_token": "refresh-of-3"}',
        },
        "fullPath": "/v1/x?id_token=access-of-3",
    }


def test_a_token_replaces_its_placeholder_alone_whatever_else_is_spelled_like_it() -> None:
    others = (
        Placeholder("token", "access", "query"),
        Placeholder("token", "access", "body"),
    )
    state = State((), Token("token", "3", "access", others=others), prefer="example=new-token-1")
    headers = {"Authorization": "token token", "Cookie": "token=token; b=token2"}
    request = {"uri": "/token?token=token&b=token2", "body": '{"token":\n "token", "b": "token2"}'}
    prepare(Kinds(), state, headers, request)
    assert headers == {
        "Authorization": "token access-of-3",
        "Cookie": "token=access-of-3; b=token2",
        "Prefer": "example=new-token-1",
    }
    assert request == {
        "uri": "/token?token=access-of-3&b=token2",
        "body": '{"token":\n "access-of-3", "b": "token2"}',
    }


def test_a_transaction_is_prepared_by_one_document(url: str, recorder: Recorder) -> None:
    book = ResourceState("book", "1", {"title": "Notes"}, {"author": None})
    guess = ResourceState("shelf", "2", guessed=True)
    state = State((book, guess), Token("<key>", "3", "access", "admin"), ("db",))
    headers = {"authorization": "Bearer <key>", "Accept": "a/b"}
    handler = load_handler(url)
    prepare(handler, state, headers)
    assert headers == {"authorization": "Bearer abc", "Accept": "a/b"}
    assert recorder.documents == [
        {
            "version": 1,
            "reset": True,
            "resources": [
                {
                    "type": "book",
                    "id": "1",
                    "attributes": {"title": "Notes"},
                    "relationships": {"author": None},
                },
                {
                    "type": "shelf",
                    "id": "2",
                    "attributes": {},
                    "relationships": {},
                    "guessed": True,
                },
            ],
            "failing": ["db"],
            "token": {"user": "3", "kind": "access", "role": "admin"},
        }
    ]


REFRESH = """\
FORMAT: 1A

# API

## Refresh [/auth/refresh]

### Refresh [POST]

+ Request (application/json)

        {"refresh_token": "<refresh_token>"}

+ Response 200 (application/json)

        {"access_token": "abc"}
"""


@pytest.mark.parametrize("hooks", [None, HookFiles()])
def test_a_token_is_put_into_the_body_that_documents_it(
    url: str, recorder: Recorder, tmp_path: Path, hooks: HookFiles | None
) -> None:
    (tmp_path / "api.apib").write_text(REFRESH, encoding="utf-8")
    client = Sending()
    contract = read(tmp_path / "api.apib").contract
    (result,) = TransactionRunner(contract, client, load_handler(url), hooks=hooks)
    assert result.outcome is Outcome.PASSED, result.problems
    assert [sent.body.strip() for sent in client.executed] == ['{"refresh_token": "abc"}']
    assert recorder.documents[0]["token"] == {"user": "1", "kind": "refresh", "role": "admin"}


class Sending:
    """A client that answers every request with a token."""

    def __init__(self) -> None:
        self.executed: list[Sent] = []

    def send(self, sent: Sent) -> Answer:
        self.executed.append(sent)
        headers = (("Content-Type", "application/json"),)
        return Answer(200, headers, b'{"access_token": "new"}')

    def close(self) -> None:
        """Nothing is open."""


def test_laws_send_documents_in_part(url: str, recorder: Recorder) -> None:
    handler = HttpState(url)
    handler.reset()
    handler.create("book", "1", {}, {})
    assert handler.token("3", "access") == "abc"
    handler.close()
    assert [sorted(d) for d in recorder.documents] == [
        ["reset", "version"],
        ["resources", "version"],
        ["token", "version"],
    ]


def test_a_refusal_is_reported_in_the_agents_words(url: str) -> None:
    with pytest.raises(StateFailed, match=r"^there are no unicorns$"):
        HttpState(url).create("unicorn", "1", {}, {})


def test_another_version_says_what_to_do(url: str, recorder: Recorder) -> None:
    recorder.version = 2
    with pytest.raises(StateFailed, match=r"speaks version 2 .* `contract state-agent`"):
        HttpState(url).reset()


def test_a_route_that_is_no_agent_is_named(url: str) -> None:
    with pytest.raises(StateFailed, match="/elsewhere answers 404"):
        HttpState(url.replace("contract-state", "elsewhere")).reset()


@pytest.mark.parametrize(
    ("method", "body", "status", "words"),
    [
        ("GET", b"", 200, "types"),
        ("PUT", b"{}", 405, "send POST"),
        ("POST", b"{", 400, "not valid JSON"),
        ("POST", b"\xff", 400, "not valid JSON"),
        ("POST", b"[]", 400, "not a JSON object"),
        ("POST", b"[" * 100_000, 500, "RecursionError"),
    ],
)
def test_any_request_has_an_answer(
    recorder: Recorder, method: str, body: bytes, status: int, words: str
) -> None:
    import io

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/contract-state",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    seen: list[str] = []
    app = mount(lambda *_: [], recorder)  # type: ignore[arg-type]
    answer = b"".join(app(environ, lambda status, headers: seen.append(status)))
    assert seen[0].startswith(str(status))
    assert words in json.dumps(json.loads(answer))


def test_a_crash_carries_what_the_server_logged_for_it(url: str) -> None:
    client = LoggedClient(HttpClient(url.removesuffix("/contract-state")), HttpState(url))
    crashed = client.send(Sent("GET", "/crash"))
    assert len(crashed.log) == 1
    assert crashed.log[0].startswith(
        "ValueError: invalid literal for int() with base 10: 'a hundred'"
    )
    assert "verify/test_http_state.py:" in crashed.log[0]
    assert client.send(Sent("GET", "/else")).log == ()
    assert client.send(Sent("GET", "/crash")).log == crashed.log
    client.close()


def test_what_an_agent_could_not_make_comes_with_its_notes(url: str, recorder: Recorder) -> None:
    recorder.answer = {"notes": ["book: no blurb"], "unmade": {"book": ["blurb"], "shelf": []}}
    made = prepare(load_handler(url), State((ResourceState("book", "1"),)), {})
    assert made.notes == ("book: no blurb",)
    assert made.unmade == {"book": {"blurb"}, "shelf": frozenset()}


@pytest.mark.parametrize("refuses", [True, False], ids=["refuses", "is gone"])
def test_a_crash_is_answered_without_a_log_where_the_agent_gives_none(
    url: str, recorder: Recorder, refuses: bool
) -> None:
    recorder.version = 2
    state = HttpState(url if refuses else f"http://127.0.0.1:{free_port()}/contract-state")
    client = LoggedClient(HttpClient(url.removesuffix("/contract-state")), state)
    answer = client.send(Sent("GET", "/crash"))
    assert (answer.status, answer.log) == (500, ())
    client.close()
    state.close()


class Answering:
    """A client that answers with one status."""

    def __init__(self, status: int) -> None:
        self.status = status

    def send(self, _: Sent) -> Answer:
        return Answer(self.status, log=("own",))

    def close(self) -> None:
        """Nothing is open."""


class Logging(HttpState):
    """The state of a server that logs two lines for every request."""

    def logged(self) -> tuple[str, ...]:
        return ("a line", "another")


@pytest.mark.parametrize(("status", "carries"), [(200, 0), (499, 0), (500, 1), (503, 1)])
def test_the_answers_of_server_errors_carry_the_log(status: int, carries: int) -> None:
    client = LoggedClient(Answering(status), Logging("http://127.0.0.1:1/contract-state"))
    answer = client.send(Sent("GET", "/"))
    assert answer.log == ("own", *("a line", "another") * carries)


def test_what_could_not_be_made_is_collected_until_the_reset(url: str, recorder: Recorder) -> None:
    handler = HttpState(url)
    for names in (["blurb"], ["title"], [], ["isbn"]):
        recorder.answer = {"unmade": {"book": names}}
        handler.create("book", "1", {}, {})
        if names == ["title"]:
            assert handler.unmade == {"book": {"blurb", "title"}}
    assert handler.unmade == {"book": frozenset()}, "nothing of it can be made"
    handler.reset()
    assert handler.unmade == {}


def test_a_token_that_is_no_text_is_refused(url: str, recorder: Recorder) -> None:
    recorder.answer = {"token": None}
    with pytest.raises(StateFailed, match="answers without a token"):
        HttpState(url).token("1", "access")
