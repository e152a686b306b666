"""Tests of statements about resource objects and their relationships (JSON:API 1.0,
"Resource Objects", "Resource Identifier Objects" and "Compound Documents").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from contracts.model import EndpointKind
from contracts.text.documents import as_object
from contracts.verify.scorecard.conditions import (
    ScoreTest,
    names_in,
    wrong,
)
from contracts.verify.scorecard.observed import ObservedExchange
from contracts.verify.strict.context import ShownResource, identifiers
from contracts.verify.strict.resources import (
    MEMBER_NAME,
    href,
    is_address,
)

_PAGES: Final = ("first", "last", "prev", "next")


_FOREIGN_KEY: Final = re.compile(r"(.+?)[-_]?[iI]d")


def each_resource(check: Callable[[ShownResource], str | None]) -> ScoreTest:
    """A test of all resource objects in a document; the first wrong one is reported."""

    def test(seen: ObservedExchange) -> str | None:
        results = [check(each) for each in seen.full_resources]
        looked_at = [result for result in results if result is not None]
        return next(filter(None, looked_at), "") if looked_at else None

    return test


def _identified(shown: ShownResource) -> str:
    return wrong(not {"type", "id"} <= shown.value.keys(), f"{shown.place} lacks type or id")


def _texts(shown: ShownResource) -> str:
    values = [shown.value[name] for name in ("type", "id") if name in shown.value]
    good = all(isinstance(value, str) for value in values)
    return wrong(not good, f"{shown.place}: type or id is no string")


def _type_name(shown: ShownResource) -> str | None:
    good = MEMBER_NAME.fullmatch(shown.type)
    return wrong(not good, f"the type {shown.type!r} is no member name") if shown.type else None


def _namespace(shown: ShownResource) -> str:
    both = shown.attributes.keys() & shown.relationships.keys()
    both |= {"type", "id"} & (shown.attributes.keys() | shown.relationships.keys())
    return wrong(bool(both), f"{shown.type} uses the name {min(both, default='')!r} twice")


def _is_object(part: str) -> Callable[[ShownResource], str | None]:
    def check(shown: ShownResource) -> str | None:
        if part not in shown.value:
            return None
        return wrong(not isinstance(shown.value[part], dict), f"{shown.place}/{part} is no object")

    return check


def _reserved(shown: ShownResource) -> str | None:
    if not shown.attributes:
        return None
    names = {"relationships", "links"} & set(names_in(shown.attributes))
    return wrong(bool(names), f"an attribute of {shown.type} has {min(names, default='')!r}")


def _foreign_key(shown: ShownResource) -> str | None:
    if not shown.attributes:
        return None
    for name in shown.attributes:
        match = _FOREIGN_KEY.fullmatch(name)
        if match and match[1] in shown.relationships:
            return f"the attribute {name!r} is the key of a relationship"
    return ""


def _relationships(check: Callable[[str, dict[str, Any]], str | None]) -> ScoreTest:
    """A test of all relationship objects in a document."""

    def test(seen: ObservedExchange) -> str | None:
        results = [
            check(name, as_object(value))
            for each in seen.full_resources
            for name, value in each.relationships.items()
        ]
        looked_at = [result for result in results if result is not None]
        return next(filter(None, looked_at), "") if looked_at else None

    return test


def _relationship(name: str, value: dict[str, Any]) -> str:
    links = as_object(value.get("links")).keys() & {"self", "related"}
    good = "data" in value or "meta" in value or links
    return wrong(not good, f"the relationship {name} has neither links, data nor meta")


def _related_link(name: str, value: dict[str, Any]) -> str | None:
    links = as_object(value.get("links"))
    if "related" not in links:
        return None
    good = is_address(href(links["related"]))
    return wrong(not good, f"the related link of {name} is no URL")


def _linkage_shape(data: Any) -> bool:
    items = data if isinstance(data, list) else [] if data is None else [data]
    return all(isinstance(item, dict) for item in items)


def _linkage(name: str, value: dict[str, Any]) -> str | None:
    if "data" not in value:
        return None
    return wrong(not _linkage_shape(value["data"]), f"the linkage of {name} is none")


def _identifiers(name: str, value: dict[str, Any]) -> str | None:
    data = value.get("data")
    items = data if isinstance(data, list) else [data]
    objects = [item for item in items if isinstance(item, dict)]
    if not objects:
        return None
    good = all(isinstance(i.get("type"), str) and isinstance(i.get("id"), str) for i in objects)
    return wrong(not good, f"an identifier in {name} lacks type or id")


def _unique(seen: ObservedExchange) -> str | None:
    if "included" not in seen.top or not seen.resources:
        return None
    keys = [(each.type, each.id) for each in seen.full_resources]
    return wrong(len(set(keys)) < len(keys), "a resource object appears twice")


def _unique_primary(seen: ObservedExchange) -> str | None:
    keys = [(each.type, each.id) for each in seen.full_resources if each.primary]
    return wrong(len(set(keys)) < len(keys), "two resources have one type and id") if keys else None


def _linked(seen: ObservedExchange) -> str | None:
    """Every included resource is identified; sparse fieldsets may hide its identifier."""
    included = {(r.type, r.id) for r in seen.resources if not r.primary}
    if not included or any(name.startswith("fields[") for name in seen.query):
        return None
    linked = identifiers(seen.top["data"])
    if seen.kind is not EndpointKind.RELATIONSHIP:
        linked = set()
    for each in seen.resources:
        for value in each.relationships.values():
            linked |= identifiers(as_object(value).get("data"))
    lost = sorted(included - linked)
    return wrong(bool(lost), f"nothing identifies the included {' '.join(lost[0]) if lost else ''}")


RESOURCE_TESTS: Final[Mapping[str, ScoreTest]] = {
    "identified": each_resource(_identified),
    "type-id-strings": each_resource(_texts),
    "type-name": each_resource(_type_name),
    "namespace": each_resource(_namespace),
    "attributes-object": each_resource(_is_object("attributes")),
    "relationships-object": each_resource(_is_object("relationships")),
    "reserved": each_resource(_reserved),
    "foreign-key": each_resource(_foreign_key),
    "resource-members": each_resource(lambda each: "" if len(each.value) > 2 else None),
    "resource-links": each_resource(lambda each: "" if each.value.get("links") else None),
    "relationship-content": _relationships(_relationship),
    "relationship-pages": _relationships(
        lambda _, v: "" if as_object(v.get("links")).keys() & set(_PAGES) else None
    ),
    "related-link": _relationships(_related_link),
    "linkage": _relationships(_linkage),
    "identifiers": _relationships(_identifiers),
    "identifier-meta": _relationships(
        lambda _, v: "" if as_object(v.get("data")).get("meta") else None
    ),
    "unique": _unique,
    "unique-primary": _unique_primary,
    "linked": _linked,
}
