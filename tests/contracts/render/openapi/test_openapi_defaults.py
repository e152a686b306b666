"""A default stays where its schema accepts it, also by what the schema refers to."""

from __future__ import annotations

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
