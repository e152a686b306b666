"""Request ids, the line each request has in the log, metrics, and proxies."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask, request
from prometheus_client import REGISTRY

from server import create_app
from server.ops.request_log import FinishedRequest, RequestLog
from server.states import StateHandler
from tests.server.conftest import JsonApiClient


@pytest.mark.parametrize("given", ["abc", "0-9_.Z", "a" * 64])
def test_a_sane_id_is_kept(client: JsonApiClient, given: str) -> None:
    answer = client.get("/v1/events", headers={"X-Request-ID": given})
    assert answer.headers.getlist("X-Request-ID") == [given]


@pytest.mark.parametrize("given", ["", "a b", "a" * 65, "é", '"}', "a;b", None])
def test_any_other_is_replaced_by_a_new_one(client: JsonApiClient, given: str | None) -> None:
    headers = {} if given is None else {"X-Request-ID": given}
    ids = {client.get("/v1/events", headers=headers).headers["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
    assert given not in ids
    assert all(len(each) == 32 for each in ids)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/events", 200),
        ("GET", "/v1/events/77", 404),
        ("GET", "/nowhere", 404),
        ("PUT", "/v1/events", 405),
        ("POST", "/v1/events", 401),
        ("GET", "/health-check/live", 200),
        ("OPTIONS", "/v1/events", 200),
    ],
)
def test_every_answer_has_an_id(client: JsonApiClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.headers["X-Request-ID"]


@pytest.fixture
def broken(settings: dict[str, Any], states: StateHandler) -> Flask:
    """An application with a bug, and metrics."""
    app = create_app({**settings, "METRICS_ENABLED": True})

    def bug() -> str:
        raise RuntimeError("password=s3cret")

    app.add_url_rule("/bug/<int:number>", "bug", bug)
    return app


def test_a_bug_is_logged_with_the_id_of_its_answer(
    broken: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[tuple[str, str]] = []

    class Watch(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            from server.ops.logs import request_id

            seen.append((record.getMessage(), request_id.get()))

    watch = Watch()
    loggers = [logging.getLogger(name) for name in ("server", "contracts.runtime")]
    for logger in loggers:
        logger.addHandler(watch)
    try:
        with caplog.at_level(logging.INFO):
            answer = broken.test_client().get("/bug/1?q=s3cret", headers={"X-Request-ID": "abc"})
            answer.close()
    finally:
        for logger in loggers:
            logger.removeHandler(watch)
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (500, "abc")
    assert seen == [("Unhandled exception", "abc"), ("GET /bug/1 500", "abc")]


def test_a_request_that_got_no_answer_at_all_counts_as_a_failure() -> None:
    finished: list[FinishedRequest] = []
    silent = RequestLog(lambda _environ, _start: [], [finished.append])
    body = silent({"REQUEST_METHOD": "GET", "PATH_INFO": "/a"}, lambda *_: lambda _data: None)
    assert list(body) == []
    body.close()  # type: ignore[attr-defined]
    assert [(each.method, each.path, each.status) for each in finished] == [("GET", "/a", 500)]


@pytest.mark.parametrize(
    ("path", "level", "logged"),
    [
        ("/v1/events?sort=name", logging.INFO, ["GET /v1/events 200"]),
        ("/v1/%0Aevents", logging.INFO, ["GET /v1/%0Aevents 404"]),
        ("/v1/caf%C3%A9", logging.INFO, ["GET /v1/caf%C3%A9 404"]),
        ("/" + "a" * 600, logging.INFO, ["GET /" + "a" * 499 + " 404"]),
        ("/health-check/live", logging.INFO, []),
        ("/health-check/live", logging.DEBUG, ["GET /health-check/live 200"]),
    ],
)
def test_a_request_has_one_line_without_its_query(
    client: JsonApiClient,
    caplog: pytest.LogCaptureFixture,
    path: str,
    level: int,
    logged: list[str],
) -> None:
    with caplog.at_level(level, "server.ops.request_log"):
        client.get(path).close()
    lines = [record for record in caplog.records if record.name == "server.ops.request_log"]
    assert [record.getMessage() for record in lines] == logged
    for record in lines:
        assert record.__dict__["status"] in (200, 404)
        assert record.__dict__["duration_ms"] > 0
        assert record.__dict__["remote"] == "127.0.0.1"


def count(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_requests_are_counted_by_route_and_not_by_address(broken: Flask) -> None:
    client = broken.test_client()
    expected = {
        ("GET", "/bug/<int:number>", "500"): [("GET", "/bug/1"), ("GET", "/bug/2")],
        ("GET", "none", "404"): [("GET", "/nowhere/1"), ("GET", "/nowhere/2")],
        ("OTHER", "none", "404"): [("BREW", "/nowhere")],
        ("GET", "/health-check/live", "200"): [("GET", "/health-check/live")],
    }
    for (method, route, status), requests in expected.items():
        labels = {"method": method, "route": route, "status": status}
        before = count("http_requests_total", **labels)
        seconds = count("http_request_duration_seconds_count", method=method, route=route)
        for verb, path in requests:
            client.open(path, method=verb).close()
        assert count("http_requests_total", **labels) - before == len(requests)
        after = count("http_request_duration_seconds_count", method=method, route=route)
        assert after - seconds == len(requests)


def test_the_metrics_are_served_when_they_are_enabled(broken: Flask, client: JsonApiClient) -> None:
    broken.test_client().get("/v1/events").close()
    answer = broken.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    assert 'http_requests_total{method="GET",route="/v1/events",status="200"}' in answer.text
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("proxies", "remote"),
    [(0, "127.0.0.1"), (1, "10.0.0.2"), (2, "10.0.0.1")],
)
def test_as_many_proxies_are_believed_as_there_are(
    settings: dict[str, Any], proxies: int, remote: str
) -> None:
    app = create_app({**settings, "PROXY_COUNT": proxies})
    app.add_url_rule("/who", "who", lambda: str(request.remote_addr))
    answer = app.test_client().get("/who", headers={"X-Forwarded-For": "10.0.0.1, 10.0.0.2"})
    assert answer.text == remote
