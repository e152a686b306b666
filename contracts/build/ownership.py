"""Who owns a resource: the way from a type to its ``owner``, over required relationships.

See docs/blueprint-conventions.md, "Access".
"""

from __future__ import annotations

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


def owner_path(contract: Contract, name: str) -> tuple[str, ...]:
    """The relationship names from the type ``name`` to its owner, shortest first.

    ``("event", "owner")`` for a FAQ, ``("owner",)`` for an event, empty where no chain of
    required to-one relationships ends at an ``owner`` who is a user.
    """
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
            if relationship.name == OWNER and relationship.target == IDENTITY_TYPE:
                return (*path, OWNER)
            if relationship.required:
                waiting.append((relationship.target, (*path, relationship.name)))
    return ()
