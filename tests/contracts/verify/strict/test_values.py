"""Values that come back as sent and as documented, judged on contracts made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import (
    Access,
    Attribute,
    Endpoint,
    EndpointKind,
    Relationship,
    ResourceType,
    Response,
    Schema,
)
from contracts.verify.strict.judge import strict_problems
from tests.contracts.factories import HERE, JSON_API, action, contract, transaction

TEXT, NUMBER, MOMENT = Schema("string"), Schema("number"), Schema("string", format="date-time")
SHOP = ResourceType(
    "shop",
    HERE,
    path="/shops/{id}",
    deleted_at="deleted-at",
    attributes=(
        Attribute("name", TEXT),
        Attribute("full-name", TEXT),
        Attribute("rank", NUMBER),
        Attribute("secret", TEXT, write_only=True),
        Attribute("changed-at", MOMENT, read_only=True),
        Attribute("deleted-at", MOMENT, read_only=True),
        Attribute("is-open", Schema("boolean"), read_only=True),
        Attribute("is-big", Schema("boolean")),
        Attribute("is-top", Schema("boolean"), writable_by=Access.ADMIN),
    ),
    relationships=(
        Relationship("owner", "user", read_only=True),
        Relationship("tags", "tag", many=True, read_only=True),
        Relationship("city", "city"),
    ),
)
GET, POST, PATCH = EndpointKind.DETAIL, EndpointKind.CREATE, EndpointKind.UPDATE
METHODS = {GET: "GET", POST: "POST", PATCH: "PATCH"}


def shop(attributes: Any = None, relationships: Any = None, **more: Any) -> dict[str, Any]:
    parts = {"attributes": attributes or {}, "relationships": relationships or {}}
    return {"data": {"type": "shop", "id": "1", **parts, **more}}


def found(
    rule: str,
    kind: EndpointKind,
    example: Any,
    seen: Any,
    sent: Any = None,
    *,
    uri: str = "/shops/1",
    template: str = "/shops/{id}",
    others: tuple[str, ...] = (),
    schema: Schema | None = None,
    status: int = 200,
    seeded: bool = True,
) -> list[tuple[str, Any, Any]]:
    """Place, expected and seen value of a rule's problems with an answer."""
    method = METHODS[kind]
    body = json.dumps(example) if example is not None else ""
    response = Response(status, headers=(("Content-Type", JSON_API),), body=body, schema=schema)
    made = replace(transaction(method=method, uri=uri, sends=sent), response=response)
    one = action(made, method=method, template=template)
    one = replace(one, endpoint=Endpoint(kind, "shop", others=others))
    problems = strict_problems(
        contract(one, resource_types=(SHOP,)),
        one,
        made,
        Sent(method, uri, (), json.dumps(sent) if sent is not None else ""),
        Answer(status, (("Content-Type", JSON_API),), json.dumps(seen).encode()),
        seeded=seeded,
    )
    return [(each.place, each.expected, each.seen) for each in problems if each.rule == rule]


@pytest.mark.parametrize(
    ("seen", "others", "wrong"),
    [
        (shop(), (), []),
        ({"data": {"type": "cart", "id": "1"}}, (), [("/data/type", "shop", "cart")]),
        ({"data": {"type": "cart", "id": "1"}}, ("cart",), []),
        ({"data": [{"type": "shop", "id": "1"}, {"type": "cart", "id": "2"}]}, (),
         [("/data/1/type", "shop", "cart")]),
        ({**shop(), "included": [{"type": "cart", "id": "1"}]}, (), []),
    ],
)  # fmt: skip
def test_primary_data_has_the_documented_type(
    seen: Any, others: tuple[str, ...], wrong: list[Any]
) -> None:
    assert found("type", GET, shop(), seen, others=others) == wrong


