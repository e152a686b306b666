"""Reading example bodies: JSON:API documents as somebody wrote them, so nothing is certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

Identifier = dict[str, Any]


def primary(document: Any, member: str = "data") -> list[dict[str, Any]]:
    """The objects in a document's primary data (or another member), as a list."""
    data = document.get(member) if isinstance(document, dict) else None
    items = data if isinstance(data, list) else [data]
    return [item for item in items if isinstance(item, dict)]


def is_identifier(value: Any) -> TypeGuard[Identifier]:
    """Whether ``value`` has the type and id of a resource (JSON:API 1.0, 5.2).

    Numbers pass for ids: many people write them so.
    """
    return (
        isinstance(value, dict)
        and isinstance(value.get("type"), str)
        and isinstance(value.get("id"), str | int)
        and not isinstance(value["id"], bool)
        and value["id"] != ""
    )


def identifier(value: Identifier) -> Identifier:
    """The resource identifier inside a resource object, its id a text."""
    return {"type": value["type"], "id": str(value["id"])}


def relationships_of(resource_object: Any) -> Mapping[str, Any]:
    """The relationships member of a resource object; empty when there is none."""
    found = resource_object.get("relationships") if isinstance(resource_object, dict) else None
    return found if isinstance(found, dict) else {}


def to_one(relationships: Mapping[str, Any]) -> dict[str, Identifier]:
    """The to-one linkage of a relationships member, by relationship name."""
    return {
        name: identifier(value["data"])
        for name, value in relationships.items()
        if isinstance(value, dict) and is_identifier(value.get("data"))
    }


def linked(relationships: Mapping[str, Any]) -> Iterator[Identifier]:
    """Every identifier in a relationships member, to-one and to-many."""
    for value in relationships.values():
        data = value.get("data") if isinstance(value, dict) else None
        for item in data if isinstance(data, list) else [data]:
            if is_identifier(item):
                yield identifier(item)


def linkage(document: Any) -> Identifier | list[Identifier] | None:
    """A relationship document's primary data as linkage (JSON:API 1.0, 5.2.2)."""
    data = document.get("data") if isinstance(document, dict) else None
    if isinstance(data, list):
        return [identifier(item) for item in data if is_identifier(item)]
    return identifier(data) if is_identifier(data) else None
