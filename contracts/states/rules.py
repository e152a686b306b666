"""Records that each part of a transaction requires: path, request, response, conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.model import (
    MISSING,
    Action,
    EndpointKind,
    Transaction,
)
from contracts.states.documented_resources import ResourceState, held_by, resources
from contracts.states.mentions import (
    want_copied,
    want_mentioned,
    want_named_by_token,
    want_nested_answers,
)
from contracts.states.pages import fill_earlier, missing_before
from contracts.states.paths import path_subject
from contracts.states.plain import is_plain
from contracts.states.plain_rules import seed_plain
from contracts.states.world import World, identifiers
from contracts.text.documents import (
    identifier,
    is_identifier,
    json_member,
    linkage,
    linked,
    present_secrets,
    primary,
    relationships_of,
    to_one,
)
from contracts.text.payloads import json_of

DELETION = "2017-07-25T00:00:00Z"


def seed(world: World, action: Action, transaction: Transaction) -> ResourceState | None:
    """Want all that the transaction needs; returns the resource its path names, if any."""
    status = transaction.response.status
    if status == 404:
        return None
    request = json_of(transaction.request.body)
    subject = path_subject(world, action, transaction)
    if is_plain(action, transaction):
        subject = seed_plain(world, action, transaction) or subject
    if not transaction.response.is_error:
        _unlinked(world, action, request)  # before anything is known of what it links to
    want_mentioned(world, transaction)
    want_named_by_token(world, action, transaction)
    want_nested_answers(world, action, transaction)
    _linked(world, request)
    _credentials(world, request, status)
    _present_secrets(world, request, subject)
    if not transaction.response.is_error:
        _shown(world, action, transaction, subject)
        _related(world, action, transaction, subject)
        _deleted(world, action, request, subject)
    if status == 409:
        _twin(world, action, request, subject)
    return subject


def _linked(world: World, request: Any) -> None:
    """The request's linkage: in relationships, or as the data of a relationship."""
    for item in primary(request):
        for other in linked(relationships_of(item)):
            world.want(other["type"], other["id"])
        want_copied(world, item.get("attributes"), to_one(relationships_of(item)))
        if is_identifier(item) and set(item) <= {"type", "id", "meta"}:
            world.want(item["type"], item["id"])


def _unlinked(world: World, action: Action, request: Any) -> None:
    """What a creation links one to one belongs to nothing yet."""
    endpoint = action.endpoint
    owner = world.contract.resource_type(endpoint.type) if endpoint else None
    if owner is None or endpoint is None or endpoint.kind is not EndpointKind.CREATE:
        return
    for item in primary(request):
        for name, other in to_one(relationships_of(item)).items():
            relationship = owner.relationship(name)
            back = world.contract.inverse(relationship) if relationship else None
            if relationship and back and not relationship.many and not back.many and other:
                world.unlinked.add(other["id"])
                world.want(relationship.target, other["id"], None, {back.name: None})


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
        known = next((s for s in world.samples.values() if s.has(owner.name, public)), None)
        if status == 401 and known is None:
            continue
        attributes = dict(request)
        if status == 401:
            attributes |= {name: f"not {request[name]}" for name in secrets}
        world.want(owner.name, known.id if known else "1", attributes)


def _present_secrets(world: World, request: Any, subject: ResourceState | None) -> None:
    """The secrets that a request proves to know, such as ``meta.current-password``."""
    owner = world.contract.resource_type(subject.type) if subject else None
    if subject is not None and owner is not None:
        secrets = present_secrets(request, owner)
        if secrets:
            world.want(subject.type, subject.id, secrets)


def _shown(
    world: World, action: Action, transaction: Transaction, subject: ResourceState | None
) -> None:
    """The resources of the documented response, except the one this creates."""
    document = json_of(transaction.response.body)
    endpoint = action.endpoint
    kind = endpoint.kind if endpoint else None
    first = next((identifier(i)["id"] for i in primary(document) if is_identifier(i)), None)
    held = held_by(action)
    shown = [_as_subject(r, kind, first, subject) for r in resources(document, held)]
    for resource in shown:
        links = resource.relationships
        if kind is EndpointKind.CREATE and (held, first) == (resource.type, resource.id):
            single = {n: link for n, link in links.items() if not isinstance(link, list)}
            for other in identifiers(single):
                world.want(other["type"], other["id"])
            continue
        if kind is EndpointKind.LIST and subject is not None:
            links = {**links, **_parent_link(world, action, resource, subject)}
        attributes = resource.attributes
        if kind is EndpointKind.UPDATE and subject and resource.id == subject.id:
            attributes = _unsent(attributes, transaction)
        world.want(resource.type, resource.id, attributes, links, whole=True)
    if kind is EndpointKind.LIST:
        _earlier_pages(world, action, transaction, shown, subject)
        if subject is not None:
            _members(world, action, subject)


