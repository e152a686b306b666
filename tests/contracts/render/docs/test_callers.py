"""Who may call an action, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.model import (
    Access,
    Conventions,
    Endpoint,
    EndpointKind,
    Relationship,
    ResourceType,
)
from contracts.render.docs.callers import callers
from tests.contracts.factories import HERE, action, contract

USER = ResourceType("user", HERE)
EVENT = ResourceType("event", HERE, relationships=(Relationship("owner", "user"),))
FAQ = ResourceType("faq", HERE, relationships=(Relationship("event", "event", required=True),))


@pytest.mark.parametrize(
    ("access", "words"),
    [
        (None, ""),
        (Access.PUBLIC, "anybody"),
        (Access.USER, "a signed-in user"),
        (Access.SELF, "the user the address names, or an administrator"),
        (Access.ADMIN, "an administrator"),
        (Access.ORGANIZER, "the owner of the resource, or an administrator"),
    ],
)
def test_each_access_has_its_words(access: Access | None, words: str) -> None:
    one = action(access=access)
    assert callers(contract(one, conventions=Conventions(owner="owner")), one) == words


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        (Endpoint(EndpointKind.DETAIL, "event"), "the owner of the event"),
        (Endpoint(EndpointKind.DETAIL, "faq"), "the owner of the event it belongs to"),
        (Endpoint(EndpointKind.LIST, "faq", parent="event"), "the owner of the event"),
        (Endpoint(EndpointKind.DETAIL, "user"), "the owner of the resource"),
    ],
)
def test_the_owner_is_that_of_the_resource_or_of_what_it_belongs_to(
    endpoint: Endpoint, words: str
) -> None:
    one = action(access=Access.ORGANIZER, endpoint=endpoint)
    found = contract(one, resource_types=(USER, EVENT, FAQ))
    found = replace(found, conventions=Conventions(owner="owner"))
    assert callers(found, one) == f"{words}, or an administrator"
