"""Linkage is of the documented type, or of any of several."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.verify.strict.resources import linkage


def identifier(kind: str) -> dict[str, str]:
    return {"type": kind, "id": "1"}


@pytest.mark.parametrize(
    ("targets", "kind", "wrong"),
    [
        (("event",), "event", []),
        (("event",), "faq", ["linkage to faq; the relationship leads to event"]),
        (("event", "faq"), "faq", []),
        (("event", "faq"), "user", ["linkage to user; the relationship leads to event or faq"]),
        ((), "user", []),
    ],
)
@pytest.mark.parametrize("many", [False, True])
def test_linkage_leads_to_a_documented_type(
    targets: tuple[str, ...], kind: str, wrong: list[str], many: bool
) -> None:
    data = [identifier(kind)] if many else identifier(kind)
    assert [p.message for p in linkage(data, "/data", many, targets)] == wrong


@pytest.mark.parametrize(
    ("many", "data", "message", "expected"),
    [
        (
            True,
            identifier("event"),
            "it must be a list of identifiers",
            [],
        ),
        (True, None, "it must be a list of identifiers", []),
        (False, [], "it must be an identifier or null", None),
    ],
)
def test_linkage_of_the_other_number_is_shown_with_what_it_must_be(
    many: bool, data: Any, message: str, expected: Any
) -> None:
    (problem,) = linkage(data, "/data", many, ())
    assert message in problem.message
    assert (problem.place, problem.expected, problem.seen) == ("/data", expected, data)


@pytest.mark.parametrize("data", [[], None, identifier("event"), [identifier("event")]])
def test_linkage_of_a_relationship_that_the_contract_lacks_may_be_of_either_number(
    data: Any,
) -> None:
    assert list(linkage(data, "/data", None, ())) == []
