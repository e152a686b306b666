"""Laws of relationships: what was linked is linked, from both ends and at all addresses
(JSON:API 1.0, "Fetching Relationships" and "Updating Relationships")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from typing import Final

from contracts.build.identity.ownership import owner_path
from contracts.model import (
    Action,
    EndpointKind,
    Json,
    Relationship,
    ResourceType,
)
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.verify.laws.certainty import Undecided, is_stated
from contracts.verify.laws.compare import expect_equal, touched
from contracts.verify.laws.documented import Operations, sendable, unlisted
from contracts.verify.laws.fixture import GONE, Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.list_members import complete, link_to_parent
from contracts.verify.laws.parents import parent_steps
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.seeding import SeededResource
from contracts.verify.strict.context import identifiers

RELATED: Final = LawKind("law-related", "The address of a related resource shows the linked one.")
RELATIONSHIP: Final = LawKind(
    "law-relationship", "A link that was written is shown from both ends and at all addresses."
)


def relationships(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """The laws that the documented operations on a type's relationships allow."""
    update = operations.by_id(EndpointKind.UPDATE, owner.name)
    detail = operations.by_id(EndpointKind.DETAIL, owner.name)
    for each in owner.relationships:
        known = operations.contract.resource_type(each.target)
        read = operations.relationship(owner.name, each.name, "GET")
        if known is None:
            continue
        related = operations.related(owner.name, each.name)
        if _moves(operations, owner, each, (update, detail, read, related)):
            continue
        details = [operations.by_id(EndpointKind.DETAIL, name) for name in each.targets]
        if related and any(details):
            title = f"related {each.name} is the linked one"
            yield LawTemplate(RELATED, title, (related,), partial(_related, each, related))
        writes = _writes(operations, owner, each)
        if read and writes:
            check = partial(_to_many if each.many else _to_one, each, read, writes)
            title = f"relationship {each.name} is as written"
            yield LawTemplate(RELATIONSHIP, title, (read, *writes.values()), check)
        if update and detail and not each.many and each.name in sendable(update, "relationships"):
            title = f"updated {each.name} is linked"
            check = partial(_by_update, each, update, detail)
            yield LawTemplate(RELATIONSHIP, title, (update, detail), check)


def _moves(
    operations: Operations,
    owner: ResourceType,
    relationship: Relationship,
    asked: Sequence[Action | None],
) -> bool:
    """Whether another linkage gives a resource another address."""
    steps = parent_steps(operations.contract).get(owner.name, ())
    nested = (a for a in asked if a is not None and a.endpoint is not None and a.endpoint.above)
    return relationship.name in [step.up for step in steps] and any(nested)


def _writes(
    operations: Operations, owner: ResourceType, relationship: Relationship
) -> dict[str, Action]:
    actions = {m: operations.relationship(owner.name, relationship.name, m) for m in _METHODS}
    return {method: action for method, action in actions.items() if action is not None}


_METHODS = ("PATCH", "POST", "DELETE")


def _admin_needed(fixture: Fixture, owner: ResourceType, relationship: Relationship) -> bool:
    """Whether changing the relationship may take the resource out of the caller's hands."""
    return owner_path(fixture.contract, owner.name)[:1] == (relationship.name,)


def _to_one(
    relationship: Relationship,
    read: Action,
    writes: dict[str, Action],
    fixture: Fixture,
    owner: ResourceType,
) -> None:
    """A to-one leads where a PATCH led it; null where it may be; both ends agree."""
    patch = writes.get("PATCH")
    if patch is None:
        return
    admin = _admin_needed(fixture, owner, relationship)
    seeded = fixture.seed(owner.name)
    bystander = fixture.seed(owner.name)
    untouched = fixture.call(read, bystander.id).data
    targets: list[SeededResource | None] = [
        fixture.seed(name) for name in (relationship.target, *fixture.targets(relationship))
    ]
    for target in [*targets, None] if relationship.nullable else targets:
        data: Json = target.identifier if target else None
        answer = fixture.call(patch, seeded.id, data=data, admin=admin)
        for reply in (answer, fixture.call(read, seeded.id)):
            if reply.answer.status != 204:
                _expect_linkage(fixture, reply, {target.key} if target else set())
        seeded.links[relationship.name] = data
        _other_end(fixture, relationship, seeded, targets)
    after = fixture.call(read, bystander.id)
    message = f"linking {owner.name} {seeded.id} changed the links of another {owner.name}"
    good = identifiers(after.data) == identifiers(untouched)
    fixture.expect(after, good, message, "/data", untouched, after.data)


