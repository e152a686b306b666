"""Laws of signing in: a token that is given is good, and a changed secret counts.

An operation gives tokens when its answer shows a member that a placeholder of the
Authorization header names (``access_token`` for ``JWT <access_token>``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from contracts.build.ownership import IDENTITY_TYPE
from contracts.exchange import Sent
from contracts.model import (
    MISSING,
    Access,
    Action,
    Attribute,
    EndpointKind,
    Json,
    ResourceType,
    Transaction,
    header,
)
from contracts.states.rules import seed
from contracts.states.tokens import PLACEHOLDERS, token
from contracts.states.world import World, documented
from contracts.text.payloads import json_of
from contracts.verify.laws.documented import Operations, sendable, successes
from contracts.verify.laws.fixture import Scene, Thing
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.template import Proposal
from contracts.verify.laws.values import another
from contracts.verify.strict.context import as_object

_GIVEN: Final = frozenset(placeholder.strip("<>") for placeholder in PLACEHOLDERS)


def signing_in(operations: Operations, owner: ResourceType) -> Iterator[Proposal]:
    """The laws of every operation that gives tokens; they are about users alone."""
    read = operations.by_id(EndpointKind.DETAIL, owner.name)
    update = operations.by_id(EndpointKind.UPDATE, owner.name)
    if owner.name != IDENTITY_TYPE or read is None or read.access is not Access.SELF:
        return
    for action in operations.contract.actions():
        for transaction in successes(action):
            if not _GIVEN & as_object(json_of(transaction.response.body)).keys():
                continue
            title = f"{action.id} gives a good token"
            trial = partial(_good, action, transaction, read)
            yield Proposal("token", title, (action, read), trial)
            sent = as_object(json_of(transaction.request.body))
            for attribute in owner.attributes:
                secret = attribute.write_only and attribute.name in sent
                if secret and update and attribute.name in sendable(update, "attributes"):
                    title = f"{action.id} wants the changed {attribute.name}"
                    changed = partial(_changed, action, transaction, update, attribute)
                    yield Proposal("secret", title, (action, update), changed)
            break


def _user(scene: Scene, action: Action, transaction: Transaction) -> tuple[Thing, Sent]:
    """The documented user, made to exist, and the documented request with a real token."""
    world = World(scene.contract, documented(scene.contract))
    holder = token(world, action, transaction, seed(world, action, transaction))
    for made in world.in_order():
        attributes, links = dict(made.attributes), dict(made.relationships)
        scene.world.handler.create(made.type, made.id, attributes, links)
        scene.things[made.type, made.id] = Thing(made.type, made.id, attributes, links)
    request = transaction.request
    headers = request.headers
    if holder is not None:
        real = scene.world.handler.token(holder.user, holder.kind)
        headers = tuple((k, v.replace(holder.placeholder, real)) for k, v in headers)
    user = next(thing for thing in scene.things.values() if thing.type == IDENTITY_TYPE)
    return user, Sent(request.method, request.uri, headers, request.body)


def _good(
    action: Action, transaction: Transaction, read: Action, scene: Scene, _owner: ResourceType
) -> None:
    """With the token that is given, its user may do what only that user may."""
    user, sent = _user(scene, action, transaction)
    given = _send(scene, sent, transaction.response.status)
    name = next(iter(_GIVEN & given.document.keys()), "")
    new = str(given.document.get(name, ""))
    asked = scene.request(read, user.id, {}, MISSING, False)
    example = header(successes(read)[0].request.headers, "Authorization")
    signed = next((example.replace(p, new) for p in PLACEHOLDERS if p in example), new)
    headers = tuple((k, signed if k.lower() == "authorization" else v) for k, v in asked.headers)
    reply = _send(scene, replace(asked, headers=headers), 200)
    seen = reply.resource.get("id")
    message = f"the token of {IDENTITY_TYPE} {user.id} opens another resource"
    scene.expect(reply, seen == user.id, message, "/data/id", user.id, seen)


def _changed(
    action: Action,
    transaction: Transaction,
    update: Action,
    attribute: Attribute,
    scene: Scene,
    _owner: ResourceType,
) -> None:
    """After a change, the new secret is accepted and the old one refused."""
    user, sent = _user(scene, action, transaction)
    body: dict[str, Any] = as_object(json_of(sent.body))
    new = another(attribute.schema, body[attribute.name])
    _send(scene, sent, transaction.response.status)
    data: Json = {**user.identifier, "attributes": {attribute.name: new}}  # type: ignore[dict-item]
    scene.call(update, user.id, data=data)
    changed = replace(sent, body=json.dumps({**body, attribute.name: new}))
    _send(scene, changed, transaction.response.status)
    refused = Reply(sent, scene.world.send(sent))
    message = f"the old {attribute.name} is still accepted"
    seen = refused.answer.status
    scene.expect(refused, 400 <= seen < 500, message, "status", 401, seen)


def _send(scene: Scene, sent: Sent, want: int) -> Reply:
    reply = Reply(sent, scene.world.send(sent))
    if reply.answer.status != want:
        scene.stop(reply, f"answers {reply.answer.status}, not {want}", want)
    return reply
