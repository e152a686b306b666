"""What a schema made of MSON refuses is said in one sentence with its place."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from contracts.verify.strict.schema_errors import schema_errors

ONE_OF = {
    "oneOf": [
        {"properties": {"a": {"type": "number"}}, "required": ["a"]},
        {"properties": {"b": {"type": "string"}}, "required": ["b"]},
    ]
}
OPTIONAL = {"anyOf": [{"properties": {"a": {}, "b": False}}, {"properties": {"b": {}, "a": False}}]}
TYPE_OR_UNIQUE = {
    "anyOf": [
        {"properties": {"a": {"type": "string"}}},
        {"properties": {"a": {"uniqueItems": True}}},
    ]
}
TYPE_OR_CONST = {
    "anyOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"const": [2]}}}]
}
FIXED = {"prefixItems": [{"const": 1}], "minItems": 1, "items": False}


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        (
            ONE_OF,
            {"a": 1, "b": "x"},
            "the body has members of several alternatives of One Of",
        ),
        (ONE_OF, {}, "/a is missing"),
        (OPTIONAL, {"a": 1, "b": 2}, "/b must not be there"),
        (FIXED, [1, 2], "/1 must not be there"),
        (FIXED, [2], "/0 is 2, documented is 1"),
        (TYPE_OR_UNIQUE, {"a": [1, 1]}, "/a breaks uniqueItems: [1,1] has non-unique elements"),
        (TYPE_OR_CONST, {"a": [1]}, "/a is [1], documented is [2]"),
        ({"pattern": "a" * 1}, "b", f'the body breaks pattern: "b" does not match "{"a" * 1}"'),
        ({"pattern": "a" * 182}, "b", f'the body breaks pattern: "b" does not match "{"a" * 182}"'),
        ({"pattern": "a" * 183}, "b", "the body breaks pattern of the documented schema"),
    ],
)
def test_a_sentence_for_each_error(schema: Any, value: Any, message: str) -> None:
    errors = jsonschema_rs.validator_for(schema).iter_errors(value)
    assert [e.message for e in schema_errors(errors)] == [message]
