"""Tests of statements about reads of resources (JSON:API 1.0, "Fetching Resources")."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from contracts.model import EndpointKind
from contracts.verify.scorecard.conditions import (
    DETAIL,
    LIST,
    RELATED,
    ScoreTest,
    any_of,
    is_operation,
    refused,
    status_is,
    wrong,
)
from contracts.verify.scorecard.observed import ObservedExchange

_READS: Final = (LIST, DETAIL, RELATED)


def _data_is(kinds: Collection[EndpointKind], shape: Callable[[Any], bool], what: str) -> ScoreTest:
    """The primary data of a successful GET has a shape."""

    def test(seen: ObservedExchange) -> str | None:
        if not (is_operation(seen, kinds, "GET") and seen.status == 200 and seen.has_document):
            return None
        good = "data" in seen.top and shape(seen.top["data"])
        return wrong(not good, f"primary data is not {what}")

    return test


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_single(value: Any) -> bool:
    return value is None or isinstance(value, dict)


FETCHING_TESTS: Final[Mapping[str, ScoreTest]] = {
    "read-status": status_is(_READS, {200}, "GET"),
    "list-array": _data_is([LIST], _is_list, "an array"),
    "detail-object": _data_is([DETAIL], _is_single, "an object or null"),
    "read-not-found": refused([DETAIL], 404, lambda seen: seen.sent.method == "GET"),
    "read-errors": any_of(*_READS, method="GET", statuses=range(401, 600)),
}
