"""What a generated operation is told of its answers: only what is unusual in JSON:API."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from contracts.model import (
    Attribute,
    Endpoint,
    EndpointKind,
    Relationship,
    ResourceType,
    Response,
    Schema,
    Transaction,
)
from contracts.render.flask.answers import DELETED, arguments
from tests.contracts.factories import HERE, JSON_API, action, obj, required, transaction
from tests.contracts.factories import contract as made

LIST, DETAIL, CREATE, DELETE, RELATIONSHIP = (
    Endpoint(kind, "thing")
    for kind in (
        EndpointKind.LIST,
        EndpointKind.DETAIL,
        EndpointKind.CREATE,
        EndpointKind.DELETE,
        EndpointKind.RELATIONSHIP,
    )
)
#: Documents that have all that a generated server shows.
VERSION = {"jsonapi": {"version": "1.0"}}
WHOLE = {**VERSION, "links": {"self": "/things"}}
DELETION = {**VERSION, "meta": {"message": DELETED}, "data": None}
ERROR = {**VERSION, "errors": []}
LISTED = {**WHOLE, "meta": {"count": 0}, "data": []}


def found(
    *transactions: Transaction,
    method: str = "GET",
    endpoint: Endpoint | None = None,
    whole: bool = False,
) -> list[str]:
    """The arguments of one operation."""
    one = action(*transactions, method=method, endpoint=endpoint)
    return list(arguments(made(one), one, whole=whole))


@pytest.mark.parametrize(
    ("method", "endpoint", "document", "status"),
    [
        ("GET", LIST, LISTED, 200),
        ("GET", DETAIL, {**WHOLE, "data": {}}, 200),
        ("POST", CREATE, {**WHOLE, "data": {}}, 201),
        ("PATCH", DETAIL, {**WHOLE, "data": {}}, 200),
        ("DELETE", DELETE, DELETION, 200),
    ],
)
def test_what_is_usual_is_not_said(
    method: str, endpoint: Endpoint, document: dict[str, Any], status: int
) -> None:
    success = transaction(status, method=method, answers=document, sends={})
    failure = transaction(404, method=method, answers=ERROR)
    assert found(success, failure, method=method, endpoint=endpoint) == []


@pytest.mark.parametrize(
    ("method", "endpoint", "statuses", "said"),
    [
        ("POST", CREATE, [202], ["status=202"]),
        ("POST", CREATE, [200], ["status=200"]),
        ("POST", CREATE, [202, 201], []),
        ("PATCH", DETAIL, [204], ["status=204"]),
        ("PATCH", DETAIL, [202, 204, 200], []),
        ("DELETE", DELETE, [202, 204], ["status=202"]),
        ("POST", RELATIONSHIP, [201], ["status=201"]),
        ("GET", DETAIL, [203], []),
        ("POST", CREATE, [], []),
        ("POST", None, [201], ["status=201"]),
    ],
)
def test_the_first_documented_success_is_the_status_where_none_is_usual(
    method: str, endpoint: Endpoint | None, statuses: list[int], said: list[str]
) -> None:
    successes = [transaction(status, method=method) for status in statuses]
    assert found(*successes, method=method, endpoint=endpoint, whole=True) == said


@pytest.mark.parametrize(
    ("success", "failure", "said"),
    [
        ("application/json", JSON_API, ['content_type="application/json"']),
        (JSON_API, "text/plain", ['error_type="text/plain"']),
        ("a/b", "", ['content_type="a/b"', 'error_type="a/b"']),
        ("", "a/b", ['error_type="a/b"']),
        (" ", " ", []),
        (f"{JSON_API}; charset=utf-8", f"{JSON_API};v=1", []),
        ("a/b; v=1", "a/c", ['content_type="a/b; v=1"', 'error_type="a/c"']),
    ],
)
def test_media_types_of_successes_and_errors_are_said_unless_they_are_json_apis(
    success: str, failure: str, said: list[str]
) -> None:
    pair = (
        Transaction("a", transaction().request, answer(200, success), action().location),
        Transaction("b", transaction().request, answer(404, failure), action().location),
    )
    assert found(*pair, whole=True) == said
    assert found(*reversed(pair), whole=True) == said


def answer(status: int, media_type: str) -> Response:
    """A response without a body."""
    return Response(status, headers=(("Content-Type", media_type),) if media_type else ())


def test_media_types_of_served_requests_are_said_in_order() -> None:
    served = [transaction(method="POST", sends={}, media_type=each) for each in ("b/b", JSON_API)]
    again = transaction(204, method="POST", sends={}, media_type="a/a; v=1")
    refused = transaction(415, method="POST", sends={}, media_type="c/c")
    nothing = transaction(method="POST")
    said = found(*served, again, refused, nothing, method="POST", endpoint=DETAIL, whole=True)
    assert [each for each in said if each.startswith("accepts")] == ['accepts=("a/a", "b/b")']


def test_many_media_types_stand_on_lines_of_their_own() -> None:
    names = [f"application/x-{'long' * 6}-{n}" for n in range(3)]
    served = [transaction(method="POST", sends={}, media_type=each) for each in names]
    (said,) = (e for e in found(*served, method="POST", whole=True) if e.startswith("accepts"))
    lines = said.split("\n")
    assert lines[0] == "accepts=("
    assert lines[1:-1] == [f'{" " * 16}"{name}",' for name in names]
    assert lines[-1] == f"{' ' * 12})"


@pytest.mark.parametrize(
    ("method", "meta", "said"),
    [
        ("DELETE", {"message": "Gone"}, ['message="Gone"']),
        ("DELETE", {"message": DELETED}, []),
        ("DELETE", {"message": 1}, []),
        ("DELETE", {"other": "Gone"}, []),
        ("PATCH", {"message": "Gone"}, ["""meta='{"message": "Gone"}'"""]),
        ("GET", {"a": [1]}, ["""meta='{"a": [1]}'"""]),
        ("GET", {}, []),
        ("GET", "text", []),
    ],
)
def test_a_deletion_has_a_message_and_other_single_resources_a_meta(
    method: str, meta: object, said: list[str]
) -> None:
    document = {**WHOLE, "data": {}, "meta": meta}
    failure = transaction(404, method=method, answers={**ERROR, "meta": {"message": "no"}})
    success = transaction(method=method, answers=document)
    endpoint = DELETE if method == "DELETE" else DETAIL
    stated = found(failure, success, method=method, endpoint=endpoint)
    assert [each for each in stated if not each.startswith("leaves_out")] == said


def test_the_meta_of_a_list_is_the_servers_own() -> None:
    listed = transaction(answers={**LISTED, "meta": {"count": 0, "more": 1}})
    assert found(listed, endpoint=LIST) == []


@pytest.mark.parametrize(
    ("documents", "said"),
    [
        ([{"errors": []}], ["bare_errors=True"]),
        ([ERROR], []),
        ([ERROR, {"errors": [], "links": {}}], ["bare_errors=True"]),
        ([{"message": "no"}], []),
        ([[]], []),
    ],
)
def test_errors_without_a_version_are_said(documents: list[Any], said: list[str]) -> None:
    failures = [transaction(404, answers=each) for each in documents]
    success = transaction(answers={**WHOLE, "data": {}})
    assert found(success, *failures, endpoint=DETAIL) == said


@pytest.mark.parametrize(
    ("endpoint", "method", "document", "said"),
    [
        (DETAIL, "GET", {"links": {"self": ""}, "data": {}}, ["jsonapi"]),
        (DETAIL, "GET", {**VERSION, "links": {"related": ""}, "data": {}}, ["links/self"]),
        (DETAIL, "GET", {**VERSION, "links": {}, "data": {}}, []),
        (DETAIL, "GET", {"data": {}}, ["jsonapi", "links"]),
        (DELETE, "DELETE", {"meta": {"a": 1}}, ["jsonapi", "data"]),
        (LIST, "GET", {**WHOLE, "data": []}, ["meta"]),
        (LIST, "GET", {**WHOLE, "meta": {"a": 1}, "data": []}, ["meta/count"]),
    ],
)
def test_members_that_no_success_shows_are_left_out(
    endpoint: Endpoint, method: str, document: dict[str, Any], said: list[str]
) -> None:
    answered = transaction(method=method, answers=document)
    assert left_out(found(answered, method=method, endpoint=endpoint)) == said
    assert found(answered, method=method, endpoint=endpoint, whole=True) == []
    complete = transaction(method=method, answers={**LISTED, "data": document.get("data")})
    assert found(answered, complete, method=method, endpoint=endpoint) == []


def left_out(said: list[str]) -> list[str]:
    """The paths that an operation leaves out."""
    paths = [each.removeprefix("leaves_out=") for each in said if each.startswith("leaves_out=")]
    return [*ast.literal_eval(paths[0])] if paths else []


def test_the_pages_of_a_plain_list_are_left_out_where_it_shows_none() -> None:
    plain = transaction(answers={**LISTED, "links": {"self": ""}}, media_type="application/json")
    pages = ["links/first", "links/last", "links/prev", "links/next"]
    assert left_out(found(plain, endpoint=LIST)) == pages
    assert left_out(found(plain, endpoint=LIST, whole=True)) == []


#: A type with a secret, and one with nothing to show.
THING = ResourceType(
    "thing",
    HERE,
    attributes=(
        Attribute("name", Schema("string")),
        Attribute("size", Schema("number")),
        Attribute("secret", Schema("string"), write_only=True),
    ),
    relationships=(Relationship("owner", "user"), Relationship("parts", "part", many=True)),
)
BARE = ResourceType("thing", HERE, attributes=THING.attributes[2:])


def of_type(
    owner: ResourceType, endpoint: Endpoint | None, *transactions: Transaction
) -> list[str]:
    """The arguments of an operation on a type."""
    one = action(*transactions, endpoint=endpoint)
    return list(arguments(made(one, resource_types=(owner,)), one, whole=False))


LINKS = {"links": {"self": ""}}
ITEM = {"type": "thing", "id": "1", **LINKS, "attributes": {"name": "a"}}
OWNED = {"relationships": {"owner": {**LINKS, "data": None}}}


@pytest.mark.parametrize(
    ("media_type", "data", "paths"),
    [
        (JSON_API, ITEM, []),
        (JSON_API, {**ITEM, **OWNED}, []),
        (
            JSON_API,
            {**ITEM, "relationships": {"owner": {"data": None}}},
            ["relationships/owner/links"],
        ),
        ("application/json", {**ITEM, **OWNED}, ["attributes/size", "relationships/parts"]),
        ("application/json", ITEM, ["attributes/size", "relationships"]),
        (
            "application/json",
            {**ITEM, "relationships": {"owner": LINKS, "parts": LINKS}},
            ["attributes/size", "relationships/owner/data", "relationships/parts/data"],
        ),
    ],
)
def test_fields_are_left_out_of_plain_json_where_no_example_shows_them(
    media_type: str, data: dict[str, Any], paths: list[str]
) -> None:
    """Examples of JSON:API are often shortened; of plain JSON they are all there is."""
    success = transaction(answers={**WHOLE, "data": data}, media_type=media_type)
    assert left_out(of_type(THING, DETAIL, success)) == [f"data/{each}" for each in paths]
    for elsewhere in (RELATIONSHIP, None):
        assert left_out(of_type(THING, elsewhere, success)) == []


def test_a_member_is_left_out_only_where_no_success_shows_it() -> None:
    answers = [
        transaction(answers={**WHOLE, "data": {**ITEM, "attributes": {name: 1}, **OWNED}})
        for name in ("name", "size")
    ]
    plain = [
        transaction(
            answers={**WHOLE, "data": {**ITEM, "attributes": {name: 1}, **OWNED}},
            media_type="application/json",
        )
        for name in ("name", "size")
    ]
    assert left_out(of_type(THING, DETAIL, *answers)) == []
    assert left_out(of_type(THING, DETAIL, *plain)) == ["data/relationships/parts"]
    for empty in (204, 205):
        said = of_type(THING, DETAIL, *plain, transaction(empty))
        assert left_out(said) == ["data/relationships/parts"]


def test_mson_lists_what_a_success_shows() -> None:
    shown = obj(
        required("jsonapi", obj()),
        required("links", obj(required("self", Schema("string")))),
        required("data", obj(required("attributes", obj(required("name", Schema("string")))))),
    )
    success = transaction(answers=shown)
    missing = ["data/links", "data/attributes/size", "data/relationships"]
    assert left_out(of_type(THING, DETAIL, success)) == missing
    example = transaction(answers={**WHOLE, "data": ITEM})
    assert left_out(of_type(THING, DETAIL, success, example)) == []


@pytest.mark.parametrize(
    ("owner", "endpoint", "data", "is_empty"),
    [
        (BARE, DETAIL, {"attributes": {}}, True),
        (BARE, DETAIL, {"id": "1"}, False),
        (BARE, DETAIL, None, False),
        (BARE, RELATIONSHIP, {"attributes": {}}, False),
        (BARE, None, {"attributes": {}}, False),
        (THING, DETAIL, {"attributes": {}}, False),
        (ResourceType("other", HERE), DETAIL, {"attributes": {}}, False),
    ],
)
def test_empty_attributes_are_said_where_they_are_documented(
    owner: ResourceType, endpoint: Endpoint | None, data: Any, is_empty: bool
) -> None:
    said = of_type(owner, endpoint, transaction(answers={**WHOLE, "data": data}))
    assert ("empty_attributes=True" in said) == is_empty
