"""Laws of the only resource of a type, at a path without a variable (``/v1/settings``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from contracts.model import Action, Attribute, EndpointKind, Json, Missing, ResourceType
from contracts.text.documents import as_object, json_member
from contracts.text.payloads import json_of
from contracts.verify.laws.compare import expect_attribute, expect_equal, follows, moved
from contracts.verify.laws.documented import (
    Operations,
    attribute_names,
    sendable,
    successes,
)
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.values import another, begins, schema_for_values

UPDATED: Final = LawKind(
    "law-updated",
    "A changed attribute is read with its new value, and nothing else changed.",
)


def single_updates(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """A law for each attribute that a PATCH of the only resource may send."""
    read = operations.single(EndpointKind.DETAIL, owner.name)
    update = operations.single(EndpointKind.UPDATE, owner.name)
    if read is None or update is None:
        return
    offered = sendable(update, "attributes")
    for attribute in owner.attributes:
        if attribute.name in offered and not attribute.schema.fixed:
            title = f"updated {attribute.name} is read"
            check = partial(_updated, attribute, update, read)
            yield LawTemplate(UPDATED, title, (update, read), check)


def _updated(
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
            message = f"{attribute.name} was changed and is shown as it was not"
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
