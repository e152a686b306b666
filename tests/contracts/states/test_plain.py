"""Records in plain JSON: the collections of a path, and what responses show of them."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.model import Action, Endpoint, EndpointKind, Parameter, Transaction
from contracts.states import states
from contracts.states.plain import (
    collections,
    is_plain,
    is_sign_in,
    plain_types,
    records,
    secrets_of,
)
from contracts.states.plain_rules import plain_samples
from tests.contracts.factories import JSON_API, action, transaction
from tests.contracts.factories import contract as made

JSON = "application/json"


def reading(
    template: str, document: Any, *, method: str = "GET", **values: str
) -> tuple[Action, Transaction]:
    """An action with one transaction; ``values`` are those of the path's variables."""
    parameters = tuple(Parameter(n, n, "path", example=value) for n, value in values.items())
    one = transaction(method=method, uri=template, answers=document, media_type=JSON)
    return action(one, method=method, template=template, parameters=parameters), one


@pytest.mark.parametrize(
    ("method", "template", "values", "along"),
    [
        ("GET", "/books", {}, ["book"]),
        ("GET", "/books/{id}", {"id": "7"}, ["book 7"]),
        ("GET", "/books/{book_id}", {"book_id": "7"}, ["book 7"]),
        ("GET", "/books/{book}", {"book": "7"}, ["book 7"]),
        ("GET", "/books/{uuid}", {"uuid": "a-b"}, ["book a-b"]),
        ("GET", "/books/{isbn}", {"isbn": "978"}, ["book 978 by isbn"]),
        ("GET", "/books/{book_isbn}", {"book_isbn": "978"}, ["book 978 by isbn"]),
        ("GET", "/books/{id}", {}, []),
        ("GET", "/books/7", {}, ["book 7"]),
        ("GET", "/api/v2/books", {}, ["book"]),
        ("GET", "/books/{id}/chapters", {"id": "7"}, ["book 7", "chapter"]),
        (
            "GET",
            "/books/{id}/chapters/{number}",
            {"id": "7", "number": "2"},
            ["book 7", "chapter 2 by number"],
        ),
        ("GET", "/books/recent", {}, ["book"]),
        ("GET", "/books/search", {}, ["book"]),
        ("GET", "/{books}/recent", {}, ["recent"]),
        ("GET", "/rest/recent", {}, ["recent"]),
        ("GET", "/books/7/recent", {}, ["book 7", "recent"]),
        ("GET", "/books/authors", {}, ["author"]),
        ("GET", "/books/7/chapters", {}, ["book 7", "chapter"]),
        ("POST", "/books", {}, ["book"]),
        ("POST", "/search", {}, []),
        ("POST", "/login", {}, []),
        ("PUT", "/books", {}, []),
    ],
)
def test_the_collections_along_a_path(
    method: str, template: str, values: dict[str, str], along: list[str]
) -> None:
    found = collections(*reading(template, [{"id": 1}], method=method, **values))
    words = [" ".join(filter(None, (f.type, f.id, f.key and f"by {f.key}"))) for f in found]
    assert words == along


@pytest.mark.parametrize(
    ("template", "values", "document", "shown"),
    [
        ("/books", {}, [{"id": 1, "title": "A"}, {"id": 2}], ["book 1 title=A", "book 2"]),
        ("/books", {}, [{"title": "A"}, {"title": "B"}], ["book 1 title=A", "book 2 title=B"]),
        ("/books", {}, {"books": [{"id": 3}], "total": 1}, ["book 3"]),
        ("/books", {}, {"data": [{"id": 3}]}, ["book 3"]),
        ("/books", {}, {"other": [{"id": 3}]}, []),
        ("/books", {}, [{"book_id": "x"}, 5, "text"], ["book x"]),
        ("/books", {}, [{"_links": {"self": {"href": "/books/9?a=b"}}}], ["book 9"]),
        ("/books", {}, [{"links": {"self": "/books/9/"}}], ["book 9"]),
        ("/books", {}, [{"id": True}, {"id": ""}, {"id": None}], ["book 1", "book 2", "book 3"]),
        ("/books/{id}", {"id": "7"}, {"id": 7, "title": "A"}, ["book 7 title=A"]),
        ("/books/{id}", {"id": "7"}, {"title": "A"}, ["book 7 title=A"]),
        ("/books/{id}", {"id": "7"}, {"book": {"title": "A"}}, ["book 7 title=A"]),
        ("/books/{id}", {"id": "7"}, {"data": {"title": "A"}}, ["book 7 title=A"]),
        ("/books/{isbn}", {"isbn": "978"}, {"id": 5, "t": 1}, ["book 5 isbn=978 t=1"]),
        ("/books/{isbn}", {"isbn": "978"}, {"id": 5, "isbn": "979"}, ["book 5 isbn=979"]),
        ("/books/{isbn}", {"isbn": "978"}, {"t": 1}, ["book  isbn=978 t=1"]),
        ("/books/{id}/lend", {"id": "7"}, {"id": 7, "title": "A"}, []),
        ("/books", {}, {"title": "A"}, []),
        ("/books", {}, "text", []),
    ],
)
def test_the_records_that_a_response_shows(
    template: str, values: dict[str, str], document: Any, shown: list[str]
) -> None:
    found = records(*reading(template, document, **values))
    lines = [
        " ".join((f"{each.type} {each.id}", *(f"{n}={v}" for n, v in each.attributes.items())))
        for each in found
    ]
    assert lines == shown


