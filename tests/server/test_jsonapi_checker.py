"""The checker that every response passes through notices each kind of mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.wrappers import Response

from tests.server.jsonapi_checker import MEDIA_TYPE, problems

VERSION = {"jsonapi": {"version": "1.0"}}
FAQ: dict[str, Any] = {"type": "faq", "id": "1", "attributes": {"answer": "a"}}
EVENT: dict[str, Any] = {"type": "event", "id": "1"}
PAGE: dict[str, Any] = {
    "data": [FAQ],
    "links": {"self": "/", "first": "/", "last": "/"},
    "meta": {"count": 1},
}


def found(document: Any, status: int = 200, path: str = "/v1/faqs", **headers: str) -> str:
    body = document if isinstance(document, str) else json.dumps(VERSION | document)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Response(body, status, named, content_type=named.pop("type", MEDIA_TYPE))
    return "; ".join(problems(answer, "GET", path))


def related(data: Any, **more: Any) -> dict[str, Any]:
    return {"data": {**FAQ, "relationships": {"event": {"data": data, **more}}}}


@pytest.mark.parametrize(
    "document", [{"data": FAQ}, {"data": None}, PAGE, {"meta": {}}, related(EVENT), related(None)]
)
def test_what_follows_the_specification_passes(document: Any) -> None:
    assert not found(document)


BROKEN: list[tuple[Any, str]] = [
    ("{", "no JSON"),
    ('{"data": NaN}', "no JSON"),
    ("[]", "no object"),
    ("", "empty body"),
    ({}, "none of data, errors, meta"),
    ({"data": None, "errors": []}, "data beside errors"),
    ({"meta": {}, "included": []}, "included without data"),
    ({"meta": {}, "extra": 1}, "unknown top-level"),
    ({"meta": {}, "jsonapi": {"version": "2.0"}}, "version"),
    ({"errors": [{"status": "400", "title": "t", "detail": "d"}]}, "disagree"),
    ({"data": {**FAQ, "id": 1}}, "id is no string"),
    ({"data": {"id": "1"}}, "type is no string"),
    ({"data": {**FAQ, "extra": 1}}, "unknown member"),
    ({"data": {**FAQ, "attributes": {"type": 1}}}, "field named"),
    ({"data": {**FAQ, "attributes": {"a_b": 1}}}, "member name"),
    ({"data": {**FAQ, "attributes": {"-a": 1}}}, "member name"),
    ({"data": {**FAQ, "attributes": {"password": 1}}}, "password"),
    ({"data": {**FAQ, "attributes": {"a": "scrypt:1$"}}}, "hash"),
    ({"data": {**FAQ, "links": {"self": 1}}}, "link self"),
    (related({"type": "event", "id": 1}), "id is no string"),
    (related({**EVENT, "attributes": {}}), "more than an identifier"),
    (related(EVENT, links={}), "links without"),
    ({"data": {**FAQ, "relationships": {"event": {}}}}, "neither links"),
    ({"data": {**FAQ, "relationships": {"answer": {"data": None}}}}, "attribute and relationship"),
    ({"data": [FAQ, FAQ]}, "twice"),
    ({"data": FAQ, "included": [EVENT]}, "not linked"),
    ({**PAGE, "links": {"self": "/"}}, "without a link"),
    ({**PAGE, "meta": {"count": 0}}, "1 of 0"),
    ({**PAGE, "meta": {"count": 2}}, "no link leads to"),
    ({**PAGE, "links": {**PAGE["links"], "next": "/"}}, "the only one"),
]


@pytest.mark.parametrize(("document", "complaint"), BROKEN)
def test_what_breaks_the_specification_is_noticed(document: Any, complaint: str) -> None:
    assert complaint in found(document)


ERROR = {"status": "422", "title": "t", "detail": "d"}


@pytest.mark.parametrize(
    ("error", "complaint"),
    [
        ({**ERROR, "status": 422}, "status is no text"),
        ({**ERROR, "status": "400"}, "400 in a 422"),
        ({**ERROR, "title": ""}, "title is no text"),
        ({"status": "422", "title": "t"}, "detail is no text"),
        ({**ERROR, "extra": 1}, "unknown error member"),
        ({**ERROR, "source": {}}, "neither pointer nor parameter"),
        ({**ERROR, "source": {"pointer": "data"}}, "no JSON Pointer"),
    ],
)
def test_a_wrong_error_object_is_noticed(error: Any, complaint: str) -> None:
    assert not found({"errors": [ERROR]}, 422)
    assert complaint in found({"errors": [error]}, 422)


def test_wrong_headers_are_noticed() -> None:
    for status in (401, 405, 429):
        assert f"{status} without" in found({"errors": [{**ERROR, "status": str(status)}]}, status)
    assert "Content-Type" in found({"data": FAQ}, type="application/json")
    own = {"data": {**FAQ, "links": {"self": "/v1/faqs/1"}}}
    assert "201 without Location" in found(own, 201)
    assert "is not Location" in found(own, 201, Location="/v1/faqs/2")
    assert not found(own, 201, Location="/v1/faqs/1")
    for status in (204, 304):
        assert f"a body in a {status}" in found({"data": FAQ}, status)


def test_tokens_and_reports_are_no_json_api() -> None:
    assert not found('{"access_token": "x"}', path="/v1/auth/login", type="application/json")
    assert found('{"error": "x"}', 400, path="/v1/auth/login", type="application/json")
    assert not found("{}", 503, path="/health-check", type="application/json")
