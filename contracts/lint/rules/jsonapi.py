"""JSON:API 1.0: documents, resource objects and errors ("Document Structure", "Errors").

Rules look at bodies that are JSON:API documents by their media type or shape, and at
no request that is meant to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from contracts.build.infer.conflicts import RESOURCE_TYPE_UNRESOLVED
from contracts.lint.example_bodies import Body, ExampleResource, Pointer, position
from contracts.lint.finding import Edit, Finding, Rule, Subject, once
from contracts.model import Location, Severity
from contracts.text.documents import json_member
from contracts.text.payloads import MEDIA_TYPE, is_json_api
from contracts.text.spelling import folded, key_target

RESERVED: Final = ("type", "id")
USUAL: Final = 3
MOST: Final = 0.75
"""The documents, and the share of them, that make a top-level member the usual thing."""


def ids(subject: Subject) -> Iterator[Finding]:
    """Ids that are no strings, of resource objects and of identifiers in linkage."""

    def numeric() -> Iterator[Finding]:
        for example in subject.objects:
            for pointer, value in _identities(example):
                if "id" in value and not isinstance(value["id"], str):
                    where = (*pointer, "id")
                    message = f"the id of {value.get('type', 'a resource')} is not a string"
                    yield Finding(
                        example.place(*where), message, edits=_quoted(example, where, value["id"])
                    )

    return once(numeric())


def _identities(example: ExampleResource) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    yield (), example.value
    for name, relationship in example.members("relationships").items():
        data = json_member(relationship, "data")
        if isinstance(data, dict):
            yield ("relationships", name, "data"), data
        elif isinstance(data, list):
            for number, each in enumerate(data):
                if isinstance(each, dict):
                    yield ("relationships", name, "data", number), each


def _quoted(example: ExampleResource, where: Pointer, value: Any) -> tuple[Edit, ...]:
    """The number between quotes, unless a schema beside the body might want it as it is."""
    payload = example.body.payload
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not payload.body_written or payload.schema or payload.body_schema or not is_number:
        return ()
    at = position(payload.body, (*example.pointer, *where))
    return () if at is None else (Edit(example.body.at(at), str(value), f'"{value}"'),)


def identity(subject: Subject) -> Iterator[Finding]:
    """Resource objects without a type, or without an id where one is known."""
    for example in subject.objects:
        creates = example.body.is_request and example.body.action.method == "POST"
        lacking = [
            name
            for name in RESERVED
            if name not in example.value and not (name == "id" and creates)
        ]
        if lacking:
            what = " and no ".join(lacking)
            payload = example.body.payload.location or example.body.start
            message = f"the resource object has no {what}"
            yield Finding(example.place(), message, also=(payload,))


def reserved(subject: Subject) -> Iterator[Finding]:
    """Attributes and relationships that are called type or id, or like each other."""

    def misnamed() -> Iterator[Finding]:
        for example in subject.objects:
            attributes = example.members("attributes")
            for part in ("attributes", "relationships"):
                for name in RESERVED:
                    if name in example.members(part):
                        message = f"{name!r} cannot be the name of one of the {part}"
                        yield Finding(example.place(part, name, name=True), message)
            for name in example.members("relationships"):
                if name in attributes:
                    message = f"{name!r} is an attribute and a relationship"
                    yield Finding(example.place("relationships", name, name=True), message)

    return once(misnamed())


def content_type(subject: Subject) -> Iterator[Finding]:
    """JSON:API documents that are announced as something else."""
    for body in subject.bodies:
        if body.is_document and not is_json_api(body.payload) and not _meant_wrong(body):
            shown = body.payload.content_type or "nothing"
            place = body.payload.location or body.start
            yield Finding(place, f"the JSON:API document is announced as {shown}")


def top_level(subject: Subject) -> Iterator[Finding]:
    """Documents without data, errors or meta, or with both data and errors."""
    for body in subject.bodies:
        if not is_json_api(body.payload) or _meant_wrong(body):
            continue
        if not isinstance(body.value, dict):
            yield Finding(body.start, "a JSON:API document is an object")
        elif not body.value.keys() & {"data", "errors", "meta"}:
            yield Finding(body.start, "the document has none of data, errors and meta")
        elif {"data", "errors"} <= body.value.keys():
            place = body.place("errors", name=True)
            yield Finding(place, "the document has both data and errors")


def usual_members(subject: Subject) -> Iterator[Finding]:
    """Responses without a top-level member that most others of their kind have.

    ``jsonapi`` is held against all documents, ``links`` against those that answer a GET.
    """
    shown = [
        body
        for body in subject.bodies
        if body.is_document and not body.is_request and not body.is_error
        if body.value.keys() & {"data", "errors", "meta"}
    ]
    reads = [body for body in shown if body.action.method == "GET" and "data" in body.value]
    lacking: dict[Location, list[str]] = {}
    for name, documents in (("jsonapi", shown), ("links", reads)):
        having = sum(name in body.value for body in documents)
        if having < USUAL or having <= len(documents) * MOST:
            continue
        for body in documents:
            if name not in body.value:
                what = f"no {name}, as {having} of {len(documents)} have"
                lacking.setdefault(body.start, []).append(what)
    for place, parts in lacking.items():
        yield Finding(place, f"the document has {', and '.join(parts)}")


def error_status(subject: Subject) -> Iterator[Finding]:
    """Error objects whose status is no string, or not that of the response."""

    def members() -> Iterator[Finding]:
        for body in subject.bodies:
            errors = body.value.get("errors") if body.is_document else None
            if body.is_request or not isinstance(errors, list):
                continue
            statuses = {str(e["status"]) for e in errors if isinstance(e, dict) and "status" in e}
            documented = body.transaction.response.status
            for number, each in enumerate(errors):
                if not isinstance(each, dict) or "status" not in each:
                    continue
                place = body.place("errors", number, "status")
                if not isinstance(each["status"], str):
                    yield Finding(place, "the status of an error is a string", "put it in quotes")
                elif len(statuses) == 1 and each["status"] != str(documented):
                    yield Finding(place, f"the error's status is not the response's {documented}")

    return once(members())


def foreign_keys(subject: Subject) -> Iterator[Finding]:
    """Attributes such as ``event-id`` beside a relationship ``event``, once for each type."""
    seen: set[tuple[str, str]] = set()
    for example in subject.objects:
        relationships = set(map(folded, example.members("relationships")))
        for name in example.members("attributes"):
            target = key_target(name)
            if target and folded(target) in relationships and (example.type, name) not in seen:
                seen.add((example.type, name))
                message = f"{name!r} is the id of what the relationship {target!r} leads to"
                yield Finding(example.place("attributes", name, name=True), message)


def client_ids(subject: Subject) -> Iterator[Finding]:
    """Requests that create a resource with an id, where most creations leave it to the server."""
    created = [
        each
        for each in subject.objects
        if each.pointer == ("data",) and each.body.is_request and each.body.action.method == "POST"
    ]
    with_id = [each for each in created if "id" in each.value]
    if len(created) >= USUAL and len(with_id) <= (1 - MOST) * len(created):
        for example in with_id:
            others = len(created) - len(with_id)
            message = f"the request chooses the id; {others} other creations leave it to the server"
            yield Finding(example.place("id", name=True), message)


def _meant_wrong(body: Body) -> bool:
    return body.is_request and body.is_error


RULES: Final = (
    Rule(
        "jsonapi-id",
        Severity.ERROR,
        "The `id` of a resource or identifier is a number, not a string.",
        'JSON:API requires strings; clients compare ids and find that `1` is not `"1"`.',
        "Put it in quotes.",
        ids,
        fixable=True,
    ),
    Rule(
        "jsonapi-identity",
        Severity.ERROR,
        "A resource object has no `type`, or no `id` although it exists already.",
        "It cannot be identified or linked to.",
        "Add them.",
        identity,
        replaces=(RESOURCE_TYPE_UNRESOLVED,),
    ),
    Rule(
        "jsonapi-reserved",
        Severity.ERROR,
        "An attribute or relationship is called `type` or `id`, or is both.",
        "Attributes, relationships, type and id share one namespace in JSON:API; client "
        "libraries lose one of the two.",
        "Give it another name, such as `kind`.",
        reserved,
    ),
    Rule(
        "jsonapi-content-type",
        Severity.WARNING,
        "A JSON:API document is announced with another media type.",
        f"Clients recognise JSON:API by `{MEDIA_TYPE}`, and servers must refuse others.",
        f"Write ({MEDIA_TYPE}).",
        content_type,
    ),
    Rule(
        "jsonapi-document",
        Severity.ERROR,
        "A JSON:API document has none of `data`, `errors` and `meta`, or both data and errors.",
        "It is not a JSON:API document, whatever its media type.",
        "Put its content under `meta`, or declare it as application/json.",
        top_level,
    ),
    Rule(
        "jsonapi-member",
        Severity.INFO,
        "A document has no `jsonapi` or no `links`, although most others have.",
        "Clients that rely on it fail at this one.",
        "Add it, or leave it out everywhere.",
        usual_members,
    ),
    Rule(
        "jsonapi-error-status",
        Severity.WARNING,
        "The `status` of an error object is no string, or another than the response's.",
        "Clients that read the document see another status than those that read the response's.",
        "Write the response's status, in quotes.",
        error_status,
    ),
    Rule(
        "jsonapi-foreign-key",
        Severity.INFO,
        "An attribute is the id of a related resource: `event-id` beside the relationship `event`.",
        'Foreign keys "SHOULD NOT appear as attributes" (JSON:API 1.0, "Attributes"): clients '
        "that change one of the two contradict the other.",
        "Leave the attribute out; the relationship's linkage has the id.",
        foreign_keys,
    ),
    Rule(
        "jsonapi-client-id",
        Severity.INFO,
        "A request creates a resource with an id of its own, although most others do not.",
        'Servers must support ids chosen by clients explicitly (JSON:API 1.0, "Client-Generated '
        'IDs"); others refuse them with 403.',
        "Leave the id out.",
        client_ids,
    ),
)
