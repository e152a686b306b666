"""Tests of statements about requests and their answers (JSON:API 1.0, "Content Negotiation",
"Fetching Data", "Creating, Updating and Deleting Resources", "Query Parameters").

A test looks at one case, as those of documents do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from contracts.model import EndpointKind, header
from contracts.text.documents import as_object
from contracts.text.json_values import same_address
from contracts.text.payloads import media_type
from contracts.verify.scorecard.document_tests import ScoreTest, wrong
from contracts.verify.scorecard.observed import EARLY, Observed
from contracts.verify.strict.context import identifiers
from contracts.verify.strict.document import MEDIA_TYPE
from contracts.verify.strict.resources import href

_LIST, _DETAIL, _RELATED = EndpointKind.LIST, EndpointKind.DETAIL, EndpointKind.RELATED
_CREATE, _UPDATE, _DELETE = EndpointKind.CREATE, EndpointKind.UPDATE, EndpointKind.DELETE
_LINKAGE = EndpointKind.RELATIONSHIP
#: Families of query parameters that the specification reserves.
_RESERVED: Final = ("include", "fields", "sort", "page", "filter")
_MEDIA_RANGE: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
#: Bodies are looked at, and found wrong in some way, or accepted.
_LOOKED_AT: Final = frozenset({400, 403, 409, 422})


def _is(seen: Observed, kinds: Collection[EndpointKind], method: str = "") -> bool:
    return seen.kind in kinds and (not method or seen.sent.method == method)


def _status(
    kinds: Collection[EndpointKind], wanted: Collection[int], method: str = ""
) -> ScoreTest:
    """Successes of these operations have one of the statuses."""

    def test(seen: Observed) -> str | None:
        if not (_is(seen, kinds, method) and seen.succeeded):
            return None
        return wrong(seen.status not in wanted, f"the status is {seen.status}")

    return test


def _refused(
    kinds: Collection[EndpointKind],
    status: int,
    when: Callable[[Observed], bool] = lambda _: True,
) -> ScoreTest:
    """What is documented to be refused with a status is refused with it."""

    def test(seen: Observed) -> str | None:
        if not _is(seen, kinds) or seen.documented_status != status or not when(seen):
            return None
        return wrong(seen.status != status, f"the status is {seen.status} instead of {status}")

    return test


def _unsupported_media_type(seen: Observed) -> str | None:
    sent = seen.sent_header("Content-Type")
    if ";" not in sent or media_type(sent) != MEDIA_TYPE or seen.status in EARLY:
        return None
    return wrong(seen.status != 415, f"the status is {seen.status} for Content-Type: {sent}")


def _not_acceptable(seen: Observed) -> str | None:
    ranges = [found.strip() for found in _MEDIA_RANGE.findall(seen.sent_header("Accept"))]
    own = [found for found in ranges if media_type(found) == MEDIA_TYPE]
    if not own or MEDIA_TYPE in own or seen.status in EARLY:
        return None
    return wrong(seen.status != 406, f"the status is {seen.status} for Accept: {', '.join(own)}")


def _data_is(kinds: Collection[EndpointKind], shape: Callable[[Any], bool], what: str) -> ScoreTest:
    """The primary data of a successful GET has a shape."""

    def test(seen: Observed) -> str | None:
        if not (_is(seen, kinds, "GET") and seen.status == 200 and seen.has_document):
            return None
        good = "data" in seen.top and shape(seen.top["data"])
        return wrong(not good, f"primary data is not {what}")

    return test


def _linkage_document(seen: Observed) -> str | None:
    if not (_is(seen, [_LINKAGE], "GET") and seen.status == 200 and seen.has_document):
        return None
    data, many = seen.top.get("data", 0), _many(seen)
    if many is not None and data != 0 and many != isinstance(data, list):
        return f"linkage is {'no array' if many else 'an array'}"
    items = data if isinstance(data, list) else [] if data is None else [data]
    good = len(identifiers(data)) == len(items)
    return wrong(not good, "primary data is no resource linkage")


def _many(seen: Observed) -> bool | None:
    """Whether the relationship that the path names is to-many; None where nothing says so."""
    endpoint = seen.action.endpoint if seen.action else None
    owner = seen.contract.resource_type(endpoint.parent) if endpoint else None
    known = owner.relationship(endpoint.relationship) if owner and endpoint else None
    return known.many if known else None


def _empty_linkage(seen: Observed) -> str | None:
    if not _is(seen, [_LINKAGE], "GET") or seen.documented_status not in (0, 200):
        return None
    return "" if seen.status == 200 and seen.top.get("data", 0) in (None, []) else None


def _asked(name: str) -> ScoreTest:
    """A permission: a parameter of a family is understood."""

    def test(seen: Observed) -> str | None:
        asked = any(key.partition("[")[0] == name for key in seen.query)
        return "" if asked and seen.succeeded and seen.is_json_api else None

    return test


def _bad_parameter(name: str) -> ScoreTest:
    """A value that is documented to be refused is refused with 400."""

    def test(seen: Observed) -> str | None:
        named = name in seen.query and seen.documented_status == 400
        others = [key for key in seen.query if key != name]
        if not named or (others and not seen.points_at(name)):
            return None
        return wrong(seen.status != 400, f"the status is {seen.status} for {name}")

    return test


def _sorted_by_several(seen: Observed) -> str | None:
    return "" if "," in seen.query.get("sort", "") and seen.succeeded else None


def _page_links(seen: Observed) -> str | None:
    links = as_object(seen.top.get("links"))
    return "" if links.keys() & {"first", "last", "prev", "next"} else None


def _sends_id(seen: Observed) -> bool:
    return "id" in as_object(seen.sent_data)


def _created(seen: Observed) -> bool:
    return _is(seen, [_CREATE], "POST") and seen.succeeded


def _created_status(seen: Observed) -> str | None:
    if not _created(seen) or _sends_id(seen) or seen.status == 202:
        return None
    return wrong(seen.status != 201, f"the status is {seen.status}")


def _created_with_id(seen: Observed) -> str | None:
    if not _created(seen) or not _sends_id(seen) or seen.status == 202:
        return None
    return wrong(seen.status not in (201, 204), f"the status is {seen.status}")


def _location(seen: Observed) -> str | None:
    if not _created(seen) or seen.status != 201:
        return None
    return wrong(not header(seen.answer.headers, "Location"), "201 without Location")


def _created_document(seen: Observed) -> str | None:
    if not _created(seen) or seen.status != 201:
        return None
    sent = as_object(seen.sent_data).get("type")
    good = as_object(seen.top.get("data")).get("type", "") == sent
    return wrong(not good, "201 without the new resource")


def _created_self(seen: Observed) -> str | None:
    location = header(seen.answer.headers, "Location")
    own = href(as_object(as_object(seen.top.get("data")).get("links")).get("self"))
    if not _created(seen) or seen.status != 201 or not location or not own:
        return None
    return wrong(not same_address(location, own), f"Location is {location}, links.self is {own}")


def _id_refused(seen: Observed) -> str | None:
    """A refusal that is about the id of a creation is 403, or 409 for one that exists."""
    if not _is(seen, [_CREATE], "POST") or not _sends_id(seen) or not seen.answer.is_error:
        return None
    if not seen.points_at("/data/id"):
        return None
    return wrong(seen.status not in (403, 409), f"the status is {seen.status} for a client's id")


def _wrong_type(seen: Observed) -> str | None:
    """A type that the endpoint does not have is 409."""
    endpoint = seen.action.endpoint if seen.action else None
    found = as_object(seen.sent_data).get("type")
    if not _is(seen, [_CREATE], "POST") or endpoint is None or not isinstance(found, str):
        return None
    if found == endpoint.type or not (seen.succeeded or seen.status in _LOOKED_AT):
        return None
    return wrong(seen.status != 409, f"the status is {seen.status} for the type {found!r}")


def _no_match(seen: Observed) -> str | None:
    """A PATCH of another type or id than the address names is 409."""
    endpoint = seen.action.endpoint if seen.action else None
    data = as_object(seen.sent_data)
    if not _is(seen, [_UPDATE], "PATCH") or endpoint is None or not {"type", "id"} <= data.keys():
        return None
    assert seen.action is not None
    last = seen.sent.uri.partition("?")[0].rsplit("/", 1)[-1]
    owner = seen.contract.resource_type(endpoint.type)
    own = bool(owner and owner.path == seen.action.path)
    differs = data["type"] != endpoint.type or (
        own and isinstance(data["id"], str) and last != data["id"]
    )
    if not differs or not (seen.succeeded or seen.status in _LOOKED_AT):
        return None
    return wrong(seen.status != 409, f"the status is {seen.status} for another type or id")


def _conflict_details(seen: Observed) -> str | None:
    if seen.status != 409 or not seen.has_document:
        return None
    good = any(error.get("detail") or error.get("source") for error in seen.errors)
    return wrong(not good, "409 without details")


def _replacement_refused(seen: Observed) -> str | None:
    """A refused replacement of a to-many relationship is 403."""
    links = as_object(as_object(seen.sent_data).get("relationships"))
    many = [name for name, v in links.items() if isinstance(as_object(v).get("data"), list)]
    if not _is(seen, [_UPDATE], "PATCH") or not many or not seen.answer.is_error:
        return None
    if not any(seen.points_at(f"/data/relationships/{name}") for name in many):
        return None
    good = seen.status in (403, 404)  # 404 where what is linked does not exist
    return wrong(not good, f"the status is {seen.status}")


def _shows_update(seen: Observed) -> str | None:
    if not _is(seen, [_UPDATE], "PATCH") or seen.status != 200 or "data" not in seen.top:
        return None
    sent, shown = as_object(seen.sent_data), as_object(seen.top["data"])
    good = (shown.get("type"), shown.get("id")) == (sent.get("type"), sent.get("id"))
    return wrong(not good, "200 shows another resource than the updated one")


def _meta_alone(kind: EndpointKind, methods: Collection[str]) -> ScoreTest:
    """A success without data that shows meta is 200."""

    def test(seen: Observed) -> str | None:
        if not (_is(seen, [kind]) and seen.sent.method in methods and seen.succeeded):
            return None
        if "meta" not in seen.top or "data" in seen.top:
            return None
        return wrong(seen.status not in (200, 202), f"the status is {seen.status}")

    return test


def _write(seen: Observed, *, many: bool | None, methods: Collection[str]) -> bool:
    known = _is(seen, [_LINKAGE]) and seen.sent.method in methods
    return known and (many is None or _many(seen) is many)


def _linkage_write(*, many: bool | None, methods: Collection[str]) -> ScoreTest:
    """What is documented to succeed at a relationship's address does."""

    def test(seen: Observed) -> str | None:
        if not _write(seen, many=many, methods=methods):
            return None
        if not (seen.succeeded or 200 <= seen.documented_status < 300):
            return None
        return wrong(not seen.succeeded, f"the status is {seen.status}")

    return test


