"""A transaction as Dredd gives it to hooks, and what is read back (Dredd's data structures)."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import pytest

from contracts.dredd.emulation.gavel import real_message
from contracts.dredd.hook_data import address_of, answer_of, described, expecting, sent_of
from contracts.exchange import USER_AGENT, Answer
from contracts.model import Action, Contract, Transaction
from tests.contracts.blueprints import contract

BLUEPRINT = """\
FORMAT: 1A

# Shop

# Group Things

## Thing [/things/{id}]

+ Parameters
    + id: 1

### Change [PATCH]

+ Request (application/json)
    + Headers

            X-Shop: a

    + Body

            {"a": 1}

+ Response 200 (application/json)

        {"a": 1}

+ Request (application/json)

        {"a": 2}

+ Response 422
"""


@cache
def shop() -> Contract:
    """The contract of the small blueprint."""
    return contract(BLUEPRINT, "shop.apib")


@cache
def action() -> Action:
    """Its only action."""
    return next(shop().actions())


EXPECTED: dict[str, Any] = {"statusCode": "200", "headers": {"A": "b"}, "body": "{}"}


def data(
    endpoint: str = "http://127.0.0.1:8000/v1", number: int = 0, **more: Any
) -> dict[str, Any]:
    transaction = action().transactions[number]
    return described(shop(), "Things", "Thing", action(), transaction, endpoint, EXPECTED, **more)


def test_a_transaction_has_dredds_members() -> None:
    found = data()
    assert found["name"] == "Things > Thing > Change > Example 1"
    assert found["id"] == "PATCH (200) /things/1"
    assert (found["protocol"], found["host"], found["port"]) == ("http:", "127.0.0.1", "8000")
    assert found["fullPath"] == "/v1/things/1"
    assert found["skip"] is False
    assert found["expected"] == EXPECTED
    assert found["origin"] == {
        "filename": "shop.apib",
        "apiName": "Shop",
        "resourceGroupName": "Things",
        "resourceName": "Thing",
        "actionName": "Change",
        "exampleName": "Example 1",
    }
    request = found["request"]
    assert (request["method"], request["uri"], request["body"]) == (
        "PATCH",
        "/things/1",
        '{"a": 1}\n',
    )
    assert request["headers"] == {
        "Content-Type": "application/json",
        "X-Shop": "a",
        "User-Agent": USER_AGENT,
    }


def test_headers_of_the_configuration_replace_those_of_the_same_spelling() -> None:
    headers = data(added=(("X-Shop", "b"), ("User-Agent", "mine"), ("B", "c")))["request"][
        "headers"
    ]
    assert (headers["X-Shop"], headers["User-Agent"], headers["B"]) == ("b", "mine", "c")


ADDRESSES = {
    "a port": ("http://h:8000", "/things/1", "http://h:8000"),
    "no port": ("https://h/api/", "/api/things/1", "https://h"),
    "neither scheme nor host": ("", "/things/1", "http://localhost"),
}


@pytest.mark.parametrize(("endpoint", "path", "address"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_server_is_named_by_its_parts(endpoint: str, path: str, address: str) -> None:
    found = data(endpoint)
    assert (found["fullPath"], address_of(found)) == (path, address)


PATHS = {
    "below the endpoint": ("/v1/things/1", "/v1", "/things/1"),
    "below the endpoint, with a slash": ("/v1/things/1", "/v1/", "/things/1"),
    "the endpoint itself": ("/v1", "/v1", ""),
    "a query of the endpoint": ("/v1?a=b", "/v1", "?a=b"),
    "another path that begins alike": ("/v10/things", "/v1", "/v10/things"),
    "another path": ("/things/1", "/v1", "/things/1"),
    "no prefix": ("/things/1", "", "/things/1"),
}


@pytest.mark.parametrize(("full", "prefix", "uri"), PATHS.values(), ids=PATHS)
def test_the_path_is_sent_below_the_endpoint(full: str, prefix: str, uri: str) -> None:
    assert sent_of({**data(), "fullPath": full}, prefix).uri == uri


BODIES = {
    "a text": ({"body": "é"}, "é", b""),
    "none": ({"body": None}, "", b""),
    "no member": ({}, "", b""),
    "base64 of a text": (
        {"body": base64.b64encode("é".encode()).decode(), "bodyEncoding": "Base64"},
        "é",
        b"",
    ),
    "base64 of bytes": (
        {"body": base64.b64encode(b"\xff\0").decode(), "bodyEncoding": "base64"},
        base64.b64encode(b"\xff\0").decode(),
        b"\xff\0",
    ),
}


@pytest.mark.parametrize(("body", "text", "binary"), BODIES.values(), ids=BODIES)
def test_the_request_that_hooks_left_is_sent(
    body: dict[str, Any], text: str, binary: bytes
) -> None:
    request = {"method": "POST", "headers": {"A": 1, "B": "c"}, **body}
    sent = sent_of({**data(), "request": request}, "/v1")
    assert (sent.method, sent.headers) == ("POST", (("A", "1"), ("B", "c")))
    assert (sent.body, sent.binary) == (text, binary)


def test_a_request_without_headers_has_none() -> None:
    assert sent_of({**data(), "request": {"method": "GET", "headers": None}}, "").headers == ()


ANSWER = Answer(200, (("Content-Type", "text/plain"),), b"a", seconds=0.5)


def test_an_answer_that_hooks_left_alone_is_the_same() -> None:
    assert answer_of(real_message(ANSWER), ANSWER) is ANSWER


CHANGED: dict[str, tuple[dict[str, Any], int, tuple[tuple[str, str], ...], bytes]] = {
    "a status": ({"statusCode": "404"}, 404, ANSWER.headers, b"a"),
    "headers": ({"headers": {"X": 1}}, 200, (("X", "1"),), b"a"),
    "no headers": ({"headers": None}, 200, (), b"a"),
    "a body": ({"body": "é"}, 200, ANSWER.headers, "é".encode()),
    "no body": ({"body": None}, 200, ANSWER.headers, b""),
    "a body in base64": (
        {"body": base64.b64encode(b"\xff").decode(), "bodyEncoding": "base64"},
        200,
        ANSWER.headers,
        b"\xff",
    ),
}


@pytest.mark.parametrize(("changes", "status", "headers", "body"), CHANGED.values(), ids=CHANGED)
def test_an_answer_has_what_hooks_made_of_it(
    changes: dict[str, Any], status: int, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    message = {**real_message(ANSWER), "headers": dict(ANSWER.headers), **changes}
    found = answer_of(message, ANSWER)
    assert ({name.lower(): value for name, value in found.headers}) == {
        name.lower(): value for name, value in headers
    }
    assert (found.status, found.body, found.seconds) == (status, body, 0.5)


def test_what_hooks_expect_is_judged() -> None:
    shown: Transaction = action().transactions[0]
    before: Any = {**EXPECTED, "bodySchema": "{}"}
    assert expecting(shown, before, dict(before)) is shown
    other = expecting(shown, before, {**before, "statusCode": "201", "headers": {"C": "d"}})
    assert (other.response.status, other.response.headers) == (201, (("C", "d"),))
    assert other.response.body == "{}"
    assert other.response.body_schema == shown.response.body_schema
    stricter = expecting(shown, before, {**before, "bodySchema": '{"a": 1}'})
    assert (stricter.response.body_schema, stricter.response.schema) == ('{"a": 1}', None)
    nothing = expecting(shown, before, {"statusCode": None, "headers": None})
    assert (nothing.response.status, nothing.response.headers) == (200, ())
    assert (nothing.response.body, nothing.response.body_schema) == ("", "")
