"""What each part of a transaction wants to exist: path, request, response, conflict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from contracts.build.infer.paths import key_attribute
from contracts.build.transactions import sent_value
from contracts.model import (
    DELETED_AT,
    MISSING,
    Action,
    EndpointKind,
    ResourceType,
    Response,
    Transaction,
)
from contracts.states.world import ResourceState, World, held_by, other_end, resources
from contracts.text.documents import (
    identifier,
    is_identifier,
    linkage,
    linked,
    primary,
    relationships_of,
    to_one,
)
from contracts.text.payloads import json_of

DELETION = "2017-07-25T00:00:00Z"
#: How many resources are made up for earlier pages at most.
MOST_EARLIER: Final = 200


def seed(world: World, action: Action, transaction: Transaction) -> ResourceState | None:
    """Want all that the transaction needs; returns the resource its path names, if any."""
    status = transaction.response.status
    if status == 404:
        return None
    request = json_of(transaction.request.body)
    subject = _path(world, action)
    _linked(world, request)
    _credentials(world, request, status)
    if status < 400:
        _shown(world, action, transaction.response, subject)
        _related(world, action, transaction, subject)
        _deleted(world, action, request, subject)
    if status == 409:
        _twin(world, action, request, subject)
    return subject


def _path(world: World, action: Action) -> ResourceState | None:
    """The resource that the path's variable names."""
    segments = action.path.split("/")
    examples = {p.spelling: sent_value(p) for p in action.parameters}
    for position, segment in enumerate(segments):
        name = segment[1:-1]
        value = examples.get(name, "") if segment == f"{{{name}}}" else ""
        value = segment if segment.isdecimal() else value
        if not value:
            continue
        for owner in _housed_at(world, action, segments, position):
            key = "" if value.isdecimal() else key_attribute(owner, name)
            if key:
                return world.want(owner.name, _id_of(world, owner, key, value), {key: value})
            return world.want(owner.name, value)
    return None


def _housed_at(
    world: World, action: Action, segments: list[str], position: int
) -> Iterator[ResourceType]:
    """The types whose resources the path names at a position: by their path, or the parent."""
    prefix = "/".join(segments[:position])
    for owner in world.contract.resource_types:
        if owner.path.endswith("}") and owner.path.rsplit("/", 1)[0] == prefix:
            yield owner
    endpoint = action.endpoint
    parent = world.contract.resource_type(endpoint.parent) if endpoint else None
    if parent is not None:
        yield parent


def _id_of(world: World, owner: ResourceType, key: str, value: str) -> str:
    """The id of the documented resource with this natural key, else the first id."""
    found = (s.id for s in world.samples.values() if _has(s, owner.name, {key: value}))
    return next(found, "1")


def _linked(world: World, request: Any) -> None:
    """The request's linkage: in relationships, or as the data of a relationship."""
    for item in primary(request):
        for other in linked(relationships_of(item)):
            world.want(other["type"], other["id"])
        if is_identifier(item) and set(item) <= {"type", "id", "meta"}:
            world.want(item["type"], item["id"])


def _credentials(world: World, request: Any, status: int) -> None:
    """A plain request of one type's attributes, a secret among them, names a resource.

    Where it is answered by 401, a documented resource has another secret, and one that no
    response shows does not exist.
    """
    if not isinstance(request, dict) or "data" in request or not request:
        return
    for owner in world.contract.resource_types:
        secrets = [a.name for a in owner.attributes if a.write_only and a.name in request]
        if not secrets or any(owner.attribute(name) is None for name in request):
            continue
        public = {name: value for name, value in request.items() if name not in secrets}
        known = next((s for s in world.samples.values() if _has(s, owner.name, public)), None)
        if status == 401 and known is None:
            continue
        attributes = dict(request)
        if status == 401:
            attributes |= {name: f"not {request[name]}" for name in secrets}
        world.want(owner.name, known.id if known else "1", attributes)


def _has(resource: ResourceState, kind: str, attributes: dict[str, Any]) -> bool:
    """Whether a resource is of this type and has all these attributes."""
    return resource.type == kind and attributes.items() <= resource.attributes.items()


def _shown(world: World, action: Action, response: Response, subject: ResourceState | None) -> None:
    """The resources of the documented response, except the one this creates."""
    document = json_of(response.body)
    endpoint = action.endpoint
    kind = endpoint.kind if endpoint else None
    first = next((identifier(i)["id"] for i in primary(document) if is_identifier(i)), None)
    held = held_by(action)
    shown = list(resources(document, held))
    for resource in shown:
        links = resource.relationships
        if kind is EndpointKind.CREATE and (held, first) == (resource.type, resource.id):
            for other in links.values():
                world.want(other["type"], other["id"])
            continue
        if kind is EndpointKind.LIST and subject is not None:
            links = {**links, **_parent_link(world, action, resource, subject)}
        world.want(resource.type, resource.id, resource.attributes, links)
    if kind is EndpointKind.LIST:
        _earlier_pages(world, action, shown, subject)
        if subject is not None:
            _members(world, action, subject)


