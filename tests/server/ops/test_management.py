"""The management port says nothing about the software behind it."""

from __future__ import annotations

import json
import socket

import pytest

from server.ops.management import listener, serve
from tests.server.services.redis_server import free_port


@pytest.fixture(scope="module")
def port() -> int:
    """The port of a management server in this process."""
    chosen = free_port()

    def app(_environ: object, start_response: object) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "0")])  # type: ignore[operator]
        return []

    serve(app, listener("127.0.0.1", chosen))
    return chosen


def answer(port: int, sent: bytes) -> tuple[str, dict[str, str], str]:
    """The status line, the headers and the body of the response to raw bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    head, _, body = received.decode().partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /health-check HTTP/1.1", "200"),
        (b"GET /v1/faqs/1 HTTP/1.1", "404"),
        (b"GET / HTTP/1.1" + b"\r\nx: y" * 200, "431"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1", "414"),
    ],
)
def test_no_response_names_a_version(port: int, request_line: bytes, status: str) -> None:
    line, headers, body = answer(port, request_line + b"\r\nHost: x\r\n\r\n")
    assert line.split()[1] == status
    assert headers["Server"] == "management"
    assert "Werkzeug" not in body
    if status not in ("200", "404"):
        assert headers["Content-Type"] == "application/vnd.api+json"
        (error,) = json.loads(body)["errors"]
        assert error["status"] == status
