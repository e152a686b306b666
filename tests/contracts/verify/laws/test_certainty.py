"""Laws come from what the contract states; what is inferred decides nothing but crashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from contracts.exchange import Answer, Outcome, Result, Sent
from contracts.verify.laws.certainty import guessed, has_schema, refused_value
from contracts.verify.plan import plan
from contracts.verify.runner import Runner
from contracts.verify.session import Session, transaction_runner
from contracts.verify.strict.judge import judge
from tests.contracts.blueprints import contract
from tests.contracts.report.test_failure_groups import shop
from tests.contracts.verify.shops import Shops


class Picky(Shops):
    """Refuses prices over 100, cities other than Oslo, and products without a price."""

    def send(self, sent: Sent) -> Answer:
        if sent.method in ("POST", "PATCH"):
            attributes = json.loads(sent.body)["data"].get("attributes", {})
            if attributes.get("price", 0) > 100 or attributes.get("city", "Oslo") != "Oslo":
                return self.error(422, "Out of range")
            if sent.method == "POST" and "price" not in attributes:
                return self.error(422, "A price is required")
        return super().send(sent)


def judged(shops: Shops) -> dict[str, Result]:
    transactions = transaction_runner(shop(), shops, shops)
    with Runner(Session(transactions, shops, shops)) as runner:
        return {check.name: runner.result(check) for check in plan(shop().contract)}


def test_a_refused_value_that_no_example_shows_decides_nothing() -> None:
    results = judged(Picky())
    assert {r.outcome for r in results.values()} == {Outcome.PASSED}
    law = results["law: shop: updated city is read"]
    assert law.vacuous == ("undecided: the server refuses a value made for shop.city (422)",)
    assert results["law: shop: updated floor is read"].vacuous == ()


@pytest.mark.parametrize(
    ("bug", "outcome"),
    [("sort by price is ignored", Outcome.PASSED), ("sort by price crashes", Outcome.FAILED)],
)
def test_an_attribute_that_sort_does_not_name_need_not_sort(bug: str, outcome: Outcome) -> None:
    results = judged(Shops(bug))
    assert results["law: product: list-products-of-a-shop sorts by price"].outcome is outcome
    assert results["law: product: list-products-of-a-shop sorts by name"].outcome is Outcome.PASSED


class Published(Shops):
    """Lists what is published alone; nothing that a law makes is."""

    def list(self, type: str, path: str, query: Mapping[str, str], shop: str = "") -> Answer:
        rows = self.rows
        self.rows = {k: row for k, row in rows.items() if not str(row["name"]).startswith("law")}
        try:
            return super().list(type, path, query, shop)
        finally:
            self.rows = rows


def test_a_list_that_leaves_out_made_up_records_decides_nothing() -> None:
    results = judged(Published())
    assert {r.outcome for r in results.values()} == {Outcome.PASSED}
    law = results["law: shop: list-shops lists its members"]
    assert law.vacuous == ("undecided: the list leaves out 2 shop made with inferred values",)


class Hidden(Shops):
    """Finds what is published alone; nothing that a law makes is, and what clients create is."""

    def send(self, sent: Sent) -> Answer:
        path = sent.uri.partition("?")[0].strip("/").split("/")
        type = {"shops": "shop", "products": "product"}[path[0]]
        row = self.rows.get((type, path[1])) if len(path) > 1 else None
        if row is not None and str(row["name"]).startswith("law0"):
            return self.error(404, "Object not found")
        return super().send(sent)


def test_a_server_that_finds_nothing_made_up_decides_nothing() -> None:
    results = judged(Hidden())
    assert {r.outcome for r in results.values()} == {Outcome.PASSED}
    law = results["law: shop: deleted is gone"]
    reason = "the server does not find a resource made with inferred values"
    assert law.vacuous == (f"undecided: {reason}",)
    assert results["law: product: created is read"].vacuous == ()


class ForgetsNew(Shops):
    """Forgets what was created."""

    def post(self, data: Mapping[str, Any]) -> Answer:
        answer = super().post(data)
        del self.rows["product", json.loads(answer.text)["data"]["id"]]
        return answer


def test_what_the_server_itself_has_created_must_be_found() -> None:
    assert judged(ForgetsNew())["law: product: created is read"].outcome is Outcome.FAILED


class Forgetful(Shops):
    """Its state handler could not store cities, and says so."""

    unmade = MappingProxyType({"shop": frozenset({"city"})})


def test_a_value_that_was_not_stored_is_not_sorted_by() -> None:
    bugs = ("sort by city is ignored", "sort by floor is ignored")
    results = judged(Forgetful(*bugs))
    city = results["law: shop: list-shops sorts by city"]
    assert city.vacuous == ("undecided: the state handler could not give city its values",)
    assert results["law: shop: list-shops sorts by floor"].outcome is Outcome.FAILED


class Clock(Shops):
    """Gives shops another floor than they were stored with, and sorts by its own."""

    def shown(self, type: str, id: str) -> dict[str, Any]:
        found = super().shown(type, id)
        if type == "shop":
            found["attributes"]["floor"] = int(id)
        return found


def test_values_that_the_server_sets_itself_are_not_sorted_by() -> None:
    results = judged(Clock("sort by floor is ignored", "sort by city is ignored"))
    floor = results["law: shop: list-shops sorts by floor"]
    assert floor.vacuous == ("undecided: the server has given floor other values",)
    assert results["law: shop: list-shops sorts by city"].outcome is Outcome.FAILED


CARD = """\
FORMAT: 1A

