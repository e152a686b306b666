"""The preview serves one page, to nobody but its own addresses."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from pathlib import Path

import pytest

from contracts.serve.preview import Preview, PreviewFailed, preview
from contracts.serve.preview.backend import Backend
from contracts.serve.preview.board import Board
from contracts.serve.preview.web import EDITOR_FRAMES, is_loopback, is_own, page_url
from tests.contracts.serve.preview.conftest import Ask


def test_the_page_comes_with_a_policy(ask: Ask) -> None:
    answer = ask("/docs")
    assert answer.status == 200
    assert b"List Things" in answer.read()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_root_leads_to_the_page(ask: Ask) -> None:
    answer = ask("/")
    assert (answer.status, answer.headers["Location"]) == (302, "/docs")


@pytest.mark.parametrize(
    ("header", "bound", "own"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("localhost:8000", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("evil.example:8000", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("192.0.2.7:8000", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("192.0.2.7:8000", "0.0.0.0", True),
        ("evil.example", "0.0.0.0", False),
        ("desk.example:8000", "desk.example", True),
        ("DESK.example:8000", "Desk.Example", True),
        ("localhost", "0.0.0.0", True),
        ("127.0.0.1", "desk.example", True),
        ("192.0.2.7", "localhost", False),
        ("[2001:db8::1]:8000", "::", True),
        ("[2001:db8::1]:8000", "::1", False),
        ("user@evil.example:8000", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
    ],
)
def test_a_host_header_is_its_own_or_not(header: str, bound: str, own: bool) -> None:
    assert is_own(header, bound) is own


@pytest.mark.parametrize("path", ["/docs", "/", "/.preview/events", "/v1/faqs"])
def test_another_host_is_refused(ask: Ask, path: str) -> None:
    answer = ask(path, Host="evil.example")
    assert answer.status == 403
    assert b"Things" not in answer.read()


def test_a_request_from_another_page_is_refused(ask: Ask) -> None:
    assert ask("/things", "POST", Origin="http://evil.example").status == 403
    assert ask("/things", "POST", Origin="null").status == 403


@pytest.mark.parametrize("path", ["/api.apib", "/docs/../things.apib", "/%2e%2e/etc/passwd"])
def test_no_file_is_served(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status == 502
    assert b"--endpoint" in answer.read()


def test_other_paths_are_the_servers(blueprint: Path) -> None:
    class Echo(http.server.BaseHTTPRequestHandler):
        def do_PATCH(self) -> None:
            seen.extend(name.lower() for name in self.headers)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(418, "Teapot")
            self.send_header("X-Seen", f"{self.path} {self.headers['Authorization']}")
            self.send_header("X-Seen", "twice")
            self.send_header("Keep-Alive", "timeout=5")
            self.end_headers()
            self.wfile.write(body[::-1])

        def log_message(self, format: str, *args: object) -> None:
            pass

    seen: list[str] = []
    server = http.server.HTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with preview(blueprint, Backend(f"http://127.0.0.1:{server.server_port}/base")) as shown:
        connection = http.client.HTTPConnection(shown.url.split("/")[2], timeout=20)
        sent = {"Authorization": "JWT t", "TE": "trailers", "Proxy-Authorization": "Basic x"}
        connection.request("PATCH", "/v1/x?a=%5B", b"abc", sent)
        answer = connection.getresponse()
        assert (answer.status, answer.reason, answer.read()) == (418, "Teapot", b"cba")
        assert answer.headers.get_all("X-Seen") == ["/base/v1/x?a=%5B JWT t", "twice"]
        assert {"Keep-Alive", "Date", "Server"}.isdisjoint(answer.headers)
        assert seen.count("authorization") == seen.count("host") == 1
        assert {"te", "proxy-authorization"}.isdisjoint(seen)
        connection.close()
    server.shutdown()
    server.server_close()


def test_a_server_that_does_not_start_is_explained(blueprint: Path) -> None:
    backend = Backend(command="{python} -c 'raise SystemExit(\"no database\")' {port}")
    with preview(blueprint, backend) as shown:
        connection = http.client.HTTPConnection(shown.url.split("/")[2], timeout=20)
        connection.request("GET", "/v1/x")
        answer = connection.getresponse()
        assert answer.status == 502
        assert b"no database" in answer.read()
        assert answer.headers["X-Preview-Failure"] == "1"
        connection.close()


def test_news_say_what_is_wrong_and_where(ask: Ask, shown: Preview, blueprint: Path) -> None:
    stream = ask("/.preview/events")
    assert _next(stream)["diagnostics"] == []
    things = blueprint.parent / "things.apib"
    things.write_text(things.read_text() + "    + Attributes (Nothing)\n", encoding="utf-8")
    state = _next(stream)
    assert state["broken"]
    (found,) = [d for d in state["diagnostics"] if "Nothing" in d["message"]]
    assert (found["line"], found["source"]) == (9, "    + Attributes (Nothing)")
    assert found["hint"]
    assert "List Things" in shown.board.page()


def _next(stream: http.client.HTTPResponse) -> dict[str, object]:
    while True:
        line = stream.readline().decode()
        if line.startswith("data: "):
            found: dict[str, object] = json.loads(line.removeprefix("data: "))
            return found


def test_a_busy_port_is_one_clear_message_before_the_blueprint_is_read(
    blueprint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Board, "rebuild")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(PreviewFailed, match="choose another --port"),
            preview(blueprint, Backend(), port=port),
        ):
            pass


@pytest.mark.parametrize(("port", "reason"), [(70000, "port must be 0-65535"), (-1, "port must")])
def test_a_port_that_is_none_is_one_clear_message(blueprint: Path, port: int, reason: str) -> None:
    expected = rf"^cannot listen on 127\.0\.0\.1:{port}: .*{reason}.*; choose another --port"
    with (
        pytest.raises(PreviewFailed, match=expected),
        preview(blueprint, Backend(), port=port),
    ):
        pass


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/docs"),
        ("desk.example", "http://desk.example:80/docs"),
        ("::1", "http://[::1]:80/docs"),
    ],
)
def test_the_address_of_the_page_is_a_url(host: str, url: str) -> None:
    assert page_url(host, 80) == url


def test_only_who_is_named_may_show_the_page_in_a_frame(blueprint: Path) -> None:
    with preview(blueprint, Backend(), frames=EDITOR_FRAMES) as shown:
        connection = http.client.HTTPConnection(shown.url.split("/")[2], timeout=20)
        connection.request("GET", "/docs")
        policy = connection.getresponse().headers["Content-Security-Policy"]
        connection.close()
    assert policy.endswith(f"; frame-ancestors {EDITOR_FRAMES}")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("pc", False)],
)
def test_loopback_is_known(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("length", "status"), [("0", 502), ("3", 502), ("4", 413), ("-1", 413), ("x", 413), ("", 413)]
)
def test_bodies_up_to_a_size_are_forwarded(
    shown: Preview, monkeypatch: pytest.MonkeyPatch, length: str, status: int
) -> None:
    monkeypatch.setattr("contracts.serve.preview.web.LARGEST", 3)
    connection = http.client.HTTPConnection(shown.url.split("/")[2], timeout=20)
    connection.putrequest("POST", "/things")
    connection.putheader("Content-Length", length)
    connection.endheaders(b"abc" if length == "3" else b"")
    answer = connection.getresponse()
    assert answer.status == status
    body = answer.read()
    assert (b"up to 3 bytes" in body) == (status == 413)
    assert int(answer.headers["Content-Length"]) == len(body)
    connection.close()


@pytest.mark.parametrize("path", ["/docs", "/", "/things"])
def test_a_head_is_answered_like_a_get_without_its_body(ask: Ask, path: str) -> None:
    got, head = ask(path), ask(path, "HEAD")
    assert head.status == got.status
    assert head.headers["Content-Length"] == str(len(got.read()))
    assert head.read() == b""
    for name in ("Cache-Control", "Referrer-Policy", "X-Content-Type-Options"):
        assert got.headers[name]
        assert head.headers[name] == got.headers[name]


def test_no_thread_of_a_preview_keeps_its_process(blueprint: Path) -> None:
    before = set(threading.enumerate())
    with preview(blueprint, Backend()):
        started = set(threading.enumerate()) - before
        assert len(started) >= 2
        assert all(thread.daemon for thread in started)