@pytest.mark.parametrize(
    ("template", "uri", "seen", "wrong"),
    [
        ("/shops/{id}", "/shops/1", shop(), []),
        ("/shops/{id}", "/shops/2", shop(), [("/data/id", "2", "1")]),
        ("/shops/{id}", "/shops/%31?x=/2", shop(), []),
        ("/shops/{name}", "/shops/a", shop({"name": "a"}), []),
        ("/shops/{name}", "/shops/a", shop({"name": "b"}), [("/data/attributes/name", "a", "b")]),
        ("/shops/{other}", "/shops/a", shop(), []),
        ("/shops/{id}", "/shops/a", shop({"id": "a"}), [("/data/id", "a", "1")]),
    ],
)
def test_the_resource_is_the_one_that_the_uri_names(
    template: str, uri: str, seen: Any, wrong: list[Any]
) -> None:
    assert found("id", GET, None, seen, uri=uri, template=template) == wrong
    assert found("id", PATCH, None, seen, uri=uri, template=template) == wrong
    assert found("id", POST, None, seen, uri=uri, template=template) == []


def ago(minutes: int) -> timedelta:
    """A moment before that of the test, which may begin long after it was collected."""
    return timedelta(minutes=minutes)


OLD, LATER = "2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"
NAME, CHANGED = "/data/attributes/name", "/data/attributes/changed-at"


@pytest.mark.parametrize(
    ("kind", "documented", "seen", "place"),
    [
        (GET, {"name": "a"}, {"name": "a"}, ""),
        (GET, {"name": "a"}, {"name": "b"}, NAME),
        (GET, {"name": "a"}, {}, ""),
        (GET, {"other": "a"}, {"other": "b"}, ""),
        (GET, {"changed-at": OLD}, {"changed-at": "2020-01-01T01:00:00+01:00"}, ""),
        (GET, {"changed-at": OLD}, {"changed-at": LATER}, CHANGED),
        (GET, {"changed-at": OLD}, {"changed-at": ago(4)}, ""),
        (GET, {"changed-at": OLD}, {"changed-at": ago(-4)}, ""),
        (GET, {"changed-at": OLD}, {"changed-at": ago(6)}, CHANGED),
        (GET, {"changed-at": OLD}, {"changed-at": ago(-6)}, CHANGED),
        (GET, {"changed-at": None}, {"changed-at": LATER}, ""),
        (GET, {"deleted-at": None}, {"deleted-at": LATER}, "/data/attributes/deleted-at"),
        (GET, {"name": None}, {"name": "a"}, NAME),
        # The server may move its own moments forward when something changes.
        (PATCH, {"changed-at": OLD}, {"changed-at": LATER}, ""),
        (PATCH, {"changed-at": LATER}, {"changed-at": OLD}, CHANGED),
        (PATCH, {"changed-at": OLD}, {"changed-at": "soon"}, CHANGED),
        (PATCH, {"name": "a"}, {"name": "b"}, NAME),
        (POST, {"name": "a"}, {"name": "b"}, ""),
    ],
)
def test_a_documented_resource_has_its_documented_values(
    kind: EndpointKind, documented: Any, seen: Any, place: str
) -> None:
    (name,) = documented
    if isinstance(seen.get(name), timedelta):
        seen = {name: (datetime.now(UTC) - seen[name]).isoformat()}
    wrong = found("documented", kind, shop(documented), shop(seen), shop())
    assert wrong == ([(place, documented[name], seen[name])] if place else [])


@pytest.mark.parametrize(
    ("first", "sent"),
    [
        ({"other": "b"}, {}),
        ({"rank": 2}, {"rank": 2}),
        ({"name": "a"}, {}),
        ({"changed-at": LATER}, {}),
        ({"full-name": "b"}, {"name": "b"}),
    ],
)
def test_the_attribute_after_one_that_is_right_or_not_compared_is_compared(
    first: dict[str, Any], sent: dict[str, Any]
) -> None:
    documented = {"other": "a", "rank": 1, "name": "a", "changed-at": OLD, "full-name": "a"}
    example = shop({**{name: documented[name] for name in first}, "is-big": True})
    wrong = found("documented", PATCH, example, shop({**first, "is-big": False}), shop(sent))
    assert [place for place, *_ in wrong] == ["/data/attributes/is-big"]


@pytest.mark.parametrize(("sent", "is_wrong"), [({"name": "b"}, False), ({"rank": 1}, True)])
def test_a_change_may_change_what_is_made_of_it(sent: dict[str, Any], is_wrong: bool) -> None:
    example, seen = shop({"full-name": "a"}), shop({"full-name": "b"})
    wrong = found("documented", PATCH, example, seen, shop(sent))
    assert [place for place, *_ in wrong] == ["/data/attributes/full-name"] * is_wrong
    assert found("documented", GET, example, seen, shop(sent)) == [
        ("/data/attributes/full-name", "a", "b")
    ]


