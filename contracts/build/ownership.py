"""Who owns a resource: the way from a type to its ``owner``, over required relationships.

See docs/blueprint-conventions.md, "Access".
"""

from __future__ import annotations

from contracts.build.infer.paths import words_of
from contracts.model import Contract

IDENTITY_TYPE = "user"
#: What services without that type call those who sign in.
USER_TYPES = ("account", "member", "person", "customer", "profile")
OWNER = "owner"
#: Names that people give to a user by what the user does.
USER_ROLES = frozenset(
    {"owner", "creator", "author", "marketer", "organizer", "assignee", "reporter", "editor"}
    | {"sender", "recipient", "submitter", "moderator", "manager", "inviter", "invitee"}
)


def identity_type(contract: Contract) -> str:
    """The type of those who sign in: ``user``, in singular or plural."""
    names = [t.name for t in contract.resource_types]
    known = (IDENTITY_TYPE, f"{IDENTITY_TYPE}s", "User", "Users")
    return next((name for name in known if name in names), IDENTITY_TYPE)


def admin_attributes(contract: Contract) -> tuple[str, ...]:
    """The attributes of users that make one an administrator (``is-super-admin``)."""
    return _flags(contract, {"admin", "superuser"})


def active_attributes(contract: Contract) -> tuple[str, ...]:
    """The attributes of users without which nobody may sign in (``is-verified``)."""
    return _flags(contract, {"verified", "active", "activated", "confirmed", "enabled"})


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
    required to-one relationships ends at an ``owner`` who is a user.
    """
    users = identity_type(contract)
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
            if relationship.name == OWNER and relationship.target == users:
                return (*path, OWNER)
            if relationship.required:
                waiting.append((relationship.target, (*path, relationship.name)))
    return ()
