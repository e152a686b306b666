"""The resources that exist while one law is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.build.identity.ownership import admin_attributes, identity_type
from contracts.exchange import Answer, Client, Sent, StateHandler
from contracts.model import Action, Confidence, Contract, Json, Relationship, ResourceType
from contracts.text.documents import as_object
from contracts.text.uri import path_variables
from contracts.verify.laws.documented import (
    Operations,
    deletion_times,
    is_id,
    key_attributes,
    sendable,
)
from contracts.verify.laws.parents import parent_step, parent_steps
from contracts.verify.laws.values import schema_for_values, value
from contracts.verify.strict.judge import judge

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LawWorld:
    """The server under test: its client, and the state handler that creates resources."""

    client: Client
    handler: StateHandler

    def send(self, sent: Sent) -> Answer:
        """The server's answer. Raises ConnectionError when it cannot be reached."""
        return self.client.send(sent)


@dataclass(slots=True)
class SeededResource:
    """A resource that exists: what it was made with."""

    type: str
    id: str
    attributes: dict[str, Json] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)

    @property
    def identifier(self) -> dict[str, Json]:
        """The resource identifier (JSON:API 1.0, "Resource Identifier Objects")."""
        return {"type": self.type, "id": self.id}

    @property
    def key(self) -> Key:
        """Type and id."""
        return self.type, self.id


