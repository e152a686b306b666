"""The contract's facts about types and links, looked up once for all transactions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from contracts.model import (
    Action,
    Attribute,
    Contract,
    EndpointKind,
    Relationship,
    ResourceType,
)
from contracts.text.uri import path_shape, path_variables


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """A resource type by name: attributes, relationships and where their links lead.

    ``path`` and the values of ``self_links`` and ``related_links`` are URI templates with
    one variable, the resource's id.
    """

    type: ResourceType
    attributes: Mapping[str, Attribute]
    relationships: Mapping[str, Relationship]
    path: str = ""
    self_links: Mapping[str, str] = field(default_factory=dict)
    related_links: Mapping[str, str] = field(default_factory=dict)


def type_facts(contract: Contract) -> dict[str, TypeFacts]:
    """The facts about every resource type of the contract, by its name."""
    self_links: dict[str, dict[str, str]] = {}
    related_links: dict[str, dict[str, str]] = {}
    for action in contract.actions():
        endpoint = action.endpoint
        if endpoint is None or not endpoint.parent or not endpoint.relationship:
            continue
        if endpoint.kind is EndpointKind.RELATIONSHIP:
            _add(self_links, action, endpoint.parent, endpoint.relationship)
        elif action.method == "GET":
            _add(related_links, action, endpoint.parent, endpoint.relationship)
    return {
        t.name: TypeFacts(
            t,
            {a.name: a for a in t.attributes},
            {r.name: r for r in t.relationships},
            t.path if _by_id(t.path) else "",
            self_links.get(t.name, {}),
            related_links.get(t.name, {}),
        )
        for t in contract.resource_types
    }


def expand(template: str, id: str) -> str:
    """The address of the resource with this id: every variable of ``template`` is its id."""
    return path_shape(template, quote(id, safe=""))


def _add(links: dict[str, dict[str, str]], action: Action, owner: str, name: str) -> None:
    """Note a link whose only variable is the id; others lead by a natural key."""
    if _by_id(action.path):
        links.setdefault(owner, {}).setdefault(name, action.path)


def _by_id(path: str) -> bool:
    return path_variables(path) == ["id"]
