"""Records that requests to JSON:API types require, on contracts by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.model import (
    Action,
    Attribute,
    Endpoint,
    EndpointKind,
    Parameter,
    Relationship,
    ResourceType,
    Schema,
)
from contracts.states import State, states
from tests.contracts.factories import HERE, action, transaction
from tests.contracts.factories import contract as made

TEXT = Schema("string")
#: An order has one invoice, parts of its own, and tags that others have as well.
ORDER = ResourceType(
    "order",
    HERE,
    path="/orders/{id}",
    attributes=(Attribute("name", TEXT), Attribute("deleted-at", TEXT)),
    relationships=(
        Relationship("invoice", "invoice", nullable=True, inverse="order"),
        Relationship("parts", "part", many=True, inverse="order"),
        Relationship("tags", "tag", many=True, inverse="orders"),
    ),
)
INVOICE = ResourceType(
    "invoice",
    HERE,
    path="/invoices/{id}",
    relationships=(Relationship("order", "order", nullable=True, inverse="invoice"),),
)
PART = ResourceType(
    "part",
    HERE,
    path="/parts/{id}",
    relationships=(
        Relationship("order", "order", nullable=True, inverse="parts"),
        Relationship("twin", "a-part", nullable=True),
        Relationship("spare", "z-part", nullable=True),
    ),
)
TAG = ResourceType(
    "tag",
    HERE,
    path="/tags/{id}",
    relationships=(Relationship("orders", "order", many=True, inverse="tags"),),
)
TYPES = (ORDER, INVOICE, PART, TAG)
ID = Parameter("id", "id", "path", required=True, example="1")


def state_of(one: Action) -> State:
    """The state of an action's only transaction."""
    (found,) = states(made(one, resource_types=TYPES)).values()
    return found


def links(state: State) -> dict[str, dict[str, Any]]:
    """The linkage of each record, by type and id."""
    return {f"{each.type} {each.id}": dict(each.relationships) for each in state.resources}


def one(kind: str, id: str = "1") -> dict[str, str]:
    return {"type": kind, "id": id}


def test_what_a_creation_links_one_to_one_belongs_to_nothing_yet() -> None:
    linkage = {
        "invoice": {"data": one("invoice", "7")},
        "parts": {"data": [one("part", "8")]},
        "tags": {"data": [one("tag", "9")]},
    }
    sent = {"data": {"type": "order", "relationships": linkage}}
    created = transaction(201, method="POST", sends=sent, answers={"data": one("order")})
    endpoint = Endpoint(EndpointKind.CREATE, "order")
    found = links(state_of(action(created, method="POST", template="/orders", endpoint=endpoint)))
    assert found["invoice 7"] == {"order": None}
    assert set(found) == {"invoice 7", "part 8", "tag 9"}
    assert found["tag 9"] == {}
    refused = replace(created, response=transaction(422).response)
    failing = action(refused, method="POST", template="/orders", endpoint=endpoint)
    assert links(state_of(failing))["invoice 7"] == {}


@pytest.mark.parametrize(
    ("method", "sent", "answered", "expected"),
    [
        ("GET", None, [one("part", "5")], {"part 5": {"order": one("order")}, "order 1": {}}),
        ("DELETE", [one("part", "5")], None, {"part 5": {"order": one("order")}, "order 1": {}}),
        ("POST", [one("part", "5")], None, {"part 5": {"order": None}, "order 1": {}}),
        ("PATCH", [one("part", "5")], None, {"part 5": {}, "order 1": {}}),
    ],
)
def test_linkage_is_there_before_it_is_shown_or_removed_and_not_before_it_is_added(
    method: str, sent: Any, answered: Any, expected: dict[str, Any]
) -> None:
    exchange = transaction(
        200 if answered else 204,
        method=method,
        sends={"data": sent} if sent else None,
        answers={"data": answered} if answered else None,
    )
    found = action(
        exchange,
        method=method,
        template="/orders/{id}/relationships/parts",
        parameters=(ID,),
        endpoint=Endpoint(EndpointKind.RELATIONSHIP, "part", "order", "parts"),
    )
    assert links(state_of(found)) == expected


@pytest.mark.parametrize(
    ("sent", "deleted"),
    [({"deleted-at": None}, True), ({"deleted-at": "2020"}, False), ({}, False), (None, False)],
)
def test_what_is_restored_is_deleted_before(sent: Any, deleted: bool) -> None:
    document = {"data": {**one("order"), **({"attributes": sent} if sent is not None else {})}}
    exchange = transaction(method="PATCH", sends=document, answers={"data": one("order")})
    found = state_of(
        action(
            exchange,
            method="PATCH",
            template="/orders/{id}",
            parameters=(ID,),
            endpoint=Endpoint(EndpointKind.UPDATE, "order"),
        )
    )
    (order,) = (each for each in found.resources if each.type == "order")
    assert bool(order.attributes.get("deleted-at")) == deleted


