"""The resources wanted before one transaction, each after the ones it requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.model import Contract, Json, ResourceType
from contracts.payloads import json_of
from contracts.states.documents import (
    Identifier,
    is_identifier,
    primary,
    relationships_of,
    to_one,
)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ResourceState:
    """A resource that must exist. Attributes left out are the state handler's to choose."""

    type: str
    id: str
    attributes: Mapping[str, Json] = field(default_factory=dict)
    relationships: Mapping[str, Any] = field(default_factory=dict)


def documented(contract: Contract) -> dict[Key, ResourceState]:
    """Every resource that a successful response shows whole, by type and id; first wins."""
    found: dict[Key, ResourceState] = {}
    for transaction in contract.transactions():
        if transaction.response.status < 400:
            for resource in resources(json_of(transaction.response.body)):
                found.setdefault((resource.type, resource.id), resource)
    return found


def resources(document: Any) -> Iterator[ResourceState]:
    """The document's resource objects that have attributes: primary data, then included."""
    for item in (*primary(document), *primary(document, "included")):
        attributes = item.get("attributes")
        if is_identifier(item) and isinstance(attributes, dict):
            links = to_one(relationships_of(item))
            yield ResourceState(item["type"], item["id"], attributes, links)


@dataclass(slots=True)
class World:
    """What is wanted so far; ``samples`` is what responses document."""

    contract: Contract
    samples: Mapping[Key, ResourceState]
    wanted: dict[Key, ResourceState] = field(default_factory=dict)

    def want(
        self,
        kind: str,
        id: str,
        attributes: Mapping[str, Json] | None = None,
        relationships: Mapping[str, Any] | None = None,
    ) -> ResourceState | None:
        """Want a resource and what it requires; None for a type the contract lacks.

        What is known of it already stays, unless ``attributes`` or ``relationships`` say
        otherwise.
        """
        owner = self.contract.resource_type(kind)
        if owner is None:
            return None
        known = self.known(kind, id)
        links = {**self._parents(owner, id), **known.relationships, **(relationships or {})}
        links = {name: value for name, value in links.items() if owner.relationship(name)}
        children = _children(owner, links)
        own = {name: value for name, value in links.items() if name not in children}
        resource = ResourceState(kind, id, {**known.attributes, **(attributes or {})}, own)
        self.wanted[kind, id] = resource
        for other in _identifiers(own):
            if (other["type"], other["id"]) not in self.wanted:
                self.want(other["type"], other["id"])
        for name, inverse in children.items():
            for child in links[name] or ():
                link = {inverse: {"type": kind, "id": id}}
                self.want(child["type"], child["id"], None, link)
        return resource

    def in_order(self) -> tuple[ResourceState, ...]:
        """All that is wanted, each resource after the ones it is linked to."""
        ordered: dict[Key, ResourceState] = {}
        visiting: set[Key] = set()

        def visit(key: Key) -> None:
            if key in ordered or key in visiting or key not in self.wanted:
                return
            visiting.add(key)
            for other in _identifiers(self.wanted[key].relationships):
                visit((other["type"], other["id"]))
            ordered[key] = self.wanted[key]

        for key in self.wanted:
            visit(key)
        return tuple(ordered.values())

    def known(self, kind: str, id: str) -> ResourceState:
        """The resource as wanted, else as documented, else bare."""
        return (
            self.wanted.get((kind, id)) or self.samples.get((kind, id)) or ResourceState(kind, id)
        )

    def free_id(self, kind: str) -> str:
        """A numeric id that no resource of this type has and no linkage names."""
        known = (*self.samples.values(), *self.wanted.values())
        taken = {resource.id for resource in known if resource.type == kind}
        for resource in known:
            named = _identifiers(resource.relationships)
            taken |= {other["id"] for other in named if other["type"] == kind}
        return str(max((int(id) for id in taken if id.isdecimal()), default=0) + 1)

    def _parents(self, owner: ResourceType, id: str) -> dict[str, Any]:
        """Linkage for a resource that no response shows: that of a documented sibling."""
        if (owner.name, id) in self.samples:
            return {}
        sibling = next((s for (kind, _), s in self.samples.items() if kind == owner.name), None)
        shown = sibling.relationships if sibling else {}
        return {
            r.name: shown.get(r.name, {"type": r.target, "id": "1"})
            for r in owner.relationships
            if (r.required or r.read_only) and not r.many
        }


def _identifiers(links: Mapping[str, Any]) -> Iterator[Identifier]:
    for value in links.values():
        yield from value if isinstance(value, list) else [value] if value else []


def _children(owner: ResourceType, links: Mapping[str, Any]) -> dict[str, str]:
    """The to-many links that are kept at their other end, with that end's name."""
    found = {}
    for name in links:
        relationship = owner.relationship(name)
        if relationship and relationship.many and relationship.inverse:
            found[name] = relationship.inverse
    return found
