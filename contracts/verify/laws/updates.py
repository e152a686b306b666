"""Laws of updates: what was changed stays changed, alone and as a whole (JSON:API 1.0, "Updating
Resources"), also of the only resource of a type, at a path without a variable (``/v1/settings``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from contracts.model import (
    Action,
    Attribute,
    Contract,
    EndpointKind,
    Json,
    Missing,
    Relationship,
    ResourceType,
)
from contracts.text.documents import as_object, json_member
from contracts.text.payloads import json_of
from contracts.verify.laws.certainty import CRASHED, Undecided
from contracts.verify.laws.compare import expect_attribute, expect_equal, follows, moved, touched
from contracts.verify.laws.documented import (
    Operations,
    attribute_names,
    deletion_times,
    foreign_keys,
    sendable,
    successes,
)
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.seeding import SeededResource
from contracts.verify.laws.values import another, begins, missing_id, schema_for_values

UPDATED: Final = LawKind(
    "law-updated",
    "A changed attribute is read with its new value, and nothing else changed.",
)
ATOMIC: Final = LawKind("law-atomic", "An update that is refused in part changes nothing.")


def updates(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """The laws of the operations that update a resource of a type."""
    read = operations.by_id(EndpointKind.DETAIL, owner.name)
    update = operations.by_id(EndpointKind.UPDATE, owner.name)
    if update and read:
        yield from _updates(operations.contract, owner, update, read)
        yield from _atomic(operations.contract, owner, update, read)
    yield from _single_updates(operations, owner)


def _updates(
    contract: Contract, owner: ResourceType, update: Action, read: Action
) -> Iterator[LawTemplate]:
    offered = _changeable(contract, owner, update)
    for attribute in owner.attributes:
        if attribute.name in offered and not attribute.schema.fixed:
            title = f"updated {attribute.name} is read"
            yield LawTemplate(
                UPDATED, title, (update, read), partial(_updated, attribute, update, read)
            )


def _changeable(contract: Contract, owner: ResourceType, update: Action) -> frozenset[str]:
    """The attributes that an update may send, and that laws can make values for."""
    return sendable(update, "attributes") - deletion_times(contract, owner) - foreign_keys(owner)


def _updated(
    attribute: Attribute, update: Action, read: Action, fixture: Fixture, owner: ResourceType
) -> None:
    """A PATCH of one attribute changes that attribute and nothing else, of nothing else."""
    seeded, bystander = fixture.seed(owner.name), fixture.seed(owner.name)
    before = fixture.call(read, seeded.id)
    other = fixture.call(read, bystander.id)
    facts, offered = fixture.types[owner.name], sendable(update, "attributes")
    but = moved(facts) | {attribute.name}
    but |= follows(facts, attribute.name, offered, before.resource)
    for wanted in _new_values(attribute, seeded, bystander):
        data: Json = {**seeded.identifier, "attributes": {attribute.name: wanted}}
        answer = fixture.call(update, seeded.id, data=data, admin=bool(attribute.writable_by))
        seen = fixture.call(read, seeded.id)
        for reply in (answer, seen):
            if not attribute.write_only and reply.resource:
                message = f"{attribute.name} was changed, but is not shown with the new value"
                expect_attribute(fixture, reply, attribute, wanted, message)
        message = f"changing {attribute.name} changed something else"
        expect_equal(fixture, seen, before.resource, seen.resource, message, but)
    after = fixture.call(read, bystander.id)
    message = f"changing {attribute.name} of {owner.name} {seeded.id} changed another one"
    but = touched(fixture.types[owner.name])
    expect_equal(fixture, after, other.resource, after.resource, message, but)


def _new_values(
    attribute: Attribute, seeded: SeededResource, bystander: SeededResource
) -> Iterator[Json]:
    """A value that nothing has yet, then null where that is one."""
    taken = (seeded.attributes[attribute.name], bystander.attributes[attribute.name])
    schema, is_earlier = schema_for_values(attribute), begins(attribute)
    value = another(schema, *taken, is_earlier=is_earlier)
    if isinstance(value, Missing):
        value = another(schema, taken[0], is_earlier=is_earlier)
    if not isinstance(value, Missing):
        yield value
    if attribute.schema.nullable:
        yield None


def _atomic(
    contract: Contract, owner: ResourceType, update: Action, read: Action
) -> Iterator[LawTemplate]:
    offered = _changeable(contract, owner, update)
    changed = next((a for a in owner.attributes if a.name in offered and _is_plain(a)), None)
    linked = sendable(update, "relationships")
    for each in owner.relationships:
        known = contract.resource_type(each.target) is not None
        if changed is not None and known and not each.many and each.name in linked:
            title = f"refused {each.name} leaves what is sent with it"
            check = partial(_changes_nothing, changed, each, update, read)
            yield LawTemplate(ATOMIC, title, (update, read), check)


def _is_plain(attribute: Attribute) -> bool:
    """Whether whoever may update a resource may change the attribute, and read it."""
    return not (attribute.schema.fixed or attribute.write_only or attribute.writable_by)


def _changes_nothing(
    attribute: Attribute,
    relationship: Relationship,
    update: Action,
    read: Action,
    fixture: Fixture,
    owner: ResourceType,
) -> None:
    """A PATCH that links what does not exist changes no attribute either (JSON:API 1.0, "CRUD": a
    request must completely succeed or fail)."""
    seeded = fixture.seed(owner.name)
    before = fixture.call(read, seeded.id)
    shown = as_object(before.resource.get("attributes")).get(attribute.name)
    wanted = another(schema_for_values(attribute), shown, is_earlier=begins(attribute))
    if isinstance(wanted, Missing):
        return
    target = fixture.shared_parent(relationship.target)
    nothing: Json = {"type": target.type, "id": missing_id(target.id)}
    data: Json = {
        **seeded.identifier,
        "attributes": {attribute.name: wanted},
        "relationships": {relationship.name: {"data": nothing}},
    }
    sent = fixture.request(update, seeded.id, {}, data, False)
    reply = Reply(sent, fixture.world.send(sent), update.id)
    status = reply.answer.status
    if status >= CRASHED:
        fixture.stop(reply, f"answers {status}, not 404", 404)
    if reply.answer.is_success:
        raise Undecided("the server takes a link to a resource that does not exist")
    if status in (401, 403):
        raise Undecided(f"the server refuses the user who sends the request ({status})")
    seen = fixture.call(read, seeded.id)
    message = f"a PATCH was refused ({status}), but changed something"
    expect_equal(
        fixture, seen, before.resource, seen.resource, message, touched(fixture.types[owner.name])
    )


def _single_updates(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """A law for each attribute that a PATCH of the only resource may send."""
    read = operations.single(EndpointKind.DETAIL, owner.name)
    update = operations.single(EndpointKind.UPDATE, owner.name)
    if read is None or update is None:
        return
    offered = _changeable(operations.contract, owner, update)
    for attribute in owner.attributes:
        if attribute.name in offered and not attribute.schema.fixed:
            title = f"updated {attribute.name} is read"
            check = partial(_single_updated, attribute, update, read)
            yield LawTemplate(UPDATED, title, (update, read), check)


def _single_updated(
    attribute: Attribute, update: Action, read: Action, fixture: Fixture, owner: ResourceType
) -> None:
    """A PATCH of one attribute changes that attribute and no other."""
    fixture.shared_parent(owner.name, _documented(read, owner))
    before = fixture.call(read)
    shown = as_object(before.resource.get("attributes"))
    wanted = another(
        schema_for_values(attribute),
        shown.get(attribute.name),
        is_earlier=begins(attribute),
    )
    if isinstance(wanted, Missing):
        return
    id = str(before.resource.get("id", ""))
    data: Json = {"type": owner.name, "id": id, "attributes": {attribute.name: wanted}}
    answer = fixture.call(update, data=data, admin=bool(attribute.writable_by))
    seen = fixture.call(read)
    for reply in (answer, seen):
        if not attribute.write_only and reply.resource:
            message = f"{attribute.name} was changed, but is not shown with the new value"
            expect_attribute(fixture, reply, attribute, wanted, message)
    facts, offered = fixture.types[owner.name], sendable(update, "attributes")
    but = moved(facts) | {attribute.name}
    but |= follows(facts, attribute.name, offered, before.resource)
    message = f"changing {attribute.name} changed something else"
    expect_equal(fixture, seen, before.resource, seen.resource, message, but)


def _documented(read: Action, owner: ResourceType) -> dict[str, Json]:
    """The attributes that the example of the only resource shows: a server may choose it by one
    of them (its environment, its kind), so laws make no values up."""
    names = attribute_names(owner)
    for transaction in successes(read):
        data = as_object(json_member(json_of(transaction.response.body), "data"))
        shown = as_object(data.get("attributes"))
        return {name: value for name, value in shown.items() if name in names}
    return {}
