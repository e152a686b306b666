"""URI templates of all kinds (RFC 6570) in OpenAPI, served as examples, documented, and sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate

from contracts.model import Contract
from contracts.project.blueprint import read
from contracts.render.docs import render as render_docs
from contracts.render.flask.replays import replays
from contracts.render.openapi import document
from contracts.runtime.jsonapi.errors import register_error_handlers
from contracts.runtime.replay import load_replays, register_replays
from contracts.verify.routes import Router
from tests.contracts.blueprints import contract
from tests.contracts.dredd_compiler import needs_dredd, uris

OUTSIDE = Path(__file__).parents[1] / "lint" / "outside"
ALL = """\
FORMAT: 1A

# API

## Everything [/a/{id}{/section,page}{;version}{.format}{?tag*,limit:2}{&more}{#part}]

+ Parameters
    + id: `1` (number, required)
    + section: `s` (string, required)
    + page: `p` (string, required)
    + version: `3` (string, required)
    + format: `json` (string, required)
    + tag: `x` (array[number], optional)
    + limit: `100` (number, optional)
    + more: `m` (string, optional)
    + part: `top` (string, optional)

### Read [GET]
Reads.

+ Response 200 (text/plain)

        hello

## Optional [/b{/section}{.format}]

+ Parameters
    + section: `s` (string, optional)
    + format: `json` (string, optional)

### Read b [GET]
Reads.

+ Response 200 (text/plain)

        b
"""


def outside(name: str) -> Contract:
    return read(next(OUTSIDE.glob(f"{name}-*.apib")), cache=None).contract


def openapi(found: Contract) -> dict[str, Any]:
    whole = document(found)
    validate(whole)
    return whole


def parameters(found: Contract, path: str) -> dict[str, dict[str, Any]]:
    (item,) = openapi(found)["paths"][path].values()
    return {each["name"]: each for each in item["parameters"]}


@pytest.mark.parametrize(
    ("case", "path", "name", "expected"),
    [
        ("02", "/flights", "gate", {"style": "form", "explode": True, "type": "array"}),
        ("70", "/pets", "status", {"style": "form", "explode": False, "type": "array"}),
        ("45", "/blah/{prefix}/files/{file}", "file", {"in": "path", "type": "string"}),
        ("15", "/gists/{id}/star", "id", {"in": "path", "type": "string"}),
    ],
)
def test_openapi_says_how_a_parameter_is_sent(
    case: str, path: str, name: str, expected: dict[str, Any]
) -> None:
    found = parameters(outside(case), path)[name]
    assert {key: found.get(key, found["schema"].get(key)) for key in expected} == expected


def test_every_operator_has_its_place_in_openapi() -> None:
    path = "/a/{id}/{section}/{page};version={version}.{format}"
    found = parameters(contract(ALL), path)
    places = {name: each["in"] for name, each in found.items()}
    in_path = dict.fromkeys(("id", "section", "page", "version", "format"), "path")
    assert places == in_path | dict.fromkeys(("tag", "limit", "more"), "query")
    assert found["tag"]["schema"] == {"type": "array", "items": {"type": "number"}}


@pytest.mark.parametrize(
    ("case", "url"), [("36", "/"), ("70", "https://petstore.example.com/v2"), ("50", "https://api.example.com")]
)  # fmt: skip
def test_a_server_of_openapi_is_a_url(case: str, url: str) -> None:
    assert openapi(outside(case))["servers"] == [{"url": url}]


def test_the_model_of_a_response_is_in_openapi() -> None:
    whole = openapi(outside("15"))
    response = whole["paths"]["/gists/{id}/star"]["get"]["responses"]["200"]
    (content,) = response["content"].values()
    schema = content["schema"]
    named = whole["components"]["schemas"].get(schema.get("$ref", "").rsplit("/", 1)[-1], schema)
    assert named["required"] == ["starred"]
    (example,) = content["examples"].values()
    assert example["value"]["starred"] is True
    assert "Link" in response["headers"]


def test_an_action_of_its_own_address_keeps_it() -> None:
    addresses = [(action.method, action.path) for action in outside("11").actions()]
    assert addresses == [
        ("GET", "/vehicles/{id}/notices"),
        ("DELETE", "/vehicles/{id}/notices/{notice_id}"),
    ]


@pytest.mark.parametrize(
    ("case", "uri", "status"),
    [
        ("45", "/blah/p/files/a/b.txt", 200),
        ("45", "/blah/p/q/files/a", 404),
        ("02", "/flights?gate=A1&gate=B2", 200),
        ("", "/a/1/s/p;version=3.json?tag=1&limit=10", 200),
        ("", "/b/s.json", 200),
        ("", "/b", 200),
        ("", "/b/s/t", 404),
    ],
)
def test_an_example_is_served_and_found_where_its_template_leads(
    case: str, uri: str, status: int
) -> None:
    found = outside(case) if case else contract(ALL)
    app = Flask(__name__)
    register_error_handlers(app)
    register_replays(app, load_replays(replays(found, ())))
    assert app.test_client().get(uri).status_code == status
    assert (Router(found).action("GET", uri) is not None) == (status == 200)


def test_the_documentation_says_where_a_value_goes() -> None:
    page = render_docs(outside("45"))["index.html"]
    assert "in the fragment, which no server sees" in page
    assert "in the path, with its slashes" in page
    exploded = render_docs(outside("02"))["index.html"]
    assert "array[string]" in exploded
    assert "in the query, once for each value" in exploded


@needs_dredd
def test_requests_are_sent_as_dredd_sends_them(tmp_path: Path) -> None:
    found = [transaction.request.uri for transaction in contract(ALL).transactions()]
    assert found == uris(ALL, tmp_path)
