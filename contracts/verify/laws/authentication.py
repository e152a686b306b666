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

from contracts.build.identity.ownership import identity_type
from contracts.build.identity.placeholders import credentials
from contracts.build.identity.sign_in import given_token, sign_in
from contracts.exchange import Sent
from contracts.model import (
    MISSING,
    Access,
    Action,
    Attribute,
    Contract,
    EndpointKind,
    Json,
    ResourceType,
    Transaction,
    header,
)
from contracts.states import states
from contracts.text.documents import as_object
from contracts.text.payloads import json_of
from contracts.verify.laws.certainty import CRASHED, Undecided
from contracts.verify.laws.documented import Operations, sendable, successes
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.seeding import SeededResource
from contracts.verify.laws.values import another, schema_for_values
from contracts.verify.state import in_header, token_of

TOKEN: Final = LawKind("law-token", "A token that an operation issues is accepted.")
SECRET: Final = LawKind(
    "law-secret", "Once a secret is changed, the old one is refused and the new one accepted."
)


def authentication(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """The laws of every operation that gives tokens; they are about users alone.

    Where no access is documented, the login's token must be accepted where one is documented.
    """
    read = operations.by_id(EndpointKind.DETAIL, owner.name)
    update = operations.by_id(EndpointKind.UPDATE, owner.name)
    if owner.name != identity_type(operations.contract) or read is None:
        return
    if read.access is None and credentials(successes(read)[0].request.headers):
        yield from _login(operations.contract, read)
    if read.access is not Access.SELF:
        return
    for action in operations.contract.actions():
        for transaction in successes(action):
            if not given_token(transaction):
                continue
            title = f"{action.id} gives a good token"
            check = partial(_good, transaction, read)
            yield LawTemplate(TOKEN, title, (action, read), check)
            sent = as_object(json_of(transaction.request.body))
            for attribute in owner.attributes:
                secret = attribute.write_only and attribute.name in sent
                if secret and update and attribute.name in sendable(update, "attributes"):
                    title = f"{action.id} wants the changed {attribute.name}"
                    changed = partial(_changed, transaction, update, attribute)
                    yield LawTemplate(SECRET, title, (action, update), changed)
            break


def _login(contract: Contract, read: Action) -> Iterator[LawTemplate]:
    """The law of the documented login alone."""
    for action in contract.actions():
        for transaction in successes(action):
            if action.path == sign_in(contract).login and given_token(transaction):
                check = partial(_accepted, action, transaction, read)
                yield LawTemplate(TOKEN, f"{action.id} gives a good token", (action, read), check)
                return


def _user(fixture: Fixture, transaction: Transaction) -> tuple[SeededResource, Sent]:
    """The documented user, made to exist, and the documented request with a real token."""
    state = states(fixture.contract)[transaction.key]
    holder = state.token
    for made in state.resources:
        attributes, links = dict(made.attributes), dict(made.relationships)
        fixture.world.handler.create(made.type, made.id, attributes, links)
        fixture.seeded_resources[made.type, made.id] = SeededResource(
            made.type, made.id, attributes, links
        )
    request = transaction.request
    headers = request.headers
    if holder is not None:
        real = token_of(fixture.world.handler, holder.user, holder.kind)
        headers = tuple((k, in_header(k, v, holder.placeholder, real)) for k, v in headers)
    user = next(
        seeded
        for seeded in fixture.seeded_resources.values()
        if seeded.type == identity_type(fixture.contract)
    )
    return user, Sent(request.method, request.uri, headers, request.body)


def _good(transaction: Transaction, read: Action, fixture: Fixture, _owner: ResourceType) -> None:
    """With the token that is given, its user may do what only that user may."""
    user, asked = _signed(transaction, read, fixture)
    reply = _send(fixture, asked, 200)
    seen = reply.resource.get("id")
    message = f"the token of {user.type} {user.id} opens another resource"
    fixture.expect(reply, seen == user.id, message, "/data/id", user.id, seen)


def _accepted(
    action: Action, transaction: Transaction, read: Action, fixture: Fixture, _owner: ResourceType
) -> None:
    """The token that is given is one; what its user may do, the contract leaves open."""
    _, asked = _signed(transaction, read, fixture)
    reply = Reply(asked, fixture.world.send(asked))
    status = reply.answer.status
    if status == 401 or status >= CRASHED:
        fixture.stop(reply, f"answers {status} to the token that {action.id} gives", 200)
    if not reply.answer.is_success:
        raise Undecided(f"the server answers {status} to the user who has signed in")


def _signed(
    transaction: Transaction, read: Action, fixture: Fixture
) -> tuple[SeededResource, Sent]:
    """The user who signs in, and the request that reads them with the token that is given."""
    user, sent = _user(fixture, transaction)
    given = _send(fixture, sent, transaction.response.status)
    new = str(given.document.get(given_token(transaction), ""))
    asked = fixture.request(read, user.id, {}, MISSING, False)
    headers = successes(read)[0].request.headers
    example, shown = header(headers, "Authorization"), credentials(headers)
    signed = example.replace(shown, new) if shown else new
    headers = tuple((k, signed if k.lower() == "authorization" else v) for k, v in asked.headers)
    return user, replace(asked, headers=headers)


def _changed(
    transaction: Transaction,
    update: Action,
    attribute: Attribute,
    fixture: Fixture,
    _owner: ResourceType,
) -> None:
    """After a change, the new secret is accepted and the old one refused."""
    user, sent = _user(fixture, transaction)
    body: dict[str, Any] = as_object(json_of(sent.body))
    new = another(schema_for_values(attribute), body[attribute.name])
    _send(fixture, sent, transaction.response.status)
    data: Json = {**user.identifier, "attributes": {attribute.name: new}}  # type: ignore[dict-item]
    fixture.call(update, user.id, data=data)
    changed = replace(sent, body=json.dumps({**body, attribute.name: new}))
    _send(fixture, changed, transaction.response.status)
    refused = Reply(sent, fixture.world.send(sent))
    message = f"the old {attribute.name} is still accepted"
    seen = refused.answer.status
    fixture.expect(refused, 400 <= seen < 500, message, "status", 401, seen)


def _send(fixture: Fixture, sent: Sent, want: int) -> Reply:
    reply = Reply(sent, fixture.world.send(sent))
    if reply.answer.status != want:
        fixture.stop(reply, f"answers {reply.answer.status}, not {want}", want)
    return reply
