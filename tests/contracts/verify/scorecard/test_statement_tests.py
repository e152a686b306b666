"""Each test of a statement looks at its own case alone, and sees where the statement is broken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import (
    MISSING,
    Action,
    Endpoint,
    EndpointKind,
    Parameter,
    Relationship,
    ResourceType,
)
from contracts.verify.coverage import Exchange
from contracts.verify.scorecard.observed import ObservedExchange, observed
from contracts.verify.scorecard.probes import PROBES, Probe
from contracts.verify.scorecard.tests import TESTS
from tests.contracts.factories import HERE, JSON_API, action, contract, transaction

ARTICLE = ResourceType(
    "article",
    HERE,
    path="/articles/{id}",
    relationships=(Relationship("author", "person"), Relationship("tags", "tag", many=True)),
)
PERSON = ResourceType("person", HERE)


def operation(
    method: str, template: str, kind: EndpointKind | None, name: str = "", *parameters: str
) -> Action:
    linked = {"parent": "article", "relationship": name} if name else {}
    endpoint = Endpoint(kind, {"author": "person", "tags": "tag"}.get(name, "article"), **linked)
    return action(
        method=method,
        template=template,
        parameters=tuple(Parameter(each, each, "query") for each in parameters),
        endpoint=endpoint if kind else None,
    )


AUTHOR, TAGS = (f"/articles/{{id}}/relationships/{name}" for name in ("author", "tags"))
LINKAGE = EndpointKind.RELATIONSHIP
OPERATIONS: Final[Mapping[str, Action]] = {
    "list": operation(
        "GET", "/articles", EndpointKind.LIST, "", "sort", "page[size]", "colour", "tint[a]", "b-c"
    ),
    "read": operation("GET", "/articles/{id}", EndpointKind.DETAIL),
    "create": operation("POST", "/articles", EndpointKind.CREATE),
    "update": operation("PATCH", "/articles/{id}", EndpointKind.UPDATE),
    "update by name": operation("PATCH", "/named/{name}", EndpointKind.UPDATE),
    "delete": operation("DELETE", "/articles/{id}", EndpointKind.DELETE),
    "author": operation("GET", AUTHOR, LINKAGE, "author"),
    "tags": operation("GET", TAGS, LINKAGE, "tags"),
    "set author": operation("PATCH", AUTHOR, LINKAGE, "author"),
    "set tags": operation("PATCH", TAGS, LINKAGE, "tags"),
    "add tags": operation("POST", TAGS, LINKAGE, "tags"),
    "remove tags": operation("DELETE", TAGS, LINKAGE, "tags"),
    "status": operation("GET", "/status", None),
}
CONTRACT = contract(*OPERATIONS.values(), resource_types=(ARTICLE, PERSON))


def one(type_: str, id: str = "1", **more: Any) -> dict[str, Any]:
    return {"type": type_, "id": id, **more}


def data(value: Any, **more: Any) -> dict[str, Any]:
    return {"data": value, **more}


def linked(**relationships: Any) -> dict[str, Any]:
    """A document whose resource has such relationship objects."""
    return data(one("article", relationships=relationships))


def errors(*pointers: str) -> dict[str, Any]:
    return {"errors": [{"detail": "No.", "source": {"pointer": each}} for each in pointers]}


def named(name: str) -> dict[str, Any]:
    """A document whose resource has an attribute of this name."""
    return data(one("article", attributes={name: 1}))


def keyed(name: str) -> dict[str, Any]:
    """A document whose resource has an attribute of this name, and an author."""
    return data(one("article", attributes={name: 1}, relationships={"author": {"data": None}}))


def made(address: str) -> dict[str, Any]:
    """A document whose resource has this address."""
    return data(one("article", links={"self": address}))


def asks(name: str, value: str) -> dict[str, Any]:
    """A request with this header."""
    return {"asks": ((name, value),)}


def named_parameter(name: str) -> dict[str, Any]:
    """A refusal that names a query parameter."""
    return {"errors": [{"source": {"parameter": name}}]}


TWO_ASKED = {"uri": "/articles?sort=b&c=1", "documented": 400}
CHARSET_SENT = asks("Content-Type", f"{JSON_API}; charset=utf-8")
TAG, PERSON_1 = one("tag"), one("person")
LINKED, MEMBERS = linked(tags={"data": [TAG]}), "/data/relationships/tags"
#: Test, operation, status, document, what else there is; None: not its case, else whether it holds.
CASES: list[tuple[str, str, int, Any, dict[str, Any], bool | None]] = [
    # Reads
    ("read-not-found", "read", 404, {}, {"documented": 404}, True),
    ("read-not-found", "read", 200, {}, {"documented": 404}, False),
    ("read-not-found", "read", 404, {}, {"documented": 403}, None),
    ("read-not-found", "read", 404, {}, {}, None),
    ("read-not-found", "update", 404, {}, {"documented": 404}, None),
    ("read-not-found", "status", 404, {}, {"documented": 404}, None),
    ("read-status", "list", 200, data([]), {}, True),
    ("read-status", "list", 201, data([]), {}, False),
    ("read-status", "list", 404, {}, {}, None),
    ("list-array", "list", 200, data([]), {}, True),
    ("list-array", "list", 200, data(None), {}, False),
    ("list-array", "list", 200, {}, {}, False),
    ("list-array", "list", 206, data(None), {}, None),
    ("list-array", "list", 200, data(None), {"media_type": "application/json"}, None),
    ("detail-object", "read", 200, data(None), {}, True),
    ("detail-object", "read", 200, data(one("article")), {}, True),
    ("detail-object", "read", 200, data([]), {}, False),
    ("read-errors", "read", 401, {}, {}, True),
    ("read-errors", "read", 400, {}, {}, None),
    ("read-errors", "read", 599, {}, {}, True),
    # Relationships
    ("relationship-status", "author", 200, data(None), {}, True),
    ("relationship-status", "author", 201, data(None), {}, False),
    ("relationship-status", "set author", 204, {}, {}, None),
    ("relationship-data", "author", 200, data(None), {}, True),
    ("relationship-data", "author", 200, data(PERSON_1), {}, True),
    ("relationship-data", "author", 200, data([PERSON_1]), {}, False),
    ("relationship-data", "author", 200, data({"type": "person"}), {}, False),
    ("relationship-data", "author", 200, {}, {}, False),
    ("relationship-data", "tags", 200, data([]), {}, True),
    ("relationship-data", "tags", 200, data([TAG, one("tag", "2")]), {}, True),
    ("relationship-data", "tags", 200, data([TAG, {"type": "tag"}]), {}, False),
    ("relationship-data", "tags", 200, data(None), {}, False),
    ("relationship-data", "tags", 404, {}, {}, None),
    ("relationship-links", "tags", 200, data([], links={"self": "/"}), {}, True),
    ("relationship-links", "tags", 200, data([], links={"related": "/"}), {}, True),
    ("relationship-links", "tags", 200, data([], links={"first": "/"}), {}, None),
    ("relationship-not-found", "tags", 404, {}, {"documented": 404}, True),
    ("relationship-not-found", "tags", 403, {}, {"documented": 404}, False),
    ("relationship-not-found", "set tags", 403, {}, {"documented": 404}, None),
    ("relationship-empty", "tags", 200, data([]), {}, True),
    ("relationship-empty", "author", 200, data(None), {"documented": 200}, True),
    ("relationship-empty", "author", 200, {}, {}, None),
    ("relationship-empty", "author", 200, data(PERSON_1), {}, None),
    ("relationship-empty", "author", 100, data(None), {}, None),
    ("relationship-empty", "author", 200, data(None), {"documented": 404}, None),
    ("relationship-errors", "author", 400, {}, {}, True),
    ("relationship-errors", "author", 399, {}, {}, None),
    ("links-one", "set author", 204, {}, {}, True),
    ("links-one", "set author", 403, {}, {}, None),
    ("links-one", "set author", 403, {}, {"documented": 204}, False),
    ("links-one", "set tags", 204, {}, {}, None),
    ("links-many", "set tags", 204, {}, {}, True),
    ("links-many", "set author", 204, {}, {}, None),
    ("links-add", "add tags", 204, {}, {}, True),
    ("links-add", "add tags", 403, {}, {"documented": 204}, False),
    ("links-add", "set tags", 204, {}, {}, None),
    ("links-remove", "remove tags", 204, {}, {}, True),
    ("links-remove", "add tags", 204, {}, {}, None),
    ("links-match", "set tags", 204, {}, {}, True),
    ("links-match", "set tags", 205, {}, {}, False),
    ("links-match", "set tags", 202, {}, {}, None),
    ("links-match", "set tags", 200, {"meta": {}}, {}, None),
    ("links-match", "set tags", 200, data([TAG]), {"sends": data([TAG])}, False),
    ("links-match", "set tags", 200, data([TAG]), {"sends": data([])}, None),
    ("links-shown", "add tags", 200, data([]), {}, True),
    ("links-shown", "add tags", 200, data(1), {}, False),
    ("links-shown", "add tags", 200, {}, {}, None),
    ("links-shown", "add tags", 201, data(1), {}, None),
    ("links-not-shown", "add tags", 204, {}, {}, True),
    ("links-not-shown", "add tags", 200, data([]), {}, None),
    ("links-meta", "add tags", 200, {"meta": {}}, {}, True),
    ("links-meta", "add tags", 201, {"meta": {}}, {}, False),
    ("links-meta", "add tags", 201, data([], meta={}), {}, None),
    ("links-not-meta", "add tags", 204, {}, {}, True),
    ("links-not-meta", "add tags", 200, {"meta": {}}, {}, None),
    ("links-forbidden", "set tags", 403, {}, {"documented": 403}, True),
    ("links-forbidden", "set tags", 405, {}, {"documented": 403}, False),
    ("links-forbidden", "tags", 405, {}, {"documented": 403}, None),
    # Resource objects
    ("identified", "read", 200, data(one("article")), {}, True),
    ("identified", "read", 200, data({"type": "article"}), {}, False),
    ("identified", "list", 200, data([one("article"), {"id": "1"}]), {}, False),
    ("identified", "list", 200, data([]), {}, None),
    ("identified", "author", 200, data({"id": "1"}), {}, None),
    ("type-id-strings", "read", 200, data(one("article")), {}, True),
    ("type-id-strings", "read", 200, data({"type": "article", "id": 1}), {}, False),
    ("type-name", "read", 200, data(one("a+b")), {}, False),
    ("type-name", "read", 200, data({"id": "1"}), {}, None),
    ("type-name", "read", 200, data(one("a-b")), {}, True),
    ("namespace", "read", 200, data(one("a", attributes={"b": 1})), {}, True),
    ("namespace", "read", 200, data(one("a", attributes={"id": 1})), {}, False),
    (
        "namespace",
        "read",
        200,
        data(one("a", attributes={"b": 1}, relationships={"b": {}})),
        {},
        False,
    ),
    ("attributes-object", "read", 200, data(one("a", attributes={})), {}, True),
    ("attributes-object", "read", 200, data(one("a", attributes=[])), {}, False),
    ("attributes-object", "read", 200, data(one("a")), {}, None),
    ("reserved", "read", 200, data(one("a", attributes={"b": {"links": 1}})), {}, False),
    ("reserved", "read", 200, data(one("a", attributes={"b": 1})), {}, True),
    ("reserved", "read", 200, data(one("a", attributes={})), {}, None),
    ("resource-members", "read", 200, data(one("a")), {}, None),
    ("resource-members", "read", 200, data(one("a", attributes={})), {}, True),
    ("resource-links", "read", 200, data(one("a", links={"self": "/"})), {}, True),
    ("resource-links", "read", 200, data(one("a", links={})), {}, None),
    ("relationship-content", "read", 200, linked(b={"data": None}), {}, True),
    ("relationship-content", "read", 200, linked(b={"meta": {}}), {}, True),
    ("relationship-content", "read", 200, linked(b={"links": {"self": "/"}}), {}, True),
    ("relationship-content", "read", 200, linked(b={"links": {"related": "/"}}), {}, True),
    ("relationship-content", "read", 200, linked(b={"links": {"next": "/"}}), {}, False),
    ("relationship-content", "read", 200, linked(a={"data": None}, b={}), {}, False),
    ("relationship-content", "read", 200, linked(), {}, None),
    ("related-link", "read", 200, linked(b={"links": {"related": "/b"}}), {}, True),
    ("related-link", "read", 200, linked(b={"links": {"related": 1}}), {}, False),
    ("related-link", "read", 200, linked(b={"links": {"self": 1}}), {}, None),
    ("linkage", "read", 200, linked(b={"data": None}), {}, True),
    ("linkage", "read", 200, linked(b={"data": [TAG]}), {}, True),
    ("linkage", "read", 200, linked(b={"data": TAG}), {}, True),
    ("linkage", "read", 200, linked(b={"data": [TAG, "2"]}), {}, False),
    ("linkage", "read", 200, linked(b={"data": "2"}), {}, False),
    ("linkage", "read", 200, linked(b={}), {}, None),
    ("identifiers", "read", 200, linked(b={"data": [TAG]}), {}, True),
    ("identifiers", "read", 200, linked(b={"data": [TAG, {"id": "1"}]}), {}, False),
    ("identifiers", "read", 200, linked(b={"data": None}), {}, None),
    ("unique-primary", "list", 200, data([one("a"), one("a", "2"), one("b")]), {}, True),
    ("unique-primary", "list", 200, data([one("a"), one("a")]), {}, False),
    ("unique-primary", "tags", 200, data([TAG, TAG]), {}, None),
    # Writes
    ("created-status", "create", 201, {}, {"sends": data({})}, True),
    ("created-status", "create", 200, {}, {"sends": data({})}, False),
    ("created-status", "create", 202, {}, {"sends": data({})}, None),
    ("created-status", "create", 200, {}, {"sends": data({"id": "1"})}, None),
    ("created-with-id", "create", 204, {}, {"sends": data({"id": "1"})}, True),
    ("created-with-id", "create", 203, {}, {"sends": data({"id": "1"})}, False),
    ("created-with-id", "create", 202, {}, {"sends": data({"id": "1"})}, None),
    ("created-with-id", "create", 204, {}, {"sends": data({})}, None),
    ("created-location", "create", 201, {}, {"headers": (("Location", "/1"),)}, True),
    ("created-location", "create", 201, {}, {}, False),
    ("created-location", "create", 202, {}, {}, None),
    ("created-document", "create", 201, data(PERSON_1), {"sends": data(one("person"))}, True),
    ("created-document", "create", 201, data(PERSON_1), {"sends": data(one("tag"))}, False),
    ("client-id-refused", "create", 403, errors("/data/id"), {"sends": data(TAG)}, True),
    ("client-id-refused", "create", 409, errors("/data", "/data/id"), {"sends": data(TAG)}, True),
    ("client-id-refused", "create", 400, errors("/data/id"), {"sends": data(TAG)}, False),
    ("client-id-refused", "create", 400, errors("/data/type"), {"sends": data(TAG)}, None),
    ("client-id-refused", "create", 400, errors(), {"sends": data(TAG)}, None),
    ("client-id-refused", "create", 400, errors("/data/id"), {"sends": data({})}, None),
    ("create-wrong-type", "create", 409, {}, {"sends": data(one("tag"))}, True),
    ("create-wrong-type", "create", 201, {}, {"sends": data(one("tag"))}, False),
    ("create-wrong-type", "create", 422, {}, {"sends": data(one("tag"))}, False),
    ("create-wrong-type", "create", 401, {}, {"sends": data(one("tag"))}, None),
    ("create-wrong-type", "create", 201, {}, {"sends": data(one("article"))}, None),
    ("create-wrong-type", "status", 201, {}, {"sends": data(one("tag"))}, None),
    ("update-no-match", "update", 409, {}, {"sends": data(one("article", "2"))}, True),
    ("update-no-match", "update", 200, {}, {"sends": data(one("article", "2"))}, False),
    ("update-no-match", "update", 200, {}, {"sends": data(one("aardvark"))}, False),
    ("update-no-match", "update", 200, {}, {"sends": data(one("tag"))}, False),
    ("update-no-match", "update", 401, {}, {"sends": data(one("tag"))}, None),
    ("update-no-match", "update", 200, {}, {"sends": data(one("article"))}, None),
    ("update-no-match", "update", 200, {}, {"sends": data({"type": "tag"})}, None),
    ("update-no-match", "update by name", 200, {}, {"sends": data(one("article", "2"))}, None),
    ("update-no-match", "update by name", 200, {}, {"sends": data(one("tag", "2"))}, False),
    ("conflict-details", "create", 409, errors("/data"), {}, True),
    ("conflict-details", "create", 409, {"errors": [{"status": "409"}]}, {}, False),
    ("conflict-details", "create", 422, {"errors": [{"status": "409"}]}, {}, None),
    ("update-status", "update", 202, {}, {}, True),
    ("update-status", "update", 201, {}, {}, False),
    ("update-shown", "update", 200, data(TAG), {"sends": data(TAG)}, True),
    ("update-shown", "update", 200, data(TAG), {"sends": data(one("tag", "2"))}, False),
    ("update-shown", "update", 200, data(TAG), {"sends": data(one("taf"))}, False),
    ("update-shown", "update", 200, {}, {"sends": data(TAG)}, None),
    ("update-not-found", "update", 404, {}, {"documented": 404}, True),
    ("update-link-not-found", "update", 404, {}, {"documented": 404}, None),
    (
        "update-link-not-found",
        "update",
        404,
        {},
        {"documented": 404, "sends": linked(b={"data": TAG})},
        True,
    ),
    ("replacement-refused", "update", 403, errors(MEMBERS), {"sends": LINKED}, True),
    ("replacement-refused", "update", 404, errors(MEMBERS), {"sends": LINKED}, True),
    ("replacement-refused", "update", 402, errors(MEMBERS), {"sends": LINKED}, False),
    ("replacement-refused", "update", 409, errors("/data/id"), {"sends": LINKED}, None),
    ("replacement-refused", "update", 200, {}, {"sends": LINKED}, None),
    ("replacement-refused", "update", 409, {}, {"sends": LINKED, "probe": 403}, False),
    ("replacement-refused", "update", 403, {}, {"sends": LINKED, "probe": 403}, True),
    ("replacement-refused", "update", 404, {}, {"sends": LINKED, "probe": 403}, None),
    ("replaced", "update", 200, {}, {"sends": LINKED}, True),
    ("replaced", "update", 200, {}, {"sends": linked(b={"data": None})}, None),
    ("unknown-member-ignored", "update", 200, {}, {"probe": 200}, True),
    ("unknown-member-ignored", "update", 400, {}, {"probe": 200}, False),
    ("unknown-member-ignored", "update", 401, {}, {"probe": 200}, None),
    ("unknown-member-ignored", "update", 200, {}, {}, None),
    ("delete-not-found", "delete", 404, {}, {"documented": 404}, True),
    ("delete-not-found", "delete", 204, {}, {"documented": 404}, False),
    ("deleted-empty", "delete", 204, None, {}, True),
    ("deleted-empty", "delete", 202, None, {}, True),
    ("deleted-empty", "delete", 200, None, {}, False),
    ("deleted-empty", "delete", 200, {"meta": {}}, {}, None),
    # HTTP
    ("read-http", "read", 401, {}, {}, False),
    ("read-http", "read", 401, {}, {"headers": (("WWW-Authenticate", "JWT"),)}, True),
    ("read-http", "read", 405, {}, {}, False),
    ("read-http", "read", 405, {}, {"headers": (("Allow", "GET"),)}, True),
    ("read-http", "read", 404, {}, {}, True),
    ("read-http", "read", 204, None, {}, True),
    ("read-http", "read", 204, {}, {}, False),
    ("read-http", "read", 304, {}, {}, False),
    ("read-http", "create", 204, {}, {}, None),
    ("one-status", "read", 400, {"errors": [{"status": "403"}, {"status": "422"}]}, {}, True),
    ("one-status", "read", 403, {"errors": [{"status": "403"}, {"status": "422"}]}, {}, False),
    ("one-status", "read", 403, {"errors": [{"status": "403"}, {"status": "403"}]}, {}, None),
    ("several-errors", "read", 404, errors("/a", "/b"), {}, True),
    ("several-errors", "read", 404, errors("/a"), {}, None),
    ("several-errors", "read", 404, {"errors": {"a": 1, "b": 2}}, {}, None),
    # Documents
    ("root", "read", 200, {}, {}, True),
    ("root", "read", 200, [], {}, False),
    ("root", "read", 200, None, {}, None),
    ("primary", "read", 200, data(None), {}, True),
    ("primary", "read", 200, data({}), {}, True),
    ("primary", "read", 200, data([{}, 1]), {}, False),
    ("primary", "read", 200, data("1"), {}, False),
    ("primary", "read", 200, {}, {}, None),
    ("members", "read", 200, data(one("a")), {}, True),
    ("members", "read", 200, data(one("a"), extra=1), {}, False),
    ("members", "read", 200, data(one("a", extra=1)), {}, False),
    ("members", "read", 200, linked(b={"data": None, "extra": 1}), {}, False),
    ("members", "author", 200, data(one("person", attributes={})), {}, False),
    ("members", "read", 404, {"errors": [{"extra": 1}]}, {}, False),
    # Queries
    ("asks-sort", "list", 200, data([]), {"uri": "/articles?sort=a"}, True),
    ("asks-page", "list", 200, data([]), {"uri": "/articles?page[size]=1"}, True),
    ("asks-page", "list", 200, data([]), {"uri": "/articles?pages=1"}, None),
    ("asks-page", "list", 400, {}, {"uri": "/articles?page[size]=1"}, None),
    ("asks-page", "list", 200, data([]), {}, None),
    ("bad-sort", "list", 400, {}, {"uri": "/articles?sort=b", "documented": 400}, True),
    ("bad-sort", "list", 200, {}, {"uri": "/articles?sort=b", "documented": 400}, False),
    ("bad-sort", "list", 200, {}, {"uri": "/articles?sort=b", "documented": 200}, None),
    ("bad-sort", "list", 200, {}, {"uri": "/articles?sort=b", "documented": 404}, None),
    ("bad-sort", "list", 200, {}, {"uri": "/articles?sort=b"}, None),
    ("bad-sort", "list", 200, {}, {"uri": "/articles?b=1", "documented": 400}, None),
    ("bad-sort", "list", 400, {}, {"uri": "/articles?sort=b&c=1", "documented": 400}, None),
    ("bad-sort", "list", 400, named_parameter("sort"), TWO_ASKED, True),
    ("bad-sort", "list", 400, named_parameter("c"), TWO_ASKED, None),
    ("bad-sort", "list", 200, {}, {"uri": "/articles?sort=b&c=1", "probe": 400}, False),
    ("bad-sort", "list", 401, {}, {"uri": "/articles?sort=b", "probe": 400}, None),
    ("own-parameters", "list", 200, data([]), {"uri": "/articles?b-c=1"}, True),
    ("own-parameters", "list", 200, data([]), {"uri": "/articles?colour=1"}, False),
    ("own-parameters", "list", 200, data([]), {"uri": "/articles?tint[a]=1"}, False),
    ("own-parameters", "list", 200, data([]), {"uri": "/articles?sort=a"}, None),
    ("own-parameters", "list", 200, data([]), {"uri": "/articles?page[size]=a"}, None),
    ("own-parameters", "list", 200, data([]), {"uri": "/articles?other=a"}, None),
    ("unknown-parameter", "list", 400, {}, {"uri": "/articles?other=1"}, True),
    ("unknown-parameter", "list", 200, {}, {"uri": "/articles?other=1"}, False),
    ("unknown-parameter", "list", 200, {}, {"uri": "/articles?other-one=1"}, None),
    ("unknown-parameter", "list", 200, {}, {"uri": "/articles?colour=1"}, None),
    *(
        ("unknown-parameter", "list", status, {}, {"uri": "/articles?other=1"}, None)
        for status in (401, 403, 404, 405, 429)
    ),
    *(
        ("unknown-parameter", "list", status, {}, {"uri": "/articles?other=1"}, False)
        for status in (402, 406, 428, 430)
    ),
    # What HTTP asks of other operations
    ("unsupported-media-type", "create", 415, {}, CHARSET_SENT, True),
    ("unsupported-media-type", "create", 201, {}, CHARSET_SENT, False),
    ("unsupported-media-type", "create", 401, {}, CHARSET_SENT, None),
    ("unsupported-media-type", "create", 201, {}, asks("Content-Type", JSON_API), None),
    ("unsupported-media-type", "create", 201, {}, asks("Content-Type", "text/a; b=c"), None),
    ("not-acceptable", "read", 406, {}, asks("Accept", f"{JSON_API}; a=b"), True),
    ("not-acceptable", "read", 200, {}, asks("Accept", f"{JSON_API}; a=b"), False),
    ("not-acceptable", "read", 200, {}, asks("Accept", f"text/html, {JSON_API}; a=b"), False),
    ("not-acceptable", "read", 200, {}, asks("Accept", f"{JSON_API};a=b, {JSON_API}"), None),
    ("not-acceptable", "read", 200, {}, asks("Accept", f"{JSON_API};q=0.5"), None),
    ("not-acceptable", "read", 401, {}, asks("Accept", f"{JSON_API}; a=b"), None),
    ("not-acceptable", "read", 200, {}, asks("Accept", "text/html"), None),
    ("relationship-http", "set tags", 405, {}, {}, False),
    ("relationship-http", "set tags", 204, None, {}, True),
    ("relationship-http", "update", 405, {}, {}, None),
    ("create-http", "create", 401, {}, {}, False),
    ("create-http", "create", 201, {}, {}, True),
    ("create-http", "update", 401, {}, {}, None),
    ("update-http", "update", 401, {}, {}, False),
    ("update-http", "update", 200, {}, {}, True),
    ("update-http", "delete", 401, {}, {}, None),
    ("delete-http", "delete", 401, {}, {}, False),
    ("delete-http", "delete", 204, None, {}, True),
    ("delete-http", "create", 401, {}, {}, None),
    # Parts of documents
    ("content-type", "read", 200, {}, {}, True),
    ("content-type", "read", 200, {}, {"media_type": f"{JSON_API}; a=b"}, False),
    ("content-type", "read", 200, None, {}, None),
    ("content-type", "read", 200, {}, {"media_type": "text/html"}, None),
    ("top-content", "read", 200, {"meta": {}}, {}, True),
    ("top-content", "read", 200, data(None), {}, True),
    ("top-content", "read", 200, {"errors": []}, {}, True),
    ("top-content", "read", 200, {"links": {}}, {}, False),
    ("top-content", "read", 200, [], {}, None),
    ("data-or-errors", "read", 200, data(None), {}, True),
    ("data-or-errors", "read", 200, {"errors": []}, {}, True),
    ("data-or-errors", "read", 200, data(None, errors=[]), {}, False),
    ("data-or-errors", "read", 200, [], {}, None),
    ("included-with-data", "read", 200, data(None, included=[]), {}, True),
    ("included-with-data", "read", 200, {"included": []}, {}, False),
    ("included-with-data", "read", 200, data(None), {}, None),
    ("included-list", "read", 200, data(None, included=[{}]), {}, True),
    ("included-list", "read", 200, data(None, included={}), {}, False),
    ("included-list", "read", 200, data(None, included=[{}, 1]), {}, False),
    ("included-list", "read", 200, data(None), {}, None),
    ("jsonapi-object", "read", 200, {"jsonapi": {}}, {}, True),
    ("jsonapi-object", "read", 200, {"jsonapi": "1.0"}, {}, False),
    ("jsonapi-object", "read", 200, {}, {}, None),
    ("errors-array", "read", 404, errors("/a"), {}, True),
    ("errors-array", "read", 404, {"errors": []}, {}, False),
    ("errors-array", "read", 404, {"errors": {"a": 1}}, {}, False),
    ("errors-array", "read", 200, {}, {}, None),
    ("errors-array", "read", 404, None, {}, None),
    ("meta-objects", "read", 200, {"meta": {}}, {}, True),
    ("meta-objects", "read", 200, {"meta": 1}, {}, False),
    ("meta-objects", "read", 200, {"meta": {}, "jsonapi": {"meta": 1}}, {}, False),
    ("meta-objects", "read", 200, {"meta": {}, "errors": [{"meta": 1}]}, {}, False),
    ("meta-objects", "read", 200, data(one("a", meta=1), meta={}), {}, False),
    ("meta-objects", "read", 200, linked(b={"meta": 1}), {}, False),
    ("meta-objects", "read", 200, {}, {}, None),
    ("meta-objects", "read", 200, None, {}, None),
    ("links-objects", "read", 200, {"links": {}}, {}, True),
    ("links-objects", "read", 200, {"links": []}, {}, False),
    ("links-objects", "read", 200, {}, {}, None),
    ("links", "read", 200, {"links": {"self": "/a"}}, {}, True),
    ("links", "read", 200, {"links": {"self": {"href": "/a"}}}, {}, True),
    ("links", "read", 200, {"links": {"self": 1}}, {}, False),
    ("links", "read", 200, {"links": {"self": "/a", "related": None}}, {}, False),
    ("links", "read", 200, {"links": {"next": None}}, {}, True),
    ("links", "read", 200, {"links": {"next": 1}}, {}, False),
    ("links", "read", 200, {"links": {}}, {}, None),
    ("name-length", "read", 200, named("a"), {}, True),
    ("name-length", "read", 200, named(""), {}, False),
    ("name-length", "read", 200, None, {}, None),
    ("name-length", "read", 200, linked(**{"": {}}), {}, False),
    ("name-characters", "read", 200, named("a-b_c d"), {}, True),
    ("name-characters", "read", 200, named("a+b"), {}, False),
    ("name-characters", "read", 200, named("-a"), {}, True),
    ("name-characters", "read", 200, named(""), {}, True),
    ("name-characters", "read", 200, {"a+b": 1}, {}, False),
    ("name-ends", "read", 200, named("a+b"), {}, True),
    ("name-ends", "read", 200, named("-a"), {}, False),
    ("name-ends", "read", 200, named("a_"), {}, False),
    ("name-ends", "read", 200, named(""), {}, True),
    ("name-url-safe", "read", 200, named("a-B_9"), {}, True),
    ("name-url-safe", "read", 200, named("a b"), {}, False),
    ("name-url-safe", "read", 200, named("ä"), {}, False),
    ("has-included", "read", 200, data(None, included=[]), {}, True),
    ("has-included", "read", 200, data(None), {}, None),
    ("has-jsonapi", "read", 200, {"jsonapi": {}}, {}, True),
    ("has-jsonapi", "read", 200, {}, {}, None),
    ("has-links", "read", 200, {"links": {}}, {}, True),
    ("has-links", "read", 200, {}, {}, None),
    ("has-meta", "read", 200, {"meta": {}}, {}, True),
    ("has-meta", "read", 200, {}, {}, None),
    ("has-version", "read", 200, {"jsonapi": {"version": "1.0"}}, {}, True),
    ("has-version", "read", 200, {"jsonapi": {}}, {}, None),
    ("has-version", "read", 200, {}, {}, None),
    ("jsonapi-meta", "read", 200, {"jsonapi": {"meta": {}}}, {}, True),
    ("jsonapi-meta", "read", 200, {"jsonapi": {}}, {}, None),
    ("has-details", "read", 404, errors("/a"), {}, True),
    ("has-details", "read", 404, {"errors": []}, {}, None),
    # Parts of resource objects
    ("relationships-object", "read", 200, linked(), {}, True),
    ("relationships-object", "read", 200, data(one("a", relationships=[])), {}, False),
    ("relationships-object", "read", 200, data(one("a")), {}, None),
    ("foreign-key", "read", 200, keyed("author-id"), {}, False),
    ("foreign-key", "read", 200, keyed("author_id"), {}, False),
    ("foreign-key", "read", 200, keyed("authorId"), {}, False),
    ("foreign-key", "read", 200, keyed("tag-id"), {}, True),
    ("foreign-key", "read", 200, keyed("author"), {}, True),
    ("foreign-key", "read", 200, linked(author={}), {}, None),
    ("relationship-pages", "read", 200, linked(b={"links": {"next": "/"}}), {}, True),
    ("relationship-pages", "read", 200, linked(b={"links": {"self": "/"}}), {}, None),
    ("identifier-meta", "read", 200, linked(b={"data": one("a", meta={"c": 1})}), {}, True),
    ("identifier-meta", "read", 200, linked(b={"data": TAG}), {}, None),
    ("unique", "read", 200, data(one("a"), included=[one("a", "2")]), {}, True),
    ("unique", "read", 200, data(one("a"), included=[one("a")]), {}, False),
    ("unique", "author", 200, data(PERSON_1, included=[PERSON_1]), {}, True),
    ("unique", "list", 200, data([one("a"), one("a")]), {}, None),
    ("unique", "list", 200, data([], included=[]), {}, None),
    ("linked", "read", 200, data(LINKED["data"], included=[TAG]), {}, True),
    ("linked", "read", 200, data(LINKED["data"], included=[one("tag", "2")]), {}, False),
    ("linked", "read", 200, data(one("tag"), included=[TAG]), {}, False),
    ("linked", "tags", 200, data([TAG], included=[TAG]), {}, True),
    ("linked", "tags", 200, data([TAG], included=[PERSON_1]), {}, False),
    ("linked", "read", 200, LINKED, {}, None),
    ("linked", "read", 200, data(TAG, included=[TAG]), {"uri": "/articles/1?fields[a]=b"}, None),
    ("linked", "read", 200, data(TAG, included=[TAG]), {"uri": "/articles/1?sort=b"}, False),
    ("links-errors", "set tags", 400, {}, {}, True),
    ("links-errors", "set tags", 599, {}, {}, True),
    ("links-errors", "set tags", 204, {}, {}, None),
    ("links-errors", "add tags", 400, {}, {}, None),
    ("links-errors", "update", 400, {}, {}, None),
    # Other parameters
    ("asks-include", "list", 200, data([]), {"uri": "/articles?include=a"}, True),
    ("asks-include", "list", 200, data([]), {"uri": "/articles?sort=a"}, None),
    ("asks-fields", "list", 200, data([]), {"uri": "/articles?fields[a]=b"}, True),
    ("asks-fields", "list", 200, data([]), {"uri": "/articles?include=a"}, None),
    ("asks-filter", "list", 200, data([]), {"uri": "/articles?filter[a]=b"}, True),
    ("asks-filter", "list", 200, data([]), {"uri": "/articles?fields[a]=b"}, None),
    ("asks-sort", "list", 200, data([]), {"uri": "/articles?include=a"}, None),
    ("asks-sort", "list", 200, {}, {"uri": "/a?sort=a", "media_type": "text/html"}, None),
    ("bad-include", "list", 400, {}, {"uri": "/articles?include=b", "documented": 400}, True),
    ("bad-include", "list", 200, {}, {"uri": "/articles?include=b", "documented": 400}, False),
    ("bad-include", "list", 200, {}, {"uri": "/articles?sort=b", "documented": 400}, None),
    ("sorted-by-several", "list", 200, data([]), {"uri": "/articles?sort=a,b"}, True),
    ("sorted-by-several", "list", 400, {}, {"uri": "/articles?sort=a,b"}, None),
    ("sorted-by-several", "list", 200, data([]), {"uri": "/articles?sort=a"}, None),
    ("sorted-by-several", "list", 200, data([]), {"uri": "/articles?include=a,b"}, None),
    ("page-links", "list", 200, data([], links={"next": None}), {}, True),
    ("page-links", "list", 200, data([], links={"self": "/"}), {}, None),
    # Other writes
    ("creates", "create", 201, {}, {}, True),
    ("creates", "create", 404, {}, {}, None),
    ("creates", "update", 201, {}, {}, None),
    ("updates", "update", 200, {}, {}, True),
    ("updates", "update", 404, {}, {}, None),
    ("updates", "create", 200, {}, {}, None),
    ("created-self", "create", 201, made("/a/1"), {"headers": (("Location", "/a/1"),)}, True),
    ("created-self", "create", 201, made("/a/2"), {"headers": (("Location", "/a/1"),)}, False),
    ("created-self", "create", 202, made("/a/2"), {"headers": (("Location", "/a/1"),)}, None),
    ("created-self", "create", 201, made("/a/2"), {}, None),
    ("created-self", "create", 201, data(TAG), {"headers": (("Location", "/a/1"),)}, None),
    ("create-forbidden", "create", 403, {}, {}, True),
    ("create-forbidden", "create", 404, {}, {}, None),
    ("create-forbidden", "update", 403, {}, {}, None),
    ("create-link-not-found", "create", 404, {}, {"documented": 404, "sends": LINKED}, True),
    ("create-link-not-found", "create", 409, {}, {"documented": 404, "sends": LINKED}, False),
    ("create-link-not-found", "create", 404, {}, {"documented": 404, "sends": data(TAG)}, None),
    ("create-errors", "create", 422, {}, {}, True),
    ("create-errors", "create", 403, {}, {}, None),
    ("create-errors", "update", 422, {}, {}, None),
    ("conflict-details", "create", 409, {"errors": [{"detail": "Taken."}]}, {}, True),
    ("conflict-details", "create", 409, {"errors": [{"source": {"pointer": "/a"}}]}, {}, True),
    ("sends-attributes", "update", 200, {}, {"sends": data(one("a", attributes={"b": 1}))}, True),
    ("sends-attributes", "update", 422, {}, {"sends": data(one("a", attributes={"b": 1}))}, None),
    ("sends-attributes", "create", 201, {}, {"sends": data(one("a", attributes={"b": 1}))}, None),
    ("sends-attributes", "update", 200, {}, {"sends": LINKED}, None),
    ("sends-relationships", "update", 200, {}, {"sends": LINKED}, True),
    ("sends-relationships", "update", 200, {}, {"sends": data(one("a"))}, None),
    ("update-meta", "update", 200, {"meta": {}}, {}, True),
    ("update-meta", "update", 201, {"meta": {}}, {}, False),
    ("update-meta", "update", 202, {"meta": {}}, {}, True),
    ("update-meta", "update", 404, {"meta": {}}, {}, None),
    ("update-meta", "update", 200, data(TAG, meta={}), {}, None),
    ("update-meta", "create", 201, {"meta": {}}, {}, None),
    ("update-not-meta", "update", 204, None, {}, True),
    ("update-not-meta", "update", 200, {"meta": {}}, {}, None),
    ("update-forbidden", "update", 403, {}, {"documented": 403}, True),
    ("update-forbidden", "set tags", 404, {}, {"documented": 403}, False),
    ("update-forbidden", "tags", 403, {}, {"documented": 403}, None),
    ("update-not-found", "update", 403, {}, {"documented": 404}, False),
    ("update-not-found", "update", 404, {}, {"documented": 404, "sends": LINKED}, None),
    ("update-conflict", "update", 409, {}, {}, True),
    ("update-conflict", "update", 422, {}, {}, None),
    ("update-errors", "update", 401, {}, {}, True),
    ("update-errors", "update", 409, {}, {}, None),
    ("deleted-meta", "delete", 200, {"meta": {}}, {}, True),
    ("deleted-meta", "delete", 204, None, {}, None),
    ("delete-errors", "delete", 409, {}, {}, True),
    ("delete-errors", "delete", 404, {}, {}, None),
]  # fmt: skip


def exchange(
    name: str,
    status: int,
    answers: Any,
    *,
    sends: Any = MISSING,
    uri: str = "",
    asks: tuple[tuple[str, str], ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
    media_type: str = JSON_API,
    documented: int = 0,
    probe: int = 0,
) -> ObservedExchange:
    """An answer of an operation; with ``documented`` a transaction's, with ``probe`` a probe's."""
    asked = OPERATIONS[name]
    sent = Sent(
        asked.method,
        uri or asked.path.replace("{id}", "1").replace("{name}", "first"),
        asks,
        "" if sends is MISSING else json.dumps(sends),
    )
    body = b"" if answers is None else json.dumps(answers).encode()
    return ObservedExchange(
        CONTRACT,
        sent,
        Answer(status, (("Content-Type", media_type), *headers), body),
        asked,
        transaction(documented, method=asked.method) if documented else None,
        probe=Probe("something", probe, (), lambda *_: None) if probe else None,
    )


@pytest.mark.parametrize(("test", "name", "status", "answers", "more", "holds"), CASES)
def test_a_test_of_a_statement_judges_its_own_case_alone(
    test: str, name: str, status: int, answers: Any, more: dict[str, Any], holds: bool | None
) -> None:
    found = TESTS[test](exchange(name, status, answers, **more))
    assert (None if found is None else not found) is holds, found


@pytest.mark.parametrize("test", TESTS)
def test_each_test_of_a_statement_has_a_case_where_it_holds_and_one_where_it_does_not(
    test: str,
) -> None:
    holds = [case[-1] for case in CASES if case[0] == test]
    assert True in holds
    assert {False, None} & set(holds)


def test_what_laws_send_is_of_the_action_that_is_known_or_routed() -> None:
    sent = (Sent("GET", "/articles/1"), Sent("PATCH", "/named/1"), Sent("GET", "/nowhere"))
    known = OPERATIONS["update"]
    exchanges = [Exchange(each, Answer(200)) for each in sent]
    exchanges.append(Exchange(Sent("PATCH", "/named/1"), Answer(200), known))
    found = [each.action for each in observed(CONTRACT, (), tuple(exchanges))]
    assert found == [OPERATIONS["read"], OPERATIONS["update by name"], None, known]


#: What probes make wrong, by the status that they want.
PROBED = {
    200: {"a full replacement", "an unknown member"},
    400: {
        "an unknown query parameter",
        "an unknown path in include",
        "an unknown field in sort",
    },
    404: {"a link to no resource"},
    406: {"Accept with charset=utf-8"},
    409: {"a creation of another type", "an update of another type", "an update of another id"},
    415: {"Content-Type with charset=utf-8"},
}


@pytest.mark.parametrize("status", PROBED)
def test_a_probe_wants_the_status_of_its_fault(status: int) -> None:
    assert {probe.wrong for probe in PROBES if probe.status == status} == PROBED[status]