class Seeder:
    """Creates resources, with all that they require.

    Whatever a resource requires is the one *shared parent* of that type, so that all
    belong together (a FAQ's type to the FAQ's event) and to one user, the organizer.
    """

    def __init__(self, contract: Contract, world: LawWorld) -> None:
        self.contract = contract
        self.operations = Operations(contract)
        self.types = judge(contract).types
        self.users = identity_type(contract)
        self.world = world
        self.seeded_resources: dict[Key, SeededResource] = {}
        self._shared_parents: dict[str, SeededResource] = {}
        self._admin: SeededResource | None = None
        self._serials: dict[str, int] = {}
        self._with_parents: list[str] = []
        self._making: list[str] = []

    def type(self, name: str) -> ResourceType:
        """The resource type called ``name``, which the contract has."""
        return self.types[name].type

    def targets(self, relationship: Relationship) -> list[str]:
        """The types that a relationship leads to and that have resources."""
        return [name for name in relationship.targets if name in self.types]

    def shared_parent(self, name: str, values: Mapping[str, Json] | None = None) -> SeededResource:
        """The one resource of this type that others require; ``values`` are its attributes where
        it is made now."""
        if name not in self._shared_parents:
            # Entered before its own requirements, so that circles end.
            self._shared_parents[name] = SeededResource(name, "1")
            self._serials.setdefault(name, 1)
            flags = admin_attributes(self.contract) if name == self.users else ()
            attributes: dict[str, Json] = {**(values or {}), **dict.fromkeys(flags, False)}
            self._make(self._shared_parents[name], 0, attributes, {})
        return self._shared_parents[name]

    def seed(
        self,
        name: str,
        links: Mapping[str, Any] | None = None,
        attributes: Mapping[str, Json] | None = None,
        n: int | None = None,
    ) -> SeededResource:
        """A new resource with the ``n``-th values (by default, values nothing else has)."""
        serial = self._serials.get(name, 1)
        self._serials[name] = serial + 1
        seeded = SeededResource(name, str(serial + 1))
        self._make(seeded, serial if n is None else n, attributes or {}, links or {})
        return seeded

    def _make(
        self,
        seeded: SeededResource,
        n: int,
        attributes: Mapping[str, Json],
        links: Mapping[str, Any],
    ) -> None:
        owner = self.type(seeded.type)
        deletions = deletion_times(self.contract, owner)
        seeded.attributes = {
            a.name: value(schema_for_values(a), n)
            for a in owner.attributes
            if a.name not in deletions
        } | dict(attributes)
        steps = parent_steps(self.contract).get(seeded.type, ())
        above = {s.up: self.shared_parent(s.parent).identifier for s in steps if s.up}
        given = {
            name: self.linkage(seeded.type, name, data) for name, data in {**above, **links}.items()
        }
        self._making.append(seeded.type)
        seeded.links = {**self._own_links(seeded, given), **given}
        self._making.pop()
        seeded.links = {**self.required_links(seeded.type), **seeded.links}
        self.seeded_resources[seeded.key] = seeded
        self.world.handler.create(seeded.type, seeded.id, seeded.attributes, seeded.links)
        for step in steps:
            if not step.up and step.parent not in self._with_parents:
                # Only the parent keeps the link, so it is made afterwards.
                self._with_parents.append(seeded.type)
                self.seed(step.parent, {step.down: seeded.identifier})
                self._with_parents.pop()

    def is_made(self, type: str, attribute: str) -> bool:
        """Whether the handler could give an attribute its values, as far as it reports."""
        unmade = getattr(self.world.handler, "unmade", {})
        return type not in unmade or bool(unmade[type] and attribute not in unmade[type])

    def linkage(self, type: str, name: str, data: Any) -> Any:
        """Linkage as a relationship has it: one identifier is a list where it leads to many."""
        relationship = self.type(type).relationship(name)
        many = relationship is not None and relationship.many
        return [data] if many and isinstance(data, dict) else data

    def path_keys(self, action: Action, id: str) -> tuple[str, ...]:
        """The values of an operation's path for a resource and its parents, the outermost first:
        ids, or natural keys."""
        endpoint = action.endpoint
        variables = path_variables(action.path)
        if endpoint is None or not (id and variables):
            return (id,) * len(variables)
        child = (endpoint.parent or endpoint.type, id)
        chain = [child]
        for parent, _ in reversed(endpoint.above):
            child = self._parent_of(child, parent)
            chain.insert(0, child)
        return tuple(self._spelled(*each) for each in zip(variables, chain, strict=False))

    def _parent_of(self, child: Key, parent: str) -> Key:
        """The resource that another belongs to; that of all where none is documented."""
        step = parent_step(self.contract, child[0], parent)
        seeded = self.seeded_resources.get(child)
        if step is not None and step.up:
            linkage = seeded.links.get(step.up) if seeded else None
            if isinstance(linkage, dict):
                return parent, str(linkage["id"])
        elif step is not None:
            for each in self.of_type(parent):
                if leads_to(each.links, step.down, child[1]):
                    return each.key
        return self.shared_parent(parent).key

    def _spelled(self, variable: str, key: Key) -> str:
        """What a variable of a path has for a resource."""
        name, id = key
        seeded = self.seeded_resources.get(key)
        if seeded is None or name not in self.types or is_id(variable, self.type(name)):
            return id
        names = (variable, *key_attributes(variable, self.type(name)))
        values = (seeded.attributes[each] for each in names if each in seeded.attributes)
        value = next(values, None)
        return id if value is None else str(value)

    def required_links(self, name: str) -> dict[str, Any]:
        """Linkage to the shared parents of what a type requires, or always shows (an owner)."""
        return {
            r.name: self.shared_parent(r.target).identifier
            for r in self.type(name).relationships
            if not r.many and (r.required or (r.read_only and not r.nullable) or self._shown(r))
            if r.target in self.types
        }

    def _own_links(self, seeded: SeededResource, given: Mapping[str, Any]) -> dict[str, Any]:
        """Linkage to a parent of its own, where one to one leads to one and creations send it.

        The shared parent would belong to the last resource alone.
        """
        create = self.operations.create(seeded.type)
        if create is None or len(self._making) > 1 or seeded in self._shared_parents.values():
            return {}
        sent = sendable(create, "relationships")
        return {
            r.name: self.seed(r.target).identifier
            for r in self.type(seeded.type).relationships
            if r.name in sent and r.name not in given and r.target in self.types
            if self._is_one_to_one(r)
        }

    def _is_one_to_one(self, relationship: Relationship) -> bool:
        back = self.contract.inverse(relationship)
        return back is not None and not relationship.many and not back.many

    def _shown(self, relationship: Relationship) -> bool:
        """Whether only examples tell of a relationship, so that nothing may be without it.

        Not where its other end leads to one alone, which would be everybody's.
        """
        required = next((f for f in relationship.facts if f.about == "required"), None)
        back = self.contract.inverse(relationship)
        return (
            required is not None
            and required.confidence is Confidence.GUESSED
            and back is not None
            and back.many
        )

    def admin(self) -> SeededResource:
        """A user who may do everything."""
        if self._admin is None:
            flags = admin_attributes(self.contract)
            attributes: dict[str, Json] = dict.fromkeys(flags, True)
            self._admin = self.seed(self.users, attributes=attributes) if flags else self.user()
        return self._admin

    def user(self) -> SeededResource:
        """The organizer; a contract without users leaves it to the handler who that is."""
        known = self.users in self.types
        return self.shared_parent(self.users) if known else SeededResource("", "1")

    def of_type(self, name: str) -> list[SeededResource]:
        """All that exist of a type."""
        return [seeded for seeded in self.seeded_resources.values() if seeded.type == name]


def leads_to(links: Mapping[str, Any], name: str, id: str) -> bool:
    """Whether a link, to one or to many, leads to the resource with this id."""
    data = links.get(name)
    items = data if isinstance(data, list) else [data]
    return id in [as_object(item).get("id") for item in items]
