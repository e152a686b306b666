"""The resources that a blueprint's examples show whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.model import Action, Contract, EndpointKind, Json
from contracts.states.order import Key
from contracts.text.documents import identifier, is_identifier, linkages, primary, relationships_of
from contracts.text.payloads import json_of


@dataclass(frozen=True, slots=True)
class ResourceState:
    """A resource that must exist. Attributes left out are the state handler's to choose.

    ``guessed``: only a path of plain JSON suggests it, or it fills a page before the documented
    one; where the server cannot have it, the transaction may do without.
    """

    type: str
    id: str
    attributes: Mapping[str, Json] = field(default_factory=dict)
    relationships: Mapping[str, Any] = field(default_factory=dict)
    guessed: bool = False

    def has(self, kind: str, attributes: Mapping[str, Json]) -> bool:
        """Whether it is of this type and has all these attributes."""
        return self.type == kind and attributes.items() <= self.attributes.items()


def documented(contract: Contract) -> dict[Key, ResourceState]:
    """Every resource that a successful response shows whole, by type and id; first wins."""
    by_key: dict[Key, ResourceState] = {}
    for action in contract.actions():
        held = held_by(action)
        for transaction in action.transactions:
            if not transaction.response.is_error:
                for resource in resources(json_of(transaction.response.body), held):
                    by_key.setdefault((resource.type, resource.id), resource)
    return by_key


def held_by(action: Action) -> str:
    """The type that the action's primary data must have, whatever its examples say; empty where
    it may be of several."""
    endpoint = action.endpoint
    if endpoint is None or endpoint.others or endpoint.kind is EndpointKind.RELATIONSHIP:
        return ""
    return endpoint.type


def resources(document: Any, held: str = "") -> Iterator[ResourceState]:
    """The document's resource objects with attributes or relationships: primary, then included.

    ``held`` is the type of all primary data, where it is known.
    """
    shown = [(item, held) for item in primary(document)]
    for item, kind in (*shown, *((item, "") for item in primary(document, "included"))):
        attributes = item.get("attributes", {} if relationships_of(item) else None)
        if is_identifier(item) and isinstance(attributes, dict):
            linkage = identifier(item)
            links = linkages(relationships_of(item))
            yield ResourceState(kind or linkage["type"], linkage["id"], attributes, links)
