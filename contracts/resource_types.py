"""JSON:API types and endpoints, put together from every payload that shows them.

Only what MSON says is used: a resource object is an object with a fixed ``type``. Payloads
without one are reported (``resource-type-unresolved``), never guessed. Specification:
JSON:API 1.0, "Document Structure" and "Fetching Data".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from contracts.endpoints import classify, collections
from contracts.model import (
    DELETED_AT,
    Access,
    Action,
    Attribute,
    Confidence,
    Diagnostic,
    Endpoint,
    EndpointKind,
    Fact,
    Group,
    Member,
    Relationship,
    Request,
    ResourceType,
    Response,
    Schema,
    Severity,
    SourceKind,
    Transaction,
)
from contracts.payloads import fixed_type, is_json_api, json_of, primary, resource_objects

_RESERVED = re.compile(r"\(writable by: (self|organizer|admin)\)")
WRITES = ("POST", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class ResourceTypes:
    """The types, each action's endpoint by operation id, and what could not be typed."""

    types: tuple[ResourceType, ...]
    endpoints: dict[str, Endpoint]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Sighting:
    """One resource object in one payload."""

    object: Schema
    action: Action
    payload: Request | Response
    creates: bool


def resource_types(groups: Iterable[Group]) -> ResourceTypes:
    """The resource types and endpoints of ``groups``; never raises."""
    actions = [a for group in groups for resource in group.resources for a in resource.actions]
    sightings: dict[str, list[_Sighting]] = {}
    for sighting in _sightings(actions):
        sightings.setdefault(fixed_type(sighting.object), []).append(sighting)
    types = {name: _type(name, seen) for name, seen in sightings.items()}
    types = _with_inverses(types)
    owners = collections(actions)
    endpoints = {}
    for action in actions:
        endpoint = classify(action, owners, types)
        if endpoint is not None:
            endpoints[action.id] = endpoint
    final = tuple(_with_endpoints(t, actions, endpoints) for t in types.values())
    return ResourceTypes(final, endpoints, tuple(_unresolved(actions)))


def _sightings(actions: Iterable[Action]) -> Iterator[_Sighting]:
    """Resource objects with attributes or relationships in every successful transaction."""
    for action in actions:
        for transaction in _successes(action):
            for payload in (transaction.request, transaction.response):
                for found in resource_objects(payload.schema):
                    if not fixed_type(found) or not _describes(found):
                        continue
                    creates = payload is transaction.request and action.method == "POST"
                    yield _Sighting(found, action, payload, creates)


def _describes(resource_object: Schema) -> bool:
    return any(m.name in ("attributes", "relationships") for m in resource_object.members)


def _successes(action: Action) -> Iterator[Transaction]:
    return (t for t in action.transactions if t.response.status < 400)


def _type(name: str, seen: list[_Sighting]) -> ResourceType:
    """A type from all its sightings; creation first, so attributes keep the author's order."""
    ordered = sorted(seen, key=lambda s: not s.creates)
    location = seen[0].action.location
    return ResourceType(
        name=name,
        location=location,
        file=location.file,
        attributes=tuple(_attributes(ordered)),
        relationships=tuple(_relationships(ordered)),
    )


def _members(sighting: _Sighting, part: str) -> tuple[Member, ...]:
    found = sighting.object.member(part)
    return found.members if found else ()


def _required(sightings: list[_Sighting], part: str, name: str) -> bool:
    """Whether every creation must send the member ``name`` of ``part``."""
    creations = [s for s in sightings if s.creates]
    return bool(creations) and all(
        any(m.name == name and m.required for m in _members(s, part)) for s in creations
    )


def _attributes(sightings: list[_Sighting]) -> Iterator[Attribute]:
    found: dict[str, list[tuple[Member, _Sighting]]] = {}
    for sighting in sightings:
        for member in _members(sighting, "attributes"):
            found.setdefault(member.name, []).append((member, sighting))
    for name, shown in found.items():
        member = shown[0][0]
        sent = any(isinstance(s.payload, Request) for _, s in shown)
        answered = any(isinstance(s.payload, Response) for _, s in shown)
        writable_by = _writable_by(m for m, _ in shown)
        # Nobody sets when something was deleted; who may, removes it.
        restored = name == DELETED_AT and writable_by is not None
        yield Attribute(
            name=name,
            schema=member.schema,
            required=_required(sightings, "attributes", name),
            read_only=not sent or restored,
            write_only=not answered,
            writable_by=writable_by,
            description=member.description or member.schema.description,
            location=member.location,
            facts=_stated(member, "type", "required"),
        )