def test_what_is_sent_and_other_resources_are_not_compared() -> None:
    sent = shop({"name": "c"})
    assert found("documented", PATCH, shop({"name": "a"}), shop({"name": "b"}), sent) == []
    other = {"data": {**shop({"name": "b"})["data"], "id": "2"}}
    wrong = found("documented", PATCH, shop({"name": "a"}), other)
    assert wrong == []


def user(id: str, kind: str = "user") -> dict[str, str]:
    return {"type": kind, "id": id}


@pytest.mark.parametrize(
    ("name", "documented", "seen", "is_wrong"),
    [
        ("owner", user("1"), user("1"), False),
        ("owner", user("1"), user("2"), True),
        ("owner", None, user("2"), True),
        ("owner", user("1"), None, True),
        ("tags", [user("1", "tag")], [user("2", "tag"), user("1", "tag")], False),
        ("tags", [user("1", "tag")], [user("2", "tag")], True),
        ("tags", [], [user("2", "tag")], False),
        ("other", user("1"), user("2"), False),
    ],
)
def test_a_documented_resource_has_its_documented_linkage(
    name: str, documented: Any, seen: Any, is_wrong: bool
) -> None:
    def linked(data: Any) -> Any:
        return shop(None, {name: {"data": data}})

    place = f"/data/relationships/{name}/data"
    wrong = found("documented", GET, linked(documented), linked(seen))
    about = [each for each in wrong if each[0] == place]
    assert about == ([(place, documented, seen)] if is_wrong else [])
    assert found("documented", GET, linked(documented), shop(None, {name: {}})) == []
    assert found("documented", GET, shop(None, {name: {}}), linked(seen)) == []


@pytest.mark.parametrize(
    ("documented", "seen"),
    [
        ({"links": {"related": "/a"}}, {"data": None}),
        ({"data": None}, {"links": {"related": "/a"}}),
        ({"data": None}, {"data": None}),
    ],
)
def test_the_relationship_after_one_that_is_right_or_not_compared_is_compared(
    documented: Any, seen: Any
) -> None:
    for first in ("owner", "other"):
        example = shop(None, {first: documented, "tags": {"data": [user("1", "tag")]}})
        wrong = found("documented", GET, example, shop(None, {first: seen, "tags": {"data": []}}))
        assert [place for place, *_ in wrong] == ["/data/relationships/tags/data"]


@pytest.mark.parametrize(
    ("documented", "seen", "sent", "is_wrong"),
    [
        ({"is-open": True}, {"is-open": True}, {}, False),
        ({"is-open": True}, {"is-open": False}, {}, True),
        ({"is-open": True}, {}, {}, True),
        ({"is-open": True}, {"is-open": False}, {"is-open": False}, False),
        ({"is-big": True}, {"is-big": False}, {}, False),
        ({"is-top": True}, {"is-top": False}, {}, True),
        ({"changed-at": OLD}, {"changed-at": LATER}, {}, False),
        ({"changed-at": None}, {"changed-at": LATER}, {}, True),
    ],
)
def test_a_new_resource_has_what_only_the_server_sets(
    documented: Any, seen: Any, sent: Any, is_wrong: bool
) -> None:
    wrong = found("documented", POST, shop(documented), shop(seen), shop(sent))
    assert [place for place, *_ in wrong] == [
        f"/data/attributes/{name}" for name in documented if is_wrong
    ]


@pytest.mark.parametrize(
    ("name", "is_wrong"), [("owner", True), ("tags", False), ("city", False), ("other", False)]
)
def test_a_new_resource_is_linked_by_the_server_as_documented(name: str, is_wrong: bool) -> None:
    documented, seen = (shop(None, {name: {"data": user(id)}}) for id in ("1", "2"))
    wrong = found("documented", POST, documented, seen, shop())
    place = f"/data/relationships/{name}/data"
    assert wrong == ([(place, user("1"), user("2"))] if is_wrong else [])
    assert found("documented", POST, documented, documented, shop()) == []


