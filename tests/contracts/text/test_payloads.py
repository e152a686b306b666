"""JSON in a blueprint: what it is, and what is too much for its readers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.lint import lint
from contracts.model import Member, Schema
from contracts.render import docs, openapi
from contracts.text.payloads import (
    DEEPEST,
    Unreadable,
    is_json,
    json_of,
    media_type,
    parsed,
    primary,
    resource_objects,
)
from tests.contracts.blueprints import contract

TOO_MUCH = {
    "lists": "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
    "objects": '{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1),
    "deeper than Python reads": "[" * 5_000 + "]" * 5_000,
    "a number of thousands of digits": "1" * 5_000,
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_too_much_is_json_that_nobody_reads(text: str) -> None:
    with pytest.raises(Unreadable):
        parsed(text)
    assert json_of(text) is None
    assert not is_json(text)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"a": [1, {"b": None}]},
        [[]] * (DEEPEST + 1),
        json.loads("[" * DEEPEST + "]" * DEEPEST),
    ],
)
def test_what_is_wide_or_just_deep_enough_is_read(value: Any) -> None:
    text = json.dumps(value)
    assert parsed(text) == value
    assert is_json(text)


@pytest.mark.parametrize("text", ["", "nul", "{", "\xa0null", "'a'"])
def test_what_is_no_json_is_none(text: str) -> None:
    assert json_of(text) is None
    assert not is_json(text)


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_body_that_is_too_much_is_a_finding_and_no_crash(text: str) -> None:
    head = "FORMAT: 1A\n# API\n\n## Thing [/thing]\n\n### Get Thing [GET]\n\n"
    body = f"+ Response 200 (application/json)\n\n    + Body\n\n            {text}\n"
    found = contract(head + body)
    assert "body-not-json" in {each.code for each in lint(found)}
    assert docs.render(found)
    assert openapi.render(found)


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("", ""),
        ("Application/JSON ; charset=utf-8", "application/json"),
        ("text/html", "text/html"),
    ],
)
def test_a_media_type_is_compared_without_case_and_parameters(
    content_type: str, expected: str
) -> None:
    assert media_type(content_type) == expected


ONE, OTHER, THIRD = (Schema("object", name=name) for name in ("one", "other", "third"))


@pytest.mark.parametrize(
    ("members", "first", "all_of_them"),
    [
        ({}, None, []),
        ({"data": ONE}, ONE, [ONE]),
        ({"data": Schema("array", items=(ONE, OTHER))}, ONE, [ONE, OTHER]),
        ({"data": Schema("array")}, None, []),
        ({"data": ONE, "included": Schema("array", items=(THIRD,))}, ONE, [ONE, THIRD]),
        ({"included": Schema("array", items=(THIRD,))}, None, [THIRD]),
    ],
)
def test_primary_data_comes_before_included_resources(
    members: dict[str, Schema], first: Schema | None, all_of_them: list[Schema]
) -> None:
    document = Schema("object", members=tuple(Member(*each) for each in members.items()))
    assert primary(document) == first
    assert list(resource_objects(document)) == all_of_them


def test_a_payload_without_a_schema_has_no_primary_data() -> None:
    assert primary(None) is None
    assert list(resource_objects(None)) == []
