"""Exceptions in Sentry: reported over HTTP to a server of our own that takes its place."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import sentry_sdk
from flask import Flask

from server import create_app
from server.ops.health import HealthCheck
from server.ops.health.runner import HealthRunner

SETTINGS = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": "sqlite://"}


class Inbox(HTTPServer):
    """Takes the envelopes that Sentry's client posts."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Take)
        self.envelopes: list[str] = []

    def events(self) -> list[dict[str, Any]]:
        """The events among what came, sent or still to be sent."""
        sentry_sdk.flush(30)
        lines = [json.loads(line) for each in self.envelopes for line in each.splitlines()]
        return [line for line in lines if "exception" in line]


class Take(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.envelopes.append(body.decode())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    made = Inbox()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    sentry_sdk.init()  # without an address: nothing is sent any more
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def reporting(inbox: Inbox) -> Flask:
    """An application with a bug, and somewhere to report it."""
    dsn = f"http://public@127.0.0.1:{inbox.server_port}/1"
    app = create_app({**SETTINGS, "SENTRY_DSN": dsn})

    def bug() -> str:
        spelled = "l0cal"  # noqa: F841
        raise RuntimeError("the reason, and password=s3cret")

    app.add_url_rule("/bug", "bug", bug, methods=["POST"])
    return app


def test_a_bug_is_reported_without_secrets(reporting: Flask, inbox: Inbox) -> None:
    headers = {"Authorization": "JWT s3cret-token", "X-Request-ID": "abc"}
    answer = reporting.test_client().post(
        "/bug?q=s3cret", json={"password": "s3cret"}, headers=headers
    )
    assert answer.status_code == 500
    (event,) = inbox.events()
    (raised,) = event["exception"]["values"]
    assert (raised["type"], raised["value"]) == (
        "RuntimeError",
        "the reason, and password=[redacted]",
    )
    assert event["tags"]["request_id"] == "abc"
    assert event["environment"] == "testing"
    assert "s3cret" not in json.dumps(event)
    assert "l0cal" not in json.dumps(
        [frame.get("vars") for frame in raised["stacktrace"]["frames"]]
    )


def test_what_a_health_check_raises_is_reported_and_not_answered(
    reporting: Flask, inbox: Inbox
) -> None:
    def crash(_app: Flask) -> str:
        raise RuntimeError("the reason")

    (result,) = HealthRunner(reporting, [HealthCheck("crashes", crash, "")]).results()
    assert (result.passed, result.output) == (False, "The check itself failed; see the log")
    (event,) = inbox.events()
    assert event["exception"]["values"][0]["value"] == "the reason"


def test_without_an_address_nothing_is_reported() -> None:
    create_app(SETTINGS)
    assert not sentry_sdk.get_client().options.get("dsn")
