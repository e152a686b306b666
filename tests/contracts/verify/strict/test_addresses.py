"""Where Location, Link and the links of documents lead, judged on contracts made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Problem, Sent
from contracts.model import Endpoint, EndpointKind, Parameter, Relationship, ResourceType, Response
from contracts.verify.strict.judge import strict_problems
from tests.contracts.factories import HERE, JSON_API, action, contract, transaction

PLAIN = "application/json"
SHOP = ResourceType(
    "shop", HERE, path="/shops/{id}", relationships=(Relationship("owner", "user"),)
)
RELATED = replace(
    action(transaction(uri="/shops/1/owner"), template="/shops/{id}/owner"),
    endpoint=Endpoint(EndpointKind.RELATED, "user", "shop", "owner"),
)


def judged(
    method: str,
    uri: str,
    documented: Response,
    seen: Answer,
    endpoint: Endpoint | None = None,
    template: str = "",
    parameters: tuple[Parameter, ...] = (),
) -> list[Problem]:
    """The problems of one answer."""
    made = replace(transaction(method=method, uri=uri), response=documented)
    one = replace(
        action(made, method=method, template=template or uri.partition("?")[0]),
        endpoint=endpoint,
        parameters=parameters,
    )
    whole = contract(one, RELATED, resource_types=(SHOP,))
    return list(strict_problems(whole, one, made, Sent(method, uri), seen))


def documented(value: Any, *headers: tuple[str, str], status: int = 200, kind: str) -> Response:
    body = json.dumps(value) if value is not None else ""
    return Response(status, headers=(("Content-Type", kind), *headers), body=body)


def answered(value: Any, *headers: tuple[str, str], status: int = 200, kind: str) -> Answer:
    body = json.dumps(value).encode() if value is not None else b""
    return Answer(status, (("Content-Type", kind), *headers), body)


def locations(
    example: tuple[Any, str],
    seen: tuple[Any, str],
    *,
    kind: str,
    method: str = "POST",
    status: int = 201,
    endpoint: Endpoint | None = None,
) -> list[tuple[str, Any, Any]]:
    """What the rule says of Location, where a body and its Location are documented and seen."""
    (shown, address), (body, location) = example, seen
    problems = judged(
        method,
        "/shops",
        documented(shown, ("Location", address), status=status, kind=kind),
        answered(body, ("Location", location), status=status, kind=kind),
        endpoint,
    )
    return [(e.place, e.expected, e.seen) for e in problems if e.rule == "location"]


@pytest.mark.parametrize(
    ("example", "shown", "seen", "location", "wanted"),
    [
        # The answer has an id: the address ends in it.
        ({"id": 1}, "/shops/1", {"id": 7}, "/shops/7", ""),
        ({"id": 1}, "/shops/1", {"id": 7}, "/shops/1", "/shops/7"),
        ({"key": "a1"}, "/shops/a1", {"key": "b2"}, "/shops/b2", ""),
        ({"key": "a1"}, "/shops/a1", {"key": "b2"}, "/shops/a1", "/shops/b2"),
        ({"name": "x", "id": 1}, "/shops/1", {"name": "1", "id": 7}, "/shops/1", "/shops/7"),
        ({"a": 0, "id": 1, "z": 9}, "/shops/1", {"a": 5, "id": 7, "z": 5}, "/shops/7", ""),
        # It has none: the server chooses the last segment, if that looks like an id.
        ({"name": "x"}, "/shops/1", {"name": "x"}, "/shops/7", ""),
        ({"name": "x"}, "/shops/1", {"name": "x"}, "/carts/7", "/shops/7"),
        ({"name": "x"}, "/shops/abcde1", {"name": "x"}, "/shops/other", ""),
        ({"name": "x"}, "/shops/abcd1", {"name": "x"}, "/shops/other", "/shops/abcd1"),
        ({"name": "x"}, "/shops/abcdefg", {"name": "x"}, "/shops/other", "/shops/abcdefg"),
        ({"name": "x"}, "/shops/", {"name": "x"}, "/shops/7", "/shops/"),
        ({"id": 1}, "/shops/1", {"id": None}, "/shops/7", ""),
        # Query and order of parameters are of the address, scheme and host are not.
        ({"id": 1}, "http://a.test/shops/1", {"id": 1}, "https://b.test:1/shops/1", ""),
        ({"name": "x"}, "/new?a=1&b=2", {"name": "x"}, "/new?b=2&a=1", ""),
        ({"name": "x"}, "/new?a=1", {"name": "x"}, "/new?a=2", "/new?a=1"),
    ],
)
def test_location_in_plain_json(
    example: Any, shown: str, seen: Any, location: str, wanted: str
) -> None:
    found = locations((example, shown), (seen, location), kind=PLAIN)
    assert found == ([("header:Location", wanted, location)] if wanted else [])


def shop(id: str | None, type_name: str = "shop") -> dict[str, Any]:
    return {"data": {"type": type_name, **({"id": id} if id else {})}}


CREATE = Endpoint(EndpointKind.CREATE, "shop")


@pytest.mark.parametrize(
    ("example", "shown", "seen", "location", "wanted"),
    [
        (shop("1"), "/shops/1", shop("7"), "/shops/7", ""),
        (shop("1"), "/shops/1", shop("7"), "/shops/1", "/shops/7"),
        (shop("1"), "/shops/latest", shop("7"), "/shops/latest", ""),
        (shop("1"), "/shops/0", shop("7"), "/shops/0", ""),
        (shop("1"), "/shops/latest", shop("7"), "/shops/7", "/shops/latest"),
        (shop("1"), "/shops/1", shop(None), "/shops/1", ""),
        (shop("1"), "/shops/1", shop(None), "/shops/7", "/shops/1"),
    ],
)
def test_location_of_a_created_resource(
    example: Any, shown: str, seen: Any, location: str, wanted: str
) -> None:
    found = locations((example, shown), (seen, location), kind=JSON_API, endpoint=CREATE)
    assert found == ([("header:Location", wanted, location)] if wanted else [])


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("POST", 409), ("PUT", 201)])
def test_location_is_the_documented_one_where_nothing_is_created(method: str, status: int) -> None:
    example, seen = ({"id": 1}, "/shops/1"), ({"id": 7}, "/shops/7")
    found = locations(example, seen, kind=PLAIN, method=method, status=status)
    assert found == [("header:Location", "/shops/1", "/shops/7")]


def test_a_location_that_is_missing_is_said_to_be() -> None:
    example = documented({"id": 1}, ("Location", "/shops/1"), status=201, kind=PLAIN)
    (found,) = judged("POST", "/shops", example, answered({"id": 7}, status=201, kind=PLAIN))
    assert found.message == "the documented header Location is missing"
    assert (found.place, found.expected) == ("header:Location", "/shops/7")


LIST = Endpoint(EndpointKind.LIST, "shop")


def parameter(name: str) -> Parameter:
    return Parameter(name, name, "query")


PAGED = (parameter("page[number]"), parameter("page[size]"))


def paging(
    uri: str,
    shown: int,
    count: Any = None,
    links: dict[str, Any] | None = None,
    example: dict[str, Any] | None = None,
    parameters: tuple[Parameter, ...] = PAGED,
) -> list[tuple[str, Any]]:
    """Place and expected value of what is wrong with a page of shops."""
    data = [{"type": "shop", "id": str(n + 1)} for n in range(shown)]
    meta = {} if count is None else {"meta": {"count": count}}
    seen = {"data": data, **meta, **({} if links is None else {"links": links})}
    problems = judged(
        "GET",
        uri,
        documented({"data": data[:1], "links": example or {}}, kind=JSON_API),
        answered(seen, kind=JSON_API),
        LIST,
        "/shops",
        parameters,
    )
    return [(each.place, each.expected) for each in problems if each.rule == "paging"]


def of(number: int, size: int | None = None) -> str:
    return f"/shops?{f'page[size]={size}&' if size else ''}page[number]={number}"


@pytest.mark.parametrize(
    ("uri", "shown", "count", "wrong"),
    [
        (of(1, 2), 2, 4, []),
        (of(2, 2), 2, 4, []),
        (of(2, 2), 1, 3, []),
        (of(2, 2), 1, 4, [("/meta/count", 2)]),
        (of(2, 2), 2, 3, [("/meta/count", 1)]),
        (of(3, 2), 0, 4, []),
        (of(9, 2), 0, 4, []),
        (of(9, 2), 1, 4, [("/meta/count", 0)]),
        (of(1, 2), 3, 3, [("/data", 2)]),
        (of(1, 2), 3, None, [("/data", 2)]),
        (of(1, 2), 1, None, []),
        (of(1), 3, 3, []),
        (of(1), 2, 3, []),
        (of(1), 3, 2, [("/meta/count", 3)]),
        ("/shops", 3, 2, [("/meta/count", 3)]),
        (of(1), 1, True, []),
        (of(1), 2, "1", []),
        # What is no number of a page is not judged.
        (of(0, 2), 9, 3, []),
        ("/shops?page[number]=x&page[size]=1", 9, 3, []),
        ("/shops?page[size]=0", 2, 2, []),
        ("/shops?page[size]=x", 2, 1, [("/meta/count", 2)]),
        ("/shops?page[size]=²", 2, 2, []),
    ],
)
def test_what_a_page_shows_is_counted(
    uri: str, shown: int, count: Any, wrong: list[tuple[str, int]]
) -> None:
    assert paging(uri, shown, count) == wrong


@pytest.mark.parametrize(
    ("uri", "shown", "count", "links", "wrong"),
    [
        # The last page of a count that fills it, and of one that does not.
        (of(1, 2), 2, 4, {"last": of(2, 2)}, []),
        (of(1, 2), 2, 5, {"last": of(3, 2)}, []),
        (of(1, 2), 2, 5, {"last": of(2, 2)}, [("/links/last", 3)]),
        (of(1, 2), 0, 0, {"last": of(1, 2)}, []),
        (of(1, 2), 0, 0, {"last": of(0, 2)}, [("/links/last", 1)]),
        # Without a size, one page that shows all is the last.
        (of(1), 2, 2, {"last": of(1)}, []),
        (of(1), 2, 2, {"last": of(2)}, [("/links/last", 1)]),
        (of(1), 2, 2, {"next": of(2)}, [("/links/next", None)]),
        (of(1), 2, 3, {"next": of(2), "last": of(2)}, []),
        (of(2), 2, 2, {"last": of(7)}, []),
        # Neighbours.
        (of(2, 1), 1, 3, {"prev": of(1, 1), "next": of(3, 1)}, []),
        (of(2, 1), 1, 3, {"prev": of(3, 1), "next": of(1, 1)},
         [("/links/prev", 1), ("/links/next", 3)]),
        (of(1, 1), 1, 3, {"prev": of(1, 1)}, [("/links/prev", None)]),
        (of(1, 1), 1, 3, {"prev": None, "next": ""}, []),
        (of(1, 1), 1, 3, {"next": of(2, 1)}, []),
        (of(3, 1), 1, 4, {"prev": of(2, 1), "next": of(4, 1)}, []),
        (of(3, 1), 1, 3, {"next": of(4, 1)}, [("/links/next", None)]),
        (of(5, 1), 0, 3, {"next": of(6, 1)}, [("/links/next", None)]),
        # A link has the parameters of the request, and page 1 may go without its number.
        ("/shops", 1, None, {"first": "/shops"}, []),
        ("/shops?sort=name", 1, None, {"first": "/shops?page[number]=1&sort=name"}, []),
        ("/shops?sort=name", 1, None, {"first": "/shops?page[number]=1"}, [("/links/first", 1)]),
        ("/shops", 1, None, {"first": "http://a.test/shops?page%5Bnumber%5D=1"}, []),
        ("/shops", 1, None, {"first": {"href": "/shops"}}, []),
        ("/shops", 1, None, {"first": "/carts"}, [("/links/first", 1)]),
    ],
)  # fmt: skip
def test_links_lead_to_pages(
    uri: str, shown: int, count: Any, links: dict[str, Any], wrong: list[tuple[str, Any]]
) -> None:
    assert paging(uri, shown, count, links) == wrong


@pytest.mark.parametrize(
    ("example", "links", "wrong"),
    [
        ({"first": of(1)}, {}, [("/links/first", 1)]),
        ({"first": of(1)}, {"first": None}, [("/links/first", 1)]),
        ({"self": of(1)}, {}, []),
    ],
)
def test_a_documented_link_to_a_page_is_not_left_out(
    example: dict[str, Any], links: dict[str, Any], wrong: list[tuple[str, Any]]
) -> None:
    assert paging("/shops", 1, links=links, example=example) == wrong
    assert paging("/shops", 1, links=None, example=example) == []


@pytest.mark.parametrize(
    ("parameters", "example", "is_paged"),
    [
        (PAGED[:1], {}, True),
        (PAGED[1:], {}, False),
        ((parameter("page"), parameter("a"), parameter("z")), {}, False),
        ((parameter("z"), *PAGED), {}, True),
        ((), {"next": of(2)}, True),
        ((), {"self": "/shops", "next": of(2)}, True),
        ((), {"next": "/shops?page=2"}, False),
        ((), {}, False),
    ],
)
def test_a_list_has_pages_if_a_parameter_or_the_example_says_so(
    parameters: tuple[Parameter, ...], example: dict[str, Any], is_paged: bool
) -> None:
    found = paging("/shops", 2, 1, example=example, parameters=parameters)
    assert found == ([("/meta/count", 2)] if is_paged else [])


LINKAGE = Endpoint(EndpointKind.RELATIONSHIP, "user", "shop", "owner")


@pytest.mark.parametrize(
    ("links", "wrong"),
    [
        ({"self": "/shops/5/relationships/owner", "related": "/shops/5/owner"}, []),
        ({"self": "/shops/5/owner"}, [("/links/self", "/shops/5/relationships/owner")]),
        ({"related": "/shops/1/owner"}, [("/links/related", "/shops/5/owner")]),
        ({"self": None, "related": ""}, []),
    ],
)
def test_links_of_a_relationship_document(
    links: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    value = {"data": {"type": "user", "id": "1"}}
    problems = judged(
        "GET",
        "/shops/5/relationships/owner",
        documented(value, kind=JSON_API),
        answered({**value, "links": links}, kind=JSON_API),
        LINKAGE,
        "/shops/{id}/relationships/owner",
    )
    assert [(p.place, p.expected) for p in problems if p.rule == "link"] == wrong


@pytest.mark.parametrize(
    ("links", "own", "wrong"),
    [
        ("/shops/5", "/shops/5", []),
        ("/shops/5?x=1", "/shops/5", ["/links/self"]),
        ("/me", "/shops/5", ["/links/self"]),
        ("/me", "/me", ["/data/links/self"]),
        (None, "/shops/5", []),
    ],
)
def test_the_own_link_of_a_document_is_its_address_or_that_of_its_resource(
    links: str | None, own: str, wrong: list[str]
) -> None:
    value = {"type": "shop", "id": "5"}
    problems = judged(
        "GET",
        "/shops/5",
        documented({"data": value}, kind=JSON_API),
        answered({"data": {**value, "links": {"self": own}}, "links": {"self": links}},
                 kind=JSON_API),
        Endpoint(EndpointKind.DETAIL, "shop"),
        "/shops/{id}",
    )  # fmt: skip
    assert [p.place for p in problems if p.rule == "link"] == wrong


@pytest.mark.parametrize(
    ("links", "related", "wrong"),
    [
        ("/shops/5", "/shops/5/owner", []),
        ("/shops/1", "/shops/5/owner", [("/data/2/links/self", "/shops/5")]),
        ("/shops/5", "/shops/1/owner",
         [("/data/2/relationships/owner/links/related", "/shops/5/owner")]),
        (None, None, []),
    ],
)  # fmt: skip
def test_links_of_each_resource_and_its_relationships(
    links: str | None, related: str | None, wrong: list[tuple[str, str]]
) -> None:
    """Resources of unknown types, without an id or with other relationships hide no mistake."""
    owner = {"links": {"self": "/anything", "related": related}}
    relationships = {"other": {"links": {"related": "/other"}}, "owner": owner}
    one = {"type": "shop", "id": "5", "links": {"self": links}, "relationships": relationships}
    data = [{"type": "cart", "id": "1"}, {"type": "shop"}, one]
    problems = judged(
        "GET",
        "/shops",
        documented({"data": []}, kind=JSON_API),
        answered({"data": data}, kind=JSON_API),
        LIST,
    )
    assert [(p.place, p.expected) for p in problems if p.rule == "link"] == wrong


def test_a_link_that_leads_elsewhere_is_told_with_both_addresses() -> None:
    value = {"data": {"type": "shop", "id": "5", "links": {"self": "/shops/6"}}}
    problems = judged(
        "GET",
        "/shops/5",
        documented(value, kind=JSON_API),
        answered(value, kind=JSON_API),
        Endpoint(EndpointKind.DETAIL, "shop"),
        "/shops/{id}",
    )
    (found,) = [p for p in problems if p.rule == "link"]
    assert found.message == "the link self leads to /shops/6, not to /shops/5"
    assert (found.expected, found.seen) == ("/shops/5", "/shops/6")


def test_without_an_example_only_a_parameter_makes_pages() -> None:
    seen = answered({"data": [], "meta": {"count": 0}, "links": {"first": "/x"}}, kind=JSON_API)
    nothing = documented(None, kind=JSON_API)
    for parameters in ((), PAGED):
        problems = judged("GET", "/shops", nothing, seen, LIST, "", parameters)
        found = [p.place for p in problems if p.rule == "paging"]
        assert found == (["/links/first"] if parameters else [])
