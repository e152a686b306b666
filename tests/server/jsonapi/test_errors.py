"""Every failure is an error document, Flask's own and bugs included."""

from __future__ import annotations

import json
import logging
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import (
    Gone,
    HTTPException,
    PreconditionFailed,
    RequestedRangeNotSatisfiable,
    ServiceUnavailable,
    UnprocessableEntity,
    UnsupportedMediaType,
)

from contracts.runtime.jsonapi.errors import register_error_handlers
from contracts.runtime.jsonapi.storage.conflicts import conflict
from contracts.runtime.jsonapi.storage.datalayer import DataLayer
from contracts.runtime.packages import load_package
from server.config import BEHAVIOURS, GENERATED
from tests.server.conftest import JsonApiClient, World, on_one_database, resource
from tests.server.jsonapi_checker import MEDIA_TYPE

FAQ = load_package(GENERATED, BEHAVIOURS).schemas["faq"]


@on_one_database
@pytest.mark.parametrize("path", ["/", "/v1", "/v1/faqs/1/", "//v1/faqs/1", "/v1/faq", "/static/x"])
def test_an_unknown_address_is_404(client: JsonApiClient, world: World, path: str) -> None:
    response = client.call("GET", path)
    assert response.status_code == 404
    assert response.get_json(force=True)["errors"][0]["title"] == "Object not found"


@on_one_database
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/faqs", {"POST", "OPTIONS"}),
        ("PUT", "/v1/faqs/1", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
        ("POST", "/v1/faqs/1", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
        ("POST", "/v1/faqs/1/relationships/event", {"GET", "HEAD", "PATCH", "OPTIONS"}),
        ("DELETE", "/v1/faqs/1/event", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/v1/auth/login", {"POST", "OPTIONS"}),
        ("TRACE", "/v1/faqs/1", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
    ],
)
def test_only_documented_methods_are_served(
    client: JsonApiClient, world: World, method: str, path: str, allowed: set[str]
) -> None:
    response = client.call(method, path)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == allowed


def test_head_and_options_are_answered(client: JsonApiClient, world: World) -> None:
    assert client.call("HEAD", "/v1/faqs/1").status_code == 200
    assert client.call("OPTIONS", "/v1/faqs/1").status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("method", "path", "media_type"),
    [
        ("PATCH", "/v1/faqs/1", MEDIA_TYPE),
        ("POST", "/v1/faq-types/1/relationships/faqs", MEDIA_TYPE),
        ("POST", "/v1/auth/login", "application/json"),
    ],
)
@pytest.mark.parametrize(("size", "accepted"), [(900, True), (1001, False), (70_000, False)])
def test_a_body_over_the_limit_is_413(
    app: Flask,
    client: JsonApiClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    media_type: str,
    chunked: bool,
    size: int,
    accepted: bool,
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    body = json.dumps(resource("faq", {"answer": "here"}, id_="1")).ljust(size).encode()
    headers = {"Content-Type": media_type, "Authorization": f"JWT {world.owner}"}
    if chunked:
        # As gunicorn hands over what comes with "Transfer-Encoding: chunked".
        headers["Transfer-Encoding"] = "chunked"
        environ = {"wsgi.input_terminated": True, "wsgi.input": BytesIO(body)}
        answer = client.open(path, method=method, headers=headers, environ_overrides=environ)
    else:
        answer = client.open(path, method=method, headers=headers, data=body)
    assert (answer.status_code != 413) is accepted
    assert answer.status_code in ((200, 422) if accepted else (413,))


def test_a_bug_is_logged_and_not_shown(
    client: JsonApiClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr(DataLayer, "get_columns", fails)
    with caplog.at_level(logging.ERROR):
        response = client.call("GET", "/v1/faqs/1")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "a secret of the server" in caplog.text


def test_an_unknown_constraint_is_a_conflict_without_sql(app: Flask) -> None:
    with app.test_request_context():
        error = conflict(IntegrityError("INSERT INTO faqs", {}, Exception("CHECK failed: x")), FAQ)
    assert error.status == "409"
    assert "INSERT" not in str(error.errors)
    assert "CHECK" not in str(error.errors)


@pytest.mark.parametrize(
    ("message", "status", "pointer"),
    [
        ("NOT NULL constraint failed: faqs.event_id", "422", "/data/relationships/event"),
        ("NOT NULL constraint failed: faqs.question", "422", "/data/attributes/question"),
        ("FOREIGN KEY constraint failed", "409", None),
    ],
)
def test_constraints_become_pointers(
    app: Flask, message: str, status: str, pointer: str | None
) -> None:
    with app.test_request_context():
        error = conflict(IntegrityError("", {}, Exception(message)), FAQ)
    assert error.status == status
    source = error.errors[0].get("source")
    assert source == (None if pointer is None else {"pointer": pointer})


def test_passwords_do_not_reach_the_log(
    client: JsonApiClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*_args: object, **_more: object) -> str:
        raise ValueError("no hashing today")

    monkeypatch.setattr("contracts.runtime.jsonapi.columns.generate_password_hash", fails)
    sent = resource("user", {"email": "z@example.com", "password": "unlucky-word"})
    with caplog.at_level(logging.DEBUG):
        assert client.call("POST", "/v1/users", sent).status_code == 500
    assert "no hashing today" in caplog.text
    assert "unlucky-word" not in caplog.text


@pytest.mark.parametrize(
    ("mistakes", "shown", "last"),
    [
        (1, 1, "unknown-0"),
        (20, 20, "unknown-19"),
        (21, 20, "There are 2 more errors."),
        (5000, 20, "There are 4981 more errors."),
    ],
)
def test_a_document_has_at_most_twenty_errors(
    client: JsonApiClient, world: World, mistakes: int, shown: int, last: str
) -> None:
    sent = resource("faq", {f"unknown-{number}": 1 for number in range(mistakes)}, id_="1")
    answer = client.call("PATCH", "/v1/faqs/1", sent, token=world.owner)
    errors = answer.get_json(force=True)["errors"]
    assert (answer.status_code, len(errors)) == (422, shown)
    assert {error["status"] for error in errors} == {"422"}
    assert last in json.dumps(errors[-1])


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (PreconditionFailed(), 412, "Precondition failed"),
        (UnprocessableEntity(), 422, "Validation error"),
        (UnsupportedMediaType(), 415, "Unsupported media type"),
        (RequestedRangeNotSatisfiable(), 416, "Range not satisfiable"),
        (ServiceUnavailable(), 503, "Service unavailable"),
        (Gone(), 410, "Gone"),
    ],
)
def test_an_error_of_the_framework_has_the_title_of_its_status(
    error: HTTPException, status: int, title: str
) -> None:
    app = Flask(__name__)
    register_error_handlers(app)

    @app.get("/")
    def fail() -> str:
        raise error

    answer = app.test_client().get("/")
    (shown,) = answer.get_json(force=True)["errors"]
    assert (answer.status_code, shown["status"], shown["title"]) == (status, str(status), title)
