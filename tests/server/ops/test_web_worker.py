"""What gunicorn answers by itself, and when a connection ends."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import pytest
import requests

from tests.server.services.gunicorn_server import Gunicorn, gunicorn

MEDIA_TYPE = "application/vnd.api+json"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gunicorn]:
    folder = tmp_path_factory.mktemp("gunicorn")
    environment = {
        "APP_CONFIG": "testing",
        "TEST_DATABASE_URL": f"sqlite:///{folder}/db.sqlite",
        "CREATE_TABLES": "on",
        "WEB_CONCURRENCY": "1",
    }
    with gunicorn(folder, environment) as started:
        yield started


def exchange(served: Gunicorn, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """The status, the headers and the body of the response, and that the connection then ends."""
    address = urlsplit(served.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), 60) as sock:
        sock.sendall(sent)
        received = b""
        while chunk := sock.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    return int(status.split()[1]), headers, body


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n", 501),
        (b"GET /<script> HTTP/<b>\r\n\r\n", 400),
    ],
)
def test_errors_in_the_http_itself_are_json_api_documents(
    served: Gunicorn, sent: bytes, status: int
) -> None:
    seen, headers, body = exchange(served, sent)
    assert (seen, headers["content-type"], headers["connection"]) == (status, MEDIA_TYPE, "close")
    assert headers["x-content-type-options"] == "nosniff"
    (error,) = json.loads(body)["errors"]
    assert error["status"] == str(status)
    assert error["title"]


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gunicorn]:
    folder = tmp_path_factory.mktemp("impatient")
    environment = {
        "APP_CONFIG": "testing",
        "TEST_DATABASE_URL": f"sqlite:///{folder}/db.sqlite",
        "CREATE_TABLES": "on",
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "2",
        "REQUEST_HEAD_TIMEOUT": "0.5",
        "REQUEST_BODY_TIMEOUT": "0.5",
    }
    with gunicorn(folder, environment) as started:
        yield started


START = b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BODY = b"Content-Length: 1000\r\n\r\n{"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"


@pytest.mark.parametrize("sent", [START, START + BODY, START + CHUNKED])
def test_a_request_that_never_ends_is_408(impatient: Gunicorn, sent: bytes) -> None:
    seen, headers, body = exchange(impatient, sent)
    assert (seen, headers["content-type"], headers["connection"]) == (408, MEDIA_TYPE, "close")
    (error,) = json.loads(body)["errors"]
    assert error["status"] == "408"


def test_trickled_requests_end_as_well_and_silent_connections_hold_no_thread(
    impatient: Gunicorn,
) -> None:
    address = urlsplit(impatient.url)
    where = (str(address.hostname), int(address.port or 0))
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(socket.create_connection(where, 60))
        trickled = stack.enter_context(socket.create_connection(where, 60))
        trickled.sendall(START + b"X: ")
        received = b""
        while not received:
            trickled.settimeout(0.1)
            with suppress(TimeoutError):
                received = trickled.recv(65536)
            with suppress(OSError):
                trickled.sendall(b"a")
        assert received.startswith(b"HTTP/1.1 408 ")
        assert requests.get(f"{impatient.url}/health-check/live", timeout=60).ok


LARGE = 200_000


@pytest.mark.parametrize(
    ("request_line", "framing", "status"),
    [
        ("POST /v1/events", f"Content-Length: {LARGE}", 401),
        ("POST /v1/events", "Transfer-Encoding: chunked", 401),
        ("POST /v1/users", f"Content-Length: {2**21}", 413),
        ("POST /v1/none", f"Content-Length: {LARGE}", 404),
    ],
)
def test_a_response_that_leaves_a_large_body_unread_says_that_the_connection_ends(
    served: Gunicorn, request_line: str, framing: str, status: int
) -> None:
    head = f"{request_line} HTTP/1.1\r\nHost: x\r\nContent-Type: {MEDIA_TYPE}\r\n{framing}\r\n\r\n"
    begun = b"5\r\n" if "chunked" in framing else b""
    seen, headers, _ = exchange(served, head.encode() + begun + b"{    ")
    assert (seen, headers["connection"]) == (status, "close")


def test_a_connection_goes_on_after_a_small_body_that_nobody_read(served: Gunicorn) -> None:
    first = b"POST /v1/none HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
    second = b"GET /v1/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    status, headers, body = exchange(served, first + second)
    assert (status, headers["connection"]) == (404, "keep-alive")
    assert b"HTTP/1.1 404" in body
