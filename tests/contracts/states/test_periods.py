"""Dates and flags of what a request needs and no response shows."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.model import Attribute, Endpoint, EndpointKind, Parameter, ResourceType, Schema
from contracts.states import states
from tests.contracts.factories import HERE, action, contract, transaction

NAMES = ("ends-at", "valid-from", "starts-at", "sales-starts-at", "is-active", "note", "opens")
SHOP = ResourceType("shop", HERE, path="/shops/{id}",
                    attributes=tuple(Attribute(n, Schema("any")) for n in NAMES))  # fmt: skip
CART = ResourceType("cart", HERE, path="/shops/{id}/carts")
ID = Parameter("id", "id", "path", example="1")


def moved(
    attributes: dict[str, Any],
    status: int = 200,
    answer: Any = None,
    uri: str = "/shops/1/carts",
) -> dict[str, Any]:
    """The attributes of the shop that a list of its carts needs, where another reading shows it."""
    shop = {"data": {"type": "shop", "id": "1", "attributes": attributes}}
    reading = action(
        transaction(answers=shop, name="read"),
        template="/shops/{id}",
        parameters=(ID,),
        endpoint=Endpoint(EndpointKind.DETAIL, "shop"),
        name="Read",
    )
    listing = action(
        transaction(status, answers=answer or {"data": []}, uri=uri, name="list"),
        template="/shops/{id}/carts",
        parameters=(ID,),
        endpoint=Endpoint(EndpointKind.LIST, "cart", "shop"),
        name="List",
    )
    derived = states(contract(reading, listing, resource_types=(SHOP, CART)))
    found = next(state for key, state in derived.items() if "list" in key).resources
    return dict(next(each for each in found if each.type == "shop").attributes)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("ends-at", "2017-01-02T03:04:05Z", "2099-12-31T03:04:05Z"),
        ("ends-at", "2017-01-02", "2099-12-31"),
        ("ends-at", "2017-01-02 03:04", "2099-12-31 03:04"),
        ("ends-at", "2100-01-02T03:04:05Z", "2100-01-02T03:04:05Z"),
        ("ends-at", "2017-01-02x", "2017-01-02x"),
        ("ends-at", "never", "never"),
        ("ends-at", None, None),
        ("valid-from", "2099-01-02T00:00:00Z", "2001-01-01T00:00:00Z"),
        ("valid-from", "2000-01-02", "2000-01-02"),
        ("sales-starts-at", "2099-01-02", "2001-01-01"),
        ("opens", "2099-01-02", "2001-01-01"),
        ("starts-at", "2099-01-02", "2099-01-02"),
        ("note", "2017-01-02", "2017-01-02"),
        ("is-active", False, True),
        ("is-active", True, True),
        ("is-active", 0, 0),
        ("note", False, False),
    ],
)
def test_what_is_needed_is_open_and_enabled(name: str, before: Any, after: Any) -> None:
    assert moved({name: before}) == {name: after}


PAST = {"ends-at": "2017-01-02"}


@pytest.mark.parametrize(
    "given",
    [
        {"status": 422, "answer": {"errors": []}},
        {"answer": {"data": [], "included": [{"type": "shop", "id": "2", "attributes": {}}]}},
        {"answer": {"data": [], "meta": {"until": "2017-01-02"}}},
        {"uri": "/shops/1/carts?until=2017-01-02"},
    ],
    ids=["a refusal", "a type that is shown", "a value that is shown", "a value in the query"],
)
def test_it_is_as_documented_where_that_may_matter(given: dict[str, Any]) -> None:
    assert moved(PAST, **given) == PAST
