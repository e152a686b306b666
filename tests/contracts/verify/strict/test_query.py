"""What ``sort``, ``fields`` and ``include`` ask for, on documents by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.verify.strict.judge import strict_problems
from contracts.verify.strict.query import out_of_order
from tests.blueprint import contract
from tests.contracts.verify.reference import Exchange, Reference


def asked(exchange: Exchange, query: str, document: Any) -> set[tuple[str, str]]:
    """Rule and place of the problems when the operation is asked with another query."""
    path = exchange.sent.uri.partition("?")[0]
    sent = Sent("GET", f"{path}?{query}" if query else path, exchange.sent.headers)
    body = json.dumps(document).encode()
    changed: Answer = replace(exchange.answer, body=body)
    found = strict_problems(contract(), exchange.action, exchange.transaction, sent, changed)
    return {(p.rule, p.place) for p in found}


@pytest.mark.parametrize(
    ("values", "descending", "at"),
    [
        (["a", "b", "b", "c"], False, None),
        (["a", "c", "b"], False, 1),
        (["c", "b", "a"], True, None),
        (["c", "a", "b"], True, 1),
        ([1, 2.5, 10], False, None),
        ([10, 9], False, 0),
        ([False, True], False, None),
        ([True, False], False, 0),
        (["2099-01-01T00:00:00Z", "2099-01-01T00:30:00+01:00"], False, 0),
        (["2099-01-01T00:30:00+01:00", "2099-01-01T00:00:00Z"], False, None),
        ([None, "a", None, "b"], False, None),
        ([None, "b", "a"], False, 1),
        (["B", "b", "a"], False, 1),
        ([1, "b", "a", 2], False, 1),
        ([1, "a", 0], False, None),
        ([False, -0.5], False, 0),
        (["B", "a"], False, None),
        (["b-1", "b 0"], False, None),
        ([], False, None),
    ],
)
def test_values_out_of_order_are_found(values: list[Any], descending: bool, at: int | None) -> None:
    assert out_of_order(values, descending=descending) == at


@pytest.mark.parametrize(
    ("sort", "names", "fires"),
    [
        ("name", ["a", "b"], False),
        ("name", ["b", "a"], True),
        ("-name", ["b", "a"], False),
        ("-name", ["a", "b"], True),
        ("-name,starts-at", ["a", "b"], True),
        ("identifier", ["b", "a"], False),
    ],
)
def test_a_list_is_in_the_order_asked_for(
    reference: Reference, sort: str, names: list[str], fires: bool
) -> None:
    exchange = reference.one("list-events", 200)
    document = json.loads(exchange.answer.body)
    (first,) = document["data"]
    document["data"] = [
        {**first, "id": str(n), "attributes": {**first["attributes"], "name": name}}
        for n, name in enumerate(names, 1)
    ]
    found = asked(exchange, f"sort={sort}", document)
    assert (("sort", "/data/1/attributes/name") in found) == fires


@pytest.mark.parametrize(
    ("fields", "attributes", "relationships", "place"),
    [
        ("question", ["question"], [], None),
        ("question,event", ["question"], ["event"], None),
        ("", [], [], None),
        ("unknown", [], [], None),
        ("question", ["question", "answer"], [], "/data/attributes/answer"),
        ("question", ["question"], ["event"], "/data/relationships/event"),
        ("question", [], [], "/data/attributes/question"),
        ("event", [], [], "/data/relationships/event"),
    ],
)
def test_sparse_fieldsets_show_exactly_the_fields_asked_for(
    reference: Reference,
    fields: str,
    attributes: list[str],
    relationships: list[str],
    place: str | None,
) -> None:
    exchange = reference.one("get-faq", 200)
    document = json.loads(exchange.answer.body)
    data = document["data"]
    data["attributes"] = {name: data["attributes"][name] for name in attributes}
    data["relationships"] = {name: data["relationships"][name] for name in relationships}
    found = asked(exchange, f"fields%5Bfaq%5D={fields}", document)
    expected = {("fields", place)} if place else set()
    assert {(rule, at) for rule, at in found if rule == "fields"} == expected


def test_what_is_never_shown_is_not_missed(reference: Reference) -> None:
    """A client may ask for an attribute that is only written, such as a password."""
    exchange = reference.one("get-user", 200)
    document = json.loads(exchange.answer.body)
    document["data"] |= {"attributes": {}, "relationships": {}}
    assert "fields" not in {rule for rule, _ in asked(exchange, "fields[user]=password", document)}


def test_a_nested_include_is_followed(reference: Reference) -> None:
    exchange = reference.one("list-faqs-of-an-event", 200)
    document = json.loads(exchange.answer.body)
    found = asked(exchange, "include=event.owner", document)
    assert "include" in {rule for rule, _ in found}
    (event,) = document["included"]
    owner = event["relationships"]["owner"]["data"]
    document["included"].append(owner)
    found = asked(exchange, "include=event.owner", document)
    assert "include" not in {rule for rule, _ in found}


def test_an_empty_include_includes_nothing(reference: Reference) -> None:
    exchange = reference.one("get-faq", 200)
    document = json.loads(exchange.answer.body)
    assert ("include", "/included") in asked(exchange, "include=", document)
    document["included"] = []
    assert "include" not in {rule for rule, _ in asked(exchange, "include=", document)}
