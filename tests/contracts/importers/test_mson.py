"""Which JSON Schemas MSON can express, and how they are written; the others stay JSON Schemas."""

from __future__ import annotations

from typing import Any, Final

import pytest

from contracts.build.schemas import URL
from contracts.importers.mson import DEEPEST, MsonWriter

TEXT: Final = {"type": "string"}


def written(schema: Any, **others: Any) -> str:
    """The members of the named type ``Thing`` with this schema; empty where MSON cannot say it."""
    writer = MsonWriter({"Thing": schema, **others})
    types = [text for text in writer.types() if text.startswith("## Thing\n")]
    return types[0].removeprefix("## Thing\n") if types else ""


def of(schema: Any, **others: Any) -> str:
    """The line of a member with this schema."""
    return written({"type": "object", "properties": {"a": schema}}, **others).rstrip("\n")


#: A member's schema, and its line.
MEMBERS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "a text": (TEXT, "+ `a` (string)"),
    "a number": ({"type": "number", "format": "double"}, "+ `a` (number)"),
    "an integer": ({"type": "integer", "format": "int64"}, "+ `a` (Integer)"),
    "a boolean": ({"type": "boolean", "example": False}, "+ `a`: `false` (boolean)"),
    "null as well": ({**TEXT, "nullable": True}, "+ `a` (string, nullable)"),
    "an example": ({**TEXT, "example": "b c"}, "+ `a`: `b c` (string)"),
    "an example of 200 characters": (
        {**TEXT, "example": "b" * 200},
        f"+ `a`: `{'b' * 200}` (string)",
    ),
    "an example that is too long": ({**TEXT, "example": "b" * 201}, "+ `a` (string)"),
    "an example with a backtick": ({**TEXT, "example": "b`c"}, "+ `a` (string)"),
    "an example with a blank end": ({**TEXT, "example": "b "}, "+ `a` (string)"),
    "an example that is an object": ({**TEXT, "example": {}}, "+ `a` (string)"),
    "a date": (
        {**TEXT, "format": "date", "example": "2020-01-02"},
        "+ `a`: `2020-01-02` (Date)",
    ),
    "a URL": (
        {**TEXT, "format": "uri", "pattern": URL, "example": "http://a"},
        "+ `a`: `http://a` (URL)",
    ),
    "a URI": ({**TEXT, "format": "uri", "example": "a:b"}, "+ `a`: `a:b` (URI)"),
    "prose": ({**TEXT, "description": "One\n  two."}, "+ `a` (string) - One two."),
    "prose that begins like a list": ({**TEXT, "description": "- One"}, "+ `a` (string) - \\- One"),
    "lengths": (
        {**TEXT, "minLength": 2, "maxLength": 5},
        "+ `a` (string) - (2 to 5 characters)",
    ),
    "choices": (
        {**TEXT, "enum": ["b", "c d"]},
        "+ `a` (enum)\n    + `b`\n    + `c d`",
    ),
    "an object": (
        {"type": "object", "properties": {"b": TEXT}, "required": ["b"]},
        "+ `a` (object)\n    + `b` (string, required)",
    ),
    "an object that only has members": (
        {"properties": {"b": TEXT}},
        "+ `a` (object)\n    + `b` (string)",
    ),
    "a list": ({"type": "array", "items": TEXT}, "+ `a` (array[string], fixed-type)"),
    "a list of a type": (
        {"type": "array", "items": {"$ref": "#/components/schemas/Other"}},
        "+ `a` (array[Other], fixed-type)",
    ),
    "a type": ({"$ref": "#/components/schemas/Other"}, "+ `a` (Other)"),
}


@pytest.mark.parametrize(("schema", "line"), MEMBERS.values(), ids=MEMBERS)
def test_a_member_is_written_as_a_line_of_mson(schema: dict[str, Any], line: str) -> None:
    other = {"type": "object", "properties": {"b": TEXT}}
    assert of(schema, Other=other) == line


