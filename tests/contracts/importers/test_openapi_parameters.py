"""Parameters of OpenAPI documents: which of their examples is the blueprint's."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.importers.openapi_parameters import parameter
from contracts.importers.openapi_references import References
from contracts.text.json_pointer import pointer

INSIDE = {"examples": {"one": {"value": 2}, "two": {"value": 3}}}
SHARED = {"components": {"examples": {"five": {"value": 5}}}}


def content(**media: Any) -> dict[str, Any]:
    return {"content": {"application/json": media, "text/plain": {"example": 9}}}


@pytest.mark.parametrize(
    ("members", "example"),
    [
        ({"example": 1, **INSIDE}, "1"),
        ({"example": 0, **content(example=4)}, "0"),
        ({"example": 1, **content(schema={"example": 4})}, "1"),
        (INSIDE, "2"),
        ({"examples": {"one": {"$ref": "#/components/examples/five"}}}, "5"),
        ({**INSIDE, **content(example=4)}, "2"),
        (content(example=4, schema={"example": 6}), "4"),
        (content(schema={"example": 6}), "6"),
        ({"schema": {"example": 8}, **content(schema={"example": 6})}, "6"),
        ({"schema": {"example": 8}, "content": {"application/json": {}}}, "8"),
        (content(**INSIDE), "2"),
        (content(examples={"one": {"$ref": "#/components/examples/five"}}), "5"),
        ({"schema": {"example": 8, "examples": [7]}}, "8"),
        ({"schema": {"examples": [7, 6]}}, "7"),
        ({"schema": {}}, ""),
        ({}, ""),
    ],
)
def test_the_nearest_example_of_a_parameter_is_the_first(
    members: dict[str, Any], example: str
) -> None:
    found = parameter(References(SHARED, pointer), {"name": "size", "in": "query", **members})
    assert found.example == example
