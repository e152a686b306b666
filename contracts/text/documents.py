"""Readers of example bodies: JSON:API documents of any author, so no member is certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeGuard

from contracts.model import ResourceType

Identifier = dict[str, Any]
#: What the name of a present secret begins with.
CURRENT: Final = "current-"


def json_member(value: Any, name: str) -> Any:
    """The member of a JSON object; None where it is not there, or where there is no object."""
    return value.get(name) if isinstance(value, dict) else None


def as_object(value: Any) -> dict[str, Any]:
    """``value`` where it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """``value`` where it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[dict[str, Any]]:
    """The JSON objects in a JSON array; none where there is no array."""
    return [each for each in as_list(value) if isinstance(each, dict)]


def primary(document: Any, name: str = "data") -> list[dict[str, Any]]:
    """The objects in a document's primary data (or another member), as a list."""
    data = json_member(document, name)
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
    members = json_member(resource_object, "relationships")
    return members if isinstance(members, dict) else {}


def to_one(relationships: Mapping[str, Any]) -> dict[str, Identifier]:
    """The to-one linkage of a relationships member, by relationship name."""
    return {
        name: identifier(value["data"])
        for name, value in relationships.items()
        if isinstance(value, dict) and is_identifier(value.get("data"))
    }


def linkages(relationships: Mapping[str, Any]) -> dict[str, Any]:
    """The linkage of each relationship that shows any: an identifier, null or a list.

    One that shows links only leads somewhere (JSON:API 1.0, 5.2.1.2 and 5.2.3): to the id at
    the end of its related link, or to one that is not known; its type is empty.
    """
    by_name: dict[str, Any] = {}
    for name, value in relationships.items():
        if not isinstance(value, dict):
            continue
        data = value.get("data")
        if "data" not in value:
            if isinstance(value.get("links"), dict):
                by_name[name] = {"type": "", "id": _linked_id(value["links"])}
        elif isinstance(data, list):
            by_name[name] = [identifier(item) for item in data if is_identifier(item)]
        elif data is None or is_identifier(data):
            by_name[name] = identifier(data) if data else None
    return by_name


def _linked_id(links: Mapping[str, Any]) -> str:
    """The id that a related link ends with, or an empty text."""
    link = links.get("related")
    link = link.get("href") if isinstance(link, dict) else link
    last = str(link or "").split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]
    return last if last.isdecimal() else ""


def linked(relationships: Mapping[str, Any]) -> Iterator[Identifier]:
    """Every identifier in a relationships member, to-one and to-many."""
    for value in relationships.values():
        data = json_member(value, "data")
        for item in data if isinstance(data, list) else [data]:
            if is_identifier(item):
                yield identifier(item)


def linkage(document: Any) -> Identifier | list[Identifier] | None:
    """A relationship document's primary data as linkage (JSON:API 1.0, 5.2.2)."""
    data = json_member(document, "data")
    if isinstance(data, list):
        return [identifier(item) for item in data if is_identifier(item)]
    return identifier(data) if is_identifier(data) else None


def present_secrets(document: Any, owner: ResourceType) -> dict[str, Any]:
    """The secrets of ``owner`` that a request proves to know, by attribute.

    ``meta`` has them, each as ``current-`` and the name of the attribute.
    """
    meta = document.get("meta") if isinstance(document, dict) else None
    given = meta if isinstance(meta, dict) else {}
    return {
        attribute.name: given[CURRENT + attribute.name]
        for attribute in owner.attributes
        if attribute.write_only and CURRENT + attribute.name in given
    }