@pytest.mark.parametrize(
    ("sent", "answered", "endpoint", "plain"),
    [
        (JSON, JSON, None, True),
        (JSON_API, JSON, None, False),
        (JSON, JSON_API, None, False),
        (JSON, JSON, Endpoint(EndpointKind.LIST, "book"), False),
    ],
)
def test_an_action_is_plain_json_or_not(
    sent: str, answered: str, endpoint: Endpoint | None, plain: bool
) -> None:
    request = transaction(sends={}, media_type=sent).request
    response = transaction(answers={}, media_type=answered).response
    one = Transaction("t", request, response, action().location)
    assert is_plain(action(one, endpoint=endpoint), one) == plain


@pytest.mark.parametrize(
    ("method", "path", "signs_in"),
    [("POST", "/api/login", True), ("POST", "/login/", True), ("GET", "/login", False)],
)
def test_signing_in_is_posted(method: str, path: str, signs_in: bool) -> None:
    one = action(transaction(method=method), method=method, template=path)
    assert is_sign_in(one) == signs_in
    assert ("user" in plain_types(made(one))) == signs_in


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ({"email": "a", "password": "b", "newPassword": "c"}, ("password", "newPassword")),
        ({"passwordless": "a"}, ()),
        ([{"password": "a"}], ()),
        (None, ()),
    ],
)
def test_secrets_of_a_body(document: Any, names: tuple[str, ...]) -> None:
    assert secrets_of(document) == names


def test_every_successful_reading_is_a_sample_and_a_single_one_comes_first() -> None:
    listed = transaction(answers=[{"id": 1, "a": "list"}, {"id": 2}], media_type=JSON)
    failed = transaction(404, answers={"id": 1, "a": "error"}, media_type=JSON)
    single = transaction(answers={"id": 1, "a": "single", "b": 1}, media_type=JSON)
    id_ = Parameter("id", "id", "path", example="1")
    found = plain_samples(
        made(
            action(failed, listed, template="/books", name="List"),
            action(failed, single, template="/books/{id}", parameters=(id_,), name="Get"),
            action(listed, method="POST", template="/pens", name="Make"),
        )
    )
    assert {key: dict(state.attributes) for key, state in found.items()} == {
        ("book", "1"): {"a": "single", "b": 1},
        ("book", "2"): {},
    }


@pytest.mark.parametrize(
    ("method", "status", "sent", "wanted"),
    [
        ("PUT", 200, {"title": "new"}, [("book", "1", {"title": "old", "pages": 5})]),
        ("PATCH", 200, {}, [("book", "1", {"title": "new", "pages": 5})]),
        ("DELETE", 204, None, [("book", "1", {"title": "old", "pages": 5})]),
        ("GET", 404, None, []),
    ],
)
def test_what_an_update_sends_is_different_before_it(
    method: str, status: int, sent: Any, wanted: list[tuple[str, str, dict[str, Any]]]
) -> None:
    id_ = Parameter("id", "id", "path", example="1")
    document = {"id": 1, "title": "new", "pages": 5}
    get = transaction(answers={**document, "title": "old"}, media_type=JSON, name="get")
    answers = document if status == 200 else None
    one = transaction(
        status, method=method, sends=sent, answers=answers, media_type=JSON, name="it"
    )
    found = made(
        action(get, template="/books/{id}", parameters=(id_,), name="Get"),
        action(one, method=method, template="/books/{id}", parameters=(id_,), name="It"),
    )
    state = states(found)[one.key]
    rows = [(r.type, r.id, dict(r.attributes)) for r in state.resources if r.type == "book"]
    assert rows == wanted
