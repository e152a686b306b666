"""What a value's JSON Schema says, and that it lets right values in and keeps wrong ones out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.build.schemas import DIALECT, URL, payload_schema, readable_schema, schema_of
from contracts.model import Json, Member, Response, Schema
from tests.contracts.factories import array, obj, required

TEXT = Schema("string")

SPELLINGS: dict[str, tuple[Schema, dict[str, Any]]] = {
    "text": (TEXT, {"type": "string"}),
    "integer": (Schema("integer"), {"type": "integer"}),
    "anything": (Schema("any"), {}),
    "nullable": (Schema("number", nullable=True), {"type": ["number", "null"]}),
    "format": (Schema("string", format="uri"), {"type": "string", "format": "uri"}),
    "url": (
        Schema("string", format="url"),
        {"type": "string", "format": "uri", "pattern": URL},
    ),
    "sample": (Schema("string", sample="a"), {"type": "string", "examples": ["a"]}),
    "sample null": (Schema("any", sample=None), {"examples": [None]}),
    "default": (Schema("number", default=0), {"type": "number", "default": 0}),
    "fixed": (Schema("string", fixed=True, sample="a"), {"type": "string", "const": "a"}),
    "fixed or null": (
        Schema("string", fixed=True, sample="a", nullable=True),
        {"type": ["string", "null"], "enum": ["a", None]},
    ),
    "choices": (Schema("string", choices=("a", "b")), {"type": "string", "enum": ["a", "b"]}),
    "choices or null": (
        Schema("string", choices=("a",), nullable=True),
        {"type": ["string", "null"], "enum": ["a", None]},
    ),
    "described": (Schema("string", description="D"), {"type": "string", "description": "D"}),
    "array": (array(), {"type": "array"}),
    "array of texts": (array(TEXT), {"type": "array", "items": {"type": "string"}}),
    "array of several types": (
        array(TEXT, Schema("number")),
        {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "number"}]}},
    ),
    "object": (
        obj(required("a", TEXT), Member("b", TEXT, description="B")),
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string", "description": "B"}},
            "required": ["a"],
        },
    ),
    "closed object": (
        obj(Member("a", TEXT, required=True), closed=True),
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "required": ["a"],
            "additionalProperties": False,
        },
    ),
}


@pytest.mark.parametrize(("schema", "expected"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_schema_is_spelled(schema: Schema, expected: dict[str, Any]) -> None:
    spelled = schema_of(schema)
    assert spelled == expected
    Draft202012Validator.check_schema(spelled)


def test_a_members_description_goes_before_its_types() -> None:
    schema = obj(Member("a", Schema("string", description="of the type"), description="of a"))
    assert schema_of(schema)["properties"]["a"]["description"] == "of a"


NODE = obj(
    required("id", TEXT),
    Member("parent", Schema("ref", name="A/B~1 é", nullable=True)),
    name="A/B~1 é",
)


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ({"id": "1"}, True),
        ({"id": "1", "parent": None}, True),
        ({"id": "1", "parent": {"id": "2", "parent": {"id": "3"}}}, True),
        ({"id": "1", "parent": {"id": "2", "parent": {"id": 3}}}, False),
    ],
)
def test_a_type_inside_itself_holds_at_any_depth(value: Json, valid: bool) -> None:
    schema = schema_of(NODE)
    Draft202012Validator.check_schema(schema)
    assert Draft202012Validator(schema).is_valid(value) is valid


def test_a_type_inside_itself_is_found_by_name_where_it_was_extended() -> None:
    extended = obj(*NODE.members, required("more", TEXT))
    schema = schema_of(extended, named={NODE.name: NODE})
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"id": "1", "more": "", "parent": {"id": "2"}})
    assert not validator.is_valid({"id": "1", "more": "", "parent": {"id": 2}})


def test_types_inside_each_other_are_all_defined() -> None:
    outer = obj(Member("b", Schema("ref", name="B")), name="A")
    inner = obj(Member("a", Schema("ref", name="A")), Member("n", Schema("number")), name="B")
    schema = schema_of(outer, named={"A": outer, "B": inner})
    assert set(schema["$defs"]) == {"A", "B"}
    assert not Draft202012Validator(schema).is_valid({"b": {"a": {"b": {"n": "text"}}}})


def test_a_payload_is_held_against_its_attributes() -> None:
    assert payload_schema(Response(200, schema=TEXT)) == {"$schema": DIALECT, "type": "string"}


def test_a_payload_without_attributes_has_no_schema() -> None:
    assert payload_schema(Response(200, body="{}")) is None


def test_a_written_schema_wins_and_keeps_its_draft() -> None:
    written = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "number"}
    response = Response(200, schema=TEXT, body_schema=json.dumps(written))
    assert payload_schema(response) == written


@pytest.mark.parametrize(("text", "lets_in"), [("true", True), ("false", False)])
def test_a_written_schema_may_be_a_boolean(text: str, lets_in: bool) -> None:
    schema = payload_schema(Response(200, body_schema=text))
    assert schema is not None
    assert Draft202012Validator(schema).is_valid(1) is lets_in


@pytest.mark.parametrize("text", ["{", "[]", '"text"', "{'a': 1}"])
def test_a_written_schema_that_is_none_is_refused(text: str) -> None:
    response = Response(200, schema=TEXT, body_schema=text)
    with pytest.raises(ValueError):  # noqa: PT011 (json's own error is one)
        payload_schema(response)
    assert readable_schema(response) is None
