"""What variables of paths stand for: ids, attributes behind a type's name, other resources."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import MISSING, Endpoint, EndpointKind, Relationship, ResourceType
from contracts.verify.laws import laws
from contracts.verify.laws.documented import Operations, is_id
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.seeding import LawWorld, SeededResource
from tests.contracts import factories
from tests.contracts.blueprints import contract
from tests.contracts.factories import HERE, action, transaction

ORDERS = """\
    FORMAT: 1A

    # API

    ## Order [/orders/{identifier}]

    + Parameters
        + identifier: `7201904e` (string, required)

    ### Get Order [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "order", "id": "1", "attributes": {"identifier": "7201904e",
             "number": 7}, "relationships": {"event": {"data": {"type": "event", "id": "1"}}}}}

    ## Event of an Order [/orders/{order_identifier}/event]

    + Parameters
        + order_identifier: `7201904e` (string, required)

    ### Get Event of an Order [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "event", "id": "1", "attributes": {"name": "a"}}}

    ## Event [/events/{event_id}]

    + Parameters
        + event_id: `1` (string, required)

    ### Get Event [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "event", "id": "1", "attributes": {"name": "a"}}}

    ## Favourite [/favourites/{event_id}]

    + Parameters
        + event_id: `1` (string, required)

    ### Get Favourite [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "favourite", "id": "3", "attributes": {"note": "a"},
             "relationships": {"event": {"data": {"type": "event", "id": "1"}}}}}

    ### Delete Favourite [DELETE]

    + Response 204
    """


class Nothing:
    """A client and state handler that keep nothing."""

    def reset(self) -> None: ...
    def create(self, *_: Any) -> None: ...
    def fail(self, _: Any) -> None: ...
    def close(self) -> None: ...

    def token(self, user: str, kind: str) -> str:
        return f"{kind}-{user}"

    def send(self, _sent: Sent) -> Answer:
        return Answer(404)


@pytest.mark.parametrize(
    ("variable", "type", "known"),
    [
        ("id", "order", True),
        ("order_id", "order", True),
        ("order_identifier", "order", False),
        ("order-identifier", "order", False),
        ("identifier", "order", False),
        ("event_identifier", "order", True),
        ("event_id", "event", True),
    ],
)
def test_a_variable_is_an_id_unless_it_names_an_attribute(
    variable: str, type: str, known: bool
) -> None:
    owner = contract(ORDERS).resource_type(type)
    assert owner is not None
    assert is_id(variable, owner) is known


def test_an_attribute_behind_the_name_of_its_type_fills_the_path() -> None:
    fixture = Fixture(contract(ORDERS), LawWorld(Nothing(), Nothing()), "law")
    order = fixture.seed("order")
    related = fixture.operations.related("order", "event")
    assert related is not None
    asked = fixture.request(related, order.id, {}, MISSING, False)
    assert asked.uri == f"/orders/{order.attributes['identifier']}/event"


def test_a_path_names_all_parents_the_outermost_first() -> None:
    types = (
        ResourceType("org", HERE),
        ResourceType("repo", HERE, relationships=(Relationship("org", "org"),)),
        ResourceType("branch", HERE, relationships=(Relationship("repo", "repo"),)),
    )
    endpoint = Endpoint(EndpointKind.DETAIL, "branch", above=(("org", ""), ("repo", "")))
    template = "/orgs/{org_id}/repos/{repo_id}/branches/{id}"
    read = action(transaction(), template=template, endpoint=endpoint)
    made = factories.contract(read, resource_types=types)
    fixture = Fixture(made, LawWorld(Nothing(), Nothing()), "law")
    for type_, id, parent in (("repo", "5", "org"), ("branch", "3", "repo")):
        above = {"type": parent, "id": {"org": "9", "repo": "5"}[parent]}
        fixture.created(SeededResource(type_, id, {}, {parent: above}))
    asked = fixture.request(read, "3", {}, MISSING, False)
    assert asked.uri == "/orgs/9/repos/5/branches/3"


def test_a_resource_that_is_named_by_the_id_of_another_has_no_laws() -> None:
    operations = Operations(contract(ORDERS))
    assert operations.by_id(EndpointKind.DETAIL, "favourite") is None
    assert operations.by_id(EndpointKind.DELETE, "favourite") is None
    assert operations.by_id(EndpointKind.DETAIL, "event") is not None
    assert [law.name for law in laws(contract(ORDERS)) if "favourite: deleted" in law.name] == []