def _linkage_matches(seen: Observed) -> str | None:
    """A PATCH of a relationship whose result is what was sent is 204; 202 says nothing yet."""
    if not _write(seen, many=None, methods=["PATCH"]) or not seen.succeeded or seen.status == 202:
        return None
    if "data" in seen.top and identifiers(seen.top["data"]) != identifiers(seen.sent_data):
        return None
    if "data" not in seen.top and "meta" in seen.top:
        return None  # the statement about meta
    return wrong(seen.status != 204, f"the status is {seen.status}, and nothing else changed")


def _linkage_shown(seen: Observed) -> str | None:
    if not _write(seen, many=None, methods=["PATCH", "POST", "DELETE"]) or seen.status != 200:
        return None
    if "data" not in seen.top:
        return None
    return wrong(not isinstance(seen.top["data"], dict | list | None), "no linkage in the answer")


def _deleted_empty(seen: Observed) -> str | None:
    if not (_is(seen, [_DELETE], "DELETE") and seen.succeeded) or seen.answer.body:
        return None
    return wrong(seen.status not in (202, 204), f"the status is {seen.status} without a body")


def _http(kinds: Collection[EndpointKind]) -> ScoreTest:
    """What RFC 9110 asks of a status: no body with 204, Allow with 405, a challenge with 401."""

    def test(seen: Observed) -> str | None:
        if not _is(seen, kinds):
            return None
        headers, status = seen.answer.headers, seen.status
        if seen.answer.body and (status in (204, 304) or seen.sent.method == "HEAD"):
            return f"a body in an answer that has none ({status})"
        needed = {401: "WWW-Authenticate", 405: "Allow"}.get(status, "")
        return wrong(bool(needed) and not header(headers, needed), f"{status} without {needed}")

    return test


