"""Whose token a transaction comes with (docs/blueprint-conventions.md, "Tokens")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from contracts.build.ownership import IDENTITY_TYPE, owner_path
from contracts.model import Access, Action, EndpointKind, Transaction, header
from contracts.states.world import ResourceState, World
from contracts.text.documents import primary, relationships_of, to_one
from contracts.text.payloads import json_of

TokenKind = Literal["access", "expired"]

#: Placeholders in a documented Authorization header, and the kind of token they ask for.
PLACEHOLDERS: Final[dict[str, TokenKind]] = {
    "<access_token>": "access",
    "<expired_token>": "expired",
}


@dataclass(frozen=True, slots=True)
class Token:
    """Whose token replaces which placeholder of the Authorization header."""

    placeholder: str
    user: str
    kind: TokenKind


def token(
    world: World, action: Action, transaction: Transaction, subject: ResourceState | None
) -> Token | None:
    """The token for a transaction, its holder wanted too; None where no placeholder asks."""
    value = header(transaction.request.headers, "Authorization")
    placeholder = next((p for p in PLACEHOLDERS if p in value), None)
    if placeholder is None:
        return None
    attributes = {}
    reserved = _sends_reserved(world, transaction)
    if transaction.response.status == 403 and not reserved:
        user = world.free_id(IDENTITY_TYPE)
    elif (
        action.access is Access.ADMIN
        or transaction.response.status == 404
        or (reserved and transaction.response.status != 403)
    ):
        # Who may do everything meets a 404 only because nothing is there.
        user = world.free_id(IDENTITY_TYPE)
        attributes = {"is-admin": True}
    else:
        user = _entitled(world, action, transaction, subject)
    world.want(IDENTITY_TYPE, user, attributes)
    return Token(placeholder, user, PLACEHOLDERS[placeholder])


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
    if subject is not None and subject.type == IDENTITY_TYPE:
        return subject.id
    anybody = next((id for kind, id in world.wanted if kind == IDENTITY_TYPE), "1")
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
