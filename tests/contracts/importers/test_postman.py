"""What a Postman collection describes: folders, addresses, headers and saved responses."""

from __future__ import annotations

from typing import Any, Final

import pytest

from contracts.importers.described import DescribedOperation, LeftOut
from contracts.importers.postman import DEEPEST, from_postman


def operation(url: Any, **more: Any) -> DescribedOperation:
    """The operation of a collection with one request."""
    item = {"name": "Read", "request": {"method": "get", "url": url, **more}}
    (found,) = from_postman({"item": [item]}).operations
    return found


#: An address, and the host, the path and the parameters that it is, each with its example.
ADDRESSES: Final[dict[str, tuple[Any, str, str, list[str]]]] = {
    "a text": ("https://a.example/b", "https://a.example", "/b", []),
    "without a scheme": ("a.example/b", "http://a.example", "/b", []),
    "without a path": ("https://a.example", "https://a.example", "/", []),
    "a known variable": ("{{base}}/b", "https://base.example", "/b", []),
    "an unknown base": ("{{other}}/b", "", "/b", []),
    "an unknown variable in the host": ("https://{{other}}/b", "", "/b", []),
    "a variable in the path": (
        "{{base}}/b/{{id}}",
        "https://base.example",
        "/b/{id}",
        ["path id=1"],
    ),
    "a variable of the path with a value": (
        {"raw": "https://a.example/b/:id", "variable": [{"key": "id", "value": "7"}]},
        *("https://a.example", "/b/{id}", ["path id=7"]),
    ),
    "a colon inside a word": ("https://a.example/b:c", "https://a.example", "/b:c", []),
    "a query": (
        "https://a.example/b?c=1&d=",
        *("https://a.example", "/b", ["query c=1", "query d="]),
    ),
    "nothing": ({}, "", "/", []),
}


@pytest.mark.parametrize(("url", "host", "path", "parameters"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_is_host_path_and_parameters(
    url: Any, host: str, path: str, parameters: list[str]
) -> None:
    api = from_postman(
        {
            "variable": [{"key": "base", "value": "https://base.example"}],
            "item": [{"name": "Read", "request": {"url": url}}],
        }
    )
    (found,) = api.operations
    assert (api.host, found.path) == (host, path)
    assert [f"{p.place} {p.name}={p.example}" for p in found.parameters] == parameters
    assert [p.required for p in found.parameters] == [p.place == "path" for p in found.parameters]


def test_folders_are_groups_the_outermost_names_them() -> None:
    def request(name: str) -> dict[str, Any]:
        return {"name": name, "request": f"https://a.example/{name}"}

    inner = {"name": "Inner", "description": "Inside.", "item": [request("C")]}
    outer = {"name": "Outer", "description": {"content": "All."}, "item": [request("B"), inner]}
    api = from_postman({"item": [request("A"), outer, "no item", {"name": "no request"}]})
    assert [(each.name, each.group) for each in api.operations] == [
        *(("A", ""), ("B", "Outer"), ("C", "Outer")),
    ]
    assert api.groups["Outer"] == "All."


@pytest.mark.parametrize(("depth", "number"), [(DEEPEST, 1), (DEEPEST + 1, 0)])
def test_folders_are_read_only_so_deep(depth: int, number: int) -> None:
    item: dict[str, Any] = {"name": "A", "request": "https://a.example/b"}
    for _ in range(depth):
        item = {"name": "Folder", "item": [item]}
    assert len(from_postman({"item": [item]}).operations) == number


def test_headers_are_kept_without_secrets_and_those_switched_off() -> None:
    rows = [
        {"key": "X-Own", "value": "a"},
        {"key": "X-Off", "value": "b", "disabled": True},
        {"key": "Authorization", "value": "Bearer s3cr3t"},
        {"key": "User-Agent", "value": "c"},
        {"key": "Content-Type", "value": "text/csv; charset=utf-8"},
        "no header",
    ]
    ((sent, _),) = operation("/b", header=rows, body={"mode": "raw", "raw": "a,b"}).pairs
    assert sent.headers == (("X-Own", "a"), ("Authorization", "Bearer <access_token>"))
    assert (sent.media_type, sent.body) == ("text/csv", "a,b")


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(' {"a": 1}', "application/json"), ("[1]", "application/json"), ("a=1", ""), ("", "")],
)
def test_a_body_without_a_media_type_is_json_if_it_begins_so(body: str, media_type: str) -> None:
    ((sent, answered),) = operation("/b", body={"raw": body}).pairs
    assert (sent.media_type, sent.body) == (media_type, body)
    assert answered.status == 200


def test_each_saved_response_is_a_pair_with_its_name() -> None:
    typed = [{"key": "content-type", "value": "application/json"}]
    item = {
        "name": "Read (one) [now]",
        "request": {"method": "post", "url": "/b"},
        "response": [
            {"name": "It {works}", "code": 201, "header": typed, "body": "{}"},
            {"name": "Gone", "code": None, "body": None},
            "no response",
        ],
        "event": [{"listen": "test"}],
    }
    api = from_postman({"info": {"name": "Shop", "description": "Sells."}, "item": [item]})
    (found,) = api.operations
    assert (found.method, found.name) == ("POST", "Read one now")
    assert [(sent.name, a.status, a.media_type, a.body) for sent, a in found.pairs] == [
        ("It works", 201, "application/json", "{}"),
        ("Gone", 200, "", ""),
    ]
    assert (api.title, api.description) == ("Shop", "Sells.")
    assert api.left_out == (LeftOut("Read (one) [now]: scripts"),)
    assert from_postman({}).title == "API"
