"""Tests of statements about documents (JSON:API 1.0, "Document Structure" and "Errors").

A test looks at one case: None where the case is not about the statement, an empty text where
the statement holds, else what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from contracts.model import EndpointKind
from contracts.text.documents import as_object
from contracts.verify.scorecard.observed import Observed
from contracts.verify.strict.context import ShownResource, identifiers
from contracts.verify.strict.document import MEDIA_TYPE, TOP_LEVEL
from contracts.verify.strict.resources import (
    IDENTIFIER,
    MEMBER_NAME,
    RELATIONSHIP,
    RESOURCE,
    href,
    is_address,
)
from contracts.verify.strict.schema import ERROR_MEMBERS

ScoreTest: TypeAlias = Callable[[Observed], str | None]

_PAGES: Final = ("first", "last", "prev", "next")
_FOREIGN_KEY: Final = re.compile(r"(.+?)[-_]?[iI]d")


def wrong(is_wrong: bool, message: str) -> str:
    """``message`` where something is wrong, else an empty text."""
    return message if is_wrong else ""


def _content_type(seen: Observed) -> str | None:
    if not (seen.is_json_api and seen.answer.body):
        return None
    found = seen.answer.content_type
    return wrong(found != MEDIA_TYPE, f"the Content-Type is {found or 'missing'}")


def _root(seen: Observed) -> str | None:
    if not seen.is_json_api or not seen.answer.body:
        return None
    return wrong(not isinstance(seen.document, dict), "the root of the document is no object")


def _top(check: Callable[[dict[str, Any]], str | None]) -> ScoreTest:
    """A test of documents whose root is an object."""

    def test(seen: Observed) -> str | None:
        if not (seen.has_document and isinstance(seen.document, dict)):
            return None
        return check(seen.document)

    return test


def _has_content(top: dict[str, Any]) -> str:
    return wrong(not top.keys() & {"data", "errors", "meta"}, "neither data, errors nor meta")


def _data_or_errors(top: dict[str, Any]) -> str | None:
    return wrong({"data", "errors"} <= top.keys(), "data and errors in one document")


def _included_with_data(top: dict[str, Any]) -> str | None:
    return wrong("data" not in top, "included without data") if "included" in top else None


def _included_list(top: dict[str, Any]) -> str | None:
    if "included" not in top:
        return None
    items = top["included"]
    good = isinstance(items, list) and all(isinstance(item, dict) for item in items)
    return wrong(not good, "included is no array of resource objects")


def _primary(top: dict[str, Any]) -> str | None:
    if "data" not in top:
        return None
    data = top["data"]
    items = data if isinstance(data, list) else [] if data is None else [data]
    good = all(isinstance(item, dict) for item in items)
    return wrong(not good, "primary data has something else than resources")


def _jsonapi(top: dict[str, Any]) -> str | None:
    if "jsonapi" not in top:
        return None
    return wrong(not isinstance(top["jsonapi"], dict), "the member jsonapi is no object")


def _errors_array(seen: Observed) -> str | None:
    if not seen.has_document or not seen.answer.is_error:
        return None
    found = seen.top.get("errors")
    return wrong(not isinstance(found, list) or not found, "an error without an array of errors")


def _members(seen: Observed) -> str | None:
    """No member that the specification does not know, in any object it defines."""
    if not seen.has_document:
        return None
    for kind, value, allowed in _objects(seen):
        unknown = sorted(value.keys() - allowed)
        if unknown:
            return f"{kind} has the member {unknown[0]!r}"
    return ""


def _objects(seen: Observed) -> Iterator[tuple[str, dict[str, Any], frozenset[str]]]:
    yield "the document", seen.top, TOP_LEVEL
    full = {id(each) for each in seen.full_resources}
    for each in seen.resources:
        allowed = RESOURCE if id(each) in full else IDENTIFIER
        yield f"{each.type} {each.id}", each.value, allowed
        for name, value in each.relationships.items():
            yield f"the relationship {name}", as_object(value), RELATIONSHIP
    for error in seen.errors:
        yield "an error object", error, ERROR_MEMBERS


def each_resource(check: Callable[[ShownResource], str | None]) -> ScoreTest:
    """A test of all resource objects in a document; the first wrong one is reported."""

    def test(seen: Observed) -> str | None:
        found = [check(each) for each in seen.full_resources]
        looked_at = [result for result in found if result is not None]
        return next(filter(None, looked_at), "") if looked_at else None

    return test


def _identified(each: ShownResource) -> str:
    return wrong(not {"type", "id"} <= each.value.keys(), f"{each.place} lacks type or id")


def _texts(each: ShownResource) -> str:
    values = [each.value[name] for name in ("type", "id") if name in each.value]
    good = all(isinstance(value, str) for value in values)
    return wrong(not good, f"{each.place}: type or id is no string")


def _type_name(each: ShownResource) -> str | None:
    good = MEMBER_NAME.fullmatch(each.type)
    return wrong(not good, f"the type {each.type!r} is no member name") if each.type else None


def _namespace(each: ShownResource) -> str:
    both = each.attributes.keys() & each.relationships.keys()
    both |= {"type", "id"} & (each.attributes.keys() | each.relationships.keys())
    return wrong(bool(both), f"{each.type} uses the name {min(both, default='')!r} twice")


def _is_object(part: str) -> Callable[[ShownResource], str | None]:
    def check(each: ShownResource) -> str | None:
        if part not in each.value:
            return None
        return wrong(not isinstance(each.value[part], dict), f"{each.place}/{part} is no object")

    return check


def _reserved(each: ShownResource) -> str | None:
    if not each.attributes:
        return None
    found = {"relationships", "links"} & set(_names(each.attributes))
    return wrong(bool(found), f"an attribute of {each.type} has {min(found, default='')!r}")


def _names(value: Any) -> Iterator[str]:
    """The member names of a value, at any depth."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            yield from inner
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)


