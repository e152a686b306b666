"""Where an example body breaks its schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.lint import breaches as module
from contracts.lint import lint
from contracts.lint.breaches import LONG, breaches
from tests.contracts.blueprints import contract

HEAD = "FORMAT: 1A\n\n# API\n\n## Thing [/things]\n\n### Read [GET]\nReads.\n\n"
RESPONSE = HEAD + "+ Response 200 (application/json)\n    + Attributes\n"
MEMBERS = """\
        + kind (enum[string], required)
            + x
            + y
        + name: `a` (string, required)
        + inner (required)
            + size: 1 (number, required)
        + list (array[number], required)
"""
RIGHT: dict[str, Any] = {"kind": "x", "name": "a", "inner": {"size": 1}, "list": [1, 2]}


def found(**changes: Any) -> list[str]:
    body = json.dumps({name: value for name, value in (RIGHT | changes).items() if value != "…"})
    text = f"{RESPONSE}{MEMBERS}    + Body\n\n            {body}\n"
    return sorted(each.message for each in lint(contract(text)) if each.code == "body-schema")


#: Members of the body, and what is found of each, in the order of the messages.
BODIES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "nothing": ({}, ()),
    "a value that breaks two rules is reported once": ({"kind": None}, ("kind",)),
    "what comes after it is reported, too": (
        {"kind": None, "name": 5, "inner": {"size": "1"}, "list": ["a"]},
        ("kind", "name", "inner/size", "list/0"),
    ),
    "each item of a list": ({"list": [1, "a", 2, None]}, ("list/1", "list/3")),
    "members that are missing": ({"kind": "…", "name": "…"}, ("", "")),
    "members that are missing inside": ({"inner": {}}, ("inner",)),
}


@pytest.mark.parametrize(("changes", "places"), BODIES.values(), ids=BODIES)
def test_every_value_that_breaks_the_schema_is_found_once(
    changes: dict[str, Any], places: tuple[str, ...]
) -> None:
    body = {name: value for name, value in (RIGHT | changes).items() if value != "…"}
    shown = contract(f"{RESPONSE}{MEMBERS}    + Body\n\n            {json.dumps(body)}\n")
    list(lint(shown))  # reads the body and keeps what it finds
    seen = breaches(next(shown.transactions()).response, None, {})
    assert sorted("/".join(map(str, each.path)) for each in seen) == sorted(places)


def test_a_null_is_no_enumerated_text() -> None:
    (message,) = found(kind=None)
    assert "null" in message


@pytest.mark.parametrize(
    ("length", "is_cut"), [(LONG - 60, False), (LONG, True), (10 * LONG, True)]
)
def test_a_long_value_is_cut_in_the_middle(length: int, is_cut: bool) -> None:
    (message,) = found(kind="a" * length)
    assert (" … " in message) is is_cut
    assert len(message) < 2 * LONG


@pytest.mark.parametrize(("length", "is_cut"), [(200, False), (201, True)])
def test_messages_of_200_characters_are_whole(length: int, is_cut: bool) -> None:
    place = "/kind breaks the schema: "
    (short,) = found(kind="aa")
    (message,) = found(kind="a" * (length - len(short) + len(place) + 2))
    assert message.startswith(place)
    assert (" … " in message) is is_cut
    assert len(message) == len(place) + (100 + len(" … ") + 100 if is_cut else length)


def test_of_a_large_list_its_kind_is_named() -> None:
    large = ["item"] * LONG
    assert any("the list is not of type" in each for each in found(name=large))
    assert any("the object is not of type" in each for each in found(name={"a": large}))
    assert any('["item"] is not of type' in each for each in found(name=["item"]))


def test_what_was_found_is_kept_for_the_same_payload_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    module._kept.clear()
    for number in range(4):
        text = f'{RESPONSE}        + a: 1 (number)\n    + Body\n\n            {{"a": "{number}"}}\n'
        shown = contract(text)
        (diagnostic,) = [each for each in lint(shown) if each.code == "body-schema"]
        assert f'"{number}"' in diagnostic.message
        assert len(module._kept) <= 2
        response = next(shown.transactions()).response
        assert breaches(response, None, {}) is breaches(response, None, {}) != ()