@pytest.mark.parametrize(
    ("kind", "template", "data", "twins"),
    [
        (EndpointKind.CREATE, "/orders", {"type": "order"}, ["1"]),
        (EndpointKind.CREATE, "/orders", {"type": "part"}, []),
        (EndpointKind.UPDATE, "/orders/{id}", one("order"), ["2"]),
        (EndpointKind.UPDATE, "/orders/{id}", one("order", "3"), []),
        (EndpointKind.UPDATE, "/orders/{id}", one("order", "0"), []),
        (EndpointKind.DELETE, "/orders/{id}", one("order"), []),
    ],
)
def test_a_conflict_is_with_a_record_like_the_one_sent(
    kind: EndpointKind, template: str, data: dict[str, Any], twins: list[str]
) -> None:
    sent = {"data": {**data, "attributes": {"name": "A"}}}
    method = {EndpointKind.CREATE: "POST", EndpointKind.UPDATE: "PATCH"}.get(kind, "DELETE")
    found = state_of(
        action(
            transaction(409, method=method, sends=sent),
            method=method,
            template=template,
            parameters=(ID,) if "{" in template else (),
            endpoint=Endpoint(kind, "order"),
        )
    )
    alike = [each.id for each in found.resources if each.attributes == {"name": "A"}]
    assert alike == twins


@pytest.mark.parametrize(
    ("relationship", "listed", "expected"),
    [
        ("parts", "part", {"part 5": {"order": one("order")}, "order 1": {}}),
        ("", "part", {"part 5": {"order": one("order")}, "order 1": {}}),
        ("tags", "tag", {"tag 5": {}, "order 1": {"tags": [one("tag", "5")]}}),
        ("", "tag", {"tag 5": {}, "order 1": {}}),
        ("none", "part", {"part 5": {"order": one("order")}, "order 1": {}}),
    ],
)
def test_listed_resources_belong_to_the_parent_in_the_path(
    relationship: str, listed: str, expected: dict[str, Any]
) -> None:
    shown = {"data": [{**one(listed, "5"), "attributes": {}}]}
    found = action(
        transaction(answers=shown),
        template=f"/orders/{{id}}/{listed}s",
        parameters=(ID,),
        endpoint=Endpoint(EndpointKind.LIST, listed, "order", relationship),
    )
    assert links(state_of(found)) == expected


@pytest.mark.parametrize(
    ("kind", "id", "sent", "shown"),
    [
        (EndpointKind.DETAIL, "9", None, {"1": {"name": "A"}}),
        (EndpointKind.UPDATE, "9", {}, {"1": {"name": "A"}}),
        (EndpointKind.LIST, "9", None, {"9": {"name": "A"}}),
    ],
)
def test_a_shown_resource_has_the_id_of_the_path(
    kind: EndpointKind, id: str, sent: Any, shown: dict[str, Any]
) -> None:
    method = "PATCH" if kind is EndpointKind.UPDATE else "GET"
    data = {**one("order", id), "attributes": {"name": "A"}}
    answer = {"data": [data] if kind is EndpointKind.LIST else data}
    body = {"data": {**one("order"), "attributes": sent}} if sent is not None else None
    found = state_of(
        action(
            transaction(method=method, sends=body, answers=answer),
            method=method,
            template="/orders" if kind is EndpointKind.LIST else "/orders/{id}",
            parameters=() if kind is EndpointKind.LIST else (ID,),
            endpoint=Endpoint(kind, "order"),
        )
    )
    assert {r.id: dict(r.attributes) for r in found.resources} == shown


def test_the_resource_that_is_created_is_not_there_before_and_what_it_shows_is() -> None:
    linked = {"parts": {"data": [one("part", "7")]}, "invoice": {"data": one("invoice", "8")}}
    created = {**one("order", "5"), "attributes": {"name": "A"}, "relationships": linked}
    found = action(
        transaction(
            201, method="POST", sends={"data": {"type": "order"}}, answers={"data": created}
        ),
        method="POST",
        template="/orders",
        endpoint=Endpoint(EndpointKind.CREATE, "order"),
    )
    assert set(links(state_of(found))) == {"invoice 8"}


@pytest.mark.parametrize(("sent", "before"), [({"name": "B"}, "Old"), ({}, "B")])
def test_what_an_update_sends_is_different_before_it(sent: dict[str, str], before: str) -> None:
    def document(name: str) -> dict[str, Any]:
        return {"data": {**one("order"), "attributes": {"name": name}}}

    reading = action(
        transaction(answers=document("Old"), name="read"),
        template="/orders/{id}",
        parameters=(ID,),
        endpoint=Endpoint(EndpointKind.DETAIL, "order"),
        name="Read",
    )
    body = {"data": {**one("order"), "attributes": sent}}
    updating = action(
        transaction(method="PATCH", sends=body, answers=document("B"), name="update"),
        method="PATCH",
        template="/orders/{id}",
        parameters=(ID,),
        endpoint=Endpoint(EndpointKind.UPDATE, "order"),
        name="Update",
    )
    derived = states(made(reading, updating, resource_types=TYPES))
    (order,) = next(state for key, state in derived.items() if "update" in key).resources
    assert order.attributes == {"name": before}