def _family(name: str) -> str:
    return name.partition("[")[0]


def _own_parameters(seen: Observed) -> str | None:
    """Documented parameters that the specification does not reserve have a character beside a-z."""
    if not (seen.is_json_api and seen.succeeded and seen.action):
        return None
    documented = {p.name for p in seen.action.parameters}
    own = [n for n in seen.query if n in documented and _family(n) not in _RESERVED]
    bad = next((name for name in own if re.fullmatch("[a-z]+", _family(name))), "")
    return (
        wrong(bool(bad), f"the query parameter {bad!r} has lower-case letters only")
        if own
        else None
    )


def _unknown_parameter(seen: Observed) -> str | None:
    """A parameter that breaks the naming rules, and that nothing documents, is 400."""
    if not (seen.is_json_api and seen.action) or seen.status in EARLY:
        return None
    documented = {p.name for p in seen.action.parameters}
    bad = [
        name
        for name in seen.query
        if name not in documented
        and _family(name) not in _RESERVED
        and re.fullmatch("[a-z]+", name)
    ]
    return wrong(seen.status != 400, f"the status is {seen.status} for {bad[0]!r}") if bad else None


def _one_status(seen: Observed) -> str | None:
    """Errors of several statuses are answered with the general one of their class."""
    found = {str(error["status"]) for error in seen.errors if "status" in error}
    if len(found) < 2:
        return None
    good = seen.status in (400, 500)
    return wrong(not good, f"the status is {seen.status} for errors of {', '.join(sorted(found))}")


