"""Which relationships resource objects show, in documents that include them or not."""

from __future__ import annotations

import pytest

from contracts.runtime.jsonapi.linkage import ToMany, ToOne, ToOneOf

LINK = {"related_url": "/things/{id}/others"}


@pytest.mark.parametrize(
    ("relationship", "alone", "included"),
    [
        (ToOne("other"), True, True),
        (ToOne("other", **LINK), True, True),
        (ToOne("other", hidden=True, **LINK), False, True),
        (ToMany("other"), False, True),
        (ToMany("other", **LINK), True, True),
        (ToMany("other", self_url="/things/{id}/relationships/others"), True, True),
        (ToMany("other", linkage_shown=True), True, True),
        (ToMany("other", hidden=True, linkage_shown=True, **LINK), False, True),
        (ToOneOf("other", "another"), True, True),
    ],
)
def test_a_relationship_with_links_or_linkage_is_shown_unless_it_is_hidden(
    relationship: ToOne | ToOneOf, alone: bool, included: bool
) -> None:
    assert relationship.is_shown(linked=False) == alone
    assert relationship.is_shown(linked=True) == included
