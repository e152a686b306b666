"""Rules of JSON:API 1.0 about a whole document ("Document Structure", "Errors")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from contracts.exchange import Problem
from contracts.model import MISSING, Missing
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.text.json_values import kind_of
from contracts.text.payloads import media_type
from contracts.verify.strict.context import CheckContext, identifiers
from contracts.verify.strict.rule import StrictCheck, StrictRule
from contracts.verify.strict.schema import ERROR_MEMBERS

JSONAPI_MEDIA_TYPE: Final = StrictRule(
    "jsonapi-media-type",
    "json-api",
    'A JSON:API Content-Type has no parameters ("Content Negotiation").',
)
JSONAPI_TOP_LEVEL: Final = StrictRule(
    "jsonapi-top-level",
    "json-api",
    "Documents have data, errors or meta, not both data and errors, and no other members"
    ' ("Top Level").',
)
JSONAPI_VERSION: Final = StrictRule(
    "jsonapi-version",
    "json-api",
    'The jsonapi object names a version, the documented one ("JSON:API Object").',
)
JSONAPI_ERRORS: Final = StrictRule(
    "jsonapi-errors",
    "json-api",
    'Error responses have error objects, which say what happened ("Error Objects").',
)
JSONAPI_COMPOUND: Final = StrictRule(
    "jsonapi-compound",
    "json-api",
    'Each resource appears once; every included one is linked ("Compound Documents").',
)


TOP_LEVEL: Final = frozenset({"data", "errors", "meta", "jsonapi", "links", "included"})
MEDIA_TYPE: Final = "application/vnd.api+json"


def parameters(context: CheckContext) -> Iterator[Problem]:
    """A JSON:API Content-Type has no parameters ("Content Negotiation")."""
    seen = context.answer.content_type
    if ";" in seen and media_type(seen) == MEDIA_TYPE:
        message = "JSON:API 1.0 forbids parameters of its media type"
        yield JSONAPI_MEDIA_TYPE.problem(message, "header:Content-Type", MEDIA_TYPE, seen)


def top_level(context: CheckContext) -> Iterator[Problem]:
    """Documents have data, errors or meta, not both data and errors, and no other members."""
    if isinstance(context.document, Missing):
        return
    if not isinstance(context.document, dict):
        message = f"a JSON:API document must be an object, not {kind_of(context.document)}"
        yield JSONAPI_TOP_LEVEL.problem(message, "", {}, context.document)
        return
    top = context.document
    if not ("data" in top or "errors" in top or "meta" in top):
        yield JSONAPI_TOP_LEVEL.problem("the document has neither data, errors nor meta")
    if "data" in top and "errors" in top:
        message = "the document has both data and errors"
        yield JSONAPI_TOP_LEVEL.problem(message, "/errors", MISSING, top["errors"])
    if "included" in top and "data" not in top:
        message = "included resources need primary data beside them"
        yield JSONAPI_TOP_LEVEL.problem(message, "/included", MISSING, top["included"])
    for name in top:
        if name not in TOP_LEVEL:
            place = pointer(name)
            message = f"JSON:API has no top-level member {name!r}"
            yield JSONAPI_TOP_LEVEL.problem(message, place, MISSING, top[name])
    if "data" in top and top["data"] is not None and not isinstance(top["data"], dict | list):
        message = f"primary data must be an object, a list or null, not {kind_of(top['data'])}"
        yield JSONAPI_TOP_LEVEL.problem(message, "/data", MISSING, top["data"])


def version(context: CheckContext) -> Iterator[Problem]:
    """The jsonapi object names a version, the documented one ("JSON:API Object")."""
    if "jsonapi" not in context.top:
        return
    documented = as_object(context.expected.document).get("jsonapi")
    wanted = as_object(documented).get("version", "1.0")
    seen = as_object(context.top["jsonapi"]).get("version", MISSING)
    if seen != wanted:
        message = f"jsonapi.version is not {wanted!r}"
        yield JSONAPI_VERSION.problem(message, "/jsonapi/version", wanted, seen)


def errors(context: CheckContext) -> Iterator[Problem]:
    """Error responses have error objects, which say what happened ("Error Objects")."""
    if "errors" not in context.top:
        if context.answer.is_error and isinstance(context.document, dict):
            message = f"the response has status {context.answer.status} and no errors"
            yield JSONAPI_ERRORS.problem(message, "/errors", [])
        return
    listed = context.top["errors"]
    if not context.answer.is_error:
        message = f"the response has errors, though its status is {context.answer.status}"
        yield JSONAPI_ERRORS.problem(message, "/errors", MISSING, listed)
    if not isinstance(listed, list) or not listed:
        yield JSONAPI_ERRORS.problem(
            "errors must be a list with at least one item", "/errors", [], listed
        )
        return
    for index, error in enumerate(listed):
        place = pointer("errors", index)
        if isinstance(error, dict):
            yield from _error(context, error, place)
        else:
            yield JSONAPI_ERRORS.problem("an error must be an object", place, {}, error)


def _error(context: CheckContext, error: dict[str, Any], place: str) -> Iterator[Problem]:
    """Every member is optional, but not all of them; what is documented the schema asks for."""
    status = str(context.answer.status)
    if not error:
        yield JSONAPI_ERRORS.problem("the error is an empty object", place, MISSING, error)
    if error.get("status", status) != status:
        message = f"the error's status is not {status!r}, the response's status as a string"
        yield JSONAPI_ERRORS.problem(message, f"{place}/status", status, error["status"])
    for name in ("title", "detail", "code", "id"):
        if name in error:
            value = error[name]
            if not isinstance(value, str) or not value.strip():
                message = f"the error's {name} is not a non-empty string"
                yield JSONAPI_ERRORS.problem(message, f"{place}/{name}", MISSING, value)
    for name in error:
        if name not in ERROR_MEMBERS:
            message = f"JSON:API has no member {name!r} of errors"
            yield JSONAPI_ERRORS.problem(message, place + pointer(name), MISSING, error[name])
    if "source" in error:
        yield from _source(error["source"], f"{place}/source")


def _source(source: Any, place: str) -> Iterator[Problem]:
    """``pointer`` is a JSON Pointer, ``parameter`` the name of a query parameter."""
    if not isinstance(source, dict) or not ("pointer" in source or "parameter" in source):
        message = "an error's source must have a pointer or a parameter"
        yield JSONAPI_ERRORS.problem(message, place, {}, source)
        return
    at = source.get("pointer", "")
    if not isinstance(at, str) or (at and not at.startswith("/")):
        message = "source.pointer must be a JSON Pointer: empty, or beginning with a slash"
        yield JSONAPI_ERRORS.problem(message, f"{place}/pointer", "/data", at)
    name = source.get("parameter", "-")
    if not isinstance(name, str) or not name:
        message = "source.parameter must be the name of a query parameter"
        yield JSONAPI_ERRORS.problem(message, f"{place}/parameter", MISSING, name)


def compound(context: CheckContext) -> Iterator[Problem]:
    """Each resource appears once; every included one is linked ("Compound Documents").

    Sparse fieldsets may leave the links out: the document then need not have them.
    """
    if not context.resources:
        return
    seen: set[tuple[str, str]] = set()
    for each in context.resources:
        key = (each.type, each.id)
        if each.id and key in seen:
            message = f"{each.type} {each.id} appears more than once"
            yield JSONAPI_COMPOUND.problem(message, each.place, MISSING, each.value)
        seen.add(key)
    if "included" not in context.top or any(name.startswith("fields[") for name in context.query):
        return
    if not isinstance(context.top["included"], list):
        message = "included must be a list of resources"
        yield JSONAPI_COMPOUND.problem(message, "/included", [], context.top["included"])
        return
    linked = {key for each in context.resources for key in _linked(each.relationships)}
    if context.kind is not None and context.kind.value == "relationship":
        linked |= identifiers(context.top.get("data"))
    for each in context.resources:
        if not each.primary and (each.type, each.id) not in linked:
            message = f"nothing in the document links to the included {each.type} {each.id}"
            yield JSONAPI_COMPOUND.problem(message, each.place, MISSING, each.value)


def _linked(relationships: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for relationship in relationships.values():
        yield from identifiers(as_object(relationship).get("data"))


CHECKS: Final = (
    StrictCheck(JSONAPI_MEDIA_TYPE, parameters),
    StrictCheck(JSONAPI_TOP_LEVEL, top_level),
    StrictCheck(JSONAPI_VERSION, version),
    StrictCheck(JSONAPI_ERRORS, errors),
    StrictCheck(JSONAPI_COMPOUND, compound),
)
