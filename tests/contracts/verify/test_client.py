"""What the clients of a run send, and what they make of an answer or a failure."""

from __future__ import annotations

import fcntl
import logging
import resource
import select
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from contracts.exchange import USER_AGENT, Answer, Sent
from contracts.verify.client import HeadersClient, WsgiClient, _is_readable, completed

Environ = dict[str, Any]
Start = Callable[..., Any]


@pytest.mark.parametrize("polls", [True, False])
def test_a_connection_that_the_server_has_closed_is_readable(
    monkeypatch: pytest.MonkeyPatch, polls: bool
) -> None:
    """With ``poll``, and where the system has none."""
    if not polls:
        monkeypatch.delattr(select, "poll")
    ours, servers = socket.socketpair()
    with ours:
        with servers:
            assert not _is_readable(ours)
        assert _is_readable(ours)


@pytest.fixture
def many_files() -> Iterator[None]:
    """This process may open 1,100 files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1100), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_a_connection_may_have_a_higher_number_than_select_takes() -> None:
    ours, servers = socket.socketpair()
    number = fcntl.fcntl(ours.fileno(), fcntl.F_DUPFD, 1050)
    with ours, servers, socket.socket(fileno=number) as high:
        assert not _is_readable(high)


def test_what_an_application_raises_is_a_500_with_its_reason() -> None:
    def app(_environ: Environ, _start: Start) -> Iterable[bytes]:
        raise LookupError("nothing here")

    answer = WsgiClient(app).send(Sent("GET", "/a"))
    assert (answer.status, answer.body, answer.content_type) == (500, b"", "text/plain")
    assert answer.log[-1] == "LookupError: nothing here"


def failing_late(writes: bool) -> Callable[[Environ, Start], Iterable[bytes]]:
    """An application that begins, may send something, and then fails (PEP 3333)."""

    def app(_environ: Environ, start: Start) -> Iterable[bytes]:
        write = start("200 OK", [("X-A", "1")])
        try:
            if writes:
                write(b"half")
            raise LookupError("too late")
        except LookupError:
            start("503 Busy", [("X-B", "2")], sys.exc_info())
        return [b"busy"]

    return app


def test_another_status_replaces_the_first_until_something_is_sent() -> None:
    early = WsgiClient(failing_late(writes=False)).send(Sent("GET", "/a"))
    assert (early.status, early.headers, early.body) == (503, (("X-B", "2"),), b"busy")
    late = WsgiClient(failing_late(writes=True)).send(Sent("GET", "/a"))
    assert (late.status, late.log[-1]) == (500, "LookupError: too late")


class Body(list[bytes]):
    """A body that is closed, as PEP 3333 asks."""

    closed = False

    def close(self) -> None:
        self.closed = True


def test_a_body_is_what_was_written_and_what_was_returned_and_is_closed() -> None:
    body = Body([b"b", b"c"])

    def app(_environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [])(b"a")
        return body

    assert WsgiClient(app).send(Sent("GET", "/a")).body == b"abc"
    assert body.closed


@pytest.mark.parametrize(
    ("method", "status", "body"),
    [
        ("GET", "200 OK", b"a"),
        ("HEAD", "200 OK", b""),
        ("GET", "204 None", b""),
        ("GET", "304 Old", b""),
        ("GET", "203 Other", b"a"),
        ("GET", "205 Reset", b"a"),
    ],
)
def test_some_answers_have_no_body(method: str, status: str, body: bytes) -> None:
    def app(_environ: Environ, start: Start) -> Iterable[bytes]:
        start(status, [])
        return [b"a"]

    assert WsgiClient(app).send(Sent(method, "/a")).body == body


def seen(sent: Sent) -> Environ:
    """The environment that an application is given."""
    kept: Environ = {}

    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        kept.update(environ, body=environ["wsgi.input"].read())
        start("204 None", [])
        return []

    assert WsgiClient(app).send(sent).status == 204
    return kept


def test_an_application_is_told_what_is_sent() -> None:
    headers = (("Content-Type", "text/a"), ("content-length", "99"), ("X-Own", "b"))
    environ = seen(Sent("POST", "/a%2Fb/ä?c=d%20e?f", headers, "tä"))
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a/b/ä"
    assert environ["QUERY_STRING"] == "c=d%20e?f"
    assert environ["RAW_URI"] == environ["REQUEST_URI"] == "/a%2Fb/%C3%A4?c=d%20e?f"
    assert environ["body"].decode() == "tä"
    named = {name: environ.get(name) for name in ("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_X_OWN")}
    assert named == {"CONTENT_TYPE": "text/a", "CONTENT_LENGTH": "3", "HTTP_X_OWN": "b"}
    assert environ["HTTP_USER_AGENT"] == USER_AGENT
    assert "HTTP_CONTENT_TYPE" not in environ


def test_an_answer_has_what_the_application_logs_meanwhile() -> None:
    def app(environ: Environ, start: Start) -> Iterable[bytes]:
        logging.getLogger("own").warning("a\nb")
        environ["wsgi.errors"].write("c")
        start("200 OK", [])
        return []

    assert WsgiClient(app).send(Sent("GET", "/a")).log == ("WARNING own: a", "b", "c")
    logging.getLogger("own").warning("nobody keeps this")


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ((), {"User-Agent": USER_AGENT, "Content-Length": "4"}),
        ((("user-agent", "own"),), {"user-agent": "own", "Content-Length": "4"}),
        (
            (("CONTENT-LENGTH", "9"), ("A", "1"), ("A", "2")),
            {"CONTENT-LENGTH": "4", "A": "2", "User-Agent": USER_AGENT},
        ),
    ],
)
def test_a_request_has_what_dredd_adds(given: Any, made: dict[str, str]) -> None:
    assert dict(completed(Sent("GET", "/", given), b"abcd")) == made


def test_headers_of_a_run_are_added_where_a_request_has_none_of_the_name() -> None:
    sents: list[Sent] = []

    class Kept:
        def send(self, sent: Sent) -> Answer:
            sents.append(sent)
            return Answer(204)

        def close(self) -> None:
            sents.clear()

    client = HeadersClient(Kept(), (("Accept", "a"), ("X-Own", "b")))
    assert client.send(Sent("GET", "/", (("accept", "mine"),))).status == 204
    assert sents[0].headers == (("accept", "mine"), ("X-Own", "b"))
    client.close()
    assert sents == []
