"""What the generated schema of a type says of its resources."""

from __future__ import annotations

import pytest

from contracts.model import (
    DEFAULT_CONVENTIONS,
    Attribute,
    Conventions,
    Relationship,
    ResourceType,
    Schema,
)
from contracts.render.flask import render
from tests.contracts.factories import HERE, contract

MADE_AT = Schema("string", format="date-time")
#: Of users and of others: who administers, and when one was last there.
COMMON = (
    Attribute("is-admin", Schema("boolean")),
    Attribute("last-accessed-at", MADE_AT, read_only=True),
)


def metas(
    *types: ResourceType, conventions: Conventions = DEFAULT_CONVENTIONS
) -> dict[str, list[str]]:
    """The lines of each type's ``Meta``, by module."""
    made = contract(resource_types=types, conventions=conventions)
    found = {}
    for path, text in render(made).items():
        _, _, meta = text.partition('and who owns them."""\n\n')
        if meta:
            found[path] = [line.strip() for line in meta.split("\n\n")[0].splitlines()]
    return found


def test_users_alone_are_administrators_and_have_a_last_access() -> None:
    types = [ResourceType(name, HERE, attributes=COMMON) for name in ("badge", "user", "voucher")]
    found = metas(*types)
    assert found["user.py"][2:] == ['admin = ("is_admin",)', 'last_access = "last_accessed_at"']
    assert found["badge.py"] == ['type_ = "badge"', "model = Badge"]
    assert found["voucher.py"] == ['type_ = "voucher"', "model = Voucher"]


@pytest.mark.parametrize(
    "attribute",
    [
        Attribute("last-accessed-at", MADE_AT),
        Attribute("last-accessed-at", Schema("string"), read_only=True),
        Attribute("seen-at", MADE_AT, read_only=True),
    ],
    ids=["written by clients", "no time", "another name"],
)
def test_the_server_keeps_a_last_access_that_is_a_time_and_read_only(attribute: Attribute) -> None:
    found = metas(ResourceType("user", HERE, attributes=(attribute,)))
    assert found["user.py"] == ['type_ = "user"', "model = User"]


def test_the_owner_is_at_the_end_of_relationships() -> None:
    types = (
        ResourceType("user", HERE),
        ResourceType("event", HERE, relationships=(Relationship("owner", "user"),)),
        ResourceType("faq", HERE, relationships=(Relationship("event", "event", required=True),)),
    )
    found = metas(*types)
    assert found["event.py"][2:] == ['owner = ("owner",)']
    assert found["faq.py"][2:] == ['owner = ("event", "owner")']
    assert found["user.py"][2:] == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/shops/{id}", ['self_url = "/shops/{id}"']),
        ("/malls/{mall_id}/shops/{id}", []),
        ("", []),
    ],
)
def test_the_address_of_resources_is_one_that_only_their_id_is_needed_for(
    path: str, line: list[str]
) -> None:
    assert metas(ResourceType("shop", HERE, path=path))["shop.py"][2:] == line


def test_what_else_a_type_says() -> None:
    named = Attribute("short-name", Schema("string"))
    shop = ResourceType(
        "shop", HERE, attributes=(named,), natural_key="short-name", client_ids=True,
        deleted_at="deleted-at",
    )  # fmt: skip
    lines = ['natural_key = "short_name"', "client_ids = True"]
    assert metas(shop)["shop.py"][2:] == lines
    trash = metas(shop, conventions=Conventions(trash_parameter="with-deleted"))["shop.py"][2:]
    assert trash == [*lines, 'trash_parameter = "with-deleted"']