def _unsent(attributes: Mapping[str, Any], transaction: Transaction) -> dict[str, Any]:
    """The attributes without those that the request changes: before, they are different."""
    sent = [item.get("attributes") for item in primary(json_of(transaction.request.body))]
    names = {name for each in sent if isinstance(each, dict) for name in each}
    return {name: value for name, value in attributes.items() if name not in names}


def _as_subject(
    shown: ResourceState,
    kind: EndpointKind | None,
    first: str | None,
    subject: ResourceState | None,
) -> ResourceState:
    """The resource shown, under the id that the path has, whatever id its example has."""
    is_single = kind in (EndpointKind.DETAIL, EndpointKind.UPDATE)
    if is_single and subject is not None and (shown.type, shown.id) == (subject.type, first):
        return replace(shown, id=subject.id)
    return shown


def _earlier_pages(
    world: World,
    action: Action,
    transaction: Transaction,
    shown: Sequence[ResourceState],
    parent: ResourceState | None,
) -> None:
    """As many resources like the last one shown as fill the pages before the one asked for."""
    assert action.endpoint is not None
    missing, kind = missing_before(transaction), action.endpoint.type
    of_type = [r for r in shown if r.type in action.endpoint.types]
    if missing and of_type:
        fill_earlier(world, transaction, world.wanted[of_type[-1].type, of_type[-1].id], missing)
    elif missing:
        first = world.want(kind, world.free_id(kind))
        if first is None:
            return
        links = _parent_link(world, action, first, parent) if parent else {}
        like = world.want(first.type, first.id, None, links) or first
        fill_earlier(world, transaction, like, missing)


def _members(world: World, action: Action, parent: ResourceState) -> None:
    """Linkage from the parent in the path, where no key of the listed resources keeps it."""
    assert action.endpoint is not None
    owner = world.contract.resource_type(action.endpoint.parent)
    relationship = owner.relationship(action.endpoint.relationship) if owner else None
    if relationship is None:
        return
    back = world.contract.inverse(relationship)
    if back is None or back.many or action.endpoint.others:
        linked = [{"type": t, "id": id} for t, id in world.wanted if t in action.endpoint.types]
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
        back = world.contract.inverse(relationship)
        return {back.name: link} if back and not back.many else {}
    listed = world.contract.resource_type(resource.type)
    links = [r for r in listed.relationships if r.target == parent.type] if listed else []
    return {links[0].name: link} if len(links) == 1 and not links[0].many else {}


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
        back = world.contract.inverse(relationship) if relationship else None
        if back:
            nothing: list[Any] | None = [] if back.many else None
            for item in primary(json_of(request.body)):
                if is_identifier(item):
                    world.want(item["type"], item["id"], None, {back.name: nothing})


def _deleted(world: World, action: Action, request: Any, subject: ResourceState | None) -> None:
    """What a PATCH restores, by removing the moment of its deletion, is deleted before."""
    endpoint = action.endpoint
    if subject is None or endpoint is None or endpoint.kind is not EndpointKind.UPDATE:
        return
    for item in primary(request):
        attributes = item.get("attributes")
        deleted_at = world.contract.conventions.deleted_at
        if isinstance(attributes, dict) and attributes.get(deleted_at, MISSING) is None:
            world.want(subject.type, subject.id, {deleted_at: DELETION})


def _twin(world: World, action: Action, request: Any, subject: ResourceState | None) -> None:
    """A resource equal to the one sent, so that sending it is a conflict.

    A request whose type or id contradicts the URI is a conflict by itself.
    """
    endpoint = action.endpoint
    data = json_member(request, "data")
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
