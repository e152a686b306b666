"""The records required before one transaction, each after those that it requires."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.build.identity.ownership import identity_type
from contracts.model import Contract, Json, Relationship, ResourceType
from contracts.states.documented_resources import ResourceState
from contracts.states.order import Key, binds, in_order
from contracts.text.documents import (
    Identifier,
)


@dataclass(slots=True)
class World:
    """What is wanted so far; ``samples`` is what responses document.

    ``plain`` are types that the contract lacks and paths of plain JSON name. ``unlinked`` are
    the ids of what a request links one to one.
    """

    contract: Contract
    samples: Mapping[Key, ResourceState]
    wanted: dict[Key, ResourceState] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    unlinked: set[str] = field(default_factory=set)

    @property
    def users(self) -> str:
        """The type of those who sign in."""
        return identity_type(self.contract)

    def want(
        self,
        kind: str,
        id: str,
        attributes: Mapping[str, Json] | None = None,
        relationships: Mapping[str, Any] | None = None,
        *,
        whole: bool = False,
    ) -> ResourceState | None:
        """Want a resource and what it requires; None for a type the contract lacks.

        What is known of it already stays, unless ``attributes`` or ``relationships`` say
        otherwise. ``whole``: where its relationships show links only, they lead somewhere.
        """
        owner = self.contract.resource_type(kind)
        if owner is None:
            return self._want_plain(kind, id, attributes, relationships)
        known = self.known(kind, id)
        links = self._links(owner, known, relationships or {}, whole)
        children = self._children(owner, links)
        own = {name: value for name, value in links.items() if name not in children}
        shown = {**known.attributes, **(attributes or {})}
        # Plain JSON shows other members of what is a JSON:API type elsewhere. Fields share one
        # namespace (JSON:API 1.0, "Fields"): the relationship is used.
        given = {
            n: value
            for n, value in shown.items()
            if owner.attribute(n) and not owner.relationship(n)
        }
        given = self._unique(owner, id, given)
        resource = ResourceState(kind, id, given, own)
        self.wanted[kind, id] = resource
        for other in identifiers(own):
            if (other["type"], other["id"]) not in self.wanted:
                self.want(other["type"], other["id"])
        for name, inverse in children.items():
            linked = links[name]
            for child in linked if isinstance(linked, list) else [linked] if linked else ():
                link = {inverse: {"type": kind, "id": id}}
                self.want(child["type"], child["id"], None, link)
        return resource

    def _links(
        self, owner: ResourceType, known: ResourceState, asked: Mapping[str, Any], whole: bool
    ) -> dict[str, Any]:
        """The linkage of a wanted resource: its parents', what is known, what is asked for."""
        links = self._parents(owner, known.id)
        kept = known.relationships
        if (known.type, known.id) not in self.wanted:  # of many, only where they are shown
            kept = {name: v for name, v in kept.items() if not isinstance(v, list)}
        for more in (kept, asked):
            links |= {n: v for n, v in more.items() if n not in links or not _is_untyped(v)}
        links = self._resolved(owner, links, whole)
        return links | self._needed(owner, links)

    def _want_plain(
        self,
        kind: str,
        id: str,
        attributes: Mapping[str, Json] | None,
        relationships: Mapping[str, Any] | None,
    ) -> ResourceState | None:
        if kind not in self.plain:
            return None
        known = self.known(kind, id)
        given = {**known.attributes, **(attributes or {})}
        links = {**known.relationships, **(relationships or {})}
        self.wanted[kind, id] = resource = ResourceState(kind, id, given, links, True)
        return resource

    def _needed(self, owner: ResourceType, links: Mapping[str, Any]) -> dict[str, Any]:
        """Linkage that the type requires and nothing shows: to the first known resource."""
        required = {}
        for relationship in owner.relationships:
            target = relationship.target
            if not binds(relationship) or links.get(relationship.name):
                continue
            if self.contract.resource_type(target) is not None:
                known = [id for kind, id in (*self.wanted, *self.samples) if kind == target]
                required[relationship.name] = self._free(relationship, known)
        return required

    def _free(self, relationship: Relationship, ids: list[str]) -> Identifier:
        """What the relationship may lead to, one of ``ids`` first; one to one, nobody else's."""
        target, back = relationship.target, self.contract.inverse(relationship)
        if back is None or back.many or relationship.many:
            return {"type": target, "id": next(iter(ids), "1")}
        taken = {
            other["id"]
            for (kind, _), resource in self.wanted.items()
            if kind == back.target
            for other in identifiers({"": resource.relationships.get(relationship.name)})
        }
        free = (id for id in ids if id not in taken | self.unlinked)
        return {"type": target, "id": next(free, "") or self.free_id(target)}

    def _children(self, owner: ResourceType, links: Mapping[str, Any]) -> dict[str, str]:
        """The links that are kept by a to-one at their other end, with that end's name."""
        names = {}
        for name, value in links.items():
            relationship = owner.relationship(name) if not _is_untyped(value) else None
            back = self.contract.inverse(relationship) if relationship else None
            if relationship is None or back is None or back.many:
                continue
            if relationship.many or relationship.mirrored:
                names[name] = back.name
        return names

    def _resolved(
        self, owner: ResourceType, links: Mapping[str, Any], whole: bool
    ) -> dict[str, Any]:
        """The links of known relationships, each leading to the type its relationship has.

        A to-one that shows links only leads to the resource of its type that is wanted anyway;
        but not where its other end keeps the link: that end may show another.
        """
        linkages: dict[str, Any] = {}
        for name, value in links.items():
            relationship = owner.relationship(name)
            target = relationship.target if relationship else ""
            if relationship is None:
                continue
            if relationship.others and not _is_untyped(value):
                linkages[name] = value
            elif isinstance(value, list):
                linkages[name] = [{**each, "type": target} for each in value]
            elif not value or not _is_untyped(value):
                linkages[name] = {**value, "type": target} if value else value
            elif relationship.many or relationship.mirrored:
                continue
            elif not (whole or relationship.required):
                linkages[name] = {**value, "type": ""}
            elif self.contract.resource_type(target) is not None:
                wanted = [id for kind, id in self.wanted if kind == target]
                chosen = value["id"] or self._free(relationship, wanted)["id"]
                linkages[name] = {"type": target, "id": chosen}
        return linkages

    def settle(self) -> None:
        """Lead what still shows links only to a resource of its type that is wanted.

        Where none is, and two resources have such a link, both lead to the first: so what
        belongs together in the server's eyes does (an attendee's event and a session's).
        """
        targets = Counter(r.target for _, _, r in self._open_links())
        for target, times in targets.items():
            if times > 1 and all(kind != target for kind, _ in self.wanted):
                self.want(target, "1")
        for key, name, relationship in list(self._open_links()):
            others = (id for kind, id in self.wanted if kind == relationship.target)
            id = next((i for i in others if (relationship.target, i) != key), "")
            links = dict(self.wanted[key].relationships)
            del links[name]
            links |= {name: {"type": relationship.target, "id": id}} if id else {}
            self.wanted[key] = replace(self.wanted[key], relationships=links)

    def _open_links(self) -> Iterator[tuple[Key, str, Relationship]]:
        """The to-one relationships of wanted resources that show links only."""
        for key, resource in self.wanted.items():
            owner = self.contract.resource_type(resource.type)
            for name, value in resource.relationships.items():
                relationship = owner.relationship(name) if owner else None
                if relationship is not None and _is_untyped(value):
                    yield key, name, relationship

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
        needs = {key: self._needs(resource) for key, resource in self.wanted.items()}
        return tuple(in_order(self.wanted, _linked, needs, _without_later).values())

    def _needs(self, resource: ResourceState) -> tuple[Key, ...]:
        """The resources that a resource cannot be without."""
        owner = self.contract.resource_type(resource.type)
        binding = {r.name for r in owner.relationships if binds(r)} if owner else set()
        return _keys({n: v for n, v in resource.relationships.items() if n in binding})

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
            named = identifiers(resource.relationships)
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


def identifiers(links: Mapping[str, Any]) -> Iterator[Identifier]:
    """Every identifier that links lead to, except where only links are shown."""
    for value in links.values():
        yield from (
            value
            if isinstance(value, list)
            else [value]
            if value and not _is_untyped(value)
            else []
        )


def _keys(links: Mapping[str, Any]) -> tuple[Key, ...]:
    return tuple((each["type"], each["id"]) for each in identifiers(links))


def _linked(resource: ResourceState) -> tuple[Key, ...]:
    return _keys(resource.relationships)


def _is_untyped(value: Any) -> bool:
    """Whether a relationship shows links only (:func:`contracts.text.documents.linkages`)."""
    return isinstance(value, dict) and not value.get("type")


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
