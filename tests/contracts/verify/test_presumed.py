"""What presumes a state that was not made is no failure; what was made is judged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.exchange import Answer, Problem
from contracts.model import Action, Contract, Endpoint, EndpointKind
from contracts.project.blueprint import read
from contracts.states import ResourceState, State
from contracts.verify.presumed import FieldAt, StateReport, is_presumed, member_at

TEXT = """FORMAT: 1A
# Books

## Books [/authors/{id}/books]

+ Parameters
    + id: 1

### List books [GET]

+ Response 200 (application/vnd.api+json)

        {"data": [{"type": "book", "id": "1", "attributes": {"title": "Notes", "pages": 40}}]}

## Search [/attendees/search]

### Search attendees [GET]

+ Response 200 (application/json)

        {"attendees": [{"name": "Ada"}], "first": "Ada"}

## Password [/password]

### Change password [POST]

+ Request (application/json)

        {"old": "a", "new": "b"}

+ Response 200 (application/json)

        {"email": "ada@example.com", "name": "Ada"}
"""
BOOK = {"type": "book", "id": "1", "attributes": {"title": "Notes", "pages": 40}}
WANTED = ResourceState("book", "1", {"title": "Notes", "pages": 40})


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    file = Path(tmp_path_factory.mktemp("books") / "api.apib")
    file.write_text(TEXT, encoding="utf-8")
    return read(file).contract


def action(contract: Contract, name: str) -> Action:
    return next(a for a in contract.actions() if a.name == name)


PAGES = Problem("documented", "book 1 has other pages", "/data/0/attributes/pages", 40, 2)
LIST = Problem("non-empty", "/data is an empty list", "/data", [BOOK], [])
NOT_SHOWN = Problem("documented", "book 1 is not shown", "/data", {"type": "book", "id": "1"}, [])


@pytest.mark.parametrize(
    ("problem", "state", "unmade", "presumed"),
    [
        (PAGES, State((WANTED,)), {}, False),
        (PAGES, State((WANTED,)), {"book": {"pages"}}, True),
        (PAGES, State((WANTED,)), {"book": {"title"}}, False),
        (PAGES, State((WANTED,)), {"book": set()}, True),
        (PAGES, State((ResourceState("book", "1", {"pages": 2}),)), {}, True),
        (PAGES, State(), {}, True),
        (LIST, State((WANTED,)), {}, False),
        (LIST, State((WANTED,)), {"book": set()}, True),
        (LIST, State(), {}, True),
        (LIST, State((ResourceState("author", "1"),)), {}, True),
        (LIST, State((ResourceState("cover", "1"),)), {}, True),
        (NOT_SHOWN, State((WANTED,)), {}, False),
        (NOT_SHOWN, State((WANTED,)), {"book": {"pages"}}, True),
        (NOT_SHOWN, State(), {}, True),
        (Problem("schema", "pages is text", "/data/0/attributes/pages"), State(), {}, False),
        (Problem("documented", "meta.message", "/meta/message"), State(), {}, False),
    ],
)
def test_documented_values_are_asked_for_where_they_were_made(
    contract: Contract,
    problem: Problem,
    state: State,
    unmade: dict[str, set[str]],
    presumed: bool,
) -> None:
    made = StateReport((), {kind: frozenset(names) for kind, names in unmade.items()})
    answer = Answer(200, (), json.dumps({"data": [BOOK]}).encode())
    assert is_presumed(problem, action(contract, "List books"), answer, state, made) is presumed


@pytest.mark.parametrize(
    ("place", "seen", "resources", "presumed"),
    [
        ("/attendees", [], (), True),
        ("/attendees", [], (ResourceState("attendee", "1"),), False),
        ("/first", None, (), True),
        ("/first", None, (ResourceState("attendee", "1", {"first": "Ada"}),), False),
    ],
)
def test_plain_json_that_names_no_record_wants_none(
    contract: Contract,
    place: str,
    seen: Any,
    resources: tuple[ResourceState, ...],
    presumed: bool,
) -> None:
    problem = Problem("non-empty", "it is empty", place, ["Ada"], seen)
    search = action(contract, "Search attendees")
    assert is_presumed(problem, search, Answer(200), State(resources), StateReport()) is presumed


@pytest.mark.parametrize(
    ("shown", "presumed"),
    [
        ({"email": "ada@example.com", "name": None}, True),
        ({"email": "new@example.com", "name": None}, False),
        ({"email": None, "name": None}, False),
    ],
)
def test_a_null_of_what_was_made_without_it_is_presumed_whatever_the_method(
    contract: Contract, shown: dict[str, Any], presumed: bool
) -> None:
    problem = Problem("non-empty", "/name is null", "/name", "Ada", None)
    state = State((ResourceState("user", "1", {"email": "ada@example.com"}),))
    answer = Answer(200, (), json.dumps(shown).encode())
    change = action(contract, "Change password")
    assert is_presumed(problem, change, answer, state, StateReport()) is presumed


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("/data/attributes/name", FieldAt("book", "1", "name")),
        ("/data", FieldAt("book", "1", "")),
        ("/included/0/attributes/name/first", FieldAt("author", "2", "name")),
        ("/data/relationships/author/data/id", FieldAt("book", "1", "author")),
        ("/links/self", None),
        ("header:ETag", None),
        ("", None),
    ],
)
def test_a_place_is_in_a_field_of_a_resource(place: str, found: FieldAt | None) -> None:
    author = {"type": "author", "id": "2"}
    document = {
        "data": {"type": "book", "id": 1, "relationships": {"author": {"data": author}}},
        "included": [author],
    }
    assert member_at(document, place) == found


@pytest.mark.parametrize(
    ("kind", "presumed"), [(EndpointKind.CREATE, False), (EndpointKind.LIST, True)]
)
def test_what_a_creation_shows_the_server_has_made(
    contract: Contract, kind: EndpointKind, presumed: bool
) -> None:
    one = replace(action(contract, "List books"), endpoint=Endpoint(kind, "book"))
    answer = Answer(201, (), json.dumps({"data": [BOOK]}).encode())
    assert is_presumed(PAGES, one, answer, State(), StateReport()) is presumed
