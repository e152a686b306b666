"""What must exist before the transactions of blueprints that are written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from contracts.states import State, states
from tests.contracts.blueprints import contract
from tests.contracts.build.infer.foreign import FOREIGN


@cache
def foreign_states() -> Mapping[str, State]:
    """The states of the foreign blueprint's transactions, by their names."""
    return states(contract(FOREIGN))


def wanted(state: State, type_: str) -> dict[str, Any]:
    return {r.id: dict(r.relationships) for r in state.resources if r.type == type_}


def test_what_fills_the_pages_before_the_one_asked_for_exists() -> None:
    found = wanted(foreign_states()["Books > Books > List Books"], "book")
    assert sorted(found) == ["1", "2", "3"]  # two for page 1, and the one that page 2 shows


def test_earlier_pages_are_like_what_is_shown() -> None:
    attributes = [
        dict(r.attributes)
        for r in foreign_states()["Books > Books > List Books"].resources
        if r.type == "book"
    ]
    assert attributes[0] == attributes[1] == attributes[2]
    assert attributes[0]["title"] == "Dunes"


def test_a_natural_key_names_a_resource_with_it() -> None:
    state = foreign_states()["People > Person > Get a Person"]
    assert [(r.type, r.id, r.attributes["slug"]) for r in state.resources] == [
        ("person", "1", "ann")
    ]


def test_a_list_below_a_parent_belongs_to_it() -> None:
    state = foreign_states()["People > Pets of a Person > List Pets"]
    assert wanted(state, "pet") == {"b-7": {}}
    assert wanted(state, "person")["1"]["pets"] == [{"type": "pet", "id": "b-7"}]
    assert [r.type for r in state.resources] == ["pet", "person"]


def test_a_related_resource_is_linked_before_it_is_shown() -> None:
    state = foreign_states()["People > Author of a Book > Get the Author"]
    assert wanted(state, "book")["1"]["author"] == {"type": "person", "id": "1"}


def test_a_slip_in_a_type_wants_what_the_path_holds() -> None:
    state = foreign_states()["Books > Book > Get a Book"]
    assert set(wanted(state, "book")) == {"1"}
    assert not wanted(state, "books")


DOCUMENT = """\
FORMAT: 1A

# API
{parts}
"""
PART = """
## {plural} [/v1/{plural}/{{id}}]
+ Parameters
    + id: {id}

### Read {name} [GET]

+ Response 200 (application/vnd.api+json)

        {{
          "data": {{
            "type": "{name}", "id": {id}, "attributes": {{"a": 1}},
            "relationships": {{"{link}": {{"data": {data}}}}}
          }}
        }}
"""


def part(name: str, link: str, data: str, id: str = '"1"') -> str:
    text = PART.format(name=name, plural=f"{name}s", link=link, data=data, id=id)
    return text.replace('+ id: "1"', "+ id: `1`")


def test_ids_that_are_numbers_are_ids() -> None:
    parts = part("ship", "port", '{"type": "port", "id": 7}', id="3")
    parts += part("port", "ships", "[]", id="7")
    found = states(contract(DOCUMENT.format(parts=parts)))["ships > Read ship"]
    assert wanted(found, "ship") == {"3": {"port": {"type": "port", "id": "7"}}}
    assert "7" in wanted(found, "port")


def test_circles_begin_with_the_resource_that_the_path_does_not_name() -> None:
    parts = part("hen", "egg", '{"type": "egg", "id": "1"}')
    parts += part("egg", "nest", '{"type": "nest", "id": "1"}')
    parts += part("nest", "hen", '{"type": "hen", "id": "1"}')
    found = states(contract(DOCUMENT.format(parts=parts)))["hens > Read hen"]
    assert [(r.type, list(r.relationships)) for r in found.resources] == [
        ("nest", []),
        ("egg", ["nest"]),
        ("hen", ["egg"]),
    ]


def test_two_to_one_ends_are_one_link_kept_at_one_end() -> None:
    parts = part("king", "queen", '{"type": "queen", "id": "1"}')
    parts += part("queen", "king", '{"type": "king", "id": "1"}')
    found = contract(DOCUMENT.format(parts=parts))
    mirrored = {t.name: t.relationships[0].mirrored for t in found.resource_types}
    assert mirrored == {"king": False, "queen": True}
    for name in ("kings > Read king", "queens > Read queen"):
        links = [(r.type, dict(r.relationships)) for r in states(found)[name].resources]
        assert links == [("queen", {}), ("king", {"queen": {"type": "queen", "id": "1"}})]


ALIKE = """\
FORMAT: 1A

# API

## Doors [/doors]

### Knock [GET]

+ Response 200 (text/plain)

        come in

+ Request Nobody home

+ Response 503 (text/plain)

        later

+ Request With a key
    + Headers

            X-Key: 1

+ Response 204

## Guests [/guests]

### List Guests [GET]

+ Response 200 (application/vnd.api+json)

        {"data": [{"type": "guest", "id": "1", "attributes": {"a": 1}}]}

+ Request Uninvited

+ Response 401 (application/vnd.api+json)

        {"errors": []}
"""


@pytest.mark.parametrize(
    ("name", "prefer"),
    [
        ("Doors > Knock > Example 1", "example=knock-1"),
        ("Doors > Knock > Example 2", "example=knock-2"),
        ("Doors > Knock > Example 3", ""),
        ("Guests > List Guests > Example 1", ""),
        ("Guests > List Guests > Example 2", "example=list-guests-2"),
    ],
)
def test_examples_that_no_request_distinguishes_are_asked_for(name: str, prefer: str) -> None:
    found = contract(ALIKE)
    assert states(found, replays=True)[name].prefer == prefer
    assert states(found)[name].prefer == ""
