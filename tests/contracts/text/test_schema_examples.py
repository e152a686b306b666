"""Example values of JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.text.schema_examples import DEEPEST, MOST_VALUES, OPTIONAL, example_of

SCHEMA_04 = "http://json-schema.org/draft-04/schema#"


def own(node: Any) -> Mapping[str, Any]:
    """A schema without references."""
    return node if isinstance(node, dict) else {}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "pattern": "^[0-9a-f]{2}-x$"}, "aa-x"),
        ({"pattern": "^[A-Z]{2}$"}, "AA"),
        ({"type": "string", "pattern": "^a*$", "minLength": 2}, "aa"),
        ({"type": "string", "minLength": 6}, "textxx"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "format": "date"}, "2017-07-24"),
        ({"type": "integer"}, 1),
        ({"type": "number"}, 1.5),
        ({"type": "integer", "minimum": 7}, 7),
        ({"type": "integer", "minimum": 7, "exclusiveMinimum": True}, 8),
        ({"type": "integer", "minimum": 7, "exclusiveMinimum": False}, 7),
        ({"type": "integer", "maximum": -3, "exclusiveMaximum": False}, -3),
        ({"type": "integer", "maximum": -3, "exclusiveMaximum": True}, -4),
        ({"type": "integer", "exclusiveMinimum": 7}, 8),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": "integer", "exclusiveMaximum": -3}, -4),
        ({"type": "number", "minimum": 0.2, "multipleOf": 0.5}, 0.5),
        ({"type": "number", "minimum": 0.25, "multipleOf": 0.1}, 0.3),
        ({"type": "integer", "minimum": 10, "multipleOf": 4}, 12),
        ({"type": "number", "exclusiveMinimum": 0}, 0.5),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "array", "maxItems": 0}, []),
        ({"type": "array", "items": [{"type": "integer"}, {"const": "x"}]}, [1, "x"]),
        ({"prefixItems": [{"type": "null"}]}, [None]),
        ({"properties": {"a": {"enum": [3, 4]}}}, {"a": 3}),
        ({"type": "object", "required": ["a"]}, {"a": {}}),
        (
            {"required": ["a"], "type": "object", "additionalProperties": {"type": "null"}},
            {"a": None},
        ),
        ({"allOf": [{"type": "integer"}, {"minimum": 4}]}, 4),
        (
            {"allOf": [{"properties": {"a": {"const": 1}}}], "properties": {"b": {"const": 2}}},
            {"a": 1, "b": 2},
        ),
        (
            {"type": "object", "allOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"a": {}, "b": {}},
        ),
        (
            {"type": "object", "required": ["a"], "anyOf": [{"required": ["b"]}]},
            {"a": {}, "b": {}},
        ),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "text"),
        ({"anyOf": [{"required": ["a"]}], "properties": {"a": {"const": 1}}}, {"a": 1}),
        ({"type": ["null", "string"]}, "text"),
        ({"default": None}, None),
        (True, {}),
    ],
)
def test_a_schema_gives_a_value_that_it_admits(schema: Any, value: Any) -> None:
    assert example_of(schema, own) == value
    draft = {"$schema": SCHEMA_04} if isinstance(schema, dict) and _is_old(schema) else {}
    assert jsonschema_rs.is_valid({**draft, **schema} if draft else schema, value)


def _is_old(schema: dict[str, Any]) -> bool:
    exclusive = (schema.get(f"exclusive{limit}") for limit in ("Minimum", "Maximum"))
    return any(isinstance(e, bool) for e in exclusive) or isinstance(schema.get("items"), list)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("ab^$(*[{", max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
KEYWORDS = (
    *("type", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"),
    *("exclusiveMaximum", "multipleOf", "divisibleBy", "items", "minItems", "maxItems", "enum"),
    *("prefixItems", "properties", "required", "additionalProperties", "allOf", "oneOf", "anyOf"),
)
TYPES = st.sampled_from(("string", "integer", "number", "array", "object", "null", "boolean"))
SCHEMAS = st.recursive(
    VALUES,
    lambda inner: st.dictionaries(
        st.sampled_from(KEYWORDS), inner | st.lists(inner, max_size=3) | TYPES, max_size=6
    ),
    max_leaves=12,
)


@given(SCHEMAS)
def test_whatever_a_schema_holds_the_example_is_json(schema: Any) -> None:
    json.dumps(example_of(schema, own))


def test_a_type_that_needs_itself_many_times_ends() -> None:
    names = [f"m{n}" for n in range(10)]
    schema: dict[str, Any] = {"type": "object", "required": names}
    schema["properties"] = dict.fromkeys(names, schema)
    assert json.dumps(example_of(schema, own)).count("{") <= 11 * MOST_VALUES


def test_all_of_parts_that_contain_each_other_end() -> None:
    schema: dict[str, Any] = {}
    schema["allOf"] = [schema, schema]
    assert example_of(schema, own) == {}


@pytest.mark.parametrize(("members", "left_out"), [(MOST_VALUES - 1, 0), (MOST_VALUES, 1)])
def test_an_example_has_so_many_values_and_no_more(members: int, left_out: int) -> None:
    schema = {"properties": {f"m{n}": {"type": "integer"} for n in range(members)}}
    values = list(example_of(schema, own).values())
    assert values == [1] * (members - left_out) + [{}] * left_out


@pytest.mark.parametrize(("depth", "innermost"), [(DEEPEST, "text"), (DEEPEST + 1, {})])
def test_an_example_is_so_deep_and_no_deeper(depth: int, innermost: object) -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "array", "items": schema}
    value = example_of(schema, own)
    for _ in range(depth):
        (value,) = value
    assert value == innermost


def test_objects_show_what_they_must_have_alone_where_they_are_deep() -> None:
    old: dict[str, Any] = {"const": 3, "required": True}

    def nested(depth: int) -> dict[str, Any]:
        properties = {"may": {"const": 1}, "must": {"const": 2}, "old": old}
        inner: dict[str, Any] = {"properties": properties, "required": ["must"]}
        for _ in range(depth):
            inner = {"properties": {"a": inner}, "required": ["a"]}
        return inner

    shown = [example_of(nested(depth), own) for depth in (OPTIONAL - 1, OPTIONAL)]
    for _ in range(OPTIONAL - 1):
        shown = [each["a"] for each in shown]
    assert shown == [
        {"may": 1, "must": 2, "old": 3},
        {"a": {"must": 2, "old": 3}},
    ]