def _other_end(
    fixture: Fixture,
    relationship: Relationship,
    seeded: SeededResource,
    targets: list[SeededResource | None],
) -> None:
    """Lists below the other end show the resource exactly where it is linked."""
    for listing in fixture.operations.lists(seeded.type):
        endpoint = listing.endpoint
        if endpoint is None or endpoint.parent != relationship.target:
            continue
        if link_to_parent(fixture.contract, listing) != relationship.name:
            continue
        for target in filter(None, targets):
            shown, reply = complete(fixture, listing, target.id)
            listed = seeded.id in [r.get("id") for r in shown]
            linked = seeded.links[relationship.name] == target.identifier
            message = f"{seeded.type} {seeded.id} is {'not ' if linked else ''}listed"
            fixture.expect(reply, listed == linked, message, "/data", linked, listed)


def _expect_linkage(fixture: Fixture, reply: Reply, wanted: set[tuple[str, str]]) -> None:
    seen = identifiers(reply.data)
    shown: list[Json] = [{"type": kind, "id": id} for kind, id in sorted(wanted)]
    message = "the linkage is not what was written"
    fixture.expect(reply, seen == wanted, message, "/data", shown, reply.data)
    if isinstance(reply.data, list) and len(reply.data) != len(seen):
        fixture.note(reply, "the linkage names a resource twice", "/data", shown, reply.data)


def _to_many(
    relationship: Relationship,
    read: Action,
    writes: dict[str, Action],
    fixture: Fixture,
    owner: ResourceType,
) -> None:
    """PATCH replaces, POST adds without repeating, DELETE takes away what it names."""
    seeded = fixture.seed(owner.name)
    kinds = islice(cycle(fixture.targets(relationship)), 3)
    a, b, c = (fixture.seed(name) for name in kinds)
    steps: list[tuple[str, list[SeededResource], list[SeededResource]]] = [
        ("PATCH", [a, b], [a, b]),
        ("POST", [c], [a, b, c]),
        ("POST", [a, c], [a, b, c]),
        ("DELETE", [b], [a, c]),
        ("PATCH", [b], [b]),
        ("PATCH", [], []),
        ("POST", [a], [a]),
        ("DELETE", [a], []),
    ]
    inverse = (
        fixture.type(relationship.target).relationship(relationship.inverse)
        if relationship.inverse
        else None
    )
    present: set[tuple[str, str]] = set()
    for method, sent, _ in steps:
        takes_away = method == "DELETE" or (method == "PATCH" and present)
        if method not in writes or (takes_away and inverse is not None and inverse.required):
            continue
        keys = {seeded.key for seeded in sent}
        present = {"PATCH": keys, "POST": present | keys, "DELETE": present - keys}[method]
        data: Json = [seeded.identifier for seeded in sent]
        answer = fixture.call(writes[method], seeded.id, data=data)
        for reply in (answer, fixture.call(read, seeded.id)):
            if reply.answer.status != 204:
                _expect_linkage(fixture, reply, present)
        _inverse_shows(fixture, relationship, seeded, (a, b, c), present)


def _inverse_shows(
    fixture: Fixture,
    relationship: Relationship,
    seeded: SeededResource,
    targets: Sequence[SeededResource],
    present: set[tuple[str, str]],
) -> None:
    """The other side of many-to-many shows the resource exactly where it is linked."""
    inverse = (
        fixture.type(relationship.target).relationship(relationship.inverse)
        if relationship.inverse
        else None
    )
    if inverse is None or not inverse.many:
        return
    read = fixture.operations.relationship(relationship.target, inverse.name, "GET")
    for target in targets if read else ():
        assert read is not None
        reply = fixture.call(read, target.id)
        linked, shown = target.key in present, seeded.key in identifiers(reply.data)
        message = f"{inverse.name} of {target.type} {target.id} does not agree with it"
        fixture.expect(reply, shown == linked, message, "/data", linked, shown)


