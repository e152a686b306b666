"""A text that is no JSON: what is wrong with it, and where."""

from __future__ import annotations

import json

import pytest

from contracts.text.json_mistakes import described, json_mistake

MISTAKES = [
    ('{"a": Hours"}', "'Hours' is no JSON value", "Hours"),
    ('{"a": undefined}', "'undefined' is no JSON value", "undefined"),
    ("[,1]", "a value is missing", ",1]"),
    ('{"a": 1,}', "there is a comma before the closing }", ",}"),
    ('{"a": 1,\n}', "there is a comma before the closing }", ",\n}"),
    ("[1, 2,]", "there is a comma before the closing ]", ",]"),
    ("{name: 1}", "a member's name in double quotes is missing", "name"),
    ("{'a': 1}", "texts are in double quotes", "'a'"),
    ("{\"a\": 'x'}", "texts are in double quotes", "'x'"),
    ('{"a" 1}', "a colon is missing after the name", "1}"),
    ('{"a": 1 "b": 2}', "a comma is missing", '"b"'),
    ("[10 2]", "a comma is missing", "2]"),
    ("[0 1]", "a comma is missing", "1]"),
    ("[1.0 1]", "a comma is missing", "1]"),
    ('[0\n"b"]', "a comma is missing", '"b"'),
    ('{"a": [1, 2}', "a ] is missing before the }", "}"),
    ('{"a": [1, 2}\n', "a ] is missing before the }", "}"),
    ('[{"a": 1]', "a } is missing before the ]", "]"),
    ('{"a": 01}', "a number begins with a zero", "1}"),
    ("[-07]", "a number begins with a zero", "7]"),
    ('{"a": "x', "the text that begins here has no closing quote", '"x'),
    ('{"a": "x\ny"}', "a text holds a line break or another control character", "\ny"),
    (r'"\q"', "a text holds a backslash that begins no escape", r"\q"),
    ('{"a": 1 // one\n}', "JSON has no comments", "// one"),
    ('{"a": ...}', "'...' is a placeholder for omitted text", "...}"),
    ("[1, …]", "'…' is a placeholder for omitted text", "…]"),
    ('"a": 1', "the braces around it are missing", ": 1"),
    ('{"a": 1} {"b": 2}', "something follows its end", '{"b"'),
    ('{"a": [1', "it ends too early", ""),
    ('{"a": [1\n', "it ends too early", "\n"),
    ("", "it ends too early", ""),
]


@pytest.mark.parametrize(("text", "message", "place"), MISTAKES, ids=[t for t, *_ in MISTAKES])
def test_a_mistake_has_its_message_and_place(text: str, message: str, place: str) -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    mistake = json_mistake(caught.value)
    assert mistake.message == message
    assert text[mistake.offset :].startswith(place)


def test_a_mistake_is_described_with_its_line() -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads('{\n  "a": 1\n  "b": 2\n}')
    assert described(caught.value) == "line 3: a comma is missing"


@pytest.mark.parametrize(
    ("message", "offset"), [("Illegal trailing comma before end of object", 7), ("Expecting", 8)]
)
def test_a_trailing_comma_is_found_wherever_the_reader_stops(message: str, offset: int) -> None:
    mistake = json_mistake(json.JSONDecodeError(message, '{"a": 1,}', offset))
    assert (mistake.message, mistake.offset) == ("there is a comma before the closing }", 7)
