"""Laws of a resource's life: what was created is read, what was changed stays changed,
what was deleted is gone (JSON:API 1.0, "Creating, Updating and Deleting Resources")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from contracts.model import (
    MISSING,
    Action,
    Attribute,
    EndpointKind,
    Json,
    Missing,
    ResourceType,
)
from contracts.verify.laws.compare import expect_attribute, expect_equal, moved, touched
from contracts.verify.laws.documented import Operations, sendable
from contracts.verify.laws.fixture import DELETED, GONE, Scene, Thing
from contracts.verify.laws.list_members import belongs, complete, link_to_parent, listed_in
from contracts.verify.laws.template import Proposal
from contracts.verify.laws.values import another, value
from contracts.verify.strict.context import as_object


def lifecycle(operations: Operations, owner: ResourceType) -> Iterator[Proposal]:
    """The laws that the documented operations of a type allow."""
    create = operations.create(owner.name)
    read = operations.by_id(EndpointKind.DETAIL, owner.name)
    update = operations.by_id(EndpointKind.UPDATE, owner.name)
    delete = operations.by_id(EndpointKind.DELETE, owner.name)
    if create and read:
        yield Proposal("created", "created is read", (create, read), _created)
    if create:
        for listing in operations.lists(owner.name):
            if belongs(operations.contract, listing) and _can_link(operations, create, listing):
                title = f"created is listed by {listing.id}"
                yield Proposal(
                    "created", title, (create, listing), partial(_listed, create, listing)
                )
    if update and read:
        yield from _updates(owner, update, read)
    if delete and read:
        yield Proposal("deleted", "deleted is gone", (delete, read), _deleted)
        if update and owner.soft_deleted and DELETED in sendable(update, "attributes"):
            trial = partial(_restored, delete, update, read)
            yield Proposal("restored", "restored is back", (delete, update, read), trial)
        for listing in operations.lists(owner.name):
            if belongs(operations.contract, listing):
                title = f"deleted leaves {listing.id}"
                yield Proposal(
                    "deleted", title, (delete, listing), partial(_unlisted, delete, listing)
                )


def _can_link(operations: Operations, create: Action, listing: Action) -> bool:
    """Whether what is created can belong to the list: by its own path, or by what it sends."""
    link = link_to_parent(operations.contract, listing)
    same_parent = create.endpoint is not None and create.endpoint.parent != ""
    return not link or same_parent or link in sendable(create, "relationships")


def new(scene: Scene, create: Action, n: int, *, all: bool) -> dict[str, Json]:
    """A resource object to create, with all that the request may send, or what it must."""
    endpoint = create.endpoint
    assert endpoint is not None
    owner, offered = scene.type(endpoint.type), sendable(create, "attributes")
    linked = sendable(create, "relationships")
    attributes = {
        a.name: value(a.schema, n)
        for a in owner.attributes
        if a.name in offered and (all or a.required)
    }
    links: dict[str, Json] = {
        r.name: {"data": scene.home(r.target).identifier}
        for r in owner.relationships
        if r.name in linked and r.required and not r.many
    }
    relationships: dict[str, Json] = {"relationships": links} if links else {}
    return {"type": owner.name, "attributes": attributes, **relationships}


def parent_id(scene: Scene, action: Action) -> str:
    """The id of the home that the path of a list or creation names, if it names one."""
    endpoint = action.endpoint
    return scene.home(endpoint.parent).id if endpoint and endpoint.parent else ""


def _created(scene: Scene, owner: ResourceType) -> None:
    """What a POST answers is what a GET then shows, whole or with required values only."""
    create = scene.operations.create(owner.name)
    read = scene.operations.by_id(EndpointKind.DETAIL, owner.name)
    assert create is not None
    assert read is not None
    for n, all in ((900, True), (901, False)):
        made = scene.call(create, parent_id(scene, create), data=new(scene, create, n, all=all))
        id = str(made.resource.get("id", ""))
        scene.things[owner.name, id] = Thing(owner.name, id)
        seen = scene.call(read, id)
        message = "what was created is read differently"
        but = touched(scene.types[owner.name])
        expect_equal(scene, seen, made.resource, seen.resource, message, but)


def _listed(create: Action, listing: Action, scene: Scene, owner: ResourceType) -> None:
    """A list shows what was created."""
    data = new(scene, create, 900, all=True)
    link = link_to_parent(scene.contract, listing)
    if link in sendable(create, "relationships"):
        assert listing.endpoint is not None
        home = scene.home(listing.endpoint.parent)
        links = {**as_object(data.get("relationships")), link: {"data": home.identifier}}
        data["relationships"] = links
    made = scene.call(create, parent_id(scene, create), data=data)
    id = str(made.resource.get("id", ""))
    shown, reply = complete(scene, listing, parent_id(scene, listing))
    found = next((r for r in shown if r.get("id") == id), None)
    message = f"the new {owner.name} {id} is not listed"
    if scene.expect(reply, found is not None, message, "/data", id, [r["id"] for r in shown]):
        assert found is not None
        but = touched(scene.types[owner.name])
        message = "what was created is listed differently"
        expect_equal(scene, reply, made.resource, found, message, but)


def _updates(owner: ResourceType, update: Action, read: Action) -> Iterator[Proposal]:
    offered = sendable(update, "attributes")
    for attribute in owner.attributes:
        restores = attribute.name == DELETED and owner.soft_deleted
        if attribute.name in offered and not attribute.schema.fixed and not restores:
            title = f"updated {attribute.name} is read"
            yield Proposal(
                "updated", title, (update, read), partial(_updated, attribute, update, read)
            )


def _updated(
    attribute: Attribute, update: Action, read: Action, scene: Scene, owner: ResourceType
) -> None:
    """A PATCH of one attribute changes that attribute and nothing else, of nothing else."""
    thing, bystander = scene.seed(owner.name), scene.seed(owner.name)
    before = scene.call(read, thing.id)
    other = scene.call(read, bystander.id)
    but = moved(scene.types[owner.name]) | {attribute.name}
    for wanted in _new_values(attribute, thing, bystander):
        data: Json = {**thing.identifier, "attributes": {attribute.name: wanted}}
        answer = scene.call(update, thing.id, data=data, admin=bool(attribute.writable_by))
        seen = scene.call(read, thing.id)
        for reply in (answer, seen):
            if not attribute.write_only and reply.resource:
                message = f"{attribute.name} was changed and is shown as it was not"
                expect_attribute(scene, reply, attribute, wanted, message)
        message = f"changing {attribute.name} changed something else"
        expect_equal(scene, seen, before.resource, seen.resource, message, but)
    after = scene.call(read, bystander.id)
    message = f"changing {attribute.name} of {owner.name} {thing.id} changed another one"
    but = touched(scene.types[owner.name])
    expect_equal(scene, after, other.resource, after.resource, message, but)


def _new_values(attribute: Attribute, thing: Thing, bystander: Thing) -> Iterator[Json]:
    """A value that nothing has yet, then null where that is one."""
    taken = (thing.attributes[attribute.name], bystander.attributes[attribute.name])
    found = another(attribute.schema, *taken)
    if isinstance(found, Missing):
        found = another(attribute.schema, taken[0])
    if not isinstance(found, Missing):
        yield found
    if attribute.schema.nullable:
        yield None


def _deleted(scene: Scene, owner: ResourceType) -> None:
    """What was deleted is found no more, by its id or its natural key; others stay."""
    delete = scene.operations.by_id(EndpointKind.DELETE, owner.name)
    read = scene.operations.by_id(EndpointKind.DETAIL, owner.name)
    assert delete is not None
    assert read is not None
    thing, bystander = scene.seed(owner.name), scene.seed(owner.name)
    other = scene.call(read, bystander.id)
    scene.call(delete, thing.id)
    scene.call(read, thing.id, admin=True, want=GONE)
    scene.call(delete, thing.id, admin=True, want=GONE)
    if owner.natural_key:
        for action in scene.operations.all(EndpointKind.DETAIL, owner.name):
            if action.path.endswith(f"/{{{owner.natural_key}}}"):
                key = str(thing.attributes[owner.natural_key])
                scene.call(action, key, admin=True, want=GONE)
    after = scene.call(read, bystander.id)
    message = f"deleting {owner.name} {thing.id} changed another {owner.name}"
    but = touched(scene.types[owner.name])
    expect_equal(scene, after, other.resource, after.resource, message, but)


def _restored(
    delete: Action, update: Action, read: Action, scene: Scene, owner: ResourceType
) -> None:
    """What was deleted and is restored is read as it was before."""
    thing = scene.seed(owner.name)
    before = scene.call(read, thing.id)
    scene.call(delete, thing.id)
    scene.call(read, thing.id, admin=True, want=GONE)
    data: Json = {**thing.identifier, "attributes": {DELETED: None}}
    scene.call(update, thing.id, data=data, admin=True)
    after = scene.call(read, thing.id)
    message = f"restored, {owner.name} {thing.id} is not what it was"
    but = moved(scene.types[owner.name])
    expect_equal(scene, after, before.resource, after.resource, message, but)


def _unlisted(delete: Action, listing: Action, scene: Scene, owner: ResourceType) -> None:
    """A list loses what was deleted, and counts it no more."""
    things = [listed_in(scene, listing) for _ in range(2)]
    parent = parent_id(scene, listing)
    shown, before = complete(scene, listing, parent)
    ids = [str(r.get("id")) for r in shown]
    message = f"{owner.name} {things[0].id} exists and is not listed"
    scene.expect(before, things[0].id in ids, message, "/data", things[0].id, ids)
    scene.call(delete, things[0].id)
    del scene.things[things[0].key]
    shown, after = complete(scene, listing, parent)
    left = [str(r.get("id")) for r in shown]
    message = f"{owner.name} {things[0].id} was deleted; the others stay listed"
    wanted = [id for id in ids if id != things[0].id]
    scene.expect(after, left == wanted, message, "/data", wanted, left)
    counts = [as_object(r.document.get("meta")).get("count", MISSING) for r in (before, after)]
    if isinstance(counts[0], int):
        message = "deleting one resource lowers the count by one"
        good = counts[1] == counts[0] - 1
        scene.expect(after, good, message, "/meta/count", counts[0] - 1, counts[1])
