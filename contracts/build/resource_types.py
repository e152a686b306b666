"""JSON:API types and endpoints, put together from every payload that shows them.

A resource object in a payload is a sighting of its type (:mod:`contracts.build.infer`); MSON is
used first, what it leaves out is inferred, and every fact has its source.
Specification: JSON:API 1.0, "Document Structure" and "Fetching Data".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.build.endpoints import DocumentedTypes, classify
from contracts.build.infer import conflicts
from contracts.build.infer.attributes import Attributes, members
from contracts.build.infer.cycles import without_cycles
from contracts.build.infer.evidence import (
    PayloadDocument,
    Sighting,
    collection_types,
    documents,
    sightings,
    type_mismatches,
    unresolved,
)
from contracts.build.infer.ids import resource_link, with_client_ids, with_text_ids
from contracts.build.infer.inverses import with_inverses
from contracts.build.infer.paths import key_attribute
from contracts.build.infer.relationships import Paths, Relationships, below_parents, with_implied
from contracts.build.infer.table_types import Tables
from contracts.model import (
    DEFAULT_CONVENTIONS,
    Action,
    Attribute,
    Confidence,
    Conventions,
    Diagnostic,
    Endpoint,
    EndpointKind,
    Fact,
    Group,
    Location,
    ResourceType,
    SourceKind,
)
from contracts.read.lines import Lines

WRITES = ("POST", "PATCH", "DELETE")
NO_LINES = Lines()


@dataclass(frozen=True, slots=True)
class ResourceTypes:
    """The types, each action's endpoint by operation id, and what could not be typed."""

    types: tuple[ResourceType, ...]
    endpoints: dict[str, Endpoint]
    diagnostics: tuple[Diagnostic, ...]


def resource_types(
    groups: Iterable[Group],
    lines: Lines = NO_LINES,
    conventions: Conventions = DEFAULT_CONVENTIONS,
) -> ResourceTypes:
    """The resource types and endpoints of ``groups``, found in ``lines``; never raises."""
    groups = tuple(groups)
    actions = [a for group in groups for resource in group.resources for a in resource.actions]
    shown = documents(actions)
    held = collection_types(shown)
    diagnostics: list[Diagnostic] = [*unresolved(actions, held), *type_mismatches(shown, held)]
    types = _types(groups, shown, held, diagnostics, lines, conventions)
    overview = DocumentedTypes.of(shown, held)
    endpoints = {}
    for action in actions:
        endpoint = classify(action, overview, types)
        if endpoint is not None:
            endpoints[action.id] = endpoint
        elif several := overview.several_types(action):
            message = f"{action.name!r} lists {' and '.join(several)}: its example is replayed"
            diagnostics.append(conflicts.LIST_OF_SEVERAL_TYPES.at(action.location, message))
    of_type: dict[str, list[tuple[Action, Endpoint]]] = {}
    for action in actions:
        if action.id in endpoints:
            endpoint = endpoints[action.id]
            for name in {endpoint.type, endpoint.parent}:
                of_type.setdefault(name, []).append((action, endpoint))
    found_types = (_with_endpoints(t, of_type.get(t.name, ())) for t in types.values())
    final = tuple(_with_deletion(t, conventions) for t in found_types)
    return ResourceTypes(with_text_ids(final, shown, actions), endpoints, tuple(diagnostics))


def _types(
    groups: Sequence[Group],
    shown: Sequence[PayloadDocument],
    held: Mapping[str, str],
    diagnostics: list[Diagnostic],
    lines: Lines,
    conventions: Conventions,
) -> dict[str, ResourceType]:
    seen: dict[str, list[Sighting]] = {}
    every = list(sightings(shown, held))
    for sighting in every:
        seen.setdefault(sighting.type, []).append(sighting)
    paths = Paths(below_parents(shown), held, frozenset(seen), conventions)
    tables = Tables.of(groups, shown, held, lines)
    own = {n: {m.name for s in each for m in members(s, "attributes")} for n, each in seen.items()}
    uses = Counter(name for names in own.values() for name in names)
    types = {}
    for name, each in seen.items():
        elsewhere = frozenset(n for n, count in uses.items() if count > (n in own[name]))
        types[name] = _type(name, each, paths, tables, elsewhere, diagnostics)
    types = {t.name: t for t in with_client_ids(types.values(), every)}
    types |= {t.name: t for t in _bare(types)}
    types = {name: with_implied(t, types, paths) for name, t in types.items()}
    types, cyclic = without_cycles(with_inverses(types))
    diagnostics += cyclic
    return types


