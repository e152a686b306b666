"""The resources wanted before one transaction, each after the ones it requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.model import Action, Contract, EndpointKind, Json, Relationship, ResourceType
from contracts.text.documents import (
    Identifier,
    identifier,
    is_identifier,
    primary,
    relationships_of,
    to_one,
)
from contracts.text.payloads import json_of

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
    for action in contract.actions():
        held = held_by(action)
        for transaction in action.transactions:
            if not transaction.response.is_error:
                for resource in resources(json_of(transaction.response.body), held):
                    found.setdefault((resource.type, resource.id), resource)
    return found


def held_by(action: Action) -> str:
    """The type that the action's primary data must have, whatever its examples say."""
    endpoint = action.endpoint
    return endpoint.type if endpoint and endpoint.kind is not EndpointKind.RELATIONSHIP else ""


def resources(document: Any, held: str = "") -> Iterator[ResourceState]:
    """The document's resource objects that have attributes: primary data, then included.

    ``held`` is the type of all primary data, where it is known.
    """
    shown = [(item, held) for item in primary(document)]
    for item, kind in (*shown, *((item, "") for item in primary(document, "included"))):
        attributes = item.get("attributes")
        if is_identifier(item) and isinstance(attributes, dict):
            found = identifier(item)
            links = to_one(relationships_of(item))
            yield ResourceState(kind or found["type"], found["id"], attributes, links)


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
        links = _leading(owner, links)
        children = self._children(owner, links)
        own = {name: value for name, value in links.items() if name not in children}
        shown = {**known.attributes, **(attributes or {})}
        # Fields share one namespace (JSON:API 1.0, "Fields"): the relationship is believed.
        given = {n: value for n, value in shown.items() if n and not owner.relationship(n)}
        given = self._unique(owner, id, given)
        resource = ResourceState(kind, id, given, own)
        self.wanted[kind, id] = resource
        for other in _identifiers(own):
            if (other["type"], other["id"]) not in self.wanted:
                self.want(other["type"], other["id"])
        for name, inverse in children.items():
            linked = links[name]
            for child in linked if isinstance(linked, list) else [linked] if linked else ():
                link = {inverse: {"type": kind, "id": id}}
                self.want(child["type"], child["id"], None, link)
        return resource

    def _children(self, owner: ResourceType, links: Mapping[str, Any]) -> dict[str, str]:
        """The links that are kept by a to-one at their other end, with that end's name."""
        found = {}
        for name in links:
            relationship = owner.relationship(name)
            back = other_end(self.contract, relationship) if relationship else None
            if relationship is None or back is None or back.many:
                continue
            if relationship.many or relationship.mirrored:
                found[name] = back.name
        return found

    def _unique(self, owner: ResourceType, id: str, attributes: dict[str, Any]) -> dict[str, Any]:
        """The attributes without a natural key that another resource has already."""
        key = owner.natural_key
        if key not in attributes:
            return attributes
        taken = any(
            (kind, other) != (owner.name, id)
            and kind == owner.name
            and resource.attributes.get(key) == attributes[key]
            for (kind, other), resource in self.wanted.items()
        )
        return {n: v for n, v in attributes.items() if n != key} if taken else attributes

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
            ordered[key] = _without_later(self.wanted[key], ordered)

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
            if (r.required or (r.read_only and not r.nullable) or r.name in shown) and not r.many
        }


def other_end(contract: Contract, relationship: Relationship) -> Relationship | None:
    """The inverse of a relationship, or None."""
    target = contract.resource_type(relationship.target)
    return target.relationship(relationship.inverse) if target else None


def _identifiers(links: Mapping[str, Any]) -> Iterator[Identifier]:
    for value in links.values():
        yield from value if isinstance(value, list) else [value] if value else []


def _leading(owner: ResourceType, links: Mapping[str, Any]) -> dict[str, Any]:
    """The links of known relationships, each leading to the type its relationship has."""
    found: dict[str, Any] = {}
    for name, value in links.items():
        relationship = owner.relationship(name)
        if relationship is None:
            continue
        target = relationship.target
        if isinstance(value, list):
            found[name] = [{**each, "type": target} for each in value]
        else:
            found[name] = {**value, "type": target} if value else value
    return found


def _without_later(resource: ResourceState, earlier: Mapping[Key, ResourceState]) -> ResourceState:
    """The resource without links to what does not exist yet: circles begin somewhere."""

    def exists(value: Any) -> bool:
        return value is None or (value["type"], value["id"]) in earlier

    links: dict[str, Any] = {}
    for name, value in resource.relationships.items():
        if not isinstance(value, list):
            links |= {name: value} if exists(value) else {}
        else:
            links[name] = [each for each in value if exists(each)]
    return replace(resource, relationships=links)
