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
    ("unknown-parameter", "list", 401, {}, {"uri": "/articles?other=1"}, None),
]  # fmt: skip


def exchange(
    name: str,
    status: int,
    answers: Any,
    *,
    sends: Any = MISSING,
    uri: str = "",
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
        (),
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
