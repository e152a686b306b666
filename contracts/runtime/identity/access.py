"""Access control by the levels of ``**Access:**`` lines.

========= ==========================================================================
public    everybody
user      any signed-in user
self      the user in the address
organizer the owner of the resource, or of what it belongs to
admin     an administrator; every other level admits administrators, too
========= ==========================================================================
"""

from __future__ import annotations

from typing import Any

from contracts.runtime.identity.auth import current_identity
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.fields import ToOne
from contracts.runtime.jsonapi.linkage import linked_id
from contracts.runtime.jsonapi.names import pointer, spaced
from contracts.runtime.jsonapi.package import Operation, PendingChange, jsonapi
from contracts.runtime.jsonapi.schema import SchemaClass, is_to_many, public, relationship

LEVELS = frozenset({"public", "user", "self", "organizer", "admin"})


def forbidden(detail: str) -> ApiError:
    """403."""
    return ApiError(403, detail)


class AccessGuard:
    """Checks an operation's level in three steps, each as early as possible."""

    def admit(self, operation: Operation) -> None:
        """Refuse callers without a token (401) and, at ``admin``, other users (403)."""
        if operation.access == "public":
            return
        user = current_identity()
        if operation.access == "admin" and not is_admin(user):
            raise forbidden("Only administrators may do this.")

    def admit_to(self, operation: Operation, schema: SchemaClass, obj: Any) -> None:
        """Refuse callers who may not access the row in the address (403).

        ``obj`` is None if the address names no row: then only administrators pass.
        """
        if operation.access not in {"self", "organizer"}:
            return
        user = current_identity()
        if is_admin(user):
            return
        if obj is None:
            raise forbidden("Only administrators may see them all.")
        if operation.access == "self":
            if schema is not jsonapi().package.users or obj.id != user.id:
                raise forbidden("Only the user in the address may do this.")
        elif owner_id(schema, obj) != user.id:
            raise forbidden(f"Only {owner_words(schema)} may do this.")

    def admit_change(self, change: PendingChange) -> None:
        """Refuse to set reserved attributes and to link rows of another owner (403)."""
        for name in change.data:
            self._admit_attribute(change, name)
        if change.operation.access not in {"self", "organizer"}:
            return
        user = current_identity()
        if is_admin(user):
            return
        if change.obj is None and not _can_be_owned(change):
            raise forbidden("Only administrators may create them.")
        for name, value in change.data.items():
            declared = change.schema._declared_fields[name]
            if isinstance(declared, ToOne) and not _is_owned(change.schema, name, value, user):
                raise forbidden(f"Only {owner_words(change.schema)} may do this.")

    def _admit_attribute(self, change: PendingChange, name: str) -> None:
        """Refuse to set an attribute that is reserved for others (403)."""
        level = getattr(change.schema._declared_fields.get(name), "writable_by", None)
        if level is None or has_level(level, change):
            return
        # A resource that is sent back whole repeats what its sender may not set.
        if change.obj is None or getattr(change.obj, name) != change.data[name]:
            shown = public(change.schema, name)
            at = pointer("data", "attributes", shown)
            raise ApiError(403, f"Only {_who(level, change.schema)} may set {shown}.", pointer=at)

    def admit_to_trash(self) -> None:
        """Refuse callers who are not administrators (401, 403)."""
        if not is_admin(current_identity()):
            raise forbidden("Only administrators may look into the trash.")

    def may_restore(self, user: Any) -> bool:
        """Whether the user is an administrator."""
        return is_admin(user)

    def admit_reader(self, schema: SchemaClass, obj: Any = None) -> None:
        """Refuse to include a row for callers who may not read it at its own address.

        Without ``obj`` all rows of the type are meant, as in a filter over a relationship.
        """
        operation = jsonapi().package.reading(schema.opts_type())
        if operation is None:
            return
        self.admit(operation)
        if obj is not None:
            self.admit_to(operation, schema, obj)
        elif operation.access in {"self", "organizer"} and not is_admin(current_identity()):
            raise forbidden(f"Only administrators may search in {schema.opts_type()}.")

    def identity(self) -> Any:
        """The signed-in user, or None for a missing or invalid token."""
        try:
            return current_identity()
        except ApiError:
            return None


def _is_owned(schema: SchemaClass, name: str, value: Any, user: Any) -> bool:
    """Whether the user owns the rows that a relationship would link.

    A to-one on the path to the owner decides the owner; a to-many changes the rows that it
    adds. Any other to-one changes neither.
    """
    field = relationship(schema, name)
    target = jsonapi().package.schemas[field.type_]
    path = schema.opts.owner or ()
    if is_to_many(field):
        return target.opts.owner is None or all(owner_id(target, o) == user.id for o in value)
    if path[:1] != (name,) or value is None or len(path) == 1:
        return True
    return bool(owner_id(target, value) == user.id)


def _can_be_owned(change: PendingChange) -> bool:
    """Whether the owner of a new row is known before it is created."""
    path = change.schema.opts.owner
    if change.operation.access != "organizer" or not path:
        return False
    return len(path) == 1 or change.data.get(path[0]) is not None


def has_level(level: str, change: PendingChange) -> bool:
    """Whether the caller of ``change`` has ``level`` for the row before the change."""
    user, obj = change.identity, change.obj
    if is_admin(user):
        return True
    if user is None or obj is None or level == "admin":
        return False
    if level == "self":
        return change.schema is jsonapi().package.users and bool(obj.id == user.id)
    return bool(owner_id(change.schema, obj) == user.id)


def is_admin(user: Any) -> bool:
    """Whether ``user`` is an administrator: without users, whoever has a token is one."""
    users = jsonapi().package.users
    if users is None:
        return user is not None
    return any(getattr(user, name, False) for name in users.opts.admin)


def owner_words(schema: SchemaClass) -> str:
    """``the owner of the event``, by the type's path to an owner."""
    *path, last = schema.opts.owner or ("owner",)
    for name in path:
        schema = jsonapi().package.schemas[relationship(schema, name).type_]
    return f"the {spaced(last)} of the {spaced(schema.opts_type())}"


def _who(level: str, schema: SchemaClass) -> str:
    """Those for whom an attribute is reserved, in words."""
    if level == "organizer":
        return owner_words(schema)
    return "the users themselves" if level == "self" else "administrators"


def owner_id(schema: SchemaClass, obj: Any) -> int | None:
    """The id of the user who owns ``obj``, along its type's path to an owner; None without one."""
    path = schema.opts.owner
    if not path:
        return None
    for name in path[:-1]:
        obj = getattr(obj, name)
        if obj is None:
            return None
    return linked_id(path[-1], obj)


def check_levels(operations: dict[str, Operation]) -> None:
    """Refuse to start with an unknown access level.

    Raises:
        ValueError: naming the operations.
    """
    unknown = sorted(o.id for o in operations.values() if o.access not in LEVELS)
    if unknown:
        raise ValueError(
            f"Unknown access level at {', '.join(unknown)}; known: {', '.join(sorted(LEVELS))}."
        )
