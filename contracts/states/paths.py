"""Resources that the path of a request names, and their relationships."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from contracts.build.infer.paths import is_variable, key_attribute, singular, words_of
from contracts.build.transactions import sent_value
from contracts.model import Action, EndpointKind, ResourceType, Transaction
from contracts.states.documented_resources import ResourceState
from contracts.states.world import World

#: Operations on the resource at the end of their path; its type may have another path as well.
_OF_ONE: Final = frozenset({EndpointKind.DETAIL, EndpointKind.UPDATE, EndpointKind.DELETE})


def path_subject(world: World, action: Action, transaction: Transaction) -> ResourceState | None:
    """The last resource that the path names; every one before it is wanted as its parent."""
    segments = action.path.split("/")
    examples = {p.spelling: sent_value(p) for p in action.parameters_of(transaction.request)}
    subject: ResourceState | None = None
    for position, segment in enumerate(segments):
        name = segment[1:-1] if is_variable(segment) else ""
        value = examples.get(name, "") if name else segment if segment.isdecimal() else ""
        owner = next(_held_at(world, action, segments, position, value), None) if value else None
        if owner is None:
            continue
        key = "" if value.isdecimal() or not name else key_attribute(owner, name)
        id = _id_of(world, owner, key, value) if key else value
        links = _below(world, owner, subject)
        named = {key: value} if key else None
        parent, whole = subject, action.method != "POST"
        subject = world.want(owner.name, id, named, links, whole=whole) or subject
        if links is None and parent is not None and subject is not None:
            _hold(world, parent, subject)
    return subject


def named_type(world: World, word: str) -> ResourceType | None:
    """The type that a name means in any spelling: ``tax``, ``event-topics``, ``creator``."""
    words = words_of(word)
    wanted = words[:-1] + tuple(singular(w) for w in words[-1:])
    for owner in world.contract.resource_types:
        own = words_of(owner.name)
        if own in (words, wanted) or own[:-1] + tuple(singular(w) for w in own[-1:]) == wanted:
            return owner
    if wanted and wanted[-1] in world.contract.conventions.user_roles:
        return world.contract.resource_type(world.users)
    return None


def _held_at(
    world: World, action: Action, segments: list[str], position: int, value: str
) -> Iterator[ResourceType]:
    """The types that may stand at a position: by their own path, the endpoint, or by name."""
    prefix = "/".join(segments[:position])
    for owner in world.contract.resource_types:
        if owner.path.endswith("}") and owner.path.rsplit("/", 1)[0] == prefix:
            yield owner
    endpoint = action.endpoint
    if endpoint and endpoint.kind in _OF_ONE and position == len(segments) - 1:
        shown = world.contract.resource_type(endpoint.type)
        if shown is not None and (value.isdecimal() or _names(shown, segments[position])):
            yield shown
    named = named_type(world, segments[position - 1]) if position else None
    if named is not None and (value.isdecimal() or _names(named, segments[position])):
        yield named
    parent = world.contract.resource_type(endpoint.parent) if endpoint else None
    if parent is not None:
        yield parent


def _names(owner: ResourceType, variable: str) -> bool:
    """Whether what is no number names a resource: as its id, or another attribute."""
    is_id = words_of(variable)[-1:] in (("id",), ("uuid",)) or owner.text_ids
    return is_id or bool(key_attribute(owner, variable.strip("{}")))


def _id_of(world: World, owner: ResourceType, key: str, value: str) -> str:
    """The id of the documented resource with this natural key, else the first id."""
    ids = (s.id for s in world.samples.values() if s.has(owner.name, {key: value}))
    return next(ids, "1")


def _hold(world: World, parent: ResourceState, child: ResourceState) -> None:
    """Link a resource to one before it in the path, where only that one keeps the link."""
    above = world.contract.resource_type(parent.type)
    down = [r for r in above.relationships if r.target == child.type] if above else []
    if len(down) == 1:
        (only,) = down
        link = {"type": child.type, "id": child.id}
        world.want(parent.type, parent.id, None, {only.name: [link] if only.many else link})


def _below(
    world: World, owner: ResourceType, parent: ResourceState | None
) -> dict[str, Any] | None:
    """Linkage that makes a resource belong to the one that the path names before it."""
    if parent is None:
        return None
    link = {"type": parent.type, "id": parent.id}
    up = [r for r in owner.relationships if r.target == parent.type]
    if len(up) == 1:
        (only,) = up
        return {only.name: [link] if only.many else link}
    above = world.contract.resource_type(parent.type)
    down = [r for r in above.relationships if r.target == owner.name] if above else []
    back = world.contract.inverse(down[0]) if len(down) == 1 else None
    return {back.name: [link] if back.many else link} if back else None