@pytest.mark.parametrize(
    ("sent", "seen", "is_wrong"),
    [
        ({"name": "a"}, {"name": "a"}, False),
        ({"name": "a"}, {"name": "b"}, True),
        ({"name": "a"}, {}, True),
        ({"name": "a"}, {"name": None}, True),
        ({"secret": "a"}, {"secret": "b"}, False),
        ({"other": "a"}, {"other": "b"}, False),
        ({"rank": 1}, {"rank": 1.0}, False),
        ({"rank": 1}, {"rank": "1.00"}, False),
        ({"rank": "1e2"}, {"rank": 100}, False),
        ({"rank": 1}, {"rank": 2}, True),
        ({"rank": 1}, {"rank": True}, True),
        ({"rank": 1}, {"rank": "x"}, True),
        ({"rank": "x"}, {"rank": "y"}, True),
        ({"name": 1}, {"name": "1"}, True),
        ({"changed-at": OLD}, {"changed-at": "2020-01-01T01:00:00+01:00"}, False),
    ],
)
@pytest.mark.parametrize("kind", [POST, PATCH])
def test_what_is_sent_comes_back(kind: EndpointKind, sent: Any, seen: Any, is_wrong: bool) -> None:
    wrong = found("echo", kind, None, shop(seen), shop(sent))
    assert [place for place, *_ in wrong] == [
        f"/data/attributes/{name}" for name in sent if is_wrong
    ]


def test_nothing_comes_back_from_a_reading() -> None:
    assert found("echo", GET, None, shop({"name": "b"}), shop({"name": "a"})) == []


@pytest.mark.parametrize(("documented", "is_wrong"), [("A", False), ("a", True), (None, False)])
def test_what_the_example_changes_as_well_may_change(documented: Any, is_wrong: bool) -> None:
    sent = shop({"name": "a"})
    wrong = found("echo", POST, shop({"name": documented}), shop({"name": "X"}), sent)
    assert bool(wrong) == is_wrong


@pytest.mark.parametrize(
    ("sent", "seen", "is_wrong"),
    [
        (user("1"), user("1"), False),
        (user("1"), user("2"), True),
        (None, None, False),
        (None, user("1"), True),
        ([user("1"), user("2")], [user("2"), user("1")], False),
        ([user("1"), user("2")], [user("1")], True),
    ],
)
def test_linkage_that_is_sent_comes_back(sent: Any, seen: Any, is_wrong: bool) -> None:
    request, answer = (shop(None, {"city": {"data": each}}) for each in (sent, seen))
    wrong = found("echo", PATCH, None, answer, request)
    assert wrong == ([("/data/relationships/city/data", sent, seen)] if is_wrong else [])
    assert found("echo", PATCH, None, shop(None, {"city": {"links": {}}}), request) == []


@pytest.mark.parametrize(
    ("documented", "seen", "wrong"),
    [
        ({"meta": {"a": "x", "n": 1}}, {"meta": {"a": "x", "n": 2}}, []),
        ({"meta": {"a": "x"}}, {"meta": {"a": "y"}}, [("/meta/a", "x", "y")]),
        ({"meta": {"a": "x"}}, {"meta": {}}, []),
        ({"meta": {"a": "x"}, "data": None}, {"meta": {"a": "y"}}, []),
    ],
)
def test_a_document_of_meta_alone_has_the_documented_texts(
    documented: Any, seen: Any, wrong: list[Any]
) -> None:
    found_ = found("documented", GET, documented, seen)
    assert [each for each in found_ if each[0].startswith("/meta")] == wrong


def test_the_texts_of_an_error_are_the_servers() -> None:
    documented, seen = ({"meta": {"a": text}} for text in "xy")
    assert found("documented", GET, documented, seen, status=404) == []
    assert found("documented", GET, None, seen) == []


@pytest.mark.parametrize("kind", [GET, POST])
def test_without_derived_state_a_resource_has_its_own_values(kind: EndpointKind) -> None:
    documented, seen = shop({"is-open": True}), shop({"is-open": False})
    other = {"data": {**seen["data"], "id": "2"}}
    for answer in (seen, other):
        assert found("documented", kind, documented, answer, shop(), seeded=False) == []
