"""A default stays where its schema accepts it, also by what the schema refers to."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from contracts.render.openapi.defaults import drop_false_defaults

COLOR = {"$ref": "#/components/schemas/Color"}


@pytest.mark.parametrize(
    ("schema", "is_kept"),
    [
        ({"type": "integer", "default": 1}, True),
        ({"type": "integer", "default": "1"}, False),
        ({**COLOR, "default": "red"}, True),
        ({**COLOR, "default": "green"}, False),
        ({"allOf": [COLOR], "default": "red"}, True),
        ({"allOf": [COLOR], "default": "green"}, False),
        ({"properties": {"color": COLOR}, "default": {"color": "red"}}, True),
        ({"properties": {"color": COLOR}, "default": {"color": "green"}}, False),
        ({"$ref": "#/components/schemas/Missing", "default": "red"}, False),
    ],
)
def test_a_default_stays_where_its_schema_accepts_it(schema: dict[str, Any], is_kept: bool) -> None:
    document = {"components": {"schemas": {"Color": {"enum": ["red", "blue"]}, "Other": schema}}}
    drop_false_defaults(document)
    assert ("default" in document["components"]["schemas"]["Other"]) is is_kept


FALSE, NO_DEFAULT = {"type": "integer", "default": "1"}, {"type": "integer"}


@pytest.mark.parametrize(
    ("schema", "left"),
    [
        ({"properties": {"default": FALSE}}, {"properties": {"default": NO_DEFAULT}}),
        ({"properties": {"size": FALSE}}, {"properties": {"size": NO_DEFAULT}}),
        ({"anyOf": [FALSE, NO_DEFAULT]}, {"anyOf": [NO_DEFAULT, NO_DEFAULT]}),
        ({"items": FALSE}, {"items": NO_DEFAULT}),
        ({"example": FALSE}, {"example": FALSE}),
        ({"enum": [FALSE]}, {"enum": [FALSE]}),
        ({"const": {"properties": {"size": FALSE}}}, {"const": {"properties": {"size": FALSE}}}),
    ],
)
def test_defaults_of_schemas_inside_are_looked_at_and_members_of_values_stay(
    schema: dict[str, Any], left: dict[str, Any]
) -> None:
    document = {"components": {"schemas": {"Other": deepcopy(schema)}}}
    drop_false_defaults(document)
    assert document["components"]["schemas"]["Other"] == left
