"""Rules of JSON:API 1.0 about resource objects ("Resource Objects", "Links")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from contracts.exchange import Problem
from contracts.model import MISSING, EndpointKind
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.text.json_values import kind_of
from contracts.verify.strict.context import CheckContext, ShownResource
from contracts.verify.strict.rule import StrictCheck, StrictRule

JSONAPI_IDENTIFICATION: Final = StrictRule(
    "jsonapi-identification",
    "json-api",
    'Resources have a type and an id, both strings ("Identification").',
)
JSONAPI_RESOURCE: Final = StrictRule(
    "jsonapi-resource",
    "json-api",
    'Resources have the members JSON:API allows, with allowed names ("Fields").',
)
JSONAPI_FIELD: Final = StrictRule(
    "jsonapi-field",
    "json-api",
    'Names of attributes and relationships are allowed, unique, and not `type` or `id` ("Fields").',
)
JSONAPI_RELATIONSHIP: Final = StrictRule(
    "jsonapi-relationship",
    "json-api",
    'A relationship shows links, data or meta, and its linkage is one ("Relationships").',
)
JSONAPI_LINKAGE: Final = StrictRule(
    "jsonapi-linkage",
    "json-api",
    'Linkage is null or an identifier (to-one), or a list of identifiers ("Resource Linkage").',
)
JSONAPI_LINKS: Final = StrictRule(
    "jsonapi-links",
    "json-api",
    'A link is a URL, an object with href, or (in lists) null ("Links").',
)


RESOURCE: Final = frozenset({"type", "id", "attributes", "relationships", "links", "meta"})
IDENTIFIER: Final = frozenset({"type", "id", "meta"})
RELATIONSHIP: Final = frozenset({"links", "data", "meta"})
MEMBER_NAME: Final = re.compile(
    r"[a-zA-Z0-9\u0080-\U0010ffff]([-_ a-zA-Z0-9\u0080-\U0010ffff]*[a-zA-Z0-9\u0080-\U0010ffff])?"
)


def identity(context: CheckContext) -> Iterator[Problem]:
    """Resources have a type and an id, both strings ("Identification")."""
    yield from _no_objects(context)
    for each in context.resources:
        for name in ("type", "id"):
            value = each.value.get(name, MISSING)
            if not isinstance(value, str) or not value:
                message = f"{each.place}: {name} must be a non-empty string"
                yield JSONAPI_IDENTIFICATION.problem(
                    message, f"{each.place}/{name}", MISSING, value
                )


def _no_objects(context: CheckContext) -> Iterator[Problem]:
    """Members of data and included that are no objects at all."""
    for member in ("data", "included"):
        part = context.top.get(member)
        if isinstance(part, list):
            for index, item in enumerate(part):
                if not isinstance(item, dict):
                    message = f"a resource must be an object, not {kind_of(item)}"
                    yield JSONAPI_IDENTIFICATION.problem(message, pointer(member, index), {}, item)


def members(context: CheckContext) -> Iterator[Problem]:
    """Resources have the members JSON:API allows, with allowed names ("Fields")."""
    for each in context.resources:
        linkage = context.kind is EndpointKind.RELATIONSHIP and each.primary
        allowed = IDENTIFIER if linkage else RESOURCE
        for name in each.value:
            if name not in allowed:
                message = f"JSON:API has no member {name!r} here"
                place = each.place + pointer(name)
                yield JSONAPI_RESOURCE.problem(message, place, MISSING, each.value[name])
        yield from _fields(each)


def _fields(shown: ShownResource) -> Iterator[Problem]:
    """Attributes and relationships share one namespace without type and id."""
    for part in ("attributes", "relationships"):
        value = shown.value.get(part, {})
        if not isinstance(value, dict):
            message = f"{part} must be an object, not {kind_of(value)}"
            yield JSONAPI_RESOURCE.problem(message, f"{shown.place}/{part}", {}, value)
    attributes, relationships = shown.attributes, shown.relationships
    for part, names in (("attributes", attributes), ("relationships", relationships)):
        for name in names:
            place = f"{shown.place}/{part}{pointer(name)}"
            if name in ("type", "id"):
                message = f"no field may be called {name!r}"
                yield JSONAPI_FIELD.problem(message, place, MISSING, names[name])
            elif not MEMBER_NAME.fullmatch(name):
                message = f"{name!r} is not a member name that JSON:API allows"
                yield JSONAPI_FIELD.problem(message, place, MISSING, names[name])
    for name in relationships:
        if name in attributes:
            message = f"{name!r} is an attribute and a relationship at once"
            place = f"{shown.place}/relationships{pointer(name)}"
            yield JSONAPI_FIELD.problem(message, place, MISSING, relationships[name])


def relationships(context: CheckContext) -> Iterator[Problem]:
    """A relationship shows links, data or meta, and its linkage is one ("Relationships")."""
    for each in context.resources:
        for name, value in each.relationships.items():
            place = f"{each.place}/relationships{pointer(name)}"
            yield from _relationship(context, each, name, value, place)


def _relationship(
    context: CheckContext, shown: ShownResource, name: str, value: Any, place: str
) -> Iterator[Problem]:
    if not isinstance(value, dict) or not (value.keys() & RELATIONSHIP):
        message = f"the relationship {name} shows neither links, data nor meta"
        yield JSONAPI_RELATIONSHIP.problem(message, place, {}, value)
        return
    for other in value:
        if other not in RELATIONSHIP:
            message = f"JSON:API has no member {other!r} of relationships"
            yield JSONAPI_RELATIONSHIP.problem(message, place + pointer(other), MISSING)
    if "data" in value:
        facts = context.types.get(shown.type)
        known = facts.relationships.get(name) if facts else None
        many = known.many if known else None
        yield from linkage(value["data"], f"{place}/data", many, known.targets if known else ())


def linkage(
    data: Any, place: str, many: bool | None, targets: tuple[str, ...]
) -> Iterator[Problem]:
    """Linkage is null or an identifier (to-one), or a list of them ("Resource Linkage").

    ``many`` is None where the contract does not say; ``targets`` are the documented types.
    """
    if many is not None and many != isinstance(data, list):
        wanted = "a list of identifiers" if many else "an identifier or null"
        message = f"the linkage is {kind_of(data)}; of this relationship it must be {wanted}"
        yield JSONAPI_LINKAGE.problem(message, place, [] if many else None, data)
        return
    items = data if isinstance(data, list) else [] if data is None else [data]
    target = " or ".join(targets)
    seen: set[tuple[str, str]] = set()
    for index, item in enumerate(items):
        at = f"{place}/{index}" if isinstance(data, list) else place
        if not isinstance(item, dict) or not all(
            isinstance(item.get(part), str) and item[part] for part in ("type", "id")
        ):
            message = "an identifier must have a type and an id, both strings"
            yield JSONAPI_LINKAGE.problem(message, at, {"type": target, "id": "1"}, item)
            continue
        if not item.keys() <= IDENTIFIER:
            message = "an identifier may have only a type, an id and meta"
            yield JSONAPI_LINKAGE.problem(message, at, MISSING, item)
        if (item["type"], item["id"]) in seen:
            message = f"{item['type']} {item['id']} is linked more than once"
            yield JSONAPI_LINKAGE.problem(message, at, MISSING, item)
        seen.add((item["type"], item["id"]))
        if targets and item["type"] not in targets:
            message = f"linkage to {item['type']}; the relationship leads to {target}"
            yield JSONAPI_LINKAGE.problem(message, f"{at}/type", target, item["type"])


def relationship_document(context: CheckContext) -> Iterator[Problem]:
    """The data of a relationship endpoint is linkage ("Fetching Relationships")."""
    endpoint = context.action.endpoint
    if (
        context.kind is not EndpointKind.RELATIONSHIP
        or endpoint is None
        or "data" not in context.top
    ):
        return
    facts = context.types.get(endpoint.parent)
    known = facts.relationships.get(endpoint.relationship) if facts else None
    targets = known.targets if known else ()
    targets = targets or ((endpoint.type,) if endpoint.type else ())
    yield from linkage(context.top["data"], "/data", known.many if known else None, targets)


def links(context: CheckContext) -> Iterator[Problem]:
    """A link is a URL, an object with href, or (in lists) null ("Links")."""
    yield from _links(context.top, "", paging=True)
    for each in context.resources:
        yield from _links(each.value, each.place, paging=False)
        for name, value in each.relationships.items():
            place = f"{each.place}/relationships{pointer(name)}"
            yield from _links(as_object(value), place, paging=True)


def _links(owner: dict[str, Any], place: str, *, paging: bool) -> Iterator[Problem]:
    if "links" not in owner:
        return
    links = owner["links"]
    if not isinstance(links, dict):
        message = f"links must be an object, not {kind_of(links)}"
        yield JSONAPI_LINKS.problem(message, f"{place}/links", {}, links)
        return
    for name, link in links.items():
        nothing = link is None and paging and name in ("first", "last", "prev", "next")
        address = href(link)
        if not nothing and not (address and is_address(address)):
            message = f"the link {name} is not a URL"
            at = f"{place}/links{pointer(name)}"
            yield JSONAPI_LINKS.problem(message, at, MISSING, link)


def href(link: Any) -> str:
    """The address of a link: a text, or the href of a link object; empty otherwise."""
    target = link.get("href") if isinstance(link, dict) else link
    return target if isinstance(target, str) else ""


def is_address(text: str) -> bool:
    """Whether ``text`` is an absolute address or a path, without spaces (RFC 3986)."""
    return (text.startswith(("/", "http://", "https://"))) and not re.search(r"\s", text)


CHECKS: Final = (
    StrictCheck(JSONAPI_IDENTIFICATION, identity),
    StrictCheck(JSONAPI_RESOURCE, members),
    StrictCheck(JSONAPI_RELATIONSHIP, relationships),
    StrictCheck(JSONAPI_LINKAGE, relationship_document),
    StrictCheck(JSONAPI_LINKS, links),
)
