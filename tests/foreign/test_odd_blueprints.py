"""Servers generated from blueprints that nobody should write start, and answer."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Row

from contracts.render.flask import render
from contracts.runtime.app import create_app
from contracts.runtime.packages import forget_package
from contracts.runtime.states import StateHandler
from contracts.states import states
from contracts.verify.state import prepare
from tests.contracts.blueprints import contract

JSON_API = "application/vnd.api+json"
NUMBERS = itertools.count()


def resource(path: str, type_: str, **members: Any) -> str:
    """A blueprint's resource with list, creation and detail, from one example."""
    data = {"type": type_, "id": "1", "attributes": {"name": "a"}, **members}
    sent = {key: value for key, value in data.items() if key != "id"}

    def body(value: Any) -> str:
        return f"\n\n        {json.dumps({'data': value}, ensure_ascii=False)}\n"

    return f"""
## A [{path}]

### List {path} [GET]

+ Response 200 ({JSON_API}){body([data])}
### Create {path} [POST]

+ Request ({JSON_API}){body(sent)}
+ Response 201 ({JSON_API}){body(data)}
## One [{path}/{{id}}]
+ Parameters
    + id: `1` (string)

### Read {path} [GET]

+ Response 200 ({JSON_API}){body(data)}
"""


def linked(type_: str) -> dict[str, Any]:
    return {"data": {"type": type_, "id": "1"}}


def action(
    heading: str, response: str = "+ Response 200 (application/json)\n\n        {}\n"
) -> str:
    return f"\n## {heading}\n\n{response}\n"


TAKEN = (
    *("metadata", "query", "type", "id", "registry", "session", "fields", "Meta"),
    *("links", "class", "only", "opts", "context", "load", "dump", "get", "self"),
    *("first-name", "first_name", "firstName", "FIRST-NAME", "", " ", "ü", "0"),
    *("owner", "owner-id", "owner_id", "validate", "dict_class", "__init__"),
    *("error_messages", "model", "relationships", "data", "data_key", "name"),
    *(name for name in dir(Row) if not name.startswith("_")),
)
ODD = {
    "types that are Python's words": [
        resource(f"/v1/{name}s", name)
        for name in ("class", "import", "None", "lambda", "async", "match", "type", "print")
    ],
    "types that are names of the generated modules": [
        resource(f"/v1/{name}s", name)
        for name in (
            *("schema", "table", "model", "any", "operation", "text", "database", "replays"),
            *("secret", "resource-list", "fields", "db", "mapped", "faq", "faq-schema"),
        )
    ],
    "types that differ in spelling only": [
        resource("/v1/faq-types", "faq-type"),
        resource("/v1/faq_types", "faq_type"),
        resource("/v2/faq-types", "faqType"),
        resource("/v1/FAQ-TYPES", "FAQ-TYPE"),
    ],
    "types in other scripts and with signs": [
        resource("/v1/活动", "活动"),
        resource("/v1/événements", "événement"),
        resource("/v1/quoted", 'a "b" \\ c'),
        resource("/v1/numbered", "1st"),
        resource("/v1/spaced", "two words"),
    ],
    "attributes that are taken": [
        resource(
            "/v1/things",
            "thing",
            attributes=dict.fromkeys(TAKEN, "a"),
            relationships={"owner": linked("thing"), "first-name": linked("thing")},
        )
    ],
    "types that require each other": [
        resource("/v1/hens", "hen", relationships={"egg": linked("egg"), "twin": linked("hen")}),
        resource("/v1/eggs", "egg", relationships={"nest": linked("nest")}),
        resource("/v1/nests", "nest", relationships={"hen": linked("hen"), "egg": linked("egg")}),
    ],
    "many to many, to-one to to-one, and several between two types": [
        resource(
            "/v1/as",
            "a",
            relationships={
                "bs": {"data": [{"type": "b", "id": "1"}]},
                "c": linked("c"),
                "d1": linked("d"),
                "d2": linked("d"),
                "ds": {"data": [{"type": "d", "id": "1"}]},
                "nowhere": {"links": {"self": "/x", "related": "/y"}},
                "empty": {},
                "null": {"data": None},
            },
        ),
        resource("/v1/bs", "b", relationships={"as": {"data": [{"type": "a", "id": "1"}]}}),
        resource("/v1/cs", "c", relationships={"a": linked("a")}),
        resource("/v1/ds", "d", relationships={"as": {"data": [{"type": "a", "id": "1"}]}}),
    ],
    "paths that collide": [
        resource("/v1/a-b", "ab"),
        resource("/v1/a_b", "a-b-c"),
        resource("/v2/a-b", "other"),
        resource("/v1/a-b", "ab"),
        action("Again [GET /v1/a-b]"),
        action("Again [POST /v1/a-b]"),
        action("Digits [GET /v1/a-b/1]"),
        action("One [GET /v1/x/{a}]"),
        action("Other [GET /v1/x/{b}]"),
        action("Slash [GET /v1/x/{b}/]"),
    ],
    "routes of every kind": [
        action("Two [GET /v1/a/{b}/c/{d}]"),
        action("Twice [GET /v1/a/{b}/c/{b}]"),
        action("Reserved [GET /files/{+path}]"),
        action("Fragment [GET /page{#part}]"),
        action("Path [GET /deep{/a,b}]"),
        action("Mixed [GET /report-{id}.pdf]"),
        action("Script [GET /wörter/{größe}]"),
        action("Signs [GET /a<b>c]"),
        action("Query [GET /search?q=1{&page}]"),
        action("Root [GET /]"),
        action("Method [PROPFIND /v1/dav]"),
        action("Options [OPTIONS /v1/dav]"),
        action("Head [HEAD /v1/dav]"),
        action("Status [GET /early]", "+ Response 103\n"),
        action("Late [GET /late]", "+ Response 999\n"),
    ],
    "several types in one path, and none": [
        resource("/v1/mixed", "one")
        + resource("/v1/mixed/{id}/others", "two").replace("/{id}/others/{id}", "/{id}/others"),
        action(
            "List [GET /v1/mixed]",
            f'+ Response 200 ({JSON_API})\n\n        {{"data": [{{"type": "two", "id": "1"}}]}}\n',
        ),
        action("Odd [GET /v1/odd]", f'+ Response 200 ({JSON_API})\n\n        {{"data": 7}}\n'),
        action("List [GET /v1/list]", f"+ Response 200 ({JSON_API})\n\n        [1]\n"),
        action("None [GET /v1/none]", f"+ Response 200 ({JSON_API})\n\n        nonsense\n"),
        action("Empty [GET /v1/empty]", f"+ Response 200 ({JSON_API})\n"),
        action(
            "Typeless [GET /v1/typeless]",
            f'+ Response 200 ({JSON_API})\n\n        {{"data": {{"type": 7, "id": null}}}}\n',
        ),
    ],
}


@pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("parts", ODD.values(), ids=ODD.keys())
def test_a_server_starts_and_fails_at_nothing(
    parts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = contract('FORMAT: 1A\n\n# API "quoted"\n' + "".join(parts), "odd.apib")
    name = f"odd_package_{next(NUMBERS)}"
    for path, text in render(found, replay=True).items():
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / path).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    settings = {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'odd.sqlite'}",
        "CREATE_TABLES": True,
    }
    client = create_app(settings, generated=name).test_client()
    handler = StateHandler(settings, generated=name)
    try:
        for transaction, state in states(found, replays=True).items():
            prepare(handler, state, {})
            _send(client, next(t for t in found.transactions() if t.key == transaction))
    finally:
        handler.close()
        forget_package(name)


def _send(client: FlaskClient, transaction: Any) -> None:
    request = transaction.request
    headers = dict(request.headers)
    answer = client.open(request.uri, method=request.method, headers=headers, data=request.body)
    assert answer.status_code != 500, (transaction.name, answer.text)


def test_what_a_resource_documents_is_answered_from_the_database(tmp_path: Path) -> None:
    """The way of :func:`test_a_server_starts_and_fails_at_nothing`, with a look at the answers."""
    names = {"metadata": "m", "type": "t", "id": "7", "first-name": "a", "first_name": "b"}
    found = contract(
        "FORMAT: 1A\n\n# API\n"
        + resource(
            "/v1/classes", "class", attributes=names, relationships={"self": linked("class")}
        )
    )
    files = render(found, replay=True)
    package = tmp_path / "answering_package"
    package.mkdir()
    for path, text in files.items():
        (package / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    try:
        settings = {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'answers.sqlite'}",
            "CREATE_TABLES": True,
        }
        client = create_app(settings, generated="answering_package").test_client()
        body = {"data": {"type": "class", "attributes": names}}
        made = client.post("/v1/classes", json=body, content_type=JSON_API)
        assert made.status_code == 201, made.text
        shown = client.get("/v1/classes/1").json
        assert shown is not None
        assert shown["data"]["attributes"] == names
        assert shown["data"]["id"] == "1"
        listed = client.get("/v1/classes?filter[first_name]=b&sort=-first-name").json
        assert listed is not None
        assert [each["id"] for each in listed["data"]] == ["1"]
    finally:
        sys.path.remove(str(tmp_path))
        forget_package("answering_package")
