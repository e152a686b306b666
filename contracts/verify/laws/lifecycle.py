"""Laws of a resource's life: what was created is read, what was changed stays changed,
what was deleted is gone (JSON:API 1.0, "Creating, Updating and Deleting Resources")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from contracts.model import (
    MISSING,
    Action,
    EndpointKind,
    Json,
    ResourceType,
)
from contracts.text.documents import as_object
from contracts.verify.laws.certainty import is_stated
from contracts.verify.laws.compare import expect_equal, moved, touched
from contracts.verify.laws.documented import Operations, sendable, unlisted
from contracts.verify.laws.fixture import GONE, Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.list_members import (
    belongs,
    certainly_listed,
    complete,
    link_to_parent,
    listed_in,
    parent_id,
)
from contracts.verify.laws.seeding import SeededResource
from contracts.verify.laws.updates import updates
from contracts.verify.laws.values import schema_for_values, value

CREATED: Final = LawKind("law-created", "A created resource can be read, and is listed.")
CLIENT_ID_LAW: Final = LawKind(
    "law-client-id", "A resource that is created with a client-generated id has that id."
)
DELETED_LAW: Final = LawKind("law-deleted", "A deleted resource is neither found nor listed.")
RESTORED: Final = LawKind(
    "law-restored", "A resource that was deleted and restored is shown as before."
)


#: Ids that a creation sends, where ids may be texts and where they are numbers.
CLIENT_ID: Final = "8b5c1f1e-4d0a-4b6e-9f43-5d1a3c7e9021"
CLIENT_NUMBER: Final = "90210"


def lifecycle(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """The laws that the documented operations of a type allow."""
    create = operations.create(owner.name)
    read = operations.by_id(EndpointKind.DETAIL, owner.name)
    update = operations.by_id(EndpointKind.UPDATE, owner.name)
    delete = operations.by_id(EndpointKind.DELETE, owner.name)
    if create and read and _below_the_same(create, read):
        yield LawTemplate(CREATED, "created is read", (create, read), _created)
    if create:
        for listing in operations.lists(owner.name):
            if belongs(operations.contract, listing) and _can_link(operations, create, listing):
                title = f"created is listed by {listing.id}"
                yield LawTemplate(
                    CREATED, title, (create, listing), partial(_listed, create, listing)
                )
    yield from updates(operations, owner)
    if create and read and owner.client_ids and _below_the_same(create, read):
        title = "created with an id of the client's is read by it"
        check = partial(_client_id, create, read)
        yield LawTemplate(CLIENT_ID_LAW, title, (create, read), check)
    if delete and read:
        yield LawTemplate(DELETED_LAW, "deleted is gone", (delete, read), _deleted)
        if update and owner.soft_deleted and owner.deleted_at in sendable(update, "attributes"):
            check = partial(_restored, delete, update, read)
            yield LawTemplate(RESTORED, "restored is back", (delete, update, read), check)
        for listing in operations.lists(owner.name):
            if belongs(operations.contract, listing):
                title = f"deleted leaves {listing.id}"
                yield LawTemplate(
                    DELETED_LAW, title, (delete, listing), partial(_unlisted, delete, listing)
                )


def _below_the_same(create: Action, read: Action) -> bool:
    """Whether the parents in the address of a new resource are those it is created below."""
    made, shown = create.endpoint, read.endpoint
    assert made is not None
    assert shown is not None
    return not shown.above or made.parent == shown.above[-1][0]


def _can_link(operations: Operations, create: Action, listing: Action) -> bool:
    """Whether what is created can belong to the list: by its own path, or by what it sends."""
    link = link_to_parent(operations.contract, listing)
    same_parent = create.endpoint is not None and create.endpoint.parent != ""
    return not link or same_parent or link in sendable(create, "relationships")


def new(fixture: Fixture, create: Action, n: int, *, all: bool) -> dict[str, Json]:
    """A resource object to create, with all that the request may send, or what it must.

    Which relationships it must have, examples do not say: all that they send is sent.
    """
    endpoint = create.endpoint
    assert endpoint is not None
    owner, offered = fixture.type(endpoint.type), sendable(create, "attributes")
    linked = sendable(create, "relationships")
    attributes = {
        a.name: value(schema_for_values(a), n)
        for a in owner.attributes
        if a.name in offered and (all or a.required)
    }
    links: dict[str, Json] = {}
    for r in owner.relationships:
        needed = r.required or (r.target in fixture.types and (all or not is_stated(r, "required")))
        if r.name in linked and needed:
            other = fixture.shared_parent(r.target).identifier
            links[r.name] = {"data": [other] if r.many else other}
    relationships: dict[str, Json] = {"relationships": links} if links else {}
    return {"type": owner.name, "attributes": attributes, **relationships}


def _created(fixture: Fixture, owner: ResourceType) -> None:
    """What a POST answers is what a GET then shows, whole or with required values only.

    Which values are required, examples do not say.
    """
    create = fixture.operations.create(owner.name)
    read = fixture.operations.by_id(EndpointKind.DETAIL, owner.name)
    assert create is not None
    assert read is not None
    bodies = [(900, True)]
    if all(is_stated(attribute, "required") for attribute in owner.attributes):
        bodies.append((901, False))
    sent: list[dict[str, Json]] = []
    for n, whole in bodies:
        data = new(fixture, create, n, all=whole)
        if data.get("relationships") and not data["attributes"] and _links_alike(data, sent):
            continue  # nothing tells it from the first one, and a server may take one of them only
        sent.append(data)
        made = fixture.call(create, parent_id(fixture, create), data=data)
        id = str(made.resource.get("id", ""))
        shown = as_object(made.resource.get("attributes"))
        fixture.created(SeededResource(owner.name, id, shown))
        seen = fixture.call(read, id)
        message = "the created resource is shown with other values"
        but = touched(fixture.types[owner.name]) | unlisted(owner, create, read)
        expect_equal(fixture, seen, made.resource, seen.resource, message, but)


def _links_alike(data: dict[str, Json], earlier: list[dict[str, Json]]) -> bool:
    """Whether a resource was created with the same linkage before."""
    return any(each.get("relationships") == data.get("relationships") for each in earlier)


def _listed(create: Action, listing: Action, fixture: Fixture, owner: ResourceType) -> None:
    """A list shows what was created."""
    data = new(fixture, create, 900, all=True)
    link = link_to_parent(fixture.contract, listing)
    if link in sendable(create, "relationships"):
        assert listing.endpoint is not None
        shared_parent = fixture.shared_parent(listing.endpoint.parent)
        linkage = fixture.linkage(owner.name, link, shared_parent.identifier)
        links = {**as_object(data.get("relationships")), link: {"data": linkage}}
        data["relationships"] = links
    made = fixture.call(create, parent_id(fixture, create), data=data)
    id = str(made.resource.get("id", ""))
    shown, reply = complete(fixture, listing, parent_id(fixture, listing))
    listed = next((r for r in shown if str(r.get("id")) == id), None)
    certainly_listed(fixture, listing, (id,), [str(r.get("id")) for r in shown])
    message = f"the new {owner.name} {id} is not listed"
    if fixture.expect(reply, listed is not None, message, "/data", id, [r["id"] for r in shown]):
        assert listed is not None
        but = touched(fixture.types[owner.name]) | unlisted(owner, create, listing)
        message = "the created resource is listed with other values"
        expect_equal(fixture, reply, made.resource, listed, message, but)


def _client_id(create: Action, read: Action, fixture: Fixture, owner: ResourceType) -> None:
    """The id that a creation sends is the new resource's ("Client-Generated IDs").

    A second creation with it is refused: 409 (JSON:API 1.0, "Creating Resources").
    """
    id = CLIENT_ID if owner.text_ids else CLIENT_NUMBER
    data = {**new(fixture, create, 902, all=True), "id": id}
    made = fixture.call(create, parent_id(fixture, create), data=data)
    seen = made.resource.get("id")
    message = f"the new {owner.name} has another id than the one that was sent"
    if fixture.expect(made, seen == id, message, "/data/id", id, seen):
        shown = as_object(made.resource.get("attributes"))
        fixture.created(SeededResource(owner.name, id, shown))
        fixture.call(read, id)
        fixture.call(create, parent_id(fixture, create), data=data, want=(409,))


def _deleted(fixture: Fixture, owner: ResourceType) -> None:
    """What was deleted is found no more, by its id or its natural key; others stay."""
    delete = fixture.operations.by_id(EndpointKind.DELETE, owner.name)
    read = fixture.operations.by_id(EndpointKind.DETAIL, owner.name)
    assert delete is not None
    assert read is not None
    seeded, bystander = fixture.seed(owner.name), fixture.seed(owner.name)
    other = fixture.call(read, bystander.id)
    fixture.call(delete, seeded.id)
    fixture.call(read, seeded.id, admin=True, want=GONE)
    fixture.call(delete, seeded.id, admin=True, want=GONE)
    if owner.natural_key:
        for action in fixture.operations.all(EndpointKind.DETAIL, owner.name):
            if action.path.endswith(f"/{{{owner.natural_key}}}"):
                fixture.call(action, seeded.id, admin=True, want=GONE)
    after = fixture.call(read, bystander.id)
    message = f"deleting {owner.name} {seeded.id} changed another {owner.name}"
    but = touched(fixture.types[owner.name])
    expect_equal(fixture, after, other.resource, after.resource, message, but)


def _restored(
    delete: Action, update: Action, read: Action, fixture: Fixture, owner: ResourceType
) -> None:
    """What was deleted and is restored is read as it was before."""
    seeded = fixture.seed(owner.name)
    before = fixture.call(read, seeded.id)
    fixture.call(delete, seeded.id)
    fixture.call(read, seeded.id, admin=True, want=GONE)
    data: Json = {**seeded.identifier, "attributes": {owner.deleted_at: None}}
    fixture.call(update, seeded.id, data=data, admin=True)
    after = fixture.call(read, seeded.id)
    message = f"restored, {owner.name} {seeded.id} is not what it was"
    but = moved(fixture.types[owner.name])
    expect_equal(fixture, after, before.resource, after.resource, message, but)


def _unlisted(delete: Action, listing: Action, fixture: Fixture, owner: ResourceType) -> None:
    """A list loses what was deleted, and counts it no more."""
    seeded, other = listed_in(fixture, listing), listed_in(fixture, listing)
    parent = parent_id(fixture, listing)
    # Who deletes is made first: what a user requires may be of this type.
    fixture.request(delete, seeded.id, {}, MISSING, False)
    shown, before = complete(fixture, listing, parent)
    ids = [str(r.get("id")) for r in shown]
    certainly_listed(fixture, listing, (seeded.id, other.id), ids)
    message = f"{owner.name} {seeded.id} exists, but is not listed"
    fixture.expect(before, seeded.id in ids, message, "/data", seeded.id, ids)
    fixture.call(delete, seeded.id)
    del fixture.seeded_resources[seeded.key]
    shown, after = complete(fixture, listing, parent)
    left = [str(r.get("id")) for r in shown]
    message = f"{owner.name} {seeded.id} was deleted; the others stay listed"
    wanted = [id for id in ids if id != seeded.id]
    fixture.expect(after, left == wanted, message, "/data", wanted, left)
    counts = [as_object(r.document.get("meta")).get("count", MISSING) for r in (before, after)]
    if isinstance(counts[0], int):
        message = "deleting one resource lowers the count by one"
        good = counts[1] == counts[0] - 1
        fixture.expect(after, good, message, "/meta/count", counts[0] - 1, counts[1])
