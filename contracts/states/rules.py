"""What each part of a transaction wants to exist: path, request, response, conflict."""

from __future__ import annotations

from typing import Any

from contracts.model import (
    DELETED_AT,
    MISSING,
    Action,
    EndpointKind,
    ResourceType,
    Response,
    Transaction,
)
from contracts.payloads import json_of
from contracts.states.documents import (
    identifier,
    is_identifier,
    linkage,
    linked,
    primary,
    relationships_of,
    to_one,
)
from contracts.states.world import ResourceState, World, resources

DELETION = "2017-07-25T00:00:00Z"


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
    examples = {p.spelling: p.example or p.default for p in action.parameters}
    for position, segment in enumerate(segments):
        name = segment[1:-1]
        value = examples.get(name, "") if segment == f"{{{name}}}" else ""
        if not value:
            continue
        prefix = "/".join(segments[:position])
        for owner in world.contract.resource_types:
            if owner.path.rsplit("/", 1)[0] != prefix:
                continue
            if owner.attribute(name):
                return world.want(owner.name, _id_of(world, owner, name, value), {name: value})
            return world.want(owner.name, value)
    return None


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
    first = next((identifier(i) for i in primary(document) if is_identifier(i)), None)
    for resource in resources(document):
        links = resource.relationships
        if kind is EndpointKind.CREATE and first == {"type": resource.type, "id": resource.id}:
            for other in links.values():
                world.want(other["type"], other["id"])
            continue
        if kind is EndpointKind.LIST and subject is not None:
            links = {**links, **_parent_link(world, action, resource, subject)}
        world.want(resource.type, resource.id, resource.attributes, links)


def _parent_link(
    world: World, action: Action, resource: ResourceState, parent: ResourceState
) -> dict[str, Any]:
    """Linkage that makes a listed resource belong to the parent in the path."""
    assert action.endpoint is not None
    owner = world.contract.resource_type(action.endpoint.parent)
    relationship = owner.relationship(action.endpoint.relationship) if owner else None
    if relationship is None or not relationship.inverse or resource.type != relationship.target:
        return {}
    return {relationship.inverse: {"type": parent.type, "id": parent.id}}


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
