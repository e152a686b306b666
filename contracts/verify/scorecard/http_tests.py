"""Tests of statements about HTTP: content negotiation and what statuses need (JSON:API 1.0,
"Content Negotiation" and "Errors"; RFC 9110).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from contracts.model import EndpointKind, header
from contracts.text.payloads import media_type
from contracts.verify.scorecard.conditions import (
    CREATE,
    DELETE,
    DETAIL,
    LINKAGE,
    LIST,
    RELATED,
    UPDATE,
    ScoreTest,
    is_operation,
    wrong,
)
from contracts.verify.scorecard.observed import EARLY, ObservedExchange
from contracts.verify.strict.document import MEDIA_TYPE

_READS: Final = (LIST, DETAIL, RELATED)
_MEDIA_RANGE: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_WEIGHT: Final = re.compile(r";\s*q=[\d.]+", re.IGNORECASE)


def _unsupported_media_type(seen: ObservedExchange) -> str | None:
    sent = seen.sent_header("Content-Type")
    if ";" not in sent or media_type(sent) != MEDIA_TYPE or seen.status in EARLY:
        return None
    return wrong(seen.status != 415, f"the status is {seen.status} for Content-Type: {sent}")


def _not_acceptable(seen: ObservedExchange) -> str | None:
    """A weight is no parameter of the media type (RFC 9110, 12.4.2)."""
    sent = _WEIGHT.sub("", seen.sent_header("Accept"))
    ranges = [each.strip() for each in _MEDIA_RANGE.findall(sent)]
    own = [each for each in ranges if media_type(each) == MEDIA_TYPE]
    if not own or MEDIA_TYPE in own or seen.status in EARLY:
        return None
    return wrong(seen.status != 406, f"the status is {seen.status} for Accept: {', '.join(own)}")


def _http(kinds: Collection[EndpointKind]) -> ScoreTest:
    """What RFC 9110 asks of a status: no body with 204, Allow with 405, a challenge with 401."""

    def test(seen: ObservedExchange) -> str | None:
        if not is_operation(seen, kinds):
            return None
        headers, status = seen.answer.headers, seen.status
        if seen.answer.body and (status in (204, 304) or seen.sent.method == "HEAD"):
            return f"a body in an answer that has none ({status})"
        needed = {401: "WWW-Authenticate", 405: "Allow"}.get(status, "")
        return wrong(bool(needed) and not header(headers, needed), f"{status} without {needed}")

    return test


def _one_status(seen: ObservedExchange) -> str | None:
    """Errors of several statuses are answered with the general one of their class."""
    statuses = {str(error["status"]) for error in seen.errors if "status" in error}
    if len(statuses) < 2:
        return None
    good = seen.status in (400, 500)
    return wrong(
        not good, f"the status is {seen.status} for errors of {', '.join(sorted(statuses))}"
    )


HTTP_TESTS: Final[Mapping[str, ScoreTest]] = {
    "unsupported-media-type": _unsupported_media_type,
    "not-acceptable": _not_acceptable,
    "read-http": _http(_READS),
    "relationship-http": _http([LINKAGE]),
    "create-http": _http([CREATE]),
    "update-http": _http([UPDATE]),
    "delete-http": _http([DELETE]),
    "one-status": _one_status,
    "several-errors": lambda seen: "" if len(seen.errors) > 1 else None,
}
