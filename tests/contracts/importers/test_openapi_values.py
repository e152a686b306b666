"""Values of OpenAPI documents as texts of a blueprint."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.importers.openapi_values import (
    first_example,
    first_of,
    host_of,
    made_value,
    one_line,
    parsed_example,
    text_of,
    words,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (1.5, "1.5"),
        ("a b", "a b"),
        ("", ""),
        ([], ""),
        ([1, True, None, "x"], "1,true,,x"),
        ([[1, 2], 3], "1,2,3"),
    ],
)
def test_a_value_stands_in_a_uri_as_a_text(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_an_object_stands_there_as_json() -> None:
    assert text_of({"a": True}).replace(" ", "").replace("\n", "") == '{"a":true}'


@pytest.mark.parametrize(
    ("example", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        (" [1]", [1]),
        ("{a: 1}", "{a: 1}"),
        pytest.param("[" * 100_000, "[" * 100_000, id="nested too deeply"),
        ("1", "1"),
        ("true", "true"),
        ('"a"', '"a"'),
        ("", ""),
    ],
)
def test_an_example_that_is_an_object_or_a_list_is_json(example: str, value: Any) -> None:
    assert parsed_example(example) == value


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ({"url": "https://a.example/v1/"}, "https://a.example/v1"),
        ({"url": "/v1"}, ""),
        ({"url": None}, ""),
        ({}, ""),
        (
            {"url": "https://{r}.a/{v}", "variables": {"r": {"default": "eu"}, "v": {}}},
            "https://eu.a",
        ),
        ({"url": "https://a.example", "variables": [1]}, "https://a.example"),
    ],
)
def test_the_host_is_a_server_with_its_defaults(server: dict[str, Any], url: str) -> None:
    assert host_of(server) == url


@pytest.mark.parametrize(
    ("name", "spaced"),
    [
        ("listPets", "List Pets"),
        ("list_all-pets.v2", "List all pets v2"),
        ("getV2Pets", "Get V2 Pets"),
        ("HTTP", "HTTP"),
        ("_", ""),
        ("", ""),
    ],
)
def test_an_operation_id_is_words(name: str, spaced: str) -> None:
    assert words(name) == spaced


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A\n b.", "A b"),
        ("a [b](c) {d} `e`", "a bc d e"),
        ("x" * 121, "x" * 120),
        ("x" * 120, "x" * 120),
        (" . ", ""),
    ],
)
def test_a_heading_is_one_line_without_brackets(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"default": 3}, "3"),
        ({"default": False}, "false"),
        ({"default": ""}, "x"),
        ({}, "x"),
        ({"type": "string"}, "x"),
        ({"type": "object"}, "x"),
        ({"type": "string", "format": "date-time"}, "2017-07-24T16:52:01Z"),
        ({"type": "string", "pattern": "^[a-c]+$"}, "a"),
        ({"type": "integer", "minimum": 11}, "11"),
        ({"type": "boolean"}, "true"),
        ({"enum": ["b", "a"]}, "b"),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, "1,1"),
    ],
)
def test_a_value_is_made_of_a_schema_that_does_not_allow_any_text(
    schema: dict[str, Any], value: str
) -> None:
    assert made_value(schema, "x") == value


@pytest.mark.parametrize(
    ("examples", "value"),
    [
        ({"a": {"value": 1}, "b": {"value": 2}}, 1),
        ({"a": {"value": None}}, None),
        ({"a": 1}, None),
        ({}, None),
        ([{"value": 1}], None),
        (None, None),
    ],
)
def test_of_several_examples_the_first_counts(examples: Any, value: Any) -> None:
    assert first_example(examples) == value


def test_an_example_may_be_a_reference() -> None:
    known = {"#/a": {"value": 4}}
    asked = {"one": {"$ref": "#/a"}}
    assert first_example(asked, lambda each: known[each["$ref"]]) == 4
    assert first_example({"one": 3}, lambda each: known[each["$ref"]]) is None


@pytest.mark.parametrize(
    ("values", "first"), [([1, 2], 1), ([None], None), ([], None), ("ab", None), (None, None)]
)
def test_the_first_of_what_is_a_list(values: Any, first: Any) -> None:
    assert first_of(values) == first
