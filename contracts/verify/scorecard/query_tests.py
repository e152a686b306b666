"""Tests of statements about query parameters (JSON:API 1.0, "Inclusion of Related Resources"
to "Filtering", and "Query Parameters").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from contracts.text.documents import as_object
from contracts.verify.scorecard.conditions import (
    ScoreTest,
    wrong,
)
from contracts.verify.scorecard.observed import EARLY, ObservedExchange

#: Families of query parameters that the specification reserves.
_RESERVED: Final = ("include", "fields", "sort", "page", "filter")


def _asked(name: str) -> ScoreTest:
    """A permission: a parameter of a family is understood."""

    def test(seen: ObservedExchange) -> str | None:
        asked = any(key.partition("[")[0] == name for key in seen.query)
        return "" if asked and seen.succeeded and seen.is_json_api else None

    return test


def _bad_parameter(name: str) -> ScoreTest:
    """A value that is documented to be refused, or that a probe makes up, is refused with 400."""

    def test(seen: ObservedExchange) -> str | None:
        if name not in seen.query or seen.expected_status != 400:
            return None
        # What else a documented request asks for may be what is refused; a probe's was accepted.
        others = [key for key in seen.query if key != name]
        if others and not seen.probe and not seen.points_at(name):
            return None
        if seen.probe and seen.status in EARLY:
            return None
        return wrong(seen.status != 400, f"the status is {seen.status} for {name}")

    return test


def _sorted_by_several(seen: ObservedExchange) -> str | None:
    return "" if "," in seen.query.get("sort", "") and seen.succeeded else None


def _page_links(seen: ObservedExchange) -> str | None:
    links = as_object(seen.top.get("links"))
    return "" if links.keys() & {"first", "last", "prev", "next"} else None


def _family(name: str) -> str:
    return name.partition("[")[0]


def _own_parameters(seen: ObservedExchange) -> str | None:
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


def _unknown_parameter(seen: ObservedExchange) -> str | None:
    """A parameter that breaks the naming rules, and that nothing documents, is 400."""
    if not ((seen.is_json_api or seen.probe) and seen.action) or seen.status in EARLY:
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


QUERY_TESTS: Final[Mapping[str, ScoreTest]] = {
    "asks-include": _asked("include"),
    "asks-fields": _asked("fields"),
    "asks-sort": _asked("sort"),
    "asks-page": _asked("page"),
    "asks-filter": _asked("filter"),
    "bad-include": _bad_parameter("include"),
    "bad-sort": _bad_parameter("sort"),
    "sorted-by-several": _sorted_by_several,
    "page-links": _page_links,
    "own-parameters": _own_parameters,
    "unknown-parameter": _unknown_parameter,
}