def _foreign_key(each: ShownResource) -> str | None:
    if not each.attributes:
        return None
    for name in each.attributes:
        match = _FOREIGN_KEY.fullmatch(name)
        if match and match[1] in each.relationships:
            return f"the attribute {name!r} is the key of a relationship"
    return ""


def _relationships(check: Callable[[str, dict[str, Any]], str | None]) -> ScoreTest:
    """A test of all relationship objects in a document."""

    def test(seen: Observed) -> str | None:
        found = [
            check(name, as_object(value))
            for each in seen.full_resources
            for name, value in each.relationships.items()
        ]
        looked_at = [result for result in found if result is not None]
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
    found = [item for item in items if isinstance(item, dict)]
    if not found:
        return None
    good = all(isinstance(i.get("type"), str) and isinstance(i.get("id"), str) for i in found)
    return wrong(not good, f"an identifier in {name} lacks type or id")


def _unique(seen: Observed) -> str | None:
    if "included" not in seen.top or not seen.resources:
        return None
    keys = [(each.type, each.id) for each in seen.full_resources]
    return wrong(len(set(keys)) < len(keys), "a resource object appears twice")


def _unique_primary(seen: Observed) -> str | None:
    keys = [(each.type, each.id) for each in seen.full_resources if each.primary]
    return wrong(len(set(keys)) < len(keys), "two resources have one type and id") if keys else None


def _linked(seen: Observed) -> str | None:
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


def _everywhere(member: str) -> Callable[[Observed], list[Any]]:
    """All values of a member that may stand at several places (``meta``, ``links``)."""

    def values(seen: Observed) -> list[Any]:
        if not seen.has_document:
            return []
        owners = [seen.top, as_object(seen.top.get("jsonapi")), *seen.errors]
        for each in seen.resources:
            owners += [each.value, *map(as_object, each.relationships.values())]
        return [owner[member] for owner in owners if member in owner]

    return values


def _all_objects(member: str) -> ScoreTest:
    values = _everywhere(member)

    def test(seen: Observed) -> str | None:
        found = values(seen)
        good = all(isinstance(value, dict) for value in found)
        return wrong(not good, f"a member {member} is no object") if found else None

    return test


def _links(seen: Observed) -> str | None:
    found = [
        (name, link)
        for links in _everywhere("links")(seen)
        for name, link in as_object(links).items()
    ]
    for name, link in found:
        if not href(link) and not (link is None and name in _PAGES):
            return f"the link {name} is neither a URL nor a link object"
    return "" if found else None


def _member_names(is_right: Callable[[str], bool], what: str) -> ScoreTest:
    def test(seen: Observed) -> str | None:
        if not seen.has_document:
            return None
        names = set(seen.top)
        for each in seen.full_resources:
            names |= {*_names(each.attributes), *each.relationships}
        bad = next((name for name in sorted(names) if not is_right(name)), None)
        return wrong(bad is not None, f"the member name {bad!r} {what}")

    return test


def _has(member: str) -> ScoreTest:
    return _top(lambda top: "" if member in top else None)


def _characters(name: str) -> bool:
    return not name or bool(MEMBER_NAME.fullmatch(f"a{name}a"))


def _ends(name: str) -> bool:
    return not name or bool(MEMBER_NAME.fullmatch(name[0]) and MEMBER_NAME.fullmatch(name[-1]))


DOCUMENT_TESTS: Final[Mapping[str, ScoreTest]] = {
    "content-type": _content_type,
    "root": _root,
    "top-content": _top(_has_content),
    "data-or-errors": _top(_data_or_errors),
    "included-with-data": _top(_included_with_data),
    "included-list": _top(_included_list),
    "primary": _top(_primary),
    "jsonapi-object": _top(_jsonapi),
    "errors-array": _errors_array,
    "members": _members,
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
    "meta-objects": _all_objects("meta"),
    "links-objects": _all_objects("links"),
    "links": _links,
    "name-length": _member_names(bool, "is empty"),
    "name-characters": _member_names(_characters, "has a character that is not allowed"),
    "name-ends": _member_names(_ends, "begins or ends with a character that is not allowed"),
    "name-url-safe": _member_names(
        lambda name: bool(re.fullmatch(r"[A-Za-z0-9_-]*", name)), "is not safe in URLs"
    ),
    "has-included": _has("included"),
    "has-jsonapi": _has("jsonapi"),
    "has-links": _has("links"),
    "has-meta": _has("meta"),
    "has-version": _top(lambda t: "" if "version" in as_object(t.get("jsonapi")) else None),
    "jsonapi-meta": _top(lambda t: "" if "meta" in as_object(t.get("jsonapi")) else None),
    "has-details": lambda seen: "" if seen.errors else None,
}
