"""The page's own validator agrees with jsonschema on every schema of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, Page

from contracts.render.docs.console_schemas import Shapes
from tests.blueprint import contract
from tests.browser.browser import ROOT

SOURCE = ROOT / "contracts" / "render" / "templates" / "docs" / "validate.js"


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    """An empty page to run the validator in."""
    page = browser.new_page()
    yield page
    page.close()


def judged(page: Page, cases: list[list[Any]], shared: Any = None) -> list[Any]:
    """The problems the page finds in each (schema, value)."""
    # The driver takes a text faster than what is in it.
    script = f"""(given) => {{
      {SOURCE.read_text(encoding="utf-8")}
      const [cases, shared] = JSON.parse(given);
      return JSON.stringify(cases.map(([schema, value]) => validate(schema, value, shared)));
    }}"""
    found: list[Any] = json.loads(page.evaluate(script, json.dumps([cases, shared or {}])))
    return found


def bent(value: Any) -> Iterator[Any]:
    """The value with one thing changed, everywhere: left out, added, of another type."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {k: v for k, v in value.items() if k != key}
            for each in bent(inner):
                yield {**value, key: each}
        yield {**value, "surplus": 1}
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            for each in bent(inner):
                yield [*value[:number], each, *value[number + 1 :]]
    else:
        others = (None, 7, 1.5, "", "text", "\U0001f600" * 200, "x" * 300, True, [], {})
        yield from (other for other in others if other != value)


def test_it_agrees_with_jsonschema(blank: Page) -> None:
    shapes = Shapes(contract())
    bodies: dict[tuple[int, str], Any] = {}
    for transaction in contract().transactions():
        number = shapes.number(transaction.response)
        if number is not None and transaction.response.body:
            bodies[number, transaction.response.body] = json.loads(transaction.response.body)
    kept = json.loads(shapes.text())
    shared = {"$defs": kept["$defs"]}
    validators = [Draft202012Validator({**schema, **shared}) for schema in kept["schemas"]]
    cases = []
    for (number, _), body in bodies.items():
        changed = list(bent(body))
        cases += [(number, each) for each in [body, *changed[::4]]]
    assert len(cases) > 500
    found = judged(blank, [[kept["schemas"][number], each] for number, each in cases], shared)
    for (number, value), verdict in zip(cases, found, strict=True):
        wanted = validators[number].is_valid(value)
        seen = [p for p in verdict["problems"] if " is no " not in f" {p['message']}"]
        assert (not seen) == wanted, (kept["schemas"][number], value, verdict)
        assert verdict["unread"] == []


@pytest.mark.parametrize(
    ("schema", "value", "place"),
    [
        ({"type": "integer"}, 1.5, ""),
        ({"type": ["string", "null"]}, 1, ""),
        ({"const": {"a": [1]}}, {"a": [2]}, ""),
        ({"enum": ["a", None]}, "b", ""),
        ({"required": ["a"]}, {}, ""),
        ({"properties": {"a/b~": {"type": "string"}}}, {"a/b~": 1}, "/a~1b~0"),
        ({"items": {"type": "string"}}, ["a", 1], "/1"),
        ({"properties": {}, "additionalProperties": False}, {"x": 1}, "/x"),
        ({"anyOf": [{"type": "string"}, {"properties": {"a": {"const": 1}}}]}, {"a": 2}, "/a"),
        ({"type": "string", "format": "date-time"}, "2017-07-24 16:52", ""),
        ({"type": "string", "format": "uri"}, "example.com", ""),
        ({"type": "string", "format": "url"}, "javascript:alert(1)", ""),
        ({"type": "string", "format": "url"}, "https://", ""),
        ({"$ref": "#/$defs/a%20b", "$defs": {"a b": {"type": "null"}}}, 1, ""),
        ({"not": {}}, 1, ""),
        ({"allOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1}, ""),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1, "b": 1}, ""),
        ({"oneOf": [{"required": ["a"]}, {"properties": {"b": False}}]}, {"b": 1}, "/b"),
        ({"prefixItems": [{"const": 1}, {"type": "string"}], "items": False}, [1, 2], "/1"),
        ({"prefixItems": [{"const": 1}], "items": False}, [1, 2], "/1"),
        ({"prefixItems": [{"const": 1}], "items": {"type": "string"}}, [1, "a", 2], "/2"),
        ({"minItems": 2}, [1], ""),
        ({"format": "time"}, "9:30", ""),
    ],
)
def test_it_says_where(blank: Page, schema: Any, value: Any, place: str) -> None:
    (verdict,) = judged(blank, [[schema, value]])
    assert [problem["at"] for problem in verdict["problems"]][:1] == [place]


def test_it_says_what_it_cannot_read(blank: Page) -> None:
    (verdict,) = judged(blank, [[{"type": "string", "pattern": "^a"}, "b"]])
    assert verdict == {"problems": [], "unread": ["pattern"]}
