"""JSON in a blueprint: what it is, and what is too much for its readers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.lint import lint
from contracts.render import docs, openapi
from contracts.text.payloads import DEEPEST, Unreadable, is_json, json_of, media_type, parsed
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
