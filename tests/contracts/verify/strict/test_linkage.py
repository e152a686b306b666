"""Linkage is of the documented type, or of any of several."""

from __future__ import annotations

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