def _writable_by(members: Iterable[Member]) -> Access | None:
    """The level that a description reserves the attribute for: ``(writable by: admin)``."""
    for member in members:
        found = _RESERVED.search(member.description)
        if found:
            return Access(found[1])
    return None


def _relationships(sightings: list[_Sighting]) -> Iterator[Relationship]:
    found: dict[str, list[tuple[Member, _Sighting]]] = {}
    for sighting in sightings:
        for member in _members(sighting, "relationships"):
            if member.schema.member("data") is not None:
                found.setdefault(member.name, []).append((member, sighting))
    for name, shown in found.items():
        member = shown[0][0]
        linkage = member.schema.member("data")
        assert linkage is not None
        identifier = linkage.items[0] if linkage.items else linkage
        yield Relationship(
            name=name,
            target=fixed_type(identifier),
            many=linkage.kind == "array",
            required=_required(sightings, "relationships", name),
            nullable=any(_may_be_null(m.schema.member("data")) for m, _ in shown),
            read_only=not any(isinstance(s.payload, Request) for _, s in shown),
            description=member.description,
            location=member.location,
            facts=_stated(member, "target", "many", "required"),
        )


def _stated(member: Member, *subjects: str) -> tuple[Fact, ...]:
    """That MSON states all of these outright, where the member stands."""
    at = member.location
    return tuple(Fact(about, SourceKind.MSON, Confidence.CERTAIN, at) for about in subjects)


def _may_be_null(linkage: Schema | None) -> bool:
    return linkage is not None and linkage.nullable


def _with_inverses(types: dict[str, ResourceType]) -> dict[str, ResourceType]:
    """Relationships are inverse when each is the only one between its type and the other."""

    def inverse(owner: ResourceType, relationship: Relationship) -> str:
        target = types.get(relationship.target)
        if target is None:
            return ""
        forth = [r for r in owner.relationships if r.target == target.name]
        back = [r for r in target.relationships if r.target == owner.name]
        if len(forth) != 1 or len(back) != 1 or owner.name == target.name:
            return ""
        return back[0].name

    def linked(owner: ResourceType) -> ResourceType:
        relationships = (replace(r, inverse=inverse(owner, r)) for r in owner.relationships)
        return replace(owner, relationships=tuple(relationships))

    return {name: linked(owner) for name, owner in types.items()}


def _with_endpoints(
    owner: ResourceType, actions: list[Action], endpoints: dict[str, Endpoint]
) -> ResourceType:
    own = [a for a in actions if a.id in endpoints and endpoints[a.id].type == owner.name]
    single = [
        a
        for a in own
        if endpoints[a.id].kind in (EndpointKind.DETAIL, EndpointKind.UPDATE, EndpointKind.DELETE)
    ]
    path = next((a.path for a in single if a.path.endswith("/{id}")), "")
    keys = (a.path.rsplit("/", 1)[-1].strip("{}") for a in single)
    natural_key = next((key for key in keys if owner.attribute(key)), "")
    changed = {
        endpoints[a.id].relationship
        for a in actions
        if a.id in endpoints
        and a.method in WRITES
        and endpoints[a.id].kind is EndpointKind.RELATIONSHIP
        and endpoints[a.id].parent == owner.name
    }
    homes = {EndpointKind.CREATE, EndpointKind.DETAIL}
    home = next((a for a in own if endpoints[a.id].kind in homes), None)
    return replace(
        owner,
        location=home.location if home else owner.location,
        file=home.location.file if home else owner.file,
        path=path or (single[0].path if single else ""),
        natural_key=natural_key,
        operations=tuple(a.id for a in own),
        relationships=tuple(
            replace(r, read_only=r.read_only and r.name not in changed) for r in owner.relationships
        ),
    )


def _unresolved(actions: Iterable[Action]) -> Iterator[Diagnostic]:
    """JSON:API payloads with primary data whose type no MSON says."""
    for action in actions:
        for transaction in _successes(action):
            for payload in (transaction.request, transaction.response):
                if not is_json_api(payload) or not payload.body or _says_type(payload):
                    continue
                yield Diagnostic(
                    "resource-type-unresolved",
                    Severity.WARNING,
                    f"the resource type in {transaction.name!r} is not known",
                    payload.location or transaction.location,
                    "describe the payload with + Attributes whose data has a fixed type",
                )


def _says_type(payload: Request | Response) -> bool:
    schema = payload.schema
    if schema is None:
        document = json_of(payload.body)
        return not (isinstance(document, dict) and document.get("data") is not None)
    data = schema.member("data")
    if data is None or (data.kind == "array" and not data.items):
        return data is None
    return bool(fixed_type(primary(schema)))
