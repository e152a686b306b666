"""Laws of relationships: what was linked is linked, from both ends and at all addresses
(JSON:API 1.0, "Fetching Relationships" and "Updating Relationships")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from contracts.build.ownership import owner_path
from contracts.model import (
    Action,
    EndpointKind,
    Json,
    Relationship,
    ResourceType,
)
from contracts.text.json_values import pointer
from contracts.verify.laws.compare import expect_equal, touched
from contracts.verify.laws.documented import Operations, sendable
from contracts.verify.laws.fixture import Scene, Thing
from contracts.verify.laws.list_members import complete, link_to_parent
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.template import Proposal
from contracts.verify.strict.context import as_object, identifiers


def relations(operations: Operations, owner: ResourceType) -> Iterator[Proposal]:
    """The laws that the documented operations on a type's relationships allow."""
    update = operations.by_id(EndpointKind.UPDATE, owner.name)
    detail = operations.by_id(EndpointKind.DETAIL, owner.name)
    for each in owner.relationships:
        known = operations.contract.resource_type(each.target)
        read = operations.relationship(owner.name, each.name, "GET")
        if known is None:
            continue
        related = operations.related(owner.name, each.name)
        if related and operations.by_id(EndpointKind.DETAIL, each.target):
            title = f"related {each.name} is the linked one"
            yield Proposal("related", title, (related,), partial(_related, each, related))
        writes = _writes(operations, owner, each)
        if read and writes:
            trial = partial(_to_many if each.many else _to_one, each, read, writes)
            title = f"relationship {each.name} is as written"
            yield Proposal("relationship", title, (read, *writes.values()), trial)
        if update and detail and not each.many and each.name in sendable(update, "relationships"):
            title = f"updated {each.name} is linked"
            trial = partial(_by_update, each, update, detail)
            yield Proposal("relationship", title, (update, detail), trial)


def _writes(operations: Operations, owner: ResourceType, each: Relationship) -> dict[str, Action]:
    found = {m: operations.relationship(owner.name, each.name, m) for m in _METHODS}
    return {method: action for method, action in found.items() if action is not None}


_METHODS = ("PATCH", "POST", "DELETE")


def _linked(reply: Reply, name: str) -> Any:
    """The linkage that a resource shows, or None where it shows none."""
    shown = as_object(reply.resource.get("relationships"))
    return as_object(shown.get(name)).get("data")


def _admin_needed(scene: Scene, owner: ResourceType, each: Relationship) -> bool:
    """Whether changing the relationship may take the resource out of the caller's hands."""
    return owner_path(scene.contract, owner.name)[:1] == (each.name,)


def _to_one(
    each: Relationship,
    read: Action,
    writes: dict[str, Action],
    scene: Scene,
    owner: ResourceType,
) -> None:
    """A to-one leads where a PATCH led it; null where it may be; both ends agree."""
    patch = writes.get("PATCH")
    if patch is None:
        return
    admin = _admin_needed(scene, owner, each)
    thing = scene.seed(owner.name)
    bystander = scene.seed(owner.name)
    untouched = scene.call(read, bystander.id).data
    targets: list[Thing | None] = [scene.seed(each.target), scene.seed(each.target)]
    for target in [*targets, None] if each.nullable else targets:
        data: Json = target.identifier if target else None
        answer = scene.call(patch, thing.id, data=data, admin=admin)
        for reply in (answer, scene.call(read, thing.id)):
            _expect_linkage(scene, reply, {target.key} if target else set())
        thing.links[each.name] = data
        _other_end(scene, each, thing, targets)
    after = scene.call(read, bystander.id)
    message = f"linking {owner.name} {thing.id} changed the links of another {owner.name}"
    good = identifiers(after.data) == identifiers(untouched)
    scene.expect(after, good, message, "/data", untouched, after.data)


def _other_end(scene: Scene, each: Relationship, thing: Thing, targets: list[Thing | None]) -> None:
    """Lists below the other end show the resource exactly where it is linked."""
    for listing in scene.operations.lists(thing.type):
        endpoint = listing.endpoint
        if endpoint is None or endpoint.parent != each.target:
            continue
        if link_to_parent(scene.contract, listing) != each.name:
            continue
        for target in filter(None, targets):
            shown, reply = complete(scene, listing, target.id)
            listed = thing.id in [r.get("id") for r in shown]
            linked = thing.links[each.name] == target.identifier
            message = f"{thing.type} {thing.id} is {'not ' if linked else ''}listed"
            scene.expect(reply, listed == linked, message, "/data", linked, listed)


