"""Tests of statements about documents: the top level, members, names, meta and links
(JSON:API 1.0, "Document Structure" and "Errors").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from contracts.text.documents import as_object
from contracts.verify.scorecard.conditions import (
    ScoreTest,
    names_in,
    wrong,
)
from contracts.verify.scorecard.observed import ObservedExchange
from contracts.verify.strict.document import MEDIA_TYPE, TOP_LEVEL
from contracts.verify.strict.resources import (
    IDENTIFIER,
    MEMBER_NAME,
    RELATIONSHIP,
    RESOURCE,
    href,
)
from contracts.verify.strict.schema import ERROR_MEMBERS

_PAGES: Final = ("first", "last", "prev", "next")


def _content_type(seen: ObservedExchange) -> str | None:
    if not (seen.is_json_api and seen.answer.body):
        return None
    content_type = seen.answer.content_type
    return wrong(content_type != MEDIA_TYPE, f"the Content-Type is {content_type or 'missing'}")


def _root(seen: ObservedExchange) -> str | None:
    if not seen.is_json_api or not seen.answer.body:
        return None
    return wrong(not isinstance(seen.document, dict), "the root of the document is no object")


def _top(check: Callable[[dict[str, Any]], str | None]) -> ScoreTest:
    """A test of documents whose root is an object."""

    def test(seen: ObservedExchange) -> str | None:
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


def _errors_array(seen: ObservedExchange) -> str | None:
    if not seen.has_document or not seen.answer.is_error:
        return None
    listed = seen.top.get("errors")
    return wrong(not isinstance(listed, list) or not listed, "an error without an array of errors")


def _members(seen: ObservedExchange) -> str | None:
    """No member that the specification does not know, in any object it defines."""
    if not seen.has_document:
        return None
    for kind, value, allowed in _objects(seen):
        unknown = sorted(value.keys() - allowed)
        if unknown:
            return f"{kind} has the member {unknown[0]!r}"
    return ""


def _objects(seen: ObservedExchange) -> Iterator[tuple[str, dict[str, Any], frozenset[str]]]:
    yield "the document", seen.top, TOP_LEVEL
    full = {id(each) for each in seen.full_resources}
    for each in seen.resources:
        allowed = RESOURCE if id(each) in full else IDENTIFIER
        yield f"{each.type} {each.id}", each.value, allowed
        for name, value in each.relationships.items():
            yield f"the relationship {name}", as_object(value), RELATIONSHIP
    for error in seen.errors:
        yield "an error object", error, ERROR_MEMBERS


def _everywhere(member: str) -> Callable[[ObservedExchange], list[Any]]:
    """All values of a member that may stand at several places (``meta``, ``links``)."""

    def values(seen: ObservedExchange) -> list[Any]:
        if not seen.has_document:
            return []
        owners = [seen.top, as_object(seen.top.get("jsonapi")), *seen.errors]
        for each in seen.resources:
            owners += [each.value, *map(as_object, each.relationships.values())]
        return [owner[member] for owner in owners if member in owner]

    return values


def _all_objects(member: str) -> ScoreTest:
    values = _everywhere(member)

    def test(seen: ObservedExchange) -> str | None:
        members = values(seen)
        good = all(isinstance(value, dict) for value in members)
        return wrong(not good, f"a member {member} is no object") if members else None

    return test


def _links(seen: ObservedExchange) -> str | None:
    named = [
        (name, link)
        for links in _everywhere("links")(seen)
        for name, link in as_object(links).items()
    ]
    for name, link in named:
        if not href(link) and not (link is None and name in _PAGES):
            return f"the link {name} is neither a URL nor a link object"
    return "" if named else None


def _member_names(is_right: Callable[[str], bool], what: str) -> ScoreTest:
    def test(seen: ObservedExchange) -> str | None:
        if not seen.has_document:
            return None
        names = set(seen.top)
        for each in seen.full_resources:
            names |= {*names_in(each.attributes), *each.relationships}
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
