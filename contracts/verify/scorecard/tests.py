"""All tests by name, and tests made of the strict judge's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from contracts.text.documents import as_object
from contracts.verify.scorecard.document_tests import DOCUMENT_TESTS, ScoreTest
from contracts.verify.scorecard.observed import Observed
from contracts.verify.scorecard.request_tests import REQUEST_TESTS
from contracts.verify.strict.resources import JSONAPI_LINKAGE

#: What the name of a test begins with that is a rule of the strict judge.
RULE: Final = "rule:"

TESTS: Final[Mapping[str, ScoreTest]] = {**DOCUMENT_TESTS, **REQUEST_TESTS}


def _asks(family: str) -> Callable[[Observed], bool]:
    return lambda seen: any(name.partition("[")[0] == family for name in seen.query)


def _links(seen: Observed) -> bool:
    return any(
        "related" in as_object(as_object(value).get("links"))
        for each in seen.resources
        for value in each.relationships.values()
    )


#: When a rule had something to judge.
APPLIES: Final[Mapping[str, Callable[[Observed], bool]]] = {
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

    def test(seen: Observed) -> str | None:
        judged = seen.transaction is not None and seen.status == seen.documented_status
        if not (judged and seen.succeeded and seen.is_json_api and applies(seen)):
            return None
        place = PLACES.get(code, "")
        found = [p for p in seen.problems if p.rule == code and p.place.endswith(place)]
        return found[0].message if found else ""

    return test
