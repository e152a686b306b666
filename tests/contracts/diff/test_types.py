"""JSON:API types compared: who may write their attributes, and the operations a change shows in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.diff import Change, diff
from contracts.model import Access, Action, Attribute, Endpoint, EndpointKind, ResourceType, Schema
from tests.contracts.factories import HERE, action, contract, transaction

NAME = Attribute("name", Schema("string"))


def shown(path: str) -> Action:
    """An operation that reads the type."""
    made = action(transaction(uri=path), template=path)
    return replace(made, endpoint=Endpoint(EndpointKind.LIST, "thing"))


def compared(
    old: tuple[Action, ...],
    new: tuple[Action, ...],
    before: Attribute = NAME,
    after: Attribute = NAME,
) -> list[Change]:
    """The changes of the type, without those of operations."""
    sides = (
        contract(*actions, resource_types=(ResourceType("thing", HERE, attributes=(attribute,)),))
        for actions, attribute in ((old, before), (new, after))
    )
    return [each for each in diff(*sides) if not each.code.startswith("operation")]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (None, Access.SELF, "attribute-reserved anyone self"),
        (Access.SELF, Access.ORGANIZER, "attribute-reserved self organizer"),
        (Access.ORGANIZER, Access.ADMIN, "attribute-reserved organizer admin"),
        (Access.ADMIN, Access.ORGANIZER, "attribute-released admin organizer"),
        (Access.ORGANIZER, Access.SELF, "attribute-released organizer self"),
        (Access.SELF, None, "attribute-released self anyone"),
    ],
)
def test_fewer_or_more_may_write_an_attribute(
    before: Access | None, after: Access | None, change: str
) -> None:
    sides = (replace(NAME, writable_by=level) for level in (before, after))
    (found,) = compared((shown("/things"),), (shown("/things"),), *sides)
    assert f"{found.code} {found.before} {found.after}" == change


@pytest.mark.parametrize(
    ("old", "new", "operations"),
    [
        (("/a",), ("/a",), ("GET /a",)),
        (("/a",), ("/a", "/b"), ("GET /a", "GET /b")),
        (("/a", "/b"), ("/b",), ("GET /a", "GET /b")),
        ((), ("/b",), ("GET /b",)),
        (("/a",), (), ("GET /a",)),
        ((), (), ()),
    ],
)
def test_a_change_of_a_type_shows_in_the_operations_of_both_sides(
    old: tuple[str, ...], new: tuple[str, ...], operations: tuple[str, ...]
) -> None:
    before, after = (tuple(map(shown, paths)) for paths in (old, new))
    admin = replace(NAME, writable_by=Access.ADMIN)
    (found,) = compared(before, after, NAME, admin)
    assert found.operations == operations
