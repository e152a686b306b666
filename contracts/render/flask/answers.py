"""What an operation documents of its answers that is unusual in JSON:API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from contracts.build.documented_members import Members, example_members, schema_members, union
from contracts.model import Action, Contract, EndpointKind, Response
from contracts.render.flask.layout import WIDTH, quoted, sequence
from contracts.text.documents import json_member
from contracts.text.json_pointer import pointer
from contracts.text.numbers import json_text
from contracts.text.payloads import MEDIA_TYPE, is_json_api, json_of, media_type

_PAGES: Final = ("first", "last", "prev", "next")
#: Where the arguments of an operation stand.
INDENT: Final = 12
#: What generated servers answer to a deletion unless another text is documented.
DELETED: Final = "Object successfully deleted"
_NO_BODY: Final = (204, 205)


def arguments(contract: Contract, action: Action, *, whole: bool) -> Iterator[str]:
    """The arguments of an ``Operation``, as Python has them; none for what is usual.

    With ``whole`` documents have all members the server has, documented or not.
    """
    answers = [t.response for t in action.transactions]
    successes = [each for each in answers if each.is_success]
    status = _status(action, successes)
    if status:
        yield f"status={status}"
    shown = [each.content_type for each in successes if each.content_type.strip()]
    errors = [each for each in answers if each.is_error and each.content_type.strip()]
    content_type = shown[0] if shown else MEDIA_TYPE
    error_type = errors[0].content_type if errors else content_type
    for name, value in (("content_type", content_type), ("error_type", error_type)):
        if media_type(value) != MEDIA_TYPE:
            yield f"{name}={quoted(value)}"
    served = (t.request for t in action.transactions if not t.response.is_error)
    accepts = {media_type(request.content_type) for request in served}
    yield from _tuple("accepts", sorted(accepts - {"", MEDIA_TYPE}))
    if not whole:
        yield from _message(action, successes)
        yield from _meta(action, successes)
        yield from _tuple("leaves_out", _left_out(contract, action, successes))
        if _shows_empty_attributes(contract, action, successes):
            yield "empty_attributes=True"
        documents = [json_of(each.body) for each in errors]
        if any(isinstance(d, dict) and "errors" in d and "jsonapi" not in d for d in documents):
            yield "bare_errors=True"


def _message(action: Action, successes: Iterable[Response]) -> Iterator[str]:
    """The text that a deletion answers, where it is another than the usual one."""
    if action.method == "DELETE":
        documents = (json_of(each.body) for each in successes)
        meta = next((json_member(d, "meta") for d in documents if isinstance(d, dict)), None)
        text = json_member(meta, "message")
        if isinstance(text, str) and text != DELETED:
            yield f"message={quoted(text)}"


def _meta(action: Action, successes: Iterable[Response]) -> Iterator[str]:
    """The ``meta`` of a document with one resource; that of a list is the server's own."""
    is_list = action.endpoint is not None and action.endpoint.kind is EndpointKind.LIST
    if is_list or action.method == "DELETE":
        return
    documents = (json_of(each.body) for each in successes)
    meta = next((json_member(d, "meta") for d in documents if isinstance(d, dict)), None)
    if meta and isinstance(meta, dict):
        yield f"meta={quoted(json_text(meta))}"


def _tuple(name: str, values: Iterable[str]) -> Iterator[str]:
    items = [quoted(value) for value in values]
    one_line = f"{name}=({', '.join(items)}{',' * (len(items) == 1)})"
    if items:
        fits = len(one_line) + INDENT < WIDTH
        yield one_line if fits else sequence(f"{name}=", items).replace("\n", f"\n{' ' * INDENT}")


def _status(action: Action, successes: Iterable[Response]) -> int | None:
    """The documented status of a success, where it is another than the usual one."""
    kind = action.endpoint.kind if action.endpoint else None
    usual = 201 if kind is EndpointKind.CREATE else 200
    documented = [each.status for each in successes]
    is_unusual = action.method != "GET" and documented and usual not in documented
    return documented[0] if is_unusual else None


def _left_out(contract: Contract, action: Action, successes: Iterable[Response]) -> Iterator[str]:
    """The paths of what the server's document has and no documented success shows."""
    documented = union(map(_shown_by, _with_body(successes)))
    is_plain = not any(is_json_api(t.response) for t in action.transactions)
    if documented is not None:
        made = {
            **_made(action, is_plain=is_plain),
            "data": _resource(contract, action, documented, is_plain, _have_mson(successes)),
        }
        for path in _missing(made, documented, ()):
            yield pointer(*path).removeprefix("/")


def _shows_empty_attributes(
    contract: Contract, action: Action, successes: Iterable[Response]
) -> bool:
    """Whether ``attributes`` are documented of resources of a type that has none."""
    endpoint = action.endpoint
    owner = contract.resource_type(endpoint.type) if endpoint else None
    if owner is None or endpoint is None or endpoint.kind is EndpointKind.RELATIONSHIP:
        return False
    documented = union(map(_shown_by, _with_body(successes))) or {}
    is_empty = all(attribute.write_only for attribute in owner.attributes)
    return is_empty and "attributes" in (documented.get("data") or {})


def _have_mson(successes: Iterable[Response]) -> bool:
    """Whether MSON says of each success which members it has."""
    bodies = _with_body(successes)
    return bool(bodies) and all(each.schema is not None for each in bodies)


def _with_body(responses: Iterable[Response]) -> list[Response]:
    return [each for each in responses if each.is_success and each.status not in _NO_BODY]


def _missing(
    made: Members | None, documented: Members | None, path: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    if made is None or documented is None:
        return
    for name, below in made.items():
        if name not in documented:
            yield (*path, name)
        else:
            yield from _missing(below, documented[name], (*path, name))


def _made(action: Action, *, is_plain: bool) -> dict[str, Members | None]:
    """The top-level members of the server's document, as far as it may leave them out."""
    document: dict[str, Members | None] = {"jsonapi": None}
    if action.method != "DELETE":
        is_list = action.endpoint is not None and action.endpoint.kind is EndpointKind.LIST
        # Clients of JSON:API follow the links of pages, whether or not an example has several.
        pages = _PAGES if is_list and is_plain else ()
        document["links"] = dict.fromkeys(("self", *pages))
        if is_list:
            document["meta"] = {"count": None}
    return document


def _resource(
    contract: Contract, action: Action, documented: Members | None, is_plain: bool, has_mson: bool
) -> Members | None:
    """The members of the primary data, as far as they may be left out.

    MSON lists what an action shows. Examples of JSON:API are often shortened: its clients know
    the fields by the type.
    """
    endpoint = action.endpoint
    owner = contract.resource_type(endpoint.type) if endpoint else None
    if owner is None or endpoint is None or endpoint.kind is EndpointKind.RELATIONSHIP:
        return {}
    is_listed = is_plain or has_mson
    data = (documented or {}).get("data") or {}
    members: dict[str, Members | None] = {"links": None}
    links: dict[str, Members | None] = (
        {"links": None, "data": None} if is_plain else {"links": None}
    )
    names = [r.name for r in owner.relationships] if is_listed else data.get("relationships") or ()
    if is_listed:
        members["attributes"] = {a.name: None for a in owner.attributes if not a.write_only}
    if is_listed or names:
        members["relationships"] = dict.fromkeys(names, links)
    return members


def _shown_by(response: Response) -> Members | None:
    if response.body_schema:
        return None
    if response.schema is not None:
        return schema_members(response.schema)
    document = json_of(response.body)
    return example_members(document) if isinstance(document, dict) else None
