"""What an action does, from its method, path and documents (JSON:API 1.0, sections 6 to 9)."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from contracts.model import Endpoint, EndpointKind
from tests.contracts.blueprints import contract

AUTHOR: Final = {"type": "person", "id": "1"}
CHAPTER: Final = {"type": "chapter", "id": "1", "attributes": {"title": "Sand"}}
BOOK: Final = {
    "type": "book",
    "id": "1",
    "attributes": {"title": "Dunes"},
    "relationships": {
        "author": {"data": AUTHOR, "links": {"related": "/books/1/written-by"}},
        "chapters": {"data": [{"type": "chapter", "id": "1"}]},
    },
}
PERSON: Final = {"type": "person", "id": "1", "attributes": {"name": "Ada"}}
OPENING: Final = {"type": "opening", "id": "1", "attributes": {"day": "Monday"}}
API: Final = "application/vnd.api+json"
PLAIN: Final = "application/json"
NOTHING: Final = None


def payload(kind: str, body: Any, media: str) -> str:
    head = f"+ {kind}" + ("" if body is NOTHING else f" ({media})") + "\n"
    text = "" if body is NOTHING else f"\n        {json.dumps(body)}\n"
    return head + text + "\n"


def action(
    method: str,
    path: str,
    sent: Any,
    status: int,
    shown: Any,
    media: str = API,
    title: str = "Base",
) -> str:
    request = "" if sent is NOTHING else payload("Request", sent, media)
    return (
        f"## {title} [{path}]\n\n### {method} {title} [{method}]\n\n"
        f"{request}{payload(f'Response {status}', shown, media)}"
    )


#: Books have an author and chapters; a chapter and a person know no book.
BASE: Final = "FORMAT: 1A\n\n# API\n\n" + "".join(
    action("GET", path, NOTHING, 200, {"data": data})
    for path, data in (
        ("/books", [BOOK]),
        ("/books/{id}", BOOK),
        ("/people", [PERSON]),
        ("/people/{id}", PERSON),
        ("/chapters/{id}", CHAPTER),
    )
)

#: What an action is, by what is documented: method, path, body sent, status, body shown, type.
ACTIONS: Final[dict[str, tuple[tuple[Any, ...], Endpoint | None]]] = {
    "a list": (
        ("GET", "/people", NOTHING, 200, {"data": [PERSON]}),
        Endpoint(EndpointKind.LIST, "person"),
    ),
    "a creation": (
        ("POST", "/people", {"data": PERSON}, 201, {"data": PERSON}),
        Endpoint(EndpointKind.CREATE, "person"),
    ),
    "a change": (
        ("PATCH", "/people/{id}", {"data": PERSON}, 200, {"data": PERSON}),
        Endpoint(EndpointKind.UPDATE, "person"),
    ),
    "a change without an answer": (
        ("PATCH", "/people/{id}", {"data": PERSON}, 204, NOTHING),
        Endpoint(EndpointKind.UPDATE, "person"),
    ),
    "a deletion": (
        ("DELETE", "/people/{id}", NOTHING, 204, NOTHING),
        Endpoint(EndpointKind.DELETE, "person"),
    ),
    "a replacement": (("PUT", "/people/{id}", {"data": PERSON}, 200, {"data": PERSON}), None),
    "a deletion of all": (("DELETE", "/people", NOTHING, 204, NOTHING), None),
    "a change that sends nothing": (("PATCH", "/people/{id}", NOTHING, 204, NOTHING), None),
    "a detail that shows a list": (("GET", "/books/{id}", NOTHING, 200, {"data": [BOOK]}), None),
    "a call that sends no document": (
        ("POST", "/people", {"name": "Ada"}, 201, {"data": PERSON}, PLAIN),
        None,
    ),
    "a related resource by name": (
        ("GET", "/books/{id}/author", NOTHING, 200, {"data": PERSON}),
        Endpoint(EndpointKind.RELATED, "person", "book", "author"),
    ),
    "a related resource by link": (
        ("GET", "/books/{id}/written-by", NOTHING, 200, {"data": PERSON}),
        Endpoint(EndpointKind.RELATED, "person", "book", "author"),
    ),
    "a to-one that shows a list": (
        ("GET", "/books/{id}/author", NOTHING, 200, {"data": [PERSON]}),
        None,
    ),
    "related resources": (
        ("GET", "/books/{id}/chapters", NOTHING, 200, {"data": [CHAPTER]}),
        Endpoint(EndpointKind.LIST, "chapter", "book", "chapters"),
    ),
    "related resources that show one": (
        ("GET", "/books/{id}/chapters", NOTHING, 200, {"data": CHAPTER}),
        None,
    ),
    "those that refer to a resource": (
        ("GET", "/people/{id}/books", NOTHING, 200, {"data": [BOOK]}),
        Endpoint(EndpointKind.LIST, "book", "person"),
    ),
    "those that a path alone relates": (
        ("GET", "/people/{id}/chapters", NOTHING, 200, {"data": [CHAPTER]}),
        Endpoint(EndpointKind.LIST, "chapter", "person", "chapters"),
    ),
    "a creation below what refers to it": (
        ("POST", "/books/{id}/chapters", {"data": CHAPTER}, 201, {"data": CHAPTER}),
        Endpoint(EndpointKind.CREATE, "chapter", "book", "chapters"),
    ),
    "a creation below what it refers to": (
        ("POST", "/people/{id}/books", {"data": BOOK}, 201, {"data": BOOK}),
        Endpoint(EndpointKind.CREATE, "book", "person"),
    ),
    "a creation below a stranger": (
        ("POST", "/people/{id}/chapters", {"data": CHAPTER}, 201, {"data": CHAPTER}),
        None,
    ),
    "a change below a resource": (
        ("PATCH", "/books/{id}/author", {"data": PERSON}, 200, {"data": PERSON}),
        None,
    ),
    "linkage": (
        ("GET", "/books/{id}/relationships/author", NOTHING, 200, {"data": AUTHOR}),
        Endpoint(EndpointKind.RELATIONSHIP, "person", "book", "author"),
    ),
    "linkage in plain JSON": (
        ("PATCH", "/books/{id}/relationships/author", {"data": AUTHOR}, 200, {"ok": True}, PLAIN),
        Endpoint(EndpointKind.RELATIONSHIP, "person", "book", "author"),
    ),
    "linkage of many in plain JSON": (
        (
            "POST",
            "/books/{id}/relationships/chapters",
            {"data": [{"type": "chapter", "id": 2}]},
            200,
            {"ok": True},
            PLAIN,
        ),
        Endpoint(EndpointKind.RELATIONSHIP, "chapter", "book", "chapters"),
    ),
    "no linkage in plain JSON": (
        ("PATCH", "/books/{id}/relationships/author", {"data": "1"}, 200, {"ok": True}, PLAIN),
        None,
    ),
    "empty linkage in plain JSON": (
        ("PATCH", "/books/{id}/relationships/chapters", {"data": []}, 200, {"ok": True}, PLAIN),
        None,
    ),
    "linkage of no relationship": (
        ("GET", "/books/{id}/relationships/editor", NOTHING, 200, {"data": AUTHOR}),
        None,
    ),
    "linkage of a collection": (
        ("GET", "/books/relationships/author", NOTHING, 200, {"data": AUTHOR}),
        None,
    ),
    "the only resource of its type": (
        ("GET", "/opening", NOTHING, 200, {"data": OPENING}),
        Endpoint(EndpointKind.DETAIL, "opening"),
    ),
    "a resource below what it refers to": (
        ("GET", "/people/{id}/books/{book}", NOTHING, 200, {"data": BOOK}),
        Endpoint(EndpointKind.DETAIL, "book", above=(("person", ""),)),
    ),
    "a resource below what refers to it": (
        ("GET", "/books/{id}/chapters/{chapter}", NOTHING, 200, {"data": CHAPTER}),
        Endpoint(EndpointKind.DETAIL, "chapter", above=(("book", "chapters"),)),
    ),
    "a file": (("GET", "/books/{id}.json", NOTHING, 200, {"data": BOOK}), None),
}


@pytest.mark.parametrize(("documented", "endpoint"), ACTIONS.values(), ids=ACTIONS)
def test_an_action_is_the_endpoint_that_its_documents_show(
    documented: tuple[Any, ...], endpoint: Endpoint | None
) -> None:
    found = contract(BASE + action(*documented, title="Subject"))
    assert found.resource_type("book") is not None
    last = found.groups[-1].resources[-1].actions[-1]
    assert last.name.endswith("Subject")
    assert last.endpoint == endpoint
