"""Actions whose attributes are nowhere written show what is sent, and link to the type."""

from __future__ import annotations

import pytest

from contracts.build.anchors import Addresses
from contracts.model import Contract
from contracts.render.docs import render
from contracts.render.docs.resource_bodies import ResourceBody, resource_bodies
from contracts.render.value_rows import ValueRow
from tests.contracts.blueprints import FAQS, contract

EVENTS = """
FORMAT: 1A

# API

## Events [/v1/events]

### List events [GET]

+ Response 200 (application/vnd.api+json)

        {"data": [{"type": "event", "id": "1", "attributes": {"name": "a", "seen": 3}}]}

### Create event [POST]

| Name   | Type   | Required |
| ------ | ------ | -------- |
| `name` | string | yes      |

+ Request (application/vnd.api+json)

        {"data": {"type": "event", "attributes": {"name": "a"},
          "relationships": {"owner": {"data": {"type": "user", "id": "1"}}}}}

+ Response 201 (application/vnd.api+json)

        {"data": {"type": "event", "id": "1", "attributes": {"name": "a", "seen": 3}}}

## Event [/v1/events/{id}]

+ Parameters
    + id: `1` (string)

### Change event [PATCH]

+ Request (application/vnd.api+json)

        {"data": {"type": "event", "id": "1", "attributes": {"name": "b"}}}

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "event", "id": "1", "attributes": {"name": "b", "seen": 3}}}

### Delete event [DELETE]

+ Response 204
"""


def shown(made: Contract, name: str) -> list[ResourceBody]:
    types = {t.name: t for t in made.resource_types}
    anchors = Addresses.of(made).resource_types
    action = next(a for a in made.actions() if a.name == name)
    return list(resource_bodies(action, types, anchors, lambda _: ""))


def rows(body: ResourceBody) -> dict[str, ValueRow]:
    found = {row.name: row for row in body.rows}
    for row in body.rows:
        found |= {inner.name: inner for inner in row.children}
    return found


@pytest.fixture(scope="module")
def events() -> Contract:
    return contract(EVENTS)


def test_a_creation_shows_the_attributes_that_clients_send(events: Contract) -> None:
    request, response = shown(events, "Create event")
    sent = rows(request)
    assert list(sent) == ["type", "attributes", "relationships", "name", "owner"]
    assert sent["name"].required
    assert sent["owner"].kind == "linkage to one"
    assert (response.what, response.type, response.rows) == ("one", "event", ())


def test_a_change_requires_nothing(events: Contract) -> None:
    request, _ = shown(events, "Change event")
    assert not rows(request)["name"].required


def test_a_list_links_to_its_type(events: Contract) -> None:
    (response,) = shown(events, "List events")
    assert (response.title, response.what) == ("Response body", "a list of")
    assert response.anchor == Addresses.of(events).resource_types["event"]
    assert f'a list of <a href="#{response.anchor}">' in render(events)["index.html"]


def test_an_action_without_a_body_shows_none(events: Contract) -> None:
    assert shown(events, "Delete event") == []


def test_written_attributes_speak_for_themselves() -> None:
    made = contract(FAQS)
    for action in made.actions():
        assert shown(made, action.name) == []
