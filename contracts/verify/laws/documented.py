"""Which operations the blueprint documents for a type, as laws look for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.build.infer.paths import words_of
from contracts.model import Action, Contract, EndpointKind, ResourceType, Schema, Transaction
from contracts.text.documents import as_object
from contracts.text.payloads import json_of, primary
from contracts.text.spelling import folded, key_target


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations of a contract that document a success."""

    contract: Contract

    def all(self, kind: EndpointKind, type: str = "") -> Iterator[Action]:
        """The operations of this kind, on this type where one is named."""
        for action in self.contract.actions():
            endpoint = action.endpoint
            if endpoint is None or endpoint.kind is not kind or not successes(action):
                continue
            if endpoint.above and action.path.count("{") != len(endpoint.above) + 1:
                continue  # it spells out the id of a parent
            if has_literal_query(action):
                continue  # it asks for something of its own, such as deleted resources
            if not type or endpoint.type == type:
                yield action

    def by_id(self, kind: EndpointKind, type: str) -> Action | None:
        """The operation on a single resource by its id, else by its natural key."""
        owner = self.contract.resource_type(type)
        actions = [a for a in self.all(kind, type) if _names_one(a) and not names_other(a, owner)]
        actions.sort(key=lambda action: action.path.count("{"))
        by_id = (a for a in actions if owner and names_id(a, owner))
        return next(by_id, next(iter(actions), None))

    def reading(self, path: str) -> Action | None:
        """The GET that is documented for an address without its query; one with the fewest
        variables where several fit."""
        segments = path.split("/")
        actions = [
            action
            for kind in EndpointKind
            for action in self.all(kind)
            if action.method == "GET" and _fits(action.path.split("/"), segments)
        ]
        return min(actions, key=lambda action: action.path.count("{"), default=None)

    def single(self, kind: EndpointKind, type: str) -> Action | None:
        """The operation on the only resource of a type (``/v1/settings``)."""
        return next((a for a in self.all(kind, type) if "{" not in a.path), None)

    def create(self, type: str) -> Action | None:
        """The operation that creates a resource; one below a parent is the second choice."""
        actions = sorted(self.all(EndpointKind.CREATE, type), key=lambda a: a.path.count("{"))
        return next(iter(actions), None)

    def lists(self, type: str) -> tuple[Action, ...]:
        """The operations that list resources of the type, below a parent or not."""
        return tuple(self.all(EndpointKind.LIST, type))

    def relationship(self, owner: str, name: str, method: str) -> Action | None:
        """The operation on a relationship's linkage."""
        actions = self.all(EndpointKind.RELATIONSHIP)
        return next((a for a in actions if a.method == method and _is(a, owner, name)), None)

    def related(self, owner: str, name: str) -> Action | None:
        """The operation that shows the resource a to-one relationship leads to."""
        actions = self.all(EndpointKind.RELATED)
        return next((a for a in actions if _is(a, owner, name)), None)


def _fits(template: list[str], segments: list[str]) -> bool:
    """Whether a path has the segments of a template, with any text for its variables."""
    pairs = list(zip(template, segments, strict=False))
    return len(template) == len(segments) and all(
        bool(seen) if "{" in documented else documented == seen for documented, seen in pairs
    )


def _is(action: Action, owner: str, name: str) -> bool:
    endpoint = action.endpoint
    return endpoint is not None and (endpoint.parent, endpoint.relationship) == (owner, name)


def names_id(action: Action, owner: ResourceType) -> bool:
    """Whether the path ends with the id of a resource, whatever the variable is called.

    A variable with the name of an attribute is that attribute (``/events/{identifier}``), but
    ``{tax_id}`` is the id of a tax, whatever its attributes are called.
    """
    last = action.path.rsplit("/", 1)[-1]
    if not (last.startswith("{") and last.endswith("}")) or not _names_one(action):
        return False
    return is_id(last.strip("{}"), owner)