def _expect_linkage(scene: Scene, reply: Reply, wanted: set[tuple[str, str]]) -> None:
    seen = identifiers(reply.data)
    shown: list[Json] = [{"type": kind, "id": id} for kind, id in sorted(wanted)]
    message = "the linkage is not what was written"
    scene.expect(reply, seen == wanted, message, "/data", shown, reply.data)
    if isinstance(reply.data, list) and len(reply.data) != len(seen):
        scene.note(reply, "the linkage repeats itself", "/data", shown, reply.data)


def _to_many(
    each: Relationship,
    read: Action,
    writes: dict[str, Action],
    scene: Scene,
    owner: ResourceType,
) -> None:
    """PATCH replaces, POST adds without repeating, DELETE takes away what it names."""
    thing = scene.seed(owner.name)
    a, b, c = (scene.seed(each.target) for _ in range(3))
    steps: list[tuple[str, list[Thing], list[Thing]]] = [
        ("PATCH", [a, b], [a, b]),
        ("POST", [c], [a, b, c]),
        ("POST", [a, c], [a, b, c]),
        ("DELETE", [b], [a, c]),
        ("PATCH", [b], [b]),
        ("PATCH", [], []),
        ("POST", [a], [a]),
        ("DELETE", [a], []),
    ]
    inverse = scene.type(each.target).relationship(each.inverse) if each.inverse else None
    present: set[tuple[str, str]] = set()
    for method, sent, _ in steps:
        takes_away = method == "DELETE" or (method == "PATCH" and present)
        if method not in writes or (takes_away and inverse is not None and inverse.required):
            continue
        keys = {thing.key for thing in sent}
        present = {"PATCH": keys, "POST": present | keys, "DELETE": present - keys}[method]
        data: Json = [thing.identifier for thing in sent]
        answer = scene.call(writes[method], thing.id, data=data)
        for reply in (answer, scene.call(read, thing.id)):
            if reply.answer.status != 204:
                _expect_linkage(scene, reply, present)


def _by_update(
    each: Relationship, update: Action, detail: Action, scene: Scene, owner: ResourceType
) -> None:
    """A PATCH of a resource that sends linkage links it, and changes nothing else."""
    thing = scene.seed(owner.name)
    before = scene.call(detail, thing.id)
    targets: list[Thing | None] = [scene.seed(each.target)]
    admin = _admin_needed(scene, owner, each)
    for target in [*targets, None] if each.nullable else targets:
        linkage: Json = target.identifier if target else None
        data: Json = {**thing.identifier, "relationships": {each.name: {"data": linkage}}}
        scene.call(update, thing.id, data=data, admin=admin)
        seen = scene.call(detail, thing.id)
        place = f"/data/relationships{pointer(each.name)}/data"
        found = _linked(seen, each.name)
        message = f"{each.name} is not linked as the PATCH sent it"
        good = identifiers(found) == identifiers(linkage)
        scene.expect(seen, good, message, place, linkage, found)
        but = touched(scene.types[owner.name]) | {each.name}
        message = f"linking by {each.name} changed something else"
        expect_equal(scene, seen, before.resource, seen.resource, message, but)


def _related(each: Relationship, related: Action, scene: Scene, owner: ResourceType) -> None:
    """The related resource is the one that is linked, shown as at its own address."""
    target = scene.seed(each.target)
    thing = scene.seed(owner.name, {each.name: target.identifier})
    shown = scene.call(related, thing.id)
    detail = scene.operations.by_id(EndpointKind.DETAIL, each.target)
    assert detail is not None
    own = scene.call(detail, target.id)
    message = f"{each.name} shows another resource than the linked one"
    but = touched(scene.types[each.target])
    expect_equal(scene, shown, own.resource, shown.resource, message, but)
    if each.nullable:
        lonely = scene.seed(owner.name, {each.name: None})
        empty = scene.call(related, lonely.id)
        good = empty.data is None
        scene.expect(empty, good, f"{each.name} is not linked", "/data", None, empty.data)
