"""How much of a request's body was read, and what an error in the HTTP itself says."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from server.ops.web_worker import DRAINED, CountedBody, write_error

BODY = b"one\rtwo\nthree\n"

#: How a body is read, what that returns, how many bytes are counted, and whether all were read.
READ: dict[str, tuple[Callable[[CountedBody], Any], Any, int, bool]] = {
    "nothing": (lambda body: None, None, 0, False),
    "no bytes": (lambda body: body.read(0), b"", 0, False),
    "some": (lambda body: body.read(3), b"one", 3, False),
    "all by number": (lambda body: body.read(14), BODY, 14, False),
    "all, and asked again": (lambda body: (body.read(14), body.read(1)), (BODY, b""), 14, True),
    "all": (lambda body: body.read(), BODY, 14, True),
    "a line": (lambda body: body.readline(), b"one\rtwo\n", 8, False),
    "a part of a line": (lambda body: body.readline(2), b"on", 2, False),
    "lines": (lambda body: body.readlines(), [b"one\rtwo\n", b"three\n"], 14, True),
    "lines for a hint": (lambda body: body.readlines(1), [b"one\rtwo\n", b"three\n"], 14, True),
    "each line": (list, [b"one\rtwo\n", b"three\n"], 14, True),
}


@pytest.mark.parametrize(("read", "data", "count", "ended"), READ.values(), ids=READ)
def test_what_is_read_of_a_body_is_counted(
    read: Callable[[CountedBody], Any], data: Any, count: int, ended: bool
) -> None:
    body = CountedBody(io.BytesIO(BODY))
    assert read(body) == data
    assert (body.count, body.ended) == (count, ended)


@pytest.mark.parametrize(
    ("environ", "read", "left"),
    [
        ({}, 0, False),
        ({"CONTENT_LENGTH": ""}, 0, False),
        ({"CONTENT_LENGTH": "65536"}, 0, False),
        ({"CONTENT_LENGTH": "65537"}, 0, True),
        ({"CONTENT_LENGTH": str(DRAINED)}, 0, False),
        ({"CONTENT_LENGTH": str(DRAINED + 1)}, 0, True),
        ({"CONTENT_LENGTH": str(DRAINED + 14)}, 14, False),
        ({"CONTENT_LENGTH": str(DRAINED + 15)}, 14, True),
        ({"CONTENT_LENGTH": str(3 * DRAINED)}, 3, True),
        ({"CONTENT_LENGTH": str(3 * DRAINED)}, -1, False),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 3, True),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, -1, False),
    ],
)
def test_more_is_left_than_gunicorn_reads(environ: dict[str, Any], read: int, left: bool) -> None:
    body = CountedBody(io.BytesIO(BODY))
    body.read(read)
    assert body.is_left(environ) is left


@pytest.mark.parametrize(
    ("message", "detail"),
    [
        ("", "Bad Request"),
        ("Invalid header: &#x27;A&#x27;", "Invalid header: 'A'"),
        ("Invalid: ü", "Invalid: \\xfc"),
    ],
)
def test_an_error_in_the_http_itself_says_what_it_is(message: str, detail: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        write_error(ours, 400, "Bad Request", message)
        head, _, body = theirs.recv(10_000).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert f"\r\nContent-Length: {len(body)}".encode() in head
    (error,) = json.loads(body)["errors"]
    assert (error["status"], error["detail"]) == ("400", detail)
