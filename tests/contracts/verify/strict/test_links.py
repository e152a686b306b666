"""Pages and their links, on a list of events that is cut by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Sent
from contracts.model import Endpoint, EndpointKind, ResourceType
from contracts.verify.strict.facts import type_facts
from contracts.verify.strict.judge import strict_problems
from tests.blueprint import contract
from tests.contracts import factories
from tests.contracts.factories import HERE, action
from tests.contracts.verify.reference import Reference


def page(number: int, size: int | None = 1) -> str:
    parts = ([f"page%5Bsize%5D={size}"] if size else []) + [f"page%5Bnumber%5D={number}"]
    return f"/v1/events?{'&'.join(parts)}"


def places(
    reference: Reference,
    uri: str,
    links: Mapping[str, str | None],
    count: int | None,
    shown: int = 1,
) -> set[str]:
    """Where the rule about pages finds something wrong in a page of events."""
    exchange = reference.one("list-events", 200)
    document: Any = json.loads(exchange.answer.body)
    document["data"] *= shown
    document["links"] = {"self": uri, **links}
    document["meta"] = {} if count is None else {"count": count}
    found = strict_problems(
        contract(),
        exchange.action,
        exchange.transaction,
        Sent("GET", uri),
        replace(exchange.answer, body=json.dumps(document).encode()),
    )
    return {p.place for p in found if p.rule == "paging"}


ENDS = {"first": page(1), "last": page(3)}
MIDDLE = {**ENDS, "prev": page(1), "next": page(3)}


@pytest.mark.parametrize(
    ("number", "links", "wrong"),
    [
        (2, MIDDLE, set()),
        (1, {**ENDS, "next": page(2)}, set()),
        (1, {**ENDS, "next": page(2), "prev": None}, set()),
        (3, {**ENDS, "prev": page(2)}, set()),
        (2, {**MIDDLE, "prev": page(2)}, {"/links/prev"}),
        (2, {**MIDDLE, "prev": None}, {"/links/prev"}),
        (2, {**MIDDLE, "next": page(2)}, {"/links/next"}),
        (2, {**MIDDLE, "last": page(2)}, {"/links/last"}),
        (2, {**MIDDLE, "first": page(2)}, {"/links/first"}),
        (2, {**MIDDLE, "first": page(1, size=2)}, {"/links/first"}),
        (2, {**MIDDLE, "first": page(1).replace("events", "users")}, {"/links/first"}),
        (2, {**MIDDLE, "first": page(1) + "&sort=name"}, {"/links/first"}),
        (3, {**ENDS, "prev": page(2), "next": page(4)}, {"/links/next"}),
        (1, {**ENDS, "next": page(2), "prev": page(0)}, {"/links/prev"}),
    ],
)
def test_links_lead_to_the_pages_that_they_name(
    reference: Reference, number: int, links: Mapping[str, str | None], wrong: set[str]
) -> None:
    assert places(reference, page(number), links, 3) == wrong


@pytest.mark.parametrize(
    ("uri", "count", "shown", "wrong"),
    [
        (page(1, size=2), 2, 2, set()),
        (page(1, size=2), 1, 2, {"/meta/count"}),
        (page(1, size=2), 2, 1, {"/meta/count"}),
        (page(1, size=1), None, 2, {"/data"}),
        (page(1, size=None), 2, 2, set()),
        (page(1, size=None), 7, 2, set()),
        (page(1, size=None), 1, 2, {"/meta/count"}),
    ],
)
def test_a_page_is_as_long_as_the_count_says(
    reference: Reference, uri: str, count: int | None, shown: int, wrong: set[str]
) -> None:
    links = {"first": uri, "last": uri}
    assert places(reference, uri, links, count, shown) == wrong


def test_a_documented_null_is_no_link_to_anything(reference: Reference) -> None:
    exchange = reference.one("get-faq", 200)
    example = json.loads(exchange.transaction.response.body)
    example["data"]["relationships"]["faq-type"]["data"] = None
    response = replace(exchange.transaction.response, body=json.dumps(example))
    transaction = replace(exchange.transaction, response=response)
    (problem,) = strict_problems(
        contract(), exchange.action, transaction, exchange.sent, exchange.answer
    )
    assert (problem.rule, problem.place) == (
        "documented",
        "/data/relationships/faq-type/data",
    )


def test_a_reading_moves_no_moment(reference: Reference) -> None:
    exchange = reference.one("get-event", 200)
    later = exchange.answer.body.replace(b"2017-07-24T16:52:01Z", b"2098-01-01T00:00:00Z")
    assert later != exchange.answer.body
    answer = replace(exchange.answer, body=later)
    (problem,) = strict_problems(
        contract(), exchange.action, exchange.transaction, exchange.sent, answer
    )
    assert problem.place == "/data/attributes/created-at"


@pytest.mark.parametrize(
    ("kind", "parent", "name", "self_links", "related_links"),
    [
        (EndpointKind.RELATED, "shop", "things", {}, {"things": "/shops/{id}/things"}),
        (EndpointKind.LIST, "shop", "things", {}, {"things": "/shops/{id}/things"}),
        (EndpointKind.RELATIONSHIP, "shop", "things", {"things": "/shops/{id}/things"}, {}),
        (EndpointKind.LIST, "shop", "", {}, {}),
        (EndpointKind.LIST, "", "things", {}, {}),
    ],
)
def test_links_of_relationships_lead_to_the_operations_that_name_parent_and_relationship(
    kind: EndpointKind,
    parent: str,
    name: str,
    self_links: dict[str, str],
    related_links: dict[str, str],
) -> None:
    endpoint = Endpoint(kind, "thing", parent=parent, relationship=name)
    one = action(template="/shops/{id}/things", endpoint=endpoint)
    shop = type_facts(factories.contract(one, resource_types=(ResourceType("shop", HERE),)))["shop"]
    assert (shop.self_links, shop.related_links) == (self_links, related_links)
