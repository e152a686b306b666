"""Types from JSON Schemas as blueprints have them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from contracts.build.infer.json_schemas import DEEPEST, MOST, read_schema
from contracts.build.schemas import URL
from contracts.model import Schema


def read(value: Any) -> Schema:
    found = read_schema(json.dumps(value))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "kind", "format_", "nullable"),
    [
        ({"type": "string"}, "string", "", False),
        ({"type": ["string", "null"]}, "string", "", True),
        ({"type": ["string", "integer"]}, "any", "", False),
        ({"type": "string", "format": "date-time"}, "string", "date-time", False),
        ({"type": "string", "format": "uri"}, "string", "uri", False),
        ({"type": "string", "format": "uri", "pattern": URL}, "string", "url", False),
        ({"type": "string", "format": "url"}, "string", "", False),
        ({"type": "string", "format": "colour"}, "string", "", False),
        ({"type": "integer", "format": "date-time"}, "integer", "", False),
        ({"type": "string", "nullable": True}, "string", "", True),
        ({"enum": ["a", "b"]}, "string", "", False),
        ({"enum": ["a", 1]}, "any", "", False),
        ({"enum": [1, None]}, "integer", "", True),
        ({"properties": {}}, "object", "", False),
        ({"items": {}}, "array", "", False),
        ({"prefixItems": [{}]}, "array", "", False),
        ({}, "any", "", False),
        ({"type": 7}, "any", "", False),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string", "", True),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "any", "", False),
        ({"allOf": [{"type": "string"}, {"format": "date"}]}, "string", "", False),
        (
            {"$ref": "#/definitions/d", "definitions": {"d": {"type": "number"}}},
            "number",
            "",
            False,
        ),
        ({"$ref": "https://example.org/elsewhere"}, "any", "", False),
        ({"$ref": "#/definitions/missing"}, "any", "", False),
    ],
)
def test_a_value_has_its_kind(written: Any, kind: str, format_: str, nullable: bool) -> None:
    found = read(written)
    assert (found.kind, found.format, found.nullable) == (kind, format_, nullable)


def test_members_of_all_parts_come_together() -> None:
    found = read(
        {
            "allOf": [
                {"properties": {"a": {"type": "string"}}, "required": ["a"]},
                {"properties": {"a": {"description": "A"}, "b": {"type": "integer"}}},
            ]
        }
    )
    assert [(m.name, m.schema.kind, m.required) for m in found.members] == [
        ("a", "string", True),
        ("b", "integer", False),
    ]


def test_of_alternatives_no_member_is_required() -> None:
    found = read(
        {
            "oneOf": [
                {"properties": {"a": {"type": "string"}}, "required": ["a"]},
                {"properties": {"b": {"type": "string"}}, "required": ["b"]},
            ]
        }
    )
    assert [(m.name, m.required) for m in found.members] == [("a", False), ("b", False)]


def test_draft_3_says_required_in_the_member() -> None:
    assert read({"properties": {"a": {"required": True}}}).members[0].required


def test_a_constant_is_fixed() -> None:
    found = read({"const": "faq"})
    assert (found.fixed, found.sample, found.kind) == (True, "faq", "string")


def test_a_schema_inside_itself_ends_somewhere() -> None:
    found = read({"properties": {"child": {"$ref": "#"}}})
    depth = 0
    while found.members:
        found, depth = found.members[0].schema, depth + 1
    assert depth > 1


def test_a_type_with_many_references_to_itself_is_read_once() -> None:
    node = {"properties": {name: {"$ref": "#/definitions/node"} for name in "abcdefgh"}}
    found = read({"$ref": "#/definitions/node", "definitions": {"node": node}})
    assert {(m.schema.kind, m.schema.members) for m in found.members} == {("any", ())}


def test_references_that_multiply_end_somewhere() -> None:
    """Twenty types, each with two of the next: a million values."""
    types = {
        f"t{n}": {"properties": {name: {"$ref": f"#/definitions/t{n + 1}"} for name in "ab"}}
        for n in range(20)
    }
    found = read({"$ref": "#/definitions/t0", "definitions": types})
    assert 1_000 < _size(found) <= MOST


def test_so_many_types_are_read_and_no_more() -> None:
    before = {str(n): True for n in range(MOST - 2)}
    found = read({"properties": {**before, "a": {"type": "string"}, "b": {"type": "string"}}})
    assert [member.schema.kind for member in found.members[-2:]] == ["string", "any"]


def _size(schema: Schema) -> int:
    return 1 + sum(_size(member.schema) for member in schema.members)


def test_only_those_who_ask_get_formats_of_no_column() -> None:
    text = json.dumps({"type": "string", "format": "hostname"})
    for every_format, format_ in ((False, ""), (True, "hostname")):
        found = read_schema(text, every_format=every_format)
        assert found is not None
        assert found.format == format_


@pytest.mark.parametrize(
    ("written", "closed"),
    [
        ({"properties": {}, "additionalProperties": False}, True),
        ({"properties": {}, "additionalProperties": {}}, False),
        ({"properties": {}}, False),
        ({"allOf": [{"properties": {}}, {"additionalProperties": False}]}, False),
        ({"anyOf": [{"properties": {}}, {"properties": {}, "additionalProperties": False}]}, False),
        ({"allOf": [{"properties": {}, "additionalProperties": False}, {"properties": {}}]}, True),
    ],
)
def test_a_closed_object_has_no_other_members(written: Any, closed: bool) -> None:
    assert read(written).closed is closed


def nested(wrap: Callable[[Any], Any], levels: int) -> Any:
    value: Any = {"type": "string", "description": "innermost"}
    for _ in range(levels):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: {"properties": {"a": inner}},
        lambda inner: {"items": inner},
        lambda inner: {"prefixItems": [inner]},
        lambda inner: {"allOf": [inner]},
        lambda inner: {"anyOf": [inner]},
        lambda inner: {"oneOf": [{"type": "null"}, inner]},
    ],
    ids=["properties", "items", "prefixItems", "allOf", "anyOf", "oneOf"],
)
def test_what_is_nested_deeper_than_the_limit_is_anything(wrap: Callable[[Any], Any]) -> None:
    def innermost(levels: int) -> str:
        found = read(nested(wrap, levels))
        while inner := [*(m.schema for m in found.members), *found.items]:
            found = inner[0]
        return found.kind

    assert (innermost(DEEPEST), innermost(DEEPEST + 1)) == ("string", "any")


@pytest.mark.parametrize(
    ("kind", "members", "items", "least"),
    [("object", 1, 0, 0), ("array", 0, 1, 0), ("string", 0, 0, 2), ("integer", 0, 0, 0)],
)
def test_keywords_of_another_type_say_nothing(
    kind: str, members: int, items: int, least: int
) -> None:
    every = {"properties": {"a": {}}, "items": {}, "minLength": 2}
    found = read({"type": kind, **every})
    assert (len(found.members), len(found.items), found.lengths.least) == (members, items, least)


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "true", "[" * 100_000])
def test_what_is_no_schema_is_none(text: str) -> None:
    assert read_schema(text) is None