UNSAID: Final[dict[str, dict[str, Any]]] = {
    "a pattern": {**TEXT, "pattern": "^a"},
    "a pattern of another URI": {**TEXT, "format": "uri", "pattern": "^a"},
    "a limit": {"type": "number", "minimum": 1},
    "a format of its own": {**TEXT, "format": "phone"},
    "a format of texts for a number": {"type": "number", "format": "date"},
    "several types": {"type": ["string", "null"]},
    "no type": {},
    "an unknown type": {"type": "file"},
    "choices that are numbers": {"type": "number", "enum": [1, 2]},
    "a choice with brackets": {**TEXT, "enum": ["a", "(b)"]},
    "a choice with a blank end": {**TEXT, "enum": ["a", "b "]},
    "an object without members": {"type": "object"},
    "a name with a colon": {"type": "object", "properties": {"a:b": TEXT}},
    "a name with a backtick": {"type": "object", "properties": {"a`b": TEXT}},
    "a name that ends in a blank": {"type": "object", "properties": {"a ": TEXT}},
    "an empty name": {"type": "object", "properties": {"": TEXT}},
    "one of several members that it cannot say": {
        "type": "object",
        "properties": {"b": TEXT, "c": {}},
    },
    "a list of lists": {"type": "array", "items": {"type": "array", "items": TEXT}},
    "a list of objects without a name": {
        "type": "array",
        "items": {"type": "object", "properties": {"b": TEXT}},
    },
    "a list of choices": {"type": "array", "items": {**TEXT, "enum": ["b"]}},
    "a list of anything": {"type": "array"},
    "a type that is not there": {"$ref": "#/components/schemas/Missing"},
    "a type that it cannot say": {"$ref": "#/components/schemas/Limited"},
}


@pytest.mark.parametrize("schema", UNSAID.values(), ids=UNSAID)
def test_what_mson_cannot_express_is_not_written(schema: dict[str, Any]) -> None:
    assert of(schema, Limited={"type": "object", "properties": {"n": {"minimum": 1}}}) == ""


@pytest.mark.parametrize(("levels", "fits"), [(DEEPEST - 1, True), (DEEPEST, False)])
def test_objects_are_nested_only_so_deep(levels: int, fits: bool) -> None:
    schema: dict[str, Any] = TEXT
    for _ in range(levels):
        schema = {"type": "object", "properties": {"b": schema}}
    assert bool(of(schema)) is fits


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("BookList", "BookList"),
        ("book-list_2", "book list 2"),
        ("String", ""),
        ("2Books", ""),
        ("--", ""),
    ],
)
def test_a_type_has_a_name_of_words(name: str, spelled: str) -> None:
    writer = MsonWriter({name: {"type": "object", "properties": {"a": TEXT}}})
    assert writer.names == ({name: spelled} if spelled else {})
    assert writer.attributes({"$ref": f"#/components/schemas/{name}"}) == spelled


def test_types_inside_themselves_are_left_out_with_those_that_need_them() -> None:
    def refers(name: str) -> dict[str, Any]:
        return {"type": "object", "properties": {"a": {"$ref": f"#/components/schemas/{name}"}}}

    plain = {"type": "object", "properties": {"a": TEXT}}
    writer = MsonWriter(
        {"A": refers("B"), "B": refers("A"), "C": refers("A"), "D": refers("E"), "E": plain}
    )
    assert writer.names == {"D": "D", "E": "E"}


@pytest.mark.parametrize(
    ("schema", "attributes"),
    [
        ({"$ref": "#/components/schemas/Thing"}, "Thing"),
        (
            {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
            "array[Thing], fixed-type",
        ),
        ({"type": "array", "items": TEXT}, ""),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Thing"}, "minItems": 1}, ""),
        ({"type": "object", "properties": {"a": TEXT}}, ""),
        (None, ""),
    ],
)
def test_a_payload_has_attributes_where_a_type_says_all_of_it(schema: Any, attributes: str) -> None:
    writer = MsonWriter({"Thing": {"type": "object", "properties": {"a": TEXT}}})
    assert writer.attributes(schema) == attributes


def test_scalar_types_that_are_used_are_declared() -> None:
    properties = {"a": {"type": "integer"}, "b": {**TEXT, "format": "date"}, "c": TEXT}
    writer = MsonWriter({"Thing": {"type": "object", "properties": properties}})
    assert list(writer.types())[1:] == ["## Date (string)\n", "## Integer (number)\n"]