# Cards

## Card [/cards/{id}]

+ Parameters
    + id: 1 (required)

### Show [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: card (string, required, fixed)
            + id: `1` (string, required)
            + attributes (required)
                + scheme: visa (string, required)
                + state (enum, required)
                    + new
                    + used
                + site: `https://example.com` (string, required)
                + count: 1 (number, required)
"""


@pytest.mark.parametrize(
    ("name", "value", "place", "named"),
    [
        ("scheme", "law500", "/data/attributes/scheme", "card.scheme"),
        ("scheme", "law500", "attributes/scheme", "card.scheme"),
        ("scheme", "law500", "/data/attributes/count", ""),
        ("scheme", None, "/data/attributes/scheme", ""),
        ("state", "used", "/data/attributes/state", ""),
        ("count", 500, "/data/attributes/count", "card.count"),
        ("count", 500, "/data/attributes/scheme", ""),
    ],
)
def test_a_value_that_the_server_points_at_and_nothing_limits_decides_nothing(
    name: str, value: object, place: str, named: str
) -> None:
    data = {"type": "card", "attributes": {name: value}}
    document = {"errors": [{"source": {"pointer": place}}]}
    assert refused_value(judge(contract(CARD)).types, data, document) == named


NOTE = """\
FORMAT: 1A

# Notes

## Note [/notes/{id}]

Fields of a note.

| Parameter | Description | Type | Required |
|-----------|-------------|------|----------|
| `text`    | the text    | string | **yes** |

+ Parameters
    + id: 1 (required)

### Show [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "note", "id": "1", "attributes": {"text": "a"},
         "relationships": {"author": {"data": {"type": "author", "id": "1"}}}}}

## Author [/authors/{id}]

+ Parameters
    + id: 1 (required)

### Show author [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "author", "id": "1", "attributes": {"name": "a"}}}
"""


def test_tables_and_examples_leave_open_what_else_holds_of_a_resource() -> None:
    card = contract(CARD).resource_type("card")
    note, author = (contract(NOTE).resource_type(name) for name in ("note", "author"))
    assert card is not None
    assert note is not None
    assert author is not None
    assert [has_schema(each) for each in (card, note, author)] == [True, False, False]


@pytest.mark.parametrize(
    ("linkage", "named"),
    [
        ({"data": None}, "note.author"),
        ({"data": {"type": "author", "id": "1"}}, ""),
        ({"links": {}}, ""),
        ("no object", ""),
    ],
)
def test_that_a_link_may_be_null_no_example_states(linkage: object, named: str) -> None:
    data = {"type": "note", "relationships": {"author": linkage, "other": {"data": None}}}
    assert guessed(judge(contract(NOTE)).types, data) == named
