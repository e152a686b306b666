"""Documented examples answered as they stand, chosen by what was sent or by ``Prefer``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask.views import MethodView

from contracts.runtime import Operation
from contracts.runtime.jsonapi.errors import register_error_handlers
from contracts.runtime.replay import load_replays, parse_prefer, register_replays

PLAIN = [["Content-Type", "application/json"]]
REPLAYS: list[dict[str, Any]] = [
    {
        "method": "POST",
        "path": "/v1/login",
        "operation": "login",
        "examples": [
            {
                "status": 200,
                "names": ["Right"],
                "headers": PLAIN,
                "body": '{"token": "t"}',
                "sent_body": '{"name": "ann", "word": "right"}',
            },
            {
                "status": 401,
                "names": ["Wrong", "login-2"],
                "headers": PLAIN,
                "body": '{"error": "no"}',
                "sent_body": '{"name": "ann", "word": "wrong"}',
            },
            {"status": 400, "names": ["Nameless"], "sent_body": '{"word": "right"}'},
            {"status": 415, "names": ["Text"], "sent_body": "ann:right"},
        ],
    },
    {
        "method": "GET",
        "path": "/v1/{wörter}/search",
        "operation": "search",
        "examples": [
            {"status": 200, "body": "all"},
            {"status": 200, "body": "page 2", "sent_query": [["page", "2"]]},
            {"status": 200, "body": "drafts", "sent_query": [["page", "2"], ["draft", "1"]]},
        ],
    },
    {
        "method": "GET",
        "path": "/v1/me",
        "operation": "me",
        "examples": [
            {"status": 401, "body": "who?"},
            {"status": 200, "body": "ann", "sent_headers": [["Authorization", "JWT <token>"]]},
            {"status": 200, "body": "<ann/>", "sent_headers": [["Accept", "text/xml"]]},
        ],
    },
    {
        "method": "GET",
        "path": "/old",
        "operation": "old",
        "examples": [{"status": 301, "headers": [["Location", "/new"]]}],
    },
    {"method": "DELETE", "path": "/v1/me", "operation": "leave", "examples": [{"status": 204}]},
    *(
        {
            "method": "GET",
            "path": f"/bodiless/{status}",
            "operation": f"bodiless-{status}",
            "examples": [{"status": status, "body": "none", "headers": PLAIN}],
        }
        for status in (200, 204, 205, 304)
    ),
    {
        "method": "OPTIONS",
        "path": "/v1/me",
        "operation": "options",
        "examples": [{"status": 200, "body": "anything"}],
    },
    {
        "method": "GET",
        "path": "/odd",
        "operation": "odd",
        "examples": [
            {
                "status": 299,
                "headers": [
                    ["Content-Length", "1000"],
                    ["Transfer-Encoding", "chunked"],
                    ["X-Line", "a\nb"],
                    ["X Name", "a"],
                    ["X-Fine", "ü"],
                    ["Set-Cookie", "a=1"],
                    ["Set-Cookie", "b=2"],
                ],
                "body": "ünïcode",
            }
        ],
    },
]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = Flask(__name__)
    register_error_handlers(app)
    register_replays(app, load_replays(json.dumps(REPLAYS)))
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "sent", "other"),
    [
        ("/a b", "/a%20b", "/ab"),
        ("/a%20b", "/a%20b", "/a%2520b"),
        ("/:zp.0 or mail", "/:zp.0%20or%20mail", "/zp"),
        ("/<id>", "/%3Cid%3E", "/7"),
        ("/<int:id>/<x>", "/%3Cint:id%3E/%3Cx%3E", "/7/7"),
        ("/<{id}>", "/%3C7%3E", "/7"),
        ("/a|b", "/a%7Cb", "/a"),
        ("/é", "/%C3%A9", "/e"),
        ("/%00<", "/%00%3C", "/%00"),
    ],
)
def test_whatever_an_address_is_spelled_with_is_routed(path: str, sent: str, other: str) -> None:
    app = Flask(__name__)
    register_replays(app, load_replays(json.dumps([{**REPLAYS[0], "path": path}])))
    register_error_handlers(app)
    body = REPLAYS[0]["examples"][0]["sent_body"]
    assert app.test_client().post(sent, data=body).status_code == 200
    assert app.test_client().post(other, data=body).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"name": "ann", "word": "right"}', 200),
        ('{"word": "wrong",   "name": "ann"}', 401),
        ('{"name": "bob", "word": "any"}', 200),
        ('{"word": "any"}', 400),
        ("ann:right", 415),
        ("[1]", 200),
        ("7", 200),
    ],
)
def test_the_body_chooses_the_example(client: FlaskClient, body: str, status: int) -> None:
    assert client.post("/v1/login", data=body).status_code == status


@pytest.mark.parametrize(
    ("query", "body"),
    [("", "all"), ("?page=2", "page 2"), ("?draft=1&page=2", "drafts"), ("?page=3", "all")],
)
def test_the_query_chooses_the_example(client: FlaskClient, query: str, body: str) -> None:
    assert client.get(f"/v1/foo/search{query}").text == body


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, "who?"),
        ({"Authorization": "JWT abc"}, "ann"),
        ({"Accept": "text/xml; q=1"}, "<ann/>"),
        ({"Accept": "*/*"}, "who?"),
    ],
)
def test_headers_choose_the_example(
    client: FlaskClient, headers: dict[str, str], body: str
) -> None:
    assert client.get("/v1/me", headers=headers).text == body


@pytest.mark.parametrize(
    ("prefer", "status", "applied"),
    [
        ("status=401", 401, 'status="401"'),
        ("code=400", 400, 'code="400"'),
        ('example="Wrong"', 401, 'example="Wrong"'),
        ("example=login-2", 401, 'example="login-2"'),
        ("example=Text, status=415", 415, 'example="Text", status="415"'),
        ("respond-async, status=400", 400, 'status="400"'),
        ("return=minimal", 200, None),
    ],
)
def test_a_preference_goes_before_everything_else(
    client: FlaskClient, prefer: str, status: int, applied: str | None
) -> None:
    body = '{"name": "ann", "word": "right"}'
    answer = client.post("/v1/login", data=body, headers={"Prefer": prefer})
    assert (answer.status_code, answer.headers.get("Preference-Applied")) == (status, applied)


def test_a_preference_for_nothing_says_what_there_is(client: FlaskClient) -> None:
    answer = client.get("/v1/me", headers={"Prefer": "status=500"})
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["errors"][0]["detail"] == (
        "No example has status=500; there are 401, 200, 200."
    )


def test_a_redirection_and_an_empty_answer_are_replayed(client: FlaskClient) -> None:
    moved = client.get("/old")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/new")
    gone = client.delete("/v1/me")
    assert (gone.status_code, gone.data, "Content-Type" in gone.headers) == (204, b"", False)


@pytest.mark.parametrize(("status", "body"), [(200, b"none"), (204, b""), (205, b""), (304, b"")])
def test_statuses_without_a_body_are_replayed_without_one(
    client: FlaskClient, status: int, body: bytes
) -> None:
    answer = client.get(f"/bodiless/{status}")
    assert (answer.status_code, answer.data) == (status, body)


class OwnView(MethodView):
    """The view of documented operations, and of one without examples."""

    operations = (
        Operation("GET", "show", access="public"),
        Operation("PUT", "put", access="public"),
        Operation("POST", "make", access="public"),
    )

    def get(self) -> str:
        """The view's own answer."""
        return "own"

    def post(self) -> str:
        """The view's own answer."""
        return "own"


