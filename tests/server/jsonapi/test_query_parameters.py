"""Query parameters take the public, dasherized names, and refuse what they do not know."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from server import create_app
from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, error, on_one_database, one, resource

USERS = [("4", "Ada", "Lovelace"), ("5", "Bob", None), ("6", "ada", "Zuse")]


@pytest.fixture
def people(states: StateHandler, world: World) -> World:
    """The world with three more users, who have names."""
    for id_, first, last in USERS:
        states.create("user", id_, {"first-name": first, "last-name": last})
    return world


def get(client: JsonApiClient, world: World, path: str, **query: str) -> Any:
    response = client.call("GET", path, token=world.admin, query=query)
    assert response.status_code == 200, response.text
    return response.get_json(force=True)


def ids(document: Any) -> list[str]:
    return [row["id"] for row in document["data"]]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("id", ["1", "2", "3", "4", "5", "6"]),
        ("-id", ["6", "5", "4", "3", "2", "1"]),
        ("first-name,-id", ["3", "2", "1", "4", "5", "6"]),
        ("first-name,-first-name,-id", ["3", "2", "1", "4", "5", "6"]),
        ("-id,id", ["6", "5", "4", "3", "2", "1"]),
        ("-first-name", ["6", "5", "4", "1", "2", "3"]),
        ("-is-admin,-last-name", ["3", "6", "4", "1", "2", "5"]),
        ("-created-at,first-name", None),
    ],
)
def test_sort_takes_dasherized_names(
    client: JsonApiClient, people: World, sort: str, expected: list[str] | None
) -> None:
    found = ids(get(client, people, "/v1/users", sort=sort))
    assert found == expected if expected else sorted(found) == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("filter[first-name]", "Ada", ["4"]),
        ("filter[first-name]", "Ada,Bob", []),
        ("filter[first-name]", ",", []),
        ("filter[id]", "2", ["2"]),
        ("filter[is-admin]", "true", ["3"]),
        ("filter[id]", "2,5", []),
        ("filter[email]", "jane@example.com", ["1"]),
        ("filter[first-name]", "", []),
    ],
)
def test_simple_filters(
    client: JsonApiClient, people: World, parameter: str, value: str, expected: list[str]
) -> None:
    assert ids(get(client, people, "/v1/users", **{parameter: value})) == expected


def test_a_simple_filter_equals_the_whole_value(
    client: JsonApiClient, states: StateHandler, world: World
) -> None:
    for id_, name in (("4", "Berlin"), ("5", "Berlin, Germany"), ("6", " Germany")):
        states.create("event", id_, {"name": name}, {"owner": one("user", "1")})
    found = get(client, world, "/v1/events", **{"filter[name]": "Berlin, Germany"})
    assert ids(found) == ["5"]


@pytest.mark.parametrize(
    ("op", "pattern", "expected"),
    [
        ("ilike", "%ärger%", ["10", "11"]),
        ("ilike", "%ÄRGER%", ["10", "11"]),
        ("ilike", "%ж%", ["12"]),
        ("like", "%ärger%", ["11"]),
        ("notilike", "%ärger%", ["1", "12", "2"]),
    ],
)
def test_ilike_ignores_the_case_of_every_alphabet(
    client: JsonApiClient,
    states: StateHandler,
    world: World,
    op: str,
    pattern: str,
    expected: list[str],
) -> None:
    for id_, question in (("10", "Viel ÄRGER?"), ("11", "Kein ärger?"), ("12", "Ждать?")):
        states.create("faq", id_, {"question": question}, {"event": one("event", "1")})
    node = where("question", op, pattern)
    found = get(client, world, "/v1/events/1/faqs", filter=json.dumps([node]))
    assert sorted(ids(found)) == expected


def where(name: str, op: str, val: Any) -> dict[str, Any]:
    return {"name": name, "op": op, "val": val}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (where("first-name", "eq", "Ada"), ["4"]),
        (where("first-name", "eq", None), ["1", "2", "3"]),
        (where("first-name", "ne", None), ["4", "5", "6"]),
        (where("first-name", "ilike", "%A%"), ["4", "6"]),
        (where("first-name", "like", "A%"), ["4"]),
        (where("first-name", "notlike", "A%"), ["5", "6"]),
        (where("first-name", "notilike", "A%"), ["5"]),
        (where("first-name", "contains", "A"), ["4"]),
        (where("first-name", "endswith", "A"), []),
        (where("first-name", "like", "_d_"), ["4", "6"]),
        (where("first-name", "like", "\\_d_"), []),
        (where("first-name", "like", "\\Ada"), ["4"]),
        (where("first-name", "like", "Ada\\\\"), []),
        (where("first-name", "startswith", "Ada\\"), []),
        (where("last-name", "is_", None), ["1", "2", "3", "5"]),
        (where("last-name", "isnot", None), ["4", "6"]),
        (where("first-name", "in_", ["Bob", "Ada"]), ["4", "5"]),
        (where("first-name", "notin_", ["Bob", "Ada"]), ["6"]),
        (where("first-name", "in", [None]), ["1", "2", "3"]),
        (where("first-name", "in", [None, "Bob"]), ["1", "2", "3", "5"]),
        (where("first-name", "in", []), []),
        (where("first-name", "notin", [None]), ["4", "5", "6"]),
        (where("first-name", "notin", [None, "Bob"]), ["4", "6"]),
        ({"not": where("first-name", "in", [None, "Bob"])}, ["4", "6"]),
        ({"not": where("first-name", "notin", [None])}, ["1", "2", "3"]),
        (where("first-name", "startswith", "B"), ["5"]),
        (where("first-name", "contains", "%"), []),
        (where("created-at", "gt", "2000-01-01T00:00:00Z"), ["1", "2", "3", "4", "5", "6"]),
        (where("created-at", "lt", "2000-01-01T00:00:00+01:00"), []),
        (where("is-admin", "eq", True), ["3"]),
        (where("id", "in", ["1", "6"]), ["1", "6"]),
        (where("id", "ne", "1"), ["2", "3", "4", "5", "6"]),
        ({"name": "first-name", "op": "eq", "field": "last-name"}, []),
        ({"not": where("is-admin", "eq", True)}, ["1", "2", "4", "5", "6"]),
        ({"or": [where("id", "eq", "1"), where("first-name", "eq", "Bob")]}, ["1", "5"]),
        ({"and": [where("last-name", "ne", None), where("first-name", "eq", "ada")]}, ["6"]),
    ],
)
def test_the_filter_grammar(
    client: JsonApiClient, people: World, node: Any, expected: list[str]
) -> None:
    found = get(client, people, "/v1/users", filter=json.dumps([node]))
    assert sorted(ids(found)) == expected


@pytest.mark.parametrize(
    ("path", "node", "expected"),
    [
        ("/v1/events", where("faqs", "any", where("question", "eq", "Where?")), ["1"]),
        ("/v1/events", where("faq-types__name", "any", "xyz"), ["2"]),
        ("/v1/events/1/faqs", where("faq-type", "has", where("name", "like", "a%")), ["1"]),
        ("/v1/events/1/faqs", {"not": where("faq-type__name", "has", "abc")}, ["2"]),
        ("/v1/events", where("owner__email", "has", "john@example.com"), ["2"]),
        ("/v1/events/1/faqs", where("faq-type", "is", None), ["2"]),
        ("/v1/events/1/faqs", where("faq-type", "isnot", None), ["1"]),
        ("/v1/events", where("faqs", "is_", None), ["3"]),
    ],
)
def test_filters_look_into_relationships(
    client: JsonApiClient, world: World, path: str, node: Any, expected: list[str]
) -> None:
    assert ids(get(client, world, path, filter=json.dumps([node]))) == expected


def test_filters_and_pages_work_together(client: JsonApiClient, people: World) -> None:
    named = json.dumps([where("first-name", "in", ["Ada", "ada", "Bob"])])
    query = {"filter": named, "page[size]": "2", "page[number]": "2"}
    found = get(client, people, "/v1/users", **query)
    assert (ids(found), found["meta"]["count"]) == (["6"], 3)


def test_included_resources_appear_once_under_dasherized_paths(
    client: JsonApiClient, world: World
) -> None:
    found = get(client, world, "/v1/events/1/faqs", include="faq-type,event.owner,faq-type.event")
    included = sorted((row["type"], row["id"]) for row in found["included"])
    assert included == [("event", "1"), ("faq-type", "1"), ("user", "1")]


def test_an_included_to_many_relationship_shows_its_linkage(
    client: JsonApiClient, world: World
) -> None:
    found = get(client, world, "/v1/faq-types/1", include="faqs")
    assert found["data"]["relationships"]["faqs"]["data"] == [one("faq", "1")]
    assert [row["id"] for row in found["included"]] == ["1"]
    assert "data" not in found["included"][0]["relationships"].get("faqs", {})


def test_primary_data_is_never_included_again(client: JsonApiClient, world: World) -> None:
    found = get(client, world, "/v1/events/1/faqs", include="faq-type.faqs")
    assert [row["type"] for row in found["included"]] == ["faq-type"]
    linked = found["included"][0]["relationships"]["faqs"]["data"]
    assert linked == [one("faq", "1")]


def test_include_without_anything_to_include_is_an_empty_list(
    client: JsonApiClient, world: World
) -> None:
    assert get(client, world, "/v1/faqs/2", include="faq-type")["included"] == []
    assert get(client, world, "/v1/faqs/2", include="")["included"] == []
    assert "included" not in get(client, world, "/v1/faqs/2")


def test_related_resources_and_writes_can_include(client: JsonApiClient, world: World) -> None:
    related = get(client, world, "/v1/faqs/1/event", include="faq-types")
    assert [row["type"] for row in related["included"]] == ["faq-type"]
    sent = {"data": {"type": "faq", "id": "1", "attributes": {"answer": "x"}}}
    patched = client.call("PATCH", "/v1/faqs/1?include=event", sent, token=world.owner)
    assert [row["type"] for row in patched.get_json(force=True)["included"]] == ["event"]


@pytest.mark.parametrize(
    ("query", "attributes", "relationships"),
    [
        ({"fields[faq]": "question"}, {"question"}, set()),
        ({"fields[faq]": "question,deleted-at"}, {"question", "deleted-at"}, set()),
        ({"fields[faq]": "faq-type"}, set(), {"faq-type"}),
        ({"fields[faq]": ""}, set(), set()),
        (
            {"fields[event]": "name"},
            {"question", "answer", "deleted-at"},
            {"event", "faq-type"},
        ),
    ],
)
def test_sparse_fieldsets(
    client: JsonApiClient,
    world: World,
    query: dict[str, str],
    attributes: set[str],
    relationships: set[str],
) -> None:
    data = get(client, world, "/v1/faqs/1", **query)["data"]
    assert set(data.get("attributes", {})) == attributes
    assert set(data.get("relationships", {})) == relationships


def test_sparse_fieldsets_of_included_types(client: JsonApiClient, world: World) -> None:
    query = {"include": "faq-type", "fields[faq-type]": "name"}
    (included,) = get(client, world, "/v1/faqs/1", **query)["included"]
    assert included["attributes"] == {"name": "abc"}
    assert "relationships" not in included


def number(link: str | None) -> str | None:
    return parse_qs(urlsplit(link).query)["page[number]"][0] if link else None


@pytest.mark.parametrize(
    ("page", "shown", "prev", "next_"),
    [("1", ["1", "2"], None, "2"), ("2", ["3", "4"], "1", "3"), ("3", ["5", "6"], "2", None)],
)
def test_pages_link_to_each_other(
    client: JsonApiClient,
    people: World,
    page: str,
    shown: list[str],
    prev: str | None,
    next_: str | None,
) -> None:
    query = {"page[number]": page, "page[size]": "2", "sort": "id"}
    found = get(client, people, "/v1/users", **query)
    links = found["links"]
    assert ids(found) == shown
    assert found["meta"] == {"count": 6}
    assert (number(links.get("prev")), number(links.get("next"))) == (prev, next_)
    assert ("prev" in links, "next" in links) == (prev is not None, next_ is not None)
    assert (number(links["first"]), number(links["last"])) == ("1", "3")
    for link in links.values():
        assert parse_qs(urlsplit(link).query)["sort"] == ["id"]
        assert client.call("GET", link, token=people.admin).status_code == 200
    assert ids(get(client, people, links["self"])) == shown


def test_a_page_has_twenty_resources_unless_asked_otherwise(
    client: JsonApiClient, states: StateHandler, world: World
) -> None:
    for id_ in range(100, 125):
        states.create("event", str(id_), {}, {"owner": one("user", "1")})
    assert len(get(client, world, "/v1/events")["data"]) == 20
    assert len(get(client, world, "/v1/events", **{"page[size]": "100"})["data"]) == 28


def test_an_empty_list_has_one_page(client: JsonApiClient, world: World) -> None:
    found = get(client, world, "/v1/faq-types/2/faqs")
    assert found["data"] == []
    assert found["meta"] == {"count": 0}
    assert set(found["links"]) == {"self", "first", "last"}


BAD_LIST = [
    ("sort", "unknown"),
    ("sort", "first_name"),
    ("sort", "password"),
    ("sort", "--id"),
    ("sort", ""),
    ("sort", "id,"),
    ("sort", "+id"),
    ("include", "unknown"),
    ("include", "owner"),
    ("include", "email"),
    ("fields[user]", "unknown"),
    ("fields[user]", "password"),
    ("fields[user]", "first_name"),
    ("fields[users]", "email"),
    ("fields[]", "email"),
    ("fields", "email"),
    ("fields[user][x]", "email"),
    ("page[number]", "0"),
    ("page[number]", "-1"),
    ("page[number]", "2"),
    ("page[number]", "x"),
    ("page[number]", "1.5"),
    ("page[number]", "\N{ARABIC-INDIC DIGIT ONE}"),
    ("page[number]", "9" * 30),
    ("page[size]", "0"),
    ("page[size]", "-1"),
    ("page[size]", "101"),
    ("page[size]", ""),
    ("page[offset]", "1"),
    ("page", "1"),
    ("filter[unknown]", "x"),
    ("filter[password]", "x"),
    ("filter[first_name]", "x"),
    ("filter[is-admin]", "yes"),
    ("filter[created-at]", "today"),
    ("filter[first-name]", "a\x00"),
    ("filter", "x"),
    ("filter", "{}"),
    ("filter", "1"),
    ("filter", "[1]"),
    ("filter", "[null]"),
    ("filter", "[[]]"),
    ("filter", "[{}]"),
    ("filter", "[NaN]"),
    ("filter", "[" * 5000),
    ("q", "x"),
    ("unknown", "x"),
    ("camelCase", "x"),
    ("", "x"),
]


@pytest.mark.parametrize(("parameter", "value"), BAD_LIST)
def test_an_unknown_or_malformed_parameter_is_refused_by_name(
    client: JsonApiClient, world: World, parameter: str, value: str
) -> None:
    response = client.call("GET", "/v1/users", token=world.admin, query={parameter: value})
    first = response.get_json(force=True)["errors"][0]
    assert (response.status_code, first["source"]) == (400, {"parameter": parameter})


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        ({"page[size]": "101"}, "page[size]", "must be a positive number of at most 100."),
        ({"page[number]": "x"}, "page[number]", "must be a positive number."),
        ({"page[b]": "1", "page[a]": "1", "page[c]": "1"}, "page[a]", "Pages have page[number]"),
    ],
)
def test_a_page_that_is_refused_names_its_parameter_and_the_limit(
    client: JsonApiClient, world: World, query: dict[str, str], parameter: str, detail: str
) -> None:
    response = client.call("GET", "/v1/users", token=world.admin, query=query)
    (first,) = response.get_json(force=True)["errors"]
    assert (response.status_code, first["source"]) == (400, {"parameter": parameter})
    assert detail in first["detail"]


BAD_NODES: list[Any] = [
    {"name": "unknown", "op": "eq", "val": 1},
    {"name": "first_name", "op": "eq", "val": "x"},
    {"name": "password", "op": "like", "val": "%"},
    {"name": 1, "op": "eq", "val": "x"},
    {"name": "first-name", "op": 1, "val": "x"},
    {"name": "first-name", "op": "unknown", "val": "x"},
    {"name": "first-name", "op": "__class__", "val": "x"},
    {"name": "first-name", "op": "op", "val": "x"},
    {"name": "first-name", "op": "eq"},
    {"name": "first-name", "val": "x"},
    {"op": "eq", "val": "x"},
    {"name": "first-name", "op": "eq", "val": 1},
    {"name": "first-name", "op": "eq", "val": {}},
    {"name": "first-name", "op": "eq", "val": []},
    {"name": "first-name", "op": "eq", "val": "\ud800"},
    {"name": "first-name", "op": "gt", "val": None},
    {"name": "first-name", "op": "in_", "val": "x"},
    {"name": "first-name", "op": "in_", "val": [1]},
    {"name": "first-name", "op": "ilike", "val": 1},
    {"name": "first-name", "op": "ilike", "val": "a\\"},
    {"name": "first-name", "op": "like", "val": "%a" * 11},
    {"name": "first-name", "op": "like", "val": "a\\\\\\"},
    {"name": "first-name", "op": "is_", "val": "x"},
    {"name": "is-admin", "op": "eq", "val": "true"},
    {"name": "is-admin", "op": "ilike", "val": "t%"},
    {"name": "created-at", "op": "gt", "val": "yesterday"},
    {"name": "created-at", "op": "ilike", "val": "2%"},
    {"name": "id", "op": "eq", "val": 1},
    {"name": "id", "op": "like", "val": "1"},
    {"name": "first-name", "op": "eq", "field": "password"},
    {"name": "first-name", "op": "eq", "field": "is-admin"},
    {"name": "first-name", "op": "eq", "field": []},
    {"name": "first-name", "op": "eq", "val": "x", "texts": ["x"]},
    {"and": []},
    {"or": {}},
    {"or": [1]},
    {"not": []},
    {"not": None},
    {"not": {"name": "id", "op": "eq", "val": "1"}, "name": "id"},
    {"not": {"name": "id", "op": "eq", "val": "1"}, "op": "eq", "val": "1"},
    {"or": [{"name": "id", "op": "eq", "val": "1"}], "and": []},
    {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {
        "name": "id", "op": "eq", "val": "1"}}}}}}}}}}}},
    {"or": [{"name": "id", "op": "eq", "val": "1"}] * 101},
]  # fmt: skip


@on_one_database
@pytest.mark.parametrize("node", BAD_NODES)
def test_a_filter_outside_the_grammar_is_refused(
    client: JsonApiClient, world: World, node: Any
) -> None:
    query = {"filter": json.dumps([node])}
    response = client.call("GET", "/v1/users", token=world.admin, query=query)
    assert error(response) == (400, "filter")


@on_one_database
@pytest.mark.parametrize(
    "node",
    [
        where("faqs", "has", where("question", "eq", "x")),
        where("faqs", "eq", "1"),
        where("faqs", "is", "1"),
        where("faqs", "is", True),
        where("faqs", "any", None),
        where("faqs", "any", "x"),
        where("faqs__unknown", "any", "x"),
        where("faqs__event__name", "any", "x"),
        where("name__x", "eq", "x"),
        where("owner", "any", where("email", "eq", "x")),
    ],
)
def test_a_filter_into_no_relationship_is_refused(
    client: JsonApiClient, world: World, node: Any
) -> None:
    query = {"filter": json.dumps([node])}
    response = client.call("GET", "/v1/events", token=world.admin, query=query)
    assert error(response) == (400, "filter")


@pytest.mark.parametrize(
    ("method", "path", "parameter"),
    [
        ("GET", "/v1/faqs/1", "sort"),
        ("GET", "/v1/faqs/1", "page[size]"),
        ("GET", "/v1/faqs/1", "filter[question]"),
        ("GET", "/v1/faqs/1/event", "sort"),
        ("GET", "/v1/faqs/1/relationships/event", "include"),
        ("DELETE", "/v1/faqs/1", "include"),
    ],
)
def test_an_endpoint_refuses_parameters_it_does_not_support(
    client: JsonApiClient, world: World, method: str, path: str, parameter: str
) -> None:
    response = client.call(method, path, token=world.owner, query={parameter: "1"})
    assert error(response) == (400, parameter)
    assert client.call("GET", "/v1/faqs/1").status_code == 200


def test_a_parameter_given_twice_is_refused(client: JsonApiClient, world: World) -> None:
    response = client.call("GET", "/v1/events?sort=name&sort=-name")
    assert error(response) == (400, "sort")


def negated(depth: int) -> dict[str, Any]:
    """A condition inside so many negations."""
    node: dict[str, Any] = where("first-name", "eq", "a")
    for _ in range(depth):
        node = {"not": node}
    return node


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"filter": json.dumps([where("first-name", "in", ["a"] * 500)])}, 200),
        ({"filter": json.dumps([where("first-name", "in", ["a"] * 501)])}, 400),
        ({"filter": json.dumps([where("id", "in", ["1"] * 500)])}, 200),
        ({"filter": json.dumps([where("id", "in", ["1"] * 501)])}, 400),
        ({"filter": json.dumps([where("id", "in", ["1"] * 40000)])}, 400),
        ({"filter": json.dumps([where("first-name", "eq", "a")] * 100)}, 200),
        ({"filter": json.dumps([where("first-name", "eq", "a")] * 101)}, 400),
        ({"filter": json.dumps([{"and": [where("first-name", "eq", "a")] * 99}])}, 200),
        ({"filter": json.dumps([{"and": [where("first-name", "eq", "a")] * 100}])}, 400),
        ({"filter": json.dumps([negated(10)])}, 200),
        ({"filter": json.dumps([negated(11)])}, 400),
        ({"filter": json.dumps([where("first-name", "like", "a" * 990 + "%_" * 5)])}, 200),
        ({"filter": json.dumps([where("first-name", "like", "\\%" * 500)])}, 200),
        ({"filter": json.dumps([where("first-name", "like", "\\\\%" * 11)])}, 400),
        ({"filter": json.dumps([where("first-name", "ilike", "_%a" * 5 + "%")])}, 400),
        ({"filter": json.dumps([where("first-name", "notilike", "%" * 11)])}, 400),
        ({"filter": json.dumps([where("first-name", "contains", "%" * 1000)])}, 200),
        ({"filter": json.dumps([where("first-name", "like", "%" * 60000)])}, 400),
        ({"sort": ",".join(["first-name", "-first-name"] * 5000)}, 200),
        ({"include": ",".join(["faqs"] * 5000)}, 400),
    ],
)
def test_a_query_has_limits(
    client: JsonApiClient, world: World, query: dict[str, str], status: int
) -> None:
    response = client.call("GET", "/v1/users", token=world.admin, query=query)
    assert response.status_code == status


def test_an_include_path_has_a_greatest_depth(client: JsonApiClient, world: World) -> None:
    response = client.call("GET", "/v1/faqs/1?include=event.faqs.event.faqs")
    assert error(response) == (400, "include")


@pytest.fixture(scope="module")
def underscored_app(settings: dict[str, Any], handler: StateHandler) -> Flask:
    """An application with ``DASHERIZE_API`` off."""
    made = create_app({**settings, "DASHERIZE_API": False})
    made.test_client_class = JsonApiClient
    return made


@pytest.fixture
def underscored(underscored_app: Flask, people: World) -> JsonApiClient:
    """A client of an application with ``DASHERIZE_API`` off."""
    client = underscored_app.test_client()
    assert isinstance(client, JsonApiClient)
    client.underscores = True
    return client


UNDERSCORED: list[tuple[str, list[str]]] = [
    ("/v1/users?sort=-first_name,-id&page[size]=3", ["6", "5", "4"]),
    ("/v1/users?filter[first_name]=Bob", ["5"]),
    ('/v1/users?filter=[{"name":"first_name","op":"ilike","val":"%a%"}]', ["4", "6"]),
    ("/v1/events/1/faqs?include=faq_type,event.faq_types", ["1", "2"]),
    ('/v1/events/1/faqs?filter=[{"name":"faq_type","op":"has","val":'
     '{"name":"deleted_at","op":"is_","val":null}}]', ["1"]),
    ('/v1/events?filter=[{"name":"faq_types__name","op":"any","val":"abc"}]', ["1"]),
    ("/v1/events/1/faqs?fields[faq]=faq_type,deleted_at", ["1", "2"]),
    ("/v1/events/1/faqs?get_trashed=true", ["1", "2"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "expected"), UNDERSCORED)
def test_without_dasherizing_queries_have_underscores(
    underscored: JsonApiClient, client: JsonApiClient, people: World, path: str, expected: list[str]
) -> None:
    assert ids(get(underscored, people, path)) == expected
    assert client.call("GET", path, token=people.admin).status_code == 400


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/users?sort=first-name", "sort"),
        ("/v1/users?filter[first-name]=x", "filter[first-name]"),
        ("/v1/events?include=faq-types", "include"),
        ("/v1/events/1/faqs?fields[faq]=faq-type", "fields[faq]"),
        ("/v1/events?get-trashed=true", "get-trashed"),
    ],
)
def test_without_dasherizing_dashes_are_unknown(
    underscored: JsonApiClient, people: World, path: str, parameter: str
) -> None:
    response = underscored.call("GET", path, token=people.admin)
    assert error(response) == (400, parameter)


def test_without_dasherizing_documents_have_underscores_both_ways(
    underscored: JsonApiClient, people: World
) -> None:
    path = "/v1/events/1/faqs?include=faq_type,event&fields[faq]=question,faq_type,event"
    found = get(underscored, people, path)
    assert set(found["data"][0]["relationships"]) == {"faq_type", "event"}
    shown = {row["type"]: row for row in found["included"]}
    assert "deleted_at" in shown["faq-type"]["attributes"]
    assert {"starts_at", "ends_at", "created_at"} <= set(shown["event"]["attributes"])
    attributes = {
        "name": "n",
        "starts_at": "2099-01-01T00:00:00Z",
        "ends_at": "2099-01-01T00:00:00Z",
    }
    created = underscored.call(
        "POST", "/v1/events", resource("event", attributes), token=people.owner
    )
    assert created.get_json(force=True)["data"]["attributes"].items() >= attributes.items()
    for name in ("starts_at", "starts-at"):
        sent = resource("event", {name: "x"}, id_="1")
        refused = underscored.call("PATCH", "/v1/events/1", sent, token=people.owner)
        assert error(refused) == (422, f"/data/attributes/{name}")
    linked = resource("faq", {}, id_="2")
    linked["data"]["relationships"] = {"faq_type": {"data": one("faq-type", "1")}}
    assert underscored.call("PATCH", "/v1/faqs/2", linked, token=people.owner).status_code == 200


def test_query_strings_are_kept_up_to_a_length_and_unless_callers_matter(
    app: Flask, client: JsonApiClient
) -> None:
    kept = app.extensions["jsonapi"].queries
    kept.clear()
    longest = f"sort={','.join(['id'] * 84)}"
    assert len(longest) == 256
    for query, count in (
        ("sort=name", 1),
        ("sort=name", 1),
        ("sort=-name", 2),
        ("filter[name]=a", 2),
        ("filter=[]", 2),
        (longest, 3),
        (longest.replace("=", "=-"), 3),
    ):
        assert client.call("GET", f"/v1/events?{query}").status_code == 200
        assert len(kept) == count


def test_query_strings_are_forgotten_when_too_many_are_kept(
    app: Flask, client: JsonApiClient
) -> None:
    kept = app.extensions["jsonapi"].queries
    kept.clear()
    kept.update(dict.fromkeys(range(511)))
    for query, count in (("sort=name", 512), ("sort=-name", 1)):
        assert client.call("GET", f"/v1/events?{query}").status_code == 200
        assert len(kept) == count
