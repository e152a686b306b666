"""Laws of lists that show what was deleted beside what was not.

Such a list is an operation of its own, whose URI template spells out a query
(``/v1/faqs?get-trashed=true``) and whose example shows a resource with the time of its deletion.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from contracts.model import Action, EndpointKind, ResourceType
from contracts.text.documents import as_object
from contracts.text.payloads import json_of
from contracts.verify.laws.documented import Operations, has_literal_query, successes
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.list_members import belongs, listed_in, parent_id
from contracts.verify.strict.context import shown

TRASH: Final = LawKind("law-trash", "A list with deleted resources shows them beside the others.")


def trash(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """The law of every list of a type that shows deleted resources."""
    delete = operations.by_id(EndpointKind.DELETE, owner.name)
    if delete is None or not owner.soft_deleted:
        return
    for action in operations.contract.actions():
        endpoint = action.endpoint
        is_list = endpoint is not None and endpoint.kind is EndpointKind.LIST
        if not is_list or not has_literal_query(action) or not _shows_deleted(action, owner):
            continue
        if belongs(operations.contract, action):
            title = f"{action.id} keeps what was deleted"
            yield LawTemplate(TRASH, title, (delete, action), partial(_kept, delete, action))


def _shows_deleted(action: Action, owner: ResourceType) -> bool:
    return any(
        resource.type == owner.name
        and as_object(resource.value.get("attributes")).get(owner.deleted_at)
        for transaction in successes(action)
        for resource in shown(as_object(json_of(transaction.response.body)))
    )


def _kept(delete: Action, listing: Action, fixture: Fixture, owner: ResourceType) -> None:
    """A deleted resource stays listed with the time of its deletion; the others do not change."""
    seeded_resources = [listed_in(fixture, listing) for _ in range(3)]
    fixture.call(delete, seeded_resources[0].id)
    query = dict(parse_qsl(listing.uri_template.partition("{?")[0].partition("?")[2]))
    reply = fixture.call(listing, parent_id(fixture, listing), query=query, admin=True)
    moments = {
        str(resource.get("id")): as_object(resource.get("attributes")).get(owner.deleted_at)
        for resource in reply.resources
    }
    wanted = sorted(seeded.id for seeded in seeded_resources)
    message = f"the list does not show every {owner.name}, deleted or not"
    listed = sorted(id for id in moments if id in wanted)
    fixture.expect(reply, listed == wanted, message, "/data", wanted, sorted(moments))
    for seeded in seeded_resources:
        is_deleted = seeded is seeded_resources[0]
        message = f"{owner.name} {seeded.id} was {'' if is_deleted else 'not '}deleted"
        good = bool(moments.get(seeded.id)) == is_deleted
        place = f"/data/*/attributes/{owner.deleted_at}"
        fixture.expect(reply, good, message, place, is_deleted, moments.get(seeded.id))
