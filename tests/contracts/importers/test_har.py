"""What a recorded archive describes: one host, paths with variables, and one pair a status."""

from __future__ import annotations

import base64
from typing import Any, Final

import pytest

from contracts.importers.described import Api, CannotImport, LeftOut
from contracts.importers.har import from_har
from contracts.importers.writer import files

UUID: Final = "0b7f3ad5-1c2d-4e3f-8a9b-0c1d2e3f4a5b"


def entry(url: str, *, method: str = "get", status: int = 200, **more: Any) -> dict[str, Any]:
    content = {"mimeType": "application/json; charset=utf-8", "text": more.get("body", "{}")}
    return {
        "request": {"method": method, "url": url, **more.get("request", {})},
        "response": {"status": status, "content": content, **more.get("response", {})},
    }


def api(*entries: Any) -> Api:
    return from_har({"log": {"entries": list(entries)}})


#: A recorded address, and its path, parameters and group.
PATHS: Final[dict[str, tuple[str, str, list[str], str]]] = {
    "no ids": ("/users/all", "/users/all", [], "Users"),
    "a number": ("/users/7", "/users/{id}", ["path id=7"], "Users"),
    "two ids": (
        *("/users/7/notes/8", "/users/{id}/notes/{notes_id}"),
        *(["path id=7", "path notes_id=8"], "Users"),
    ),
    "a UUID": (f"/users/{UUID}", "/users/{id}", [f"path id={UUID}"], "Users"),
    "an object id": (f"/users/{'a' * 24}", "/users/{id}", [f"path id={'a' * 24}"], "Users"),
    "too short for one": (f"/users/{'a' * 23}", f"/users/{'a' * 23}", [], "Users"),
    "a version": ("/api/v2/order-lines", "/api/v2/order-lines", [], "Order Lines"),
    "ids one after another": ("/7/8", "/{id}/{id_id}", ["path id=7", "path id_id=8"], "Root"),
    "a query": ("/users?a=1&b=", "/users", ["query a=1", "query b="], "Users"),
    "nothing": ("", "/", [], "Root"),
}


@pytest.mark.parametrize(("path", "template", "parameters", "group"), PATHS.values(), ids=PATHS)
def test_ids_are_variables_of_the_path(
    path: str, template: str, parameters: list[str], group: str
) -> None:
    found = api(entry(f"https://a.example{path}"))
    (operation,) = found.operations
    assert (operation.path, operation.group) == (template, group)
    assert (operation.method, operation.name) == ("GET", f"GET {template}")
    assert [f"{p.place} {p.name}={p.example}" for p in operation.parameters] == parameters
    assert (found.host, found.title) == ("https://a.example", "a.example")


def test_the_host_with_most_calls_is_described_and_the_others_are_named() -> None:
    found = api(
        entry("https://b.example/x"), entry("https://a.example/y"), entry("https://a.example/z")
    )
    assert found.host == "https://a.example"
    assert [each.path for each in found.operations] == ["/y", "/z"]
    assert found.left_out == (LeftOut("calls of https://b.example"),)


@pytest.mark.parametrize(
    "left_out",
    [
        entry("https://a.example/app.js"),
        entry("https://a.example/index.HTML"),
        entry("https://a.example/x", status=0),
        entry("/x"),
        {"request": {"url": "https://a.example/x"}},
        "no entry",
    ],
)
def test_what_is_no_call_of_an_api_is_left_out(left_out: Any) -> None:
    with pytest.raises(CannotImport, match="nothing in this archive"):
        api(left_out)
    found = api(left_out, entry("https://a.example/json"))
    assert [each.path for each in found.operations] == ["/json"]


def test_the_first_exchange_of_each_status_is_a_pair() -> None:
    found = api(
        entry("https://a.example/users/7", body="1"),
        entry("https://a.example/users/8?full=1", body="2"),
        entry("https://a.example/users/9", status=404, body="3"),
    )
    (operation,) = found.operations
    assert [(a.status, a.body) for _, a in operation.pairs] == [(200, "1"), (404, "3")]
    assert [f"{p.name}={p.example}" for p in operation.parameters] == ["id=7", "full=1"]


def test_a_body_that_is_sent_has_its_media_type_and_a_secret_is_none() -> None:
    sent = {
        "headers": [{"name": "Cookie", "value": "s3cr3t"}, {"name": "X-Own", "value": "a"}],
        "postData": {"mimeType": "text/csv; charset=utf-8", "text": "a,b"},
    }
    recorded = entry(
        *("https://a.example/x",),
        method="post",
        request=sent,
        response={"statusText": "OK", "headers": [{"name": "ETag", "value": '"1"'}]},
    )
    ((request, response),) = api(recorded).operations[0].pairs
    assert (request.media_type, request.body, request.name) == ("text/csv", "a,b", "OK")
    assert request.headers == (("Cookie", "<secret>"), ("X-Own", "a"))
    assert (response.media_type, response.headers) == ("application/json", (("ETag", '"1"'),))


@pytest.mark.parametrize(("data", "text"), [(b"{}", "{}"), ("é".encode(), "é"), (b"\xff\xd8", "")])
def test_a_body_in_base64_is_decoded_where_it_is_text(data: bytes, text: str) -> None:
    content = {"encoding": "base64", "text": base64.b64encode(data).decode(), "mimeType": "a/b"}
    recorded = entry("https://a.example/x", response={"content": content})
    ((_, response),) = api(recorded).operations[0].pairs
    assert response.body == text


def test_a_body_nested_too_deeply_stays_as_it_was_recorded() -> None:
    deep = "[" * 20_000
    texts = files(api(entry("https://a.example/x", body=deep)))
    assert any(deep in text for text in texts.values())