def _by_update(
    relationship: Relationship,
    update: Action,
    detail: Action,
    fixture: Fixture,
    owner: ResourceType,
) -> None:
    """A PATCH of a resource that sends linkage links it, and changes nothing else."""
    seeded = fixture.seed(owner.name)
    before = fixture.call(detail, seeded.id)
    targets: list[SeededResource | None] = [
        fixture.seed(name) for name in fixture.targets(relationship)
    ]
    admin = _admin_needed(fixture, owner, relationship)
    for target in [*targets, None] if relationship.nullable else targets:
        linkage: Json = target.identifier if target else None
        data: Json = {**seeded.identifier, "relationships": {relationship.name: {"data": linkage}}}
        fixture.call(update, seeded.id, data=data, admin=admin)
        seen = fixture.call(detail, seeded.id)
        _expect_linked(fixture, seen, relationship, linkage)
        but = touched(fixture.types[owner.name]) | {relationship.name}
        message = f"linking by {relationship.name} changed something else"
        expect_equal(fixture, seen, before.resource, seen.resource, message, but)


def _expect_linked(
    fixture: Fixture, seen: Reply, relationship: Relationship, linkage: Json
) -> None:
    """Note linkage that is not as a PATCH sent it.

    A relationship may have links alone (JSON:API 1.0, "Resource Objects"): its own address shows
    the linkage then, where that is documented.
    """
    shown = as_object(as_object(seen.resource.get("relationships")).get(relationship.name))
    place = f"/data/relationships{pointer(relationship.name)}/data"
    if "data" not in shown and "links" in shown:
        owner, id = str(seen.resource.get("type")), str(seen.resource.get("id"))
        read = fixture.operations.relationship(owner, relationship.name, "GET")
        if read is None:
            return
        seen, place = fixture.call(read, id), "/data"
        shown = seen.document
    linked = shown.get("data")
    message = f"{relationship.name} does not have the linkage that the PATCH sent"
    good = identifiers(linked) == identifiers(linkage)
    fixture.expect(seen, good, message, place, linkage, linked)


def _related(
    relationship: Relationship, related: Action, fixture: Fixture, owner: ResourceType
) -> None:
    """The related resource is the one that is linked, shown as at its own address."""
    for name in fixture.targets(relationship):
        detail = fixture.operations.by_id(EndpointKind.DETAIL, name)
        if detail is None:
            continue
        target = fixture.seed(name)
        seeded = fixture.seed(owner.name, {relationship.name: target.identifier})
        shown = fixture.call(related, seeded.id)
        own = fixture.call(detail, target.id)
        message = f"{relationship.name} shows another resource than the linked one"
        facts = fixture.types[name]
        but = touched(facts) | unlisted(facts.type, related, detail)
        expect_equal(fixture, shown, own.resource, shown.resource, message, but)
    if relationship.nullable:
        lonely = fixture.seed(owner.name, {relationship.name: None})
        if not fixture.is_made(owner.name, relationship.name):
            return  # the application has none without
        empty = fixture.call(related, lonely.id, want=(200, *GONE))
        if empty.answer.status in GONE:
            # JSON:API 1.0, "Fetching Resources": 404 is for a resource that does not exist.
            status = empty.answer.status
            message = f"an empty relationship answers {status}, not 200 with null"
            fixture.note(empty, message, "/data", None, status)
            return
        good = empty.data is None
        if not good and not is_stated(relationship, "required"):
            raise Undecided(
                "the server sets this link itself, and no schema states that it is optional"
            )
        fixture.expect(
            empty,
            good,
            f"{relationship.name} is empty, but a resource is shown",
            "/data",
            None,
            empty.data,
        )
