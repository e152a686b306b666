"""Tests of statements about the URLs of relationships (JSON:API 1.0, "Fetching Relationships"
and "Updating Relationships").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from contracts.text.documents import as_object
from contracts.verify.scorecard.conditions import (
    LINKAGE,
    ScoreTest,
    any_of,
    is_operation,
    meta_alone,
    not_meta_alone,
    refused,
    status_is,
    wrong,
)
from contracts.verify.scorecard.observed import ObservedExchange
from contracts.verify.strict.context import identifiers

_WRITES: Final = ("PATCH", "POST", "DELETE")


def _linkage_document(seen: ObservedExchange) -> str | None:
    if not (is_operation(seen, [LINKAGE], "GET") and seen.status == 200 and seen.has_document):
        return None
    data, many = seen.top.get("data", 0), _many(seen)
    if many is not None and data != 0 and many != isinstance(data, list):
        return f"linkage is {'no array' if many else 'an array'}"
    items = data if isinstance(data, list) else [] if data is None else [data]
    good = len(identifiers(data)) == len(items)
    return wrong(not good, "primary data is no resource linkage")


def _many(seen: ObservedExchange) -> bool | None:
    """Whether the relationship that the path names is to-many; None where nothing says so."""
    endpoint = seen.action.endpoint if seen.action else None
    owner = seen.contract.resource_type(endpoint.parent) if endpoint else None
    known = owner.relationship(endpoint.relationship) if owner and endpoint else None
    return known.many if known else None


def _empty_linkage(seen: ObservedExchange) -> str | None:
    if not is_operation(seen, [LINKAGE], "GET") or seen.documented_status not in (0, 200):
        return None
    return "" if seen.status == 200 and seen.top.get("data", 0) in (None, []) else None


def _self_of_linkage(seen: ObservedExchange) -> str | None:
    links = as_object(seen.top.get("links"))
    return (
        "" if is_operation(seen, [LINKAGE], "GET") and links.keys() & {"self", "related"} else None
    )


def _write(seen: ObservedExchange, *, many: bool | None, methods: Collection[str]) -> bool:
    known = is_operation(seen, [LINKAGE]) and seen.sent.method in methods
    return known and (many is None or _many(seen) is many)


def _linkage_write(*, many: bool | None, methods: Collection[str]) -> ScoreTest:
    """What is documented to succeed at a relationship's address does."""

    def test(seen: ObservedExchange) -> str | None:
        if not _write(seen, many=many, methods=methods):
            return None
        if not (seen.succeeded or seen.is_documented_success):
            return None
        return wrong(not seen.succeeded, f"the status is {seen.status}")

    return test


def _linkage_matches(seen: ObservedExchange) -> str | None:
    """A PATCH of a relationship whose result is what was sent is 204; 202 says nothing yet."""
    if not _write(seen, many=None, methods=["PATCH"]) or not seen.succeeded or seen.status == 202:
        return None
    if "data" in seen.top and identifiers(seen.top["data"]) != identifiers(seen.sent_data):
        return None
    if "data" not in seen.top and "meta" in seen.top:
        return None  # the statement about meta
    return wrong(seen.status != 204, f"the status is {seen.status}, and nothing else changed")


def _linkage_shown(seen: ObservedExchange) -> str | None:
    if not _write(seen, many=None, methods=["PATCH", "POST", "DELETE"]) or seen.status != 200:
        return None
    if "data" not in seen.top:
        return None
    return wrong(not isinstance(seen.top["data"], dict | list | None), "no linkage in the answer")


def _linkage_not_shown(seen: ObservedExchange) -> str | None:
    """A change of linkage that succeeds without showing it."""
    written = _write(seen, many=None, methods=_WRITES) and seen.succeeded
    return "" if written and "data" not in seen.top else None


LINKAGE_TESTS: Final[Mapping[str, ScoreTest]] = {
    "relationship-status": status_is([LINKAGE], {200}, "GET"),
    "relationship-data": _linkage_document,
    "relationship-links": _self_of_linkage,
    "relationship-not-found": refused([LINKAGE], 404, lambda seen: seen.sent.method == "GET"),
    "relationship-empty": _empty_linkage,
    "relationship-errors": any_of(LINKAGE, method="GET", statuses=range(400, 600)),
    "links-one": _linkage_write(many=False, methods=["PATCH"]),
    "links-many": _linkage_write(many=True, methods=_WRITES),
    "links-add": _linkage_write(many=True, methods=["POST"]),
    "links-remove": _linkage_write(many=True, methods=["DELETE"]),
    "links-match": _linkage_matches,
    "links-shown": _linkage_shown,
    "links-not-shown": _linkage_not_shown,
    "links-meta": meta_alone(LINKAGE, _WRITES),
    "links-not-meta": not_meta_alone(LINKAGE, _WRITES),
    "links-forbidden": refused([LINKAGE], 403, lambda seen: seen.sent.method != "GET"),
    "links-errors": any_of(LINKAGE, method="PATCH", statuses=range(400, 600)),
}
