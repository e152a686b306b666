"""All tests by name, and tests made of the strict judge's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from contracts.text.documents import as_object
from contracts.verify.scorecard.conditions import ScoreTest
from contracts.verify.scorecard.document_tests import DOCUMENT_TESTS
from contracts.verify.scorecard.fetching_tests import FETCHING_TESTS
from contracts.verify.scorecard.http_tests import HTTP_TESTS
from contracts.verify.scorecard.linkage_tests import LINKAGE_TESTS
from contracts.verify.scorecard.observed import ObservedExchange
from contracts.verify.scorecard.query_tests import QUERY_TESTS
from contracts.verify.scorecard.resource_tests import RESOURCE_TESTS
from contracts.verify.scorecard.writing_tests import WRITING_TESTS
from contracts.verify.strict.resources import JSONAPI_LINKAGE

#: What the name of a test begins with that is a rule of the strict judge.
RULE: Final = "rule:"

TESTS: Final[Mapping[str, ScoreTest]] = {
    **HTTP_TESTS,
    **DOCUMENT_TESTS,
    **RESOURCE_TESTS,
    **FETCHING_TESTS,
    **LINKAGE_TESTS,
    **QUERY_TESTS,
    **WRITING_TESTS,
}


def _asks(family: str) -> Callable[[ObservedExchange], bool]:
    return lambda seen: any(name.partition("[")[0] == family for name in seen.query)


def _links(seen: ObservedExchange) -> bool:
    return any(
        "related" in as_object(as_object(value).get("links"))
        for each in seen.resources
        for value in each.relationships.values()
    )


#: When a rule had something to judge.
APPLIES: Final[Mapping[str, Callable[[ObservedExchange], bool]]] = {
    "include": _asks("include"),
    "fields": _asks("fields"),
    "sort": _asks("sort"),
    "paging": _asks("page"),
    JSONAPI_LINKAGE.code: lambda seen: bool(seen.resources),
    "link": _links,
}


#: Where a problem of a rule is about the statement; everywhere, for rules that are not here.
PLACES: Final[Mapping[str, str]] = {"link": "/links/related"}


def by_rule(code: str) -> ScoreTest:
    """The test that a rule holds where it applies; what laws send is their own to judge.

    A transaction with another status than the documented one was not judged further.
    """
    applies = APPLIES[code]

    def test(seen: ObservedExchange) -> str | None:
        judged = seen.transaction is not None and seen.status == seen.documented_status
        if not (judged and seen.succeeded and seen.is_json_api and applies(seen)):
            return None
        place = PLACES.get(code, "")
        problems = [p for p in seen.problems if p.rule == code and p.place.endswith(place)]
        return problems[0].message if problems else ""

    return test
