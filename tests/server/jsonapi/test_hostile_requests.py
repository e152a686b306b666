"""Requests that nobody sends by accident: each is answered with an error document, never 500."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface

from contracts.runtime.jsonapi import documents
from tests.server.conftest import JsonApiClient, World, error, on_one_database, one, resource
from tests.server.jsonapi_checker import MEDIA_TYPE

QUERIES = [
    ("%FF=1", "%FF"),
    ("%ED%A0%80=1", "%ED%A0%80"),
    ("sort=%ff", "sort"),
    ("sort=%ED%A0%80", "sort"),
    ("sort=%00", "sort"),
    ("filter[name]=%00", "filter[name]"),
    ("filter[name]", None),
    ("filter%5Bname%5D=x", None),
    ("filter%5Bname=x", "filter[name"),
    ("filter[[name]]=x", "filter[[name]]"),
    ("=", ""),
    ("%", "%"),
    ("&&&", None),
    ("sort=name;id", "sort"),
    ("page[size]=1&page[size]=2", "page[size]"),
    ("page[size]=1e1", "page[size]"),
    ("page[number]=0x1", "page[number]"),
    ("page[number]=%D9%A1", "page[number]"),
    ("page[number]=" + "9" * 5000, "page[number]"),
    ("include=" + ".".join(["faqs"] * 500), "include"),
    ("include=faqs..event", "include"),
    ("include=__class__", "include"),
    ("fields[event]=__class__", "fields[event]"),
    ("filter=" + quote("[" * 100_000), "filter"),
    ("filter=" + quote('[{"not":' * 400 + "1" + "}]" * 400), "filter"),
    ("filter=" + quote('[{"name":"name","name":"id","op":"eq","val":"1"}]'), "filter"),
    ("filter=" + quote('[{"name":"name","op":"eq","val":"\\u0000"}]'), "filter"),
    ("filter=" + quote('[{"name":"name","op":"eq","val":"\\ud800"}]'), "filter"),
    ("filter=" + quote('[{"name":"name","op":"eq","val":1e999}]'), "filter"),
    ("filter=" + quote('[{"name":"name","op":"eq","val":' + "9" * 5000 + "}]"), "filter"),
    ("filter=" + quote('[{"name":"starts-at","op":"gt","val":"0001-01-01T00:00:00+23:59"}]'),
     "filter"),
    ("filter=" + quote('[{"name":"faqs","op":"any","val":' * 9 + "1" + "}" * 9 + "]"), "filter"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "parameter"), QUERIES)
def test_a_hostile_query_is_refused_by_name(
    client: JsonApiClient, world: World, query: str, parameter: str | None
) -> None:
    response = client.call("GET", f"/v1/events?{query}")
    if parameter is None:
        assert response.status_code == 200
    else:
        assert error(response) == (400, parameter)


FAQ = '{"data": {"type": "faq", "id": "1", "attributes": {"answer": %s}}}'
BODIES: list[tuple[str | bytes, tuple[int, str]]] = [
    (FAQ % '"a", "answer": "b"', (400, "")),
    (FAQ.replace('"type"', '"id": "2", "type"') % '"a"', (400, "")),
    (FAQ % '"\\u0000"', (422, "/data/attributes/answer")),
    (FAQ % '"\\ud800"', (422, "/data/attributes/answer")),
    (FAQ % '"\\udc00\\ud800"', (422, "/data/attributes/answer")),
    (FAQ % '"\ud800"', (400, "")),
    (FAQ % '"\n"', (400, "")),
    (FAQ % "NaN", (400, "")),
    (FAQ % "-Infinity", (400, "")),
    (FAQ % "1e999", (422, "/data/attributes/answer")),
    (FAQ % ("9" * 4999), (400, "")),
    (FAQ % ("9" * 4000), (422, "/data/attributes/answer")),
    (FAQ % ("[" * 98 + "]" * 98), (400, "")),
    (FAQ % ("[" * 97 + "]" * 97), (422, "/data/attributes/answer")),
    (FAQ % ('{"a":' * 50_000 + "1" + "}" * 50_000), (400, "")),
    (FAQ.replace('"1"', '"\\u0000"') % '"a"', (409, "/data/id")),
    (FAQ.replace('"1"', "1e0") % '"a"', (422, "/data/id")),
    (FAQ.replace('"answer"', '"\\u0000"') % '"a"', (422, "/data/attributes/\x00")),
    (FAQ.replace('"answer"', '"\\ud800"') % '"a"', (422, "/data/attributes/\ud800")),
    (FAQ.replace('"answer"', '"a/b~c"') % '"a"', (422, "/data/attributes/a~1b~0c")),
    (FAQ.replace('"answer"', '"__class__"') % '"a"', (422, "/data/attributes/__class__")),
    (FAQ.replace('"answer"', '"event_id"') % "2", (422, "/data/attributes/event_id")),
    ((FAQ % '"a"').encode("utf-16"), (400, "")),
    (b"\xef\xbb\xbf" + (FAQ % '"a"').encode(), (400, "")),
    ((FAQ % '"a"').encode() + b"\x00", (400, "")),
    (FAQ % '"a"' + "{}", (400, "")),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_a_hostile_body_is_refused_and_changes_nothing(
    client: JsonApiClient, world: World, body: str | bytes, expected: tuple[int, str]
) -> None:
    sent = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    response = client.call("PATCH", "/v1/faqs/1", sent, token=world.owner)
    assert error(response) == expected
    detail = response.get_json(force=True)["errors"][0]["detail"]
    assert "sys." not in detail
    assert len(detail) < 300
    shown = client.call("GET", "/v1/faqs/1").get_json(force=True)["data"]
    assert shown["attributes"]["answer"] == "There."


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": ";;;,"},
        {"Accept": f'{MEDIA_TYPE}; a="b'},
        {"Accept": "\xff"},
        {"If-None-Match": '"'},
        {"If-None-Match": "\xff"},
        {"If-Match": "W/"},
        {"Content-Type": "\xff"},
        {"Content-Length": "-1"},
        {"Content-Length": "many"},
        {"Host": "a b"},
        {"Host": "[::1"},
        {"Host": "example.com:99999"},
        {"Range": "bytes=0-1"},
        {"Cookie": "\xff"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Expect": "the unexpected"},
    ],
    ids=str,
)
def test_a_hostile_header_is_ignored_or_refused(
    client: JsonApiClient, world: World, headers: dict[str, str]
) -> None:
    response = client.call("GET", "/v1/faqs/1", headers=headers)
    assert response.status_code in (200, 400, 406, 415)
    assert client.call("GET", "/v1/faqs/1").status_code == 200


@on_one_database
@pytest.mark.parametrize("path", ["/v1/faqs/{}", "/v1/{}", "/v1/faqs/{}/relationships/event"])
@pytest.mark.parametrize(
    "text", ["\r\nSet-Cookie: a=b", "\n", "\x00", "\ud800", "..", "%", "a" * 5000, "<script>"]
)
def test_an_address_cannot_write_headers(
    client: JsonApiClient, world: World, path: str, text: str
) -> None:
    encoded = quote(text.encode("utf-8", "surrogatepass"), safe="")
    response = client.call("GET", path.format(encoded))
    assert response.status_code == 404
    assert "Set-Cookie" not in response.headers
    assert "Location" not in response.headers


def test_members_that_json_api_does_not_know_are_ignored(
    client: JsonApiClient, world: World
) -> None:
    """ "… MUST ignore members not recognized by this specification" (Document Structure)."""
    sent: Any = resource("faq", {"answer": "Here."}, id_="1", faq_type=one("faq-type", "1"))
    sent["data"] |= {"extra": 1, "links": {"self": "x"}, "meta": {"a": 1}}
    sent["data"]["relationships"]["faq-type"]["data"]["extra"] = 1
    sent["data"]["relationships"]["faq-type"]["extra"] = 1
    sent["extra"] = sent["included"] = [1]
    changed = client.call("PATCH", "/v1/faqs/1", sent, token=world.owner)
    assert changed.status_code == 200
    assert changed.get_json(force=True)["data"]["attributes"]["answer"] == "Here."


def test_what_many_lead_to_is_walked_once(
    client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(100, 160):
        world.states.create("faq", str(number), {}, {"event": one("event", "1")})
    walked: list[object] = []
    rows = documents._rows

    def counting(value: Any) -> list[Any]:
        found = rows(value)
        walked.extend(found)
        return found

    monkeypatch.setattr(documents, "_rows", counting)
    path = "/v1/events/1/faqs?page[size]=100&include=event.faqs.event"
    found = client.call("GET", path).get_json(force=True)
    assert len(found["data"]) == 62
    # Each FAQ leads to the event, and the event once to all of them and back.
    assert len(walked) == 3 * 62


def test_a_patch_of_nothing_changes_nothing(client: JsonApiClient, world: World) -> None:
    before = client.call("GET", "/v1/faqs/1").get_json(force=True)["data"]
    for data in ({}, {"attributes": {}}, {"relationships": {}}):
        sent = json.dumps({"data": {"type": "faq", "id": "1", **data}})
        answer = client.call("PATCH", "/v1/faqs/1", sent, token=world.owner)
        assert answer.status_code == 200
        assert answer.get_json(force=True)["data"] == before


def test_cookies_are_neither_read_nor_set(app: Flask, client: JsonApiClient, world: World) -> None:
    cookie = SecureCookieSessionInterface().get_signing_serializer(app).dumps({"user": "3"})
    headers = {"Cookie": f"session={cookie}"}
    assert client.call("GET", "/v1/users", headers=headers).status_code == 401
    shown = client.call("GET", "/v1/users", headers=headers, token=world.admin)
    assert not shown.headers.getlist("Set-Cookie")
    with app.test_request_context(headers=headers):
        assert not session