def _earlier_pages(
    world: World, action: Action, shown: Sequence[ResourceState], parent: ResourceState | None
) -> None:
    """As many resources like the last one shown as fill the pages before the one asked for."""
    asked = {p.name: sent_value(p) for p in action.parameters if p.place == "query"}
    number, size = asked.get("page[number]", ""), asked.get("page[size]", "20")
    of_type = [r for r in shown if r.type == held_by(action)]
    if not (number.isdecimal() and size.isdecimal()) or int(number) < 2:
        return
    missing = min((int(number) - 1) * int(size), MOST_EARLIER)
    if of_type:
        like = world.wanted[of_type[-1].type, of_type[-1].id]
    else:
        found = world.want(held_by(action), world.free_id(held_by(action)))
        if found is None:
            return
        links = _parent_link(world, action, found, parent) if parent else {}
        like = world.want(found.type, found.id, None, links) or found
    for _ in range(missing):
        key = world.contract.resource_type(like.type)
        attributes = {n: v for n, v in like.attributes.items() if not key or n != key.natural_key}
        world.want(like.type, world.free_id(like.type), attributes, like.relationships)


def _members(world: World, action: Action, parent: ResourceState) -> None:
    """Linkage from the parent in the path, where no key of the listed resources keeps it."""
    assert action.endpoint is not None
    owner = world.contract.resource_type(action.endpoint.parent)
    relationship = owner.relationship(action.endpoint.relationship) if owner else None
    if relationship is None:
        return
    back = other_end(world.contract, relationship)
    if back is None or back.many:
        kind = relationship.target
        linked = [{"type": t, "id": id} for t, id in world.wanted if t == kind]
        world.want(parent.type, parent.id, None, {relationship.name: linked})


def _parent_link(
    world: World, action: Action, resource: ResourceState, parent: ResourceState
) -> dict[str, Any]:
    """Linkage that makes a listed resource belong to the parent in the path."""
    assert action.endpoint is not None
    if resource.type != action.endpoint.type:
        return {}
    owner = world.contract.resource_type(action.endpoint.parent)
    relationship = owner.relationship(action.endpoint.relationship) if owner else None
    link = {"type": parent.type, "id": parent.id}
    if relationship is not None:
        back = other_end(world.contract, relationship)
        return {back.name: link} if back and not back.many else {}
    listed = world.contract.resource_type(resource.type)
    found = [r for r in listed.relationships if r.target == parent.type] if listed else []
    return {found[0].name: link} if len(found) == 1 and not found[0].many else {}


def _related(
    world: World, action: Action, transaction: Transaction, subject: ResourceState | None
) -> None:
    """Linkage that must be there before: what a GET shows, what a DELETE removes.

    What a POST adds must not be there.
    """
    endpoint = action.endpoint
    if endpoint is None or subject is None:
        return
    if endpoint.kind not in (EndpointKind.RELATIONSHIP, EndpointKind.RELATED):
        return
    request, response = transaction.request, transaction.response
    if action.method == "GET":
        links = {endpoint.relationship: linkage(json_of(response.body))}
        world.want(subject.type, subject.id, None, links)
    elif action.method == "DELETE":
        links = {endpoint.relationship: linkage(json_of(request.body))}
        world.want(subject.type, subject.id, None, links)
    elif action.method == "POST":
        owner = world.contract.resource_type(subject.type)
        relationship = owner.relationship(endpoint.relationship) if owner else None
        if relationship and relationship.inverse:
            for item in primary(json_of(request.body)):
                if is_identifier(item):
                    world.want(item["type"], item["id"], None, {relationship.inverse: None})


def _deleted(world: World, action: Action, request: Any, subject: ResourceState | None) -> None:
    """What a PATCH restores, by removing its ``deleted-at``, is deleted before."""
    endpoint = action.endpoint
    if subject is None or endpoint is None or endpoint.kind is not EndpointKind.UPDATE:
        return
    for item in primary(request):
        attributes = item.get("attributes")
        if isinstance(attributes, dict) and attributes.get(DELETED_AT, MISSING) is None:
            world.want(subject.type, subject.id, {DELETED_AT: DELETION})


def _twin(world: World, action: Action, request: Any, subject: ResourceState | None) -> None:
    """A resource equal to the one sent, so that sending it is a conflict.

    A request whose type or id contradicts the URI is a conflict by itself.
    """
    endpoint = action.endpoint
    data = request.get("data") if isinstance(request, dict) else None
    if endpoint is None or not isinstance(data, dict) or data.get("type") != endpoint.type:
        return
    links: dict[str, Any] = to_one(relationships_of(data))
    if endpoint.kind is EndpointKind.UPDATE and subject and data.get("id") == subject.id:
        links = {**subject.relationships, **links}
    elif endpoint.kind is not EndpointKind.CREATE:
        return
    attributes = data.get("attributes")
    sent = attributes if isinstance(attributes, dict) else {}
    world.want(endpoint.type, world.free_id(endpoint.type), sent, links)
