"""Parameters and headers of an operation that several actions share."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.model import Parameter
from contracts.render.openapi.parameters import ParameterUse, header_objects, parameter_objects
from tests.contracts.factories import action, transaction


def merged(*parameters: Parameter, name: str = "a") -> dict[str, Any]:
    """The one parameter that the same name of as many actions becomes."""
    uses = [
        ParameterUse(name, each, action(name=f"Action {n}")) for n, each in enumerate(parameters)
    ]
    (found,) = parameter_objects(uses)
    return found


def query(**changes: Any) -> Parameter:
    return Parameter(**{"spelling": "a", "name": "a", "place": "query"} | changes)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, {"required": False, "schema": {"type": "string"}}),
        ({"required": True}, {"required": True}, {"required": True}),
        ({"required": True}, {"required": False}, {"required": False}),
        ({"kind": "number"}, {"kind": "number"}, {"schema": {"type": "number"}}),
        ({"kind": "number"}, {"kind": "string"}, {"schema": {"type": "string"}}),
        ({"choices": ("x", "y")}, {"choices": ("y", "z")}, {"schema.enum": ["x", "y", "z"]}),
        ({"choices": ("x", "y")}, {}, {"schema.enum": None}),
        ({"default": "x"}, {"default": "x"}, {"schema.default": "x"}),
        ({"default": "x"}, {"default": "y"}, {"schema.default": None}),
        ({"default": "x"}, {}, {"schema.default": None}),
        ({"description": "One."}, {"description": "Two."}, {"description": "One.\n\nTwo."}),
        ({"description": "One."}, {"description": "One."}, {"description": "One."}),
        ({"description": ""}, {"description": "Two."}, {"description": "Two."}),
        ({"description": ""}, {"description": ""}, {"description": None}),
        (
            {"description": "**Deprecated**"},
            {"description": "**Deprecated**"},
            {"deprecated": True},
        ),
        ({"description": "**Deprecated**"}, {}, {"deprecated": None}),
        (
            {"example": "x"},
            {"example": "y"},
            {"examples": {"action-0": {"value": "x"}, "action-1": {"value": "y"}}},
        ),
        ({"example": "x"}, {}, {"examples": {"action-0": {"value": "x"}}, "example": None}),
        ({"explode": True}, {}, {"style": "form", "explode": True, "schema.type": "array"}),
        ({"kind": "array"}, {}, {"style": "form", "explode": False}),
        ({"kind": "object", "explode": True}, {"kind": "object"}, {"style": None}),
    ],
)
def test_what_all_uses_have_in_common_is_said(
    one: dict[str, Any], other: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = merged(query(**one), query(**other))
    for path, value in expected.items():
        at: Any = found
        for step in path.split("."):
            at = at.get(step)
        assert at == value, path


def test_of_one_action_there_is_one_example() -> None:
    assert merged(query(example="x"))["example"] == "x"
    assert "examples" not in merged(query(example="x"))


def test_a_path_parameter_is_required_and_has_no_style() -> None:
    found = merged(Parameter("a", "a", "path", explode=True))
    assert found["required"] is True
    assert "style" not in found
    reserved = merged(Parameter("a", "a", "path", reserved=True, description="The path."))
    assert reserved["description"].startswith("The path. Slashes")
    assert "reserved" not in merged(query(reserved=True)).get("description", "")


def test_parameters_of_one_name_in_two_places_are_two_and_an_empty_name_is_none() -> None:
    uses = [
        ParameterUse("a", Parameter("a", "a", "path"), action()),
        ParameterUse("", query(), action()),
        ParameterUse("a", query(), action()),
    ]
    assert [each["in"] for each in parameter_objects(uses)] == ["path", "query"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("boolean", "yes", "yes"),
        ("number", "1.5", 1.5),
        ("number", "1", 1),
        ("number", "one", "one"),
        ("integer", "7", 7),
        ("integer", "7.5", "7.5"),
        ("string", "7", "7"),
    ],
)
def test_an_example_is_a_value_of_its_type(kind: Any, text: str, value: object) -> None:
    found = merged(query(kind=kind, example=text))["example"]
    assert (found, type(found)) == (value, type(value))
    listed = merged(query(kind="array", items=kind, example=f"{text}, {text}"))
    assert listed["example"] == [value, value]


def test_headers_of_successes_are_parameters_required_where_all_show_them() -> None:
    def with_headers(status: int, *headers: tuple[str, str]) -> Any:
        return transaction(status, headers=headers, sends={})

    found = header_objects(
        [
            action(
                with_headers(200, ("X-A", "1"), ("X-B", "2"), ("Authorization", "JWT x")),
                with_headers(404, ("X-C", "3")),
            ),
            action(with_headers(201, ("x-a", "4"), ("Accept", "a/b"))),
        ]
    )
    assert found == [
        {
            "name": "X-A",
            "in": "header",
            "required": True,
            "schema": {"type": "string"},
            "example": "1",
        },
        {
            "name": "X-B",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "example": "2",
        },
    ]