@pytest.fixture(scope="module")
def viewed() -> FlaskClient:
    """A client of an application with a view, whose examples are answered on request."""
    app = Flask(__name__)
    register_error_handlers(app)
    examples = [{"status": 200, "body": "one"}, {"status": 404, "names": ["None"], "body": "none"}]
    replay = {"method": "GET", "path": "/own", "operation": "show", "examples": examples}
    register_replays(app, load_replays(json.dumps([{**replay, "served": True}])))
    app.add_url_rule("/own", view_func=OwnView.as_view("own"))
    app.add_url_rule("/plain", view_func=lambda: "plain")
    return app.test_client()


@pytest.mark.parametrize(
    ("method", "path", "prefer", "status", "body"),
    [
        ("GET", "/own", None, 200, "own"),
        ("GET", "/own", "wait", 200, "own"),
        ("GET", "/own", "status=404", 404, "none"),
        ("GET", "/own", "code=200", 200, "one"),
        ("GET", "/own", "example=None", 404, "none"),
        ("POST", "/own", "status=404", 200, "own"),
        ("GET", "/plain", "status=404", 200, "plain"),
    ],
)
def test_a_view_answers_unless_an_example_of_its_operation_is_preferred(
    viewed: FlaskClient, method: str, path: str, prefer: str | None, status: int, body: str
) -> None:
    answer = viewed.open(path, method=method, headers={"Prefer": prefer} if prefer else {})
    assert (answer.status_code, answer.text) == (status, body)


def test_a_documented_options_goes_before_the_servers_own(client: FlaskClient) -> None:
    assert client.options("/v1/me").text == "anything"


def test_headers_that_cannot_be_sent_are_left_out(client: FlaskClient) -> None:
    answer = client.get("/odd")
    assert answer.status_code == 299
    assert answer.text == "ünïcode"
    assert answer.headers["Content-Length"] == str(len("ünïcode".encode()))
    assert {"X-Line", "X Name", "Transfer-Encoding"} & set(answer.headers.keys()) == set()
    assert answer.headers["X-Fine"] == "ü"
    assert answer.headers.getlist("Set-Cookie") == ["a=1", "b=2"]


def test_another_method_is_refused(client: FlaskClient) -> None:
    answer = client.post("/v1/me")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "DELETE"}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["status=404"], {"status": "404"}),
        (['example="a, b"; x=1, STATUS = 200'], {"example": "a, b", "status": "200"}),
        (['example="say \\"hi\\""'], {"example": 'say "hi"'}),
        (["status=404", "status=500"], {"status": "404"}),
        (["wait"], {"wait": ""}),
        ([", ,;"], {}),
        (['example="a, status=404'], {"example": '"a'}),
        (['wait, example="a, b\\'], {"wait": "", "example": '"a'}),
    ],
)
def test_the_header_prefer_is_read(values: list[str], found: dict[str, str]) -> None:
    assert parse_prefer(values) == found
