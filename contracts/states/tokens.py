"""The user whose token a transaction sends (docs/blueprint-conventions.md, "Tokens")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from contracts.build.identity.ownership import active_attributes, admin_attributes, owner_path
from contracts.build.identity.placeholders import Place, Placeholder, TokenKind, placeholders
from contracts.build.infer.paths import VARIABLE, segments
from contracts.model import Access, Action, EndpointKind, Transaction
from contracts.states.documented_resources import ResourceState
from contracts.states.world import World
from contracts.text.documents import is_identifier, primary, relationships_of, to_one
from contracts.text.payloads import json_of

Role = Literal["user", "admin"]


@dataclass(frozen=True, slots=True)
class Token:
    """Whose token replaces which placeholder of the documented request.

    ``role`` is what a user must be whose attributes do not say it. ``others`` are further
    placeholders of the request, which tokens of the same user replace.
    """

    placeholder: str
    user: str
    kind: TokenKind
    role: Role = "user"
    place: Place = "header"
    others: tuple[Placeholder, ...] = ()


def token(
    world: World, action: Action, transaction: Transaction, subject: ResourceState | None
) -> Token | None:
    """The token for a transaction, its holder wanted too; None where no placeholder asks."""
    status = transaction.response.status
    shown = placeholders(transaction.request, status)
    if not shown:
        return None
    reserved = _sends_reserved(world, transaction)
    if status == 403 and not reserved:
        return _of(world, shown, world.free_id(world.users), "user")
    if (
        action.access is Access.ADMIN
        or status == 404
        or (reserved and status != 403)
        or _is_deleted(world, subject)
    ):
        # Who may do everything meets a 404 only because nothing is there.
        return _of(world, shown, world.free_id(world.users), "admin")
    if action.access is None:
        user, role = _undeclared(world, action, transaction, subject)
        return _of(world, shown, user, role)
    user = _entitled(world, action, transaction, subject)
    return _of(world, shown, user, "user")


def _of(world: World, shown: Sequence[Placeholder], user: str, role: Role) -> Token:
    """The token, its holder wanted: an administrator as far as the contract can say so."""
    attributes: dict[str, Any] = {}
    if (world.users, user) not in world.wanted:
        known = world.known(world.users, user).attributes
        active = active_attributes(world.contract)
        attributes = {name: True for name in active if known.get(name) is not True}
    if role == "admin":
        attributes |= dict.fromkeys(admin_attributes(world.contract), True)
    world.want(world.users, user, attributes)
    first, *others = shown
    return Token(first.text, user, first.kind, role, first.place, tuple(others))


def _is_deleted(world: World, subject: ResourceState | None) -> bool:
    """Whether the subject is a deleted user, who cannot sign in."""
    is_user = subject is not None and subject.type == world.users
    return (
        is_user
        and subject is not None
        and bool(subject.attributes.get(world.contract.conventions.deleted_at))
    )


def _undeclared(
    world: World, action: Action, transaction: Transaction, subject: ResourceState | None
) -> tuple[str, Role]:
    """Who may do what no access line speaks of: whom the response shows, or an administrator.

    A path without a variable that shows one user (``/v1/users/me``) shows who asks.
    """
    shown = primary(json_of(transaction.response.body))
    is_own = VARIABLE not in segments(action.path) and action.method == "GET"
    if is_own and len(shown) == 1 and is_identifier(shown[0]):
        is_user = shown[0]["type"] == world.users
        if is_user and not isinstance(json_of(transaction.response.body)["data"], list):
            return str(shown[0]["id"]), "user"
    is_user = subject is not None and subject.type == world.users
    if subject is not None and is_user and action.method != "DELETE":
        return subject.id, "user"
    flags = admin_attributes(world.contract)
    users = [
        resource
        for (kind, _), resource in world.wanted.items()
        if kind == world.users
        and not resource.attributes.get(world.contract.conventions.deleted_at)
        if not (is_user and subject is not None and subject.id == resource.id)
    ]
    for user in users:
        if any(user.attributes.get(flag) is True for flag in flags):
            return user.id, "admin"
    owner = _entitled(world, action, transaction, subject)
    known = world.known(world.users, owner).attributes
    if (
        not is_user
        and not known.get(world.contract.conventions.deleted_at)
        and all(known.get(flag) is not False for flag in flags)
    ):
        return owner, "admin"
    return world.free_id(world.users), "admin"


def _sends_reserved(world: World, transaction: Transaction) -> bool:
    """Whether the request sets an attribute that only administrators may set."""
    for item in primary(json_of(transaction.request.body)):
        owner = world.contract.resource_type(str(item.get("type")))
        sent = item.get("attributes")
        for name in sent if owner is not None and isinstance(sent, dict) else ():
            attribute = owner.attribute(name) if owner else None
            if attribute is not None and attribute.writable_by is Access.ADMIN:
                return True
    return False


def _entitled(
    world: World, action: Action, transaction: Transaction, subject: ResourceState | None
) -> str:
    """The id of a user who may do this: the resource itself, its owner, or anybody."""
    if subject is not None and subject.type == world.users:
        return subject.id
    anybody = next((id for kind, id in world.wanted if kind == world.users), "1")
    start = subject
    endpoint = action.endpoint
    if start is None and endpoint is not None and endpoint.kind is EndpointKind.CREATE:
        sent = next(iter(primary(json_of(transaction.request.body))), None)
        start = ResourceState(endpoint.type, "", {}, to_one(relationships_of(sent)))
    return _owner(world, start) or anybody


def _owner(world: World, start: ResourceState | None) -> str:
    """The id at the end of the way to the owner, or an empty text where it breaks off."""
    path = owner_path(world.contract, start.type) if start else ()
    for step in path:
        other = start.relationships.get(step) if start else None
        if not isinstance(other, dict):
            return ""
        start = world.known(other["type"], other["id"])
    return start.id if start and path else ""