def _type(
    name: str,
    seen: list[Sighting],
    paths: Paths,
    tables: Tables,
    elsewhere: frozenset[str],
    diagnostics: list[Diagnostic],
) -> ResourceType:
    """A type from all its sightings; creation first, so attributes keep the author's order."""
    ordered = sorted(seen, key=lambda s: not s.creates)
    location = seen[0].document.action.location
    relationships = Relationships(name, ordered, paths)
    linked = relationships.all()
    taken = {r.name for r in linked}
    claimed = tables.of_type(name, taken)
    attributes = Attributes(name, ordered, claimed, paths.conventions, elsewhere)
    own = tuple(a for a in attributes.all() if a.name not in taken)
    diagnostics += attributes.diagnostics + relationships.diagnostics
    return ResourceType(
        name=name,
        location=location,
        file=location.file,
        attributes=own,
        relationships=linked,
        link=resource_link(seen),
        facts=(Fact("name", seen[0].source, Confidence.CERTAIN, location),),
    )


def _bare(types: Mapping[str, ResourceType]) -> Iterable[ResourceType]:
    """Types of which no more is known than that inferred relationships lead to them."""
    targets: dict[str, Location] = {}
    for owner in types.values():
        for relationship in owner.relationships:
            inferred = all(f.source is not SourceKind.MSON for f in relationship.facts)
            if inferred and relationship.target and relationship.target not in types:
                targets.setdefault(relationship.target, relationship.location or owner.location)
    for name, location in targets.items():
        fact = Fact("name", SourceKind.LINK, Confidence.GUESSED, location)
        yield ResourceType(name, location, file=location.file, facts=(fact,))


def _with_endpoints(owner: ResourceType, around: Sequence[tuple[Action, Endpoint]]) -> ResourceType:
    """The type with its endpoints; ``around`` are those of its resources and below these."""
    own = [(a, e) for a, e in around if e.type == owner.name]
    single = [
        a
        for a, e in own
        if e.kind in (EndpointKind.DETAIL, EndpointKind.UPDATE, EndpointKind.DELETE)
    ]
    path = next((a.path for a in single if a.path.endswith("/{id}")), "")
    keys = (a.path.rsplit("/", 1)[-1].strip("{}") for a in single)
    natural_key = next(filter(None, (key_attribute(owner, key) for key in keys)), "")
    changed = {
        e.relationship
        for a, e in around
        if a.method in WRITES and e.kind is EndpointKind.RELATIONSHIP and e.parent == owner.name
    }
    homes = {EndpointKind.CREATE, EndpointKind.DETAIL}
    home = next((a for a, e in own if e.kind in homes), None)
    return replace(
        owner,
        attributes=tuple(_as_key(a) if a.name == natural_key else a for a in owner.attributes),
        location=home.location if home else owner.location,
        file=home.location.file if home else owner.file,
        path=path or (single[0].path if single else ""),
        natural_key=natural_key,
        operations=tuple(a.id for a, _ in own),
        relationships=tuple(
            replace(r, read_only=r.read_only and r.name not in changed) for r in owner.relationships
        ),
    )


def _with_deletion(owner: ResourceType, conventions: Conventions) -> ResourceType:
    """With the attribute by which its resources are deleted softly: a moment nobody sends."""
    attribute = owner.attribute(conventions.deleted_at)
    if attribute and attribute.read_only and attribute.schema.format == "date-time":
        return replace(owner, deleted_at=attribute.name)
    return owner


def _as_key(attribute: Attribute) -> Attribute:
    """A natural key may be any text of a URI, unless MSON gives it a format."""
    if any(f.source is SourceKind.MSON for f in attribute.facts):
        return attribute
    return replace(attribute, schema=replace(attribute.schema, kind="string", format=""))