def names_other(action: Action, owner: ResourceType | None) -> bool:
    """Whether a path ends with the id of another resource, to which its own is linked.

    ``/favourites/{event_id}`` is the favourite of an event: which one, the path leaves open.
    """
    words = words_of(action.path.rsplit("/", 1)[-1].strip("{}"))
    if owner is None or words[-1:] != ("id",) or words[:-1] == words_of(owner.name):
        return False
    to_one = (r for r in owner.relationships if not r.many)
    return words[:-1] in {words_of(name) for r in to_one for name in (r.name, r.target)}


def _names_one(action: Action) -> bool:
    """Whether a path ends with a variable, and those before it are known to be its parents."""
    above = action.endpoint.above if action.endpoint else ()
    return action.path.endswith("}") and action.path.count("{") == len(above) + 1


def is_id(name: str, owner: ResourceType) -> bool:
    """Whether a variable in a path is the id of a resource."""
    spellings = {name, name.replace("_", "-")}
    if name == "id" or (not owner.natural_key and f"{owner.name}-id" in spellings):
        return True
    return not (name == owner.natural_key or key_attributes(name, owner))


def key_attributes(name: str, owner: ResourceType) -> list[str]:
    """The attributes of a type that a variable in a path names (``identifier``), also behind the
    type's own name (``order_identifier``)."""
    words, own = words_of(name), words_of(owner.name)
    spellings = {words}
    if words[: len(own)] == own and words[len(own) :] not in ((), ("id",)):
        spellings.add(words[len(own) :])
    return [a.name for a in owner.attributes if words_of(a.name) in spellings]


def deletion_times(contract: Contract, owner: ResourceType) -> frozenset[str]:
    """The attributes of a type that say when a resource was deleted: laws give them no values."""
    return frozenset({owner.deleted_at, contract.conventions.deleted_at})


def foreign_keys(owner: ResourceType) -> frozenset[str]:
    """The attributes of a type that have the id of what a relationship leads to: which ids there
    are, no schema says, so laws give them no values."""
    targets = {folded(relationship.name) for relationship in owner.relationships}
    return frozenset(a.name for a in owner.attributes if folded(key_target(a.name)) in targets)


def unlisted(owner: ResourceType, *actions: Action) -> frozenset[str]:
    """The attributes of a type that one of these actions does not show, as its MSON says."""
    names: set[str] = set()
    for action in actions:
        bodies = [t.response for t in successes(action) if t.response.body]
        resources = [primary(response.schema) for response in bodies]
        shown = [r.member("attributes") for r in resources if r is not None]
        if shown and len(shown) == len(bodies):
            listed = {m.name for each in shown for m in (each.members if each else ())}
            names |= attribute_names(owner) - listed
    return frozenset(names)


def attribute_names(owner: ResourceType) -> set[str]:
    """The names of a type's attributes."""
    return {attribute.name for attribute in owner.attributes}


def successes(action: Action) -> tuple[Transaction, ...]:
    """The transactions of an action that end well."""
    return tuple(t for t in action.transactions if not t.response.is_error)


def has_literal_query(action: Action) -> bool:
    """Whether the URI template spells out a query: ``/v1/faqs?get-trashed=true{&sort}``."""
    return "?" in action.uri_template.partition("{?")[0]


def parameter(action: Action, name: str) -> bool:
    """Whether a query parameter is documented."""
    return any(p.name == name and p.place == "query" for p in action.parameters)


def sendable(action: Action, part: str) -> frozenset[str]:
    """The attributes or relationships that the documented request of an action shows."""
    names: set[str] = set()
    for transaction in successes(action):
        schema: Schema | None = transaction.request.schema
        members = schema.member("data", part) if schema else None
        if members is not None:
            names |= {m.name for m in members.members}
        data = as_object(as_object(json_of(transaction.request.body)).get("data"))
        names |= set(as_object(data.get(part)))
    return frozenset(names)