def _linking(seen: Observed) -> bool:
    return bool(as_object(as_object(seen.sent_data).get("relationships")))


def _any_of(*kinds: EndpointKind, method: str, statuses: Collection[int] = ()) -> ScoreTest:
    """A permission: such operations succeed, or have such a status."""

    def test(seen: Observed) -> str | None:
        good = seen.status in statuses if statuses else seen.succeeded
        return "" if _is(seen, kinds, method) and good else None

    return test


def _sends(part: str) -> ScoreTest:
    def test(seen: Observed) -> str | None:
        sent = as_object(as_object(seen.sent_data).get(part))
        return "" if _is(seen, [_UPDATE]) and sent and seen.succeeded else None

    return test


def _self_of_linkage(seen: Observed) -> str | None:
    links = as_object(seen.top.get("links"))
    return "" if _is(seen, [_LINKAGE], "GET") and links.keys() & {"self", "related"} else None


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_single(value: Any) -> bool:
    return value is None or isinstance(value, dict)


_READS: Final = (_LIST, _DETAIL, _RELATED)
_WRITES: Final = ("PATCH", "POST", "DELETE")

REQUEST_TESTS: Final[Mapping[str, ScoreTest]] = {
    "unsupported-media-type": _unsupported_media_type,
    "not-acceptable": _not_acceptable,
    "read-status": _status(_READS, {200}, "GET"),
    "list-array": _data_is([_LIST], _is_list, "an array"),
    "detail-object": _data_is([_DETAIL], _is_single, "an object or null"),
    "read-not-found": _refused([_DETAIL], 404, lambda seen: seen.sent.method == "GET"),
    "read-errors": _any_of(*_READS, method="GET", statuses=range(401, 600)),
    "relationship-status": _status([_LINKAGE], {200}, "GET"),
    "relationship-data": _linkage_document,
    "relationship-links": _self_of_linkage,
    "relationship-not-found": _refused([_LINKAGE], 404, lambda seen: seen.sent.method == "GET"),
    "relationship-empty": _empty_linkage,
    "relationship-errors": _any_of(_LINKAGE, method="GET", statuses=range(400, 600)),
    "asks-include": _asked("include"),
    "asks-fields": _asked("fields"),
    "asks-sort": _asked("sort"),
    "asks-page": _asked("page"),
    "asks-filter": _asked("filter"),
    "bad-include": _bad_parameter("include"),
    "bad-sort": _bad_parameter("sort"),
    "sorted-by-several": _sorted_by_several,
    "page-links": _page_links,
    "creates": _any_of(_CREATE, method="POST"),
    "updates": _any_of(_UPDATE, method="PATCH"),
    "created-status": _created_status,
    "created-with-id": _created_with_id,
    "created-location": _location,
    "created-document": _created_document,
    "created-self": _created_self,
    "client-id-refused": _id_refused,
    "create-forbidden": _any_of(_CREATE, method="POST", statuses={403}),
    "create-link-not-found": _refused([_CREATE], 404, _linking),
    "create-wrong-type": _wrong_type,
    "conflict-details": _conflict_details,
    "create-errors": _any_of(_CREATE, method="POST", statuses={400, 401, 404, 422}),
    "sends-attributes": _sends("attributes"),
    "sends-relationships": _sends("relationships"),
    "update-status": _status([_UPDATE], {200, 202, 204}, "PATCH"),
    "update-shown": _shows_update,
    "update-meta": _meta_alone(_UPDATE, ["PATCH"]),
    "update-forbidden": _refused([_UPDATE, _LINKAGE], 403, lambda seen: seen.sent.method != "GET"),
    "update-not-found": _refused([_UPDATE], 404, lambda seen: not _linking(seen)),
    "update-link-not-found": _refused([_UPDATE], 404, _linking),
    "update-conflict": _any_of(_UPDATE, method="PATCH", statuses={409}),
    "update-no-match": _no_match,
    "update-errors": _any_of(_UPDATE, method="PATCH", statuses={400, 401, 422}),
    "replacement-refused": _replacement_refused,
    "links-one": _linkage_write(many=False, methods=["PATCH"]),
    "links-many": _linkage_write(many=True, methods=_WRITES),
    "links-add": _linkage_write(many=True, methods=["POST"]),
    "links-remove": _linkage_write(many=True, methods=["DELETE"]),
    "links-match": _linkage_matches,
    "links-shown": _linkage_shown,
    "links-meta": _meta_alone(_LINKAGE, _WRITES),
    "links-forbidden": _refused([_LINKAGE], 403, lambda seen: seen.sent.method != "GET"),
    "links-errors": _any_of(_LINKAGE, method="PATCH", statuses=range(400, 600)),
    "deleted-empty": _deleted_empty,
    "deleted-meta": _meta_alone(_DELETE, ["DELETE"]),
    "delete-not-found": _refused([_DELETE], 404),
    "delete-errors": _any_of(_DELETE, method="DELETE", statuses={400, 401, 403, 409}),
    "read-http": _http(_READS),
    "relationship-http": _http([_LINKAGE]),
    "create-http": _http([_CREATE]),
    "update-http": _http([_UPDATE]),
    "delete-http": _http([_DELETE]),
    "own-parameters": _own_parameters,
    "unknown-parameter": _unknown_parameter,
    "one-status": _one_status,
    "several-errors": lambda seen: "" if len(seen.errors) > 1 else None,
}
