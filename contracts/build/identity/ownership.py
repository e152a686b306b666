"""Users and owners: the type of users, and the relationships from a type to its owner.

See docs/blueprint-conventions.md, "Access".
"""

from __future__ import annotations

from collections.abc import Collection

from contracts.build.infer.paths import words_of
from contracts.model import Contract, Conventions
from contracts.model.conventions import PLAIN_USER_TYPES, USER_TYPES


def user_type(types: Collection[str], conventions: Conventions) -> str:
    """The one of ``types`` whose resources sign in, or an empty text."""
    return next((name for name in conventions.user_types or USER_TYPES if name in types), "")


def identity_type(contract: Contract) -> str:
    """The type of those who sign in; the usual name where the contract has none."""
    names = [t.name for t in contract.resource_types]
    usual = (*contract.conventions.user_types, *USER_TYPES)[0]
    return user_type(names, contract.conventions) or usual


def plain_identity_type(types: Collection[str], conventions: Conventions) -> str:
    """The one of the ``types`` of plain JSON whose records sign in; else the usual name."""
    known = conventions.user_types or PLAIN_USER_TYPES
    usual = (*conventions.user_types, *USER_TYPES)[0]
    return next((name for name in known if name in types), usual)


def admin_attributes(contract: Contract) -> tuple[str, ...]:
    """The attributes of users that make one an administrator (``is-super-admin``)."""
    return contract.conventions.admin_attributes or _flags(contract, {"admin", "superuser"})


def active_attributes(contract: Contract) -> tuple[str, ...]:
    """The attributes of users without which nobody may sign in (``is-verified``)."""
    words = {"verified", "active", "activated", "confirmed", "enabled"}
    return contract.conventions.active_attributes or _flags(contract, words)


def _flags(contract: Contract, words: set[str]) -> tuple[str, ...]:
    users = contract.resource_type(identity_type(contract))
    return tuple(
        a.name
        for a in (users.attributes if users else ())
        if a.schema.kind == "boolean" and words & set(words_of(a.name))
    )


def owner_path(contract: Contract, name: str) -> tuple[str, ...]:
    """The relationship names from the type ``name`` to its owner, shortest first.

    ``("event", "owner")`` for a FAQ, ``("owner",)`` for an event, empty where no chain of
    required to-one relationships ends at the owner, who is a user (``conventions.owner``).
    """
    users, owner = identity_type(contract), contract.conventions.owner
    waiting: list[tuple[str, tuple[str, ...]]] = [(name, ())]
    seen: set[str] = set()
    while waiting:
        current, path = waiting.pop(0)
        resource_type = contract.resource_type(current)
        if resource_type is None or current in seen:
            continue
        seen.add(current)
        for relationship in resource_type.relationships:
            if relationship.many:
                continue
            if relationship.name == owner and relationship.target == users:
                return (*path, owner)
            if relationship.required:
                waiting.append((relationship.target, (*path, relationship.name)))
    return ()


def owned_type(contract: Contract, name: str) -> str:
    """The type at the end of :func:`owner_path`, which has the owner: ``event`` for a FAQ."""
    owner = name
    *path, _ = owner_path(contract, name) or ("", "")
    for step in path:
        resource_type = contract.resource_type(owner)
        relationship = resource_type.relationship(step) if resource_type else None
        owner = relationship.target if relationship else ""
    return owner
