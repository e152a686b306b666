"""The schema files: one for each payload, and every documented body satisfies its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from contracts.build.schemas import payload_schema
from contracts.model import (
    MISSING,
    Attribute,
    Contract,
    Json,
    Payload,
    Relationship,
    ResourceType,
    Schema,
    Transaction,
)
from contracts.render.json_schema import render, resource_schema
from tests.blueprint import contract as our_contract
from tests.blueprint import remembered
from tests.contracts.blueprints import FAQS, contract
from tests.contracts.factories import HERE, action, obj, required, transaction
from tests.contracts.factories import contract as made

ROOT = Path(__file__).parents[3]


def test_the_files_are_the_golden_ones(golden: Callable[[str, str], None]) -> None:
    for path, text in render(contract(FAQS)).items():
        golden(f"schemas/{path}", text)


def typed_payloads(found: Contract) -> list[tuple[str, Payload]]:
    """Payloads with a body and a schema; the requests of errors may be wrong on purpose."""

    def payloads(t: Transaction) -> list[tuple[str, Payload]]:
        sent: list[tuple[str, Payload]] = [(f"{t.name} sends", t.request)]
        return [*(sent if t.response.status < 400 else []), (f"{t.name} answers", t.response)]

    return [
        (name, payload)
        for t in found.transactions()
        for name, payload in payloads(t)
        if payload.body and payload_schema(payload, found.schemas) is not None
    ]


@cache
def our_payloads() -> dict[str, Payload]:
    """Those of our blueprint, by their names."""
    return dict(typed_payloads(our_contract()))


@remembered
def payload_names() -> Iterable[str]:
    """Their names, which tests are collected by."""
    return our_payloads()


def test_the_blueprint_has_bodies_to_check() -> None:
    assert len(payload_names()) >= 90


@pytest.mark.parametrize("name", payload_names())
def test_a_documented_body_satisfies_its_schema(name: str) -> None:
    payload = our_payloads()[name]
    schema = payload_schema(payload, our_contract().schemas)
    assert schema is not None
    jsonschema_rs.meta.validate(schema)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        json.loads(payload.body)
    )


def test_every_resource_object_satisfies_its_types_schema() -> None:
    schemas = {t.name: resource_schema(t) for t in our_contract().resource_types}
    checked = set()
    for t in our_contract().transactions():
        for body in (t.request.body, t.response.body):
            if t.response.status >= 400 or not body:
                continue
            document = json.loads(body)
            for resource in resource_objects(document):
                Draft202012Validator(schemas[str(resource["type"])]).validate(resource)
                checked.add(resource["type"])
    assert checked == set(schemas)


def resource_objects(document: dict[str, Json]) -> list[dict[str, Json]]:
    data = document.get("data") or []
    included = document.get("included") or []
    assert isinstance(included, list)
    primary = data if isinstance(data, list) else [data]
    return [part for part in (*primary, *included) if isinstance(part, dict)]


def test_payloads_of_one_status_share_a_file_only_when_they_are_equal() -> None:
    text, number = (obj(required("a", Schema(kind))) for kind in ("string", "number"))
    files = render(
        made(
            action(
                transaction(422, answers=text),
                transaction(422, answers=number),
                transaction(422, answers=text),
                name="read",
            )
        )
    )
    index = json.loads(files["index.json"])["transactions"]
    assert [entry["response"] for entry in index] == [
        "operations/read-422-response.json",
        "operations/read-422-response-2.json",
        "operations/read-422-response.json",
    ]
    assert "number" in files["operations/read-422-response-2.json"]
    assert all(entry["request"] is None for entry in index)


def test_every_file_is_in_the_index() -> None:
    files = render(our_contract())
    index = json.loads(files["index.json"])
    named = {entry[side] for entry in index["transactions"] for side in ("request", "response")}
    assert {*named, *index["types"].values(), "index.json"} - {None} == set(files)


THING = ResourceType(
    "thing",
    HERE,
    attributes=(
        Attribute("name", Schema("string"), required=True, description="Its name."),
        Attribute("secret", Schema("string"), write_only=True),
        Attribute("made-at", Schema("string", sample=MISSING), read_only=True),
    ),
    relationships=(
        Relationship("owner", "user", required=True),
        Relationship("editor", "user"),
        Relationship("parts", "part", many=True, read_only=True),
    ),
)
USER = {"type": "user", "id": "1"}


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ({"type": "thing"}, True),
        ({"type": "user"}, False),
        ({"type": "thing", "id": 1}, False),
        ({"type": "thing", "attributes": {"name": 1}}, False),
        ({"type": "thing", "relationships": {"owner": {"data": USER}}}, True),
        ({"type": "thing", "relationships": {"owner": {"data": None}}}, False),
        ({"type": "thing", "relationships": {"editor": {"data": None}}}, True),
        ({"type": "thing", "relationships": {"editor": {"data": [USER]}}}, False),
        ({"type": "thing", "relationships": {"parts": {"data": []}}}, True),
        ({"type": "thing", "relationships": {"parts": {"data": [USER]}}}, False),
    ],
)
def test_a_resource_type_lets_in(value: Json, valid: bool) -> None:
    assert Draft202012Validator(resource_schema(THING)).is_valid(value) is valid


def test_a_resource_type_says_where_a_member_appears() -> None:
    attributes = resource_schema(THING)["properties"]["attributes"]["properties"]
    assert attributes["name"] == {"type": "string", "description": "Its name."}
    assert attributes["secret"] == {"type": "string", "writeOnly": True}
    assert attributes["made-at"] == {"type": "string", "readOnly": True}
