"""What is right, however unlike the example it looks: each of these was once reported."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import Response, Transaction
from contracts.verify.strict.judge import strict_problems
from tests.contracts.factories import JSON_API, action, contract, transaction

PLAIN = "application/json"
SHOP = {"type": "shop", "id": "1", "attributes": {"name": "a"}}


def found(
    method: str,
    documented: Response,
    seen: Answer,
    sent: Any = None,
    *,
    seeded: bool = True,
) -> list[tuple[str, str]]:
    """Rule and place of the problems of an answer to ``/shops``."""
    body = json.dumps(sent) if sent is not None else ""
    made = transaction(documented.status, method=method, uri="/shops", sends=sent)
    one = action(Transaction(made.name, made.request, documented, made.location))
    problems = strict_problems(
        contract(one),
        one,
        one.transactions[0],
        Sent(method, "/shops", (), body),
        seen,
        seeded=seeded,
    )
    return [(problem.rule, problem.place) for problem in problems]


def response(value: Any, *headers: tuple[str, str], status: int = 200, kind: str = PLAIN) -> Any:
    return Response(status, headers=(("Content-Type", kind), *headers), body=json.dumps(value))


def answer(value: Any, *headers: tuple[str, str], status: int = 200, kind: str = PLAIN) -> Answer:
    return Answer(status, (("Content-Type", kind), *headers), json.dumps(value).encode())


def paged(**links: Any) -> dict[str, Any]:
    return {"data": [SHOP], "links": {"self": "/shops", **links}}


@pytest.mark.parametrize(
    ("documented", "seen", "expected"),
    [
        (paged(), paged(next=None, first="/shops?page%5Bnumber%5D=1"), []),
        (paged(next="/shops?page%5Bnumber%5D=2"), paged(), []),
        (paged(), paged(other="/shops/other"), [("undocumented", "/links/other")]),
    ],
)
def test_links_of_pages_depend_on_the_data(documented: Any, seen: Any, expected: Any) -> None:
    kinds = response(documented, kind=JSON_API), answer(seen, kind=JSON_API)
    assert found("GET", *kinds) == expected


@pytest.mark.parametrize(
    ("seen", "location", "expected"),
    [
        ({"id": 7}, "/shops/7", []),
        ({"id": 7}, "http://shops.test/shops/7", []),
        ({"id": 7}, "/shops/8", [("location", "header:Location")]),
        ({"id": 7}, "/carts/7", [("location", "header:Location")]),
    ],
)
def test_the_server_chooses_the_id_in_location(seen: Any, location: str, expected: Any) -> None:
    documented = response({"id": 1}, ("Location", "/shops/1"), status=201)
    said = answer(seen, ("Location", location), status=201)
    assert found("POST", documented, said, {"name": "a"}) == expected


def test_the_server_chooses_the_id_in_link() -> None:
    documented = response({"id": 1}, ("Link", '</shops/1>; rel="self"'), status=201)
    good = answer({"id": 7}, ("Link", '<http://x.test/shops/7>; rel="self"'), status=201)
    bad = answer({"id": 7}, ("Link", '</shops/7>; rel="next"'), status=201)
    assert found("POST", documented, good, {}) == []
    assert found("POST", documented, bad, {}) == [("header", "header:Link")]


def test_a_list_may_be_longer_than_its_example() -> None:
    documented, seen = [{"id": 1, "name": "a"}], [{"id": n, "name": "x"} for n in range(1, 4)]
    assert found("GET", response(documented), answer(seen)) == []
    many = {"data": [SHOP, {**SHOP, "id": "2"}]}
    assert (
        found("GET", response({"data": [SHOP]}, kind=JSON_API), answer(many, kind=JSON_API)) == []
    )


def test_a_value_may_be_null_where_nobody_made_it() -> None:
    documented, seen = response({"name": "a"}), answer({"name": None})
    assert found("GET", documented, seen, seeded=False) == []
    assert found("GET", documented, seen) == [("non-empty", "/name")]


NEXT = '</shops?page=2>; rel="next"'


@pytest.mark.parametrize(
    ("link", "right"),
    [
        ('</shops>; rel="first"', True),
        ("", True),
        (NEXT, True),
        ('</shops?page=7>; rel="next"', False),
        ('</shops>; rel="license"', False),
    ],
)
def test_links_of_pages_in_a_header_depend_on_the_data(link: str, right: bool) -> None:
    said = answer([1], *((("Link", link),) if link else ()))
    seen = found("GET", response([1], ("Link", NEXT)), said)
    assert seen == ([] if right else [("header", "header:Link")])


def test_an_id_that_only_an_example_shows_as_a_number_may_be_a_text() -> None:
    documented = response({"data": {**SHOP, "id": 1}}, kind=JSON_API)
    assert found("GET", documented, answer({"data": SHOP}, kind=JSON_API)) == []
    numbered = answer({"data": {**SHOP, "id": 1}}, kind=JSON_API)
    assert ("jsonapi-identification", "/data/id") in found("GET", documented, numbered)


def test_an_empty_text_in_an_example_promises_no_value() -> None:
    assert found("GET", response({"name": ""}), answer({"name": None})) == []
