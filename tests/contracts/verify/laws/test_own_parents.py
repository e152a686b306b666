"""What leads one to one gets a parent of its own; what many share, the shared one."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.seeding import LawWorld
from tests.contracts.blueprints import contract

CALLS = """\
    FORMAT: 1A

    # API

    ## Event [/events/{id}]

    + Parameters
        + id: `1` (string, required)

    ### Get Event [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "event", "id": "1", "attributes": {"name": "a"}, "relationships": {
             "call": {"data": {"type": "call", "id": "1"}},
             "tickets": {"data": [{"type": "ticket", "id": "1"}]}}}}

    ## Calls [/calls]

    ### Create Call [POST]

    + Request (application/vnd.api+json)

            {"data": {"type": "call", "attributes": {"text": "a"}, "relationships": {
             "event": {"data": {"type": "event", "id": "1"}}}}}

    + Response 201 (application/vnd.api+json)

            {"data": {"type": "call", "id": "1", "attributes": {"text": "a"}, "relationships": {
             "event": {"data": {"type": "event", "id": "1"}}}}}

    ## Tickets [/tickets]

    ### Create Ticket [POST]

    + Request (application/vnd.api+json)

            {"data": {"type": "ticket", "attributes": {"text": "a"}, "relationships": {
             "event": {"data": {"type": "event", "id": "1"}}}}}

    + Response 201 (application/vnd.api+json)

            {"data": {"type": "ticket", "id": "1", "attributes": {"text": "a"}, "relationships": {
             "event": {"data": {"type": "event", "id": "1"}}}}}
    """


class Nothing:
    """A state handler and a client of a server that is not asked."""

    def create(self, *of: Any) -> None:
        """Accept a record."""

    def reset(self) -> None:
        """Forget nothing."""

    def token(self, *_: str) -> str:
        """No token."""
        return ""

    def fail(self, checkers: Any) -> None:
        """Fail nothing."""

    def send(self, _: Sent) -> Answer:
        """No answer."""
        raise ConnectionError

    def close(self) -> None:
        """Close nothing."""


def events_of(kind: str) -> list[str]:
    """The ids of the events of two resources of a type."""
    fixture = Fixture(contract(CALLS), LawWorld(Nothing(), Nothing()), "law")
    return [str(fixture.seed(kind).links["event"]["id"]) for _ in range(2)]


def test_each_of_what_leads_one_to_one_has_a_parent_of_its_own() -> None:
    assert len(set(events_of("call"))) == 2


def test_what_many_belong_to_is_shared() -> None:
    assert len(set(events_of("ticket"))) == 1


EVENT = {"type": "event", "id": "1"}


@pytest.mark.parametrize(
    ("type_", "name", "data", "linkage"),
    [
        ("event", "tickets", EVENT, [EVENT]),
        ("event", "tickets", [EVENT], [EVENT]),
        ("event", "tickets", None, None),
        ("event", "call", EVENT, EVENT),
        ("event", "call", None, None),
        ("event", "unknown", EVENT, EVENT),
    ],
)
def test_linkage_is_a_list_where_the_relationship_leads_to_many(
    type_: str, name: str, data: Any, linkage: Any
) -> None:
    fixture = Fixture(contract(CALLS), LawWorld(Nothing(), Nothing()), "law")
    assert fixture.linkage(type_, name, data) == linkage
