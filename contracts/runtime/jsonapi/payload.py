"""Request documents, checked member by member (JSON:API 1.0, "CRUD" and "Document Structure").

What is no JSON object is a 400; a JSON object that is no proper document is a 422 whose
pointer names the member; 409 and 403 where the specification asks for them. Attributes and
relationships must be the type's own; members that the specification does not know are ignored,
as it demands ("Document Structure").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request
from marshmallow import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from contracts.runtime.jsonapi.errors import ApiError, ErrorObject, error_object
from contracts.runtime.jsonapi.linkage import ToManyOf, ToOne, ToOneOf
from contracts.runtime.jsonapi.names import pointer
from contracts.runtime.jsonapi.parsing import parse_json, unstorable_json
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    attributes,
    is_to_many,
    polymorphic,
    public,
    relationships,
)
from contracts.runtime.jsonapi.storage.trash import DELETED_AT
from contracts.runtime.jsonapi.unchanged import same_attribute, same_identifier, same_linkage

Linkage = list[str] | str | None


@dataclass(frozen=True, slots=True)
class RequestPayload:
    """A request's resource object: values and linked ids under Python names."""

    id: str | None
    attributes: dict[str, Any]
    linkage: dict[str, Linkage]


def read_body(request: Request) -> bytes:
    """The bytes of the body; 413 when they reach ``MAX_CONTENT_LENGTH``.

    Werkzeug refuses a body whose ``Content-Length`` is too large, and truncates a chunked one.
    """
    data = request.get_data()
    limit = request.max_content_length
    if request.content_length is None and limit is not None and len(data) >= limit:
        raise RequestEntityTooLarge
    return data


def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the request's body; ApiError 400 when it is none."""
    try:
        document = parse_json(read_body(request))
    except ValueError as error:
        raise ApiError(400, f"The request body is not JSON: {error}.") from error
    if not isinstance(document, dict):
        raise ApiError(400, "The request body must be a JSON object.")
    return document


def restores(request: Request, schema: SchemaClass) -> bool:
    """Whether a PATCH sets the moment of the deletion to null.

    False for a body that is no document.
    """
    name = public(schema, DELETED_AT)
    try:
        # Most bodies are not read twice; an escaped name is read.
        if name.encode() not in (body := read_body(request)) and b"\\u" not in body:
            return False
        document = read_object(request)
    except (ApiError, RequestEntityTooLarge):
        # read_resource refuses it, after it is known whether there is something to change.
        return False
    data = document.get("data")
    given = data.get("attributes") if isinstance(data, dict) else None
    return isinstance(given, dict) and given.get(name, "") is None


def read_resource(
    request: Request, schema: SchemaClass, *, current: Any = None, restoring: bool = False
) -> RequestPayload:
    """The resource object of a PATCH of the row ``current``, or of a POST without one.

    Many clients send a resource back whole, so read-only members that hold what the server
    shows, and relationships without ``data``, are left out. With ``restoring``, ``deleted-at``
    may be null; else it is read-only.

    Raises:
        ApiError: 400, 403 (a client-generated id, a changed read-only member), 409 (another
            type) or 422.
    """
    creating = current is None
    document = read_object(request)
    data = document.get("data")
    if not isinstance(data, dict):
        raise ApiError(422, "A resource object is required.", pointer="/data")
    _check_type(data, schema.opts_type(), "/data")
    if creating and "id" in data and not schema.opts.client_ids:
        raise ApiError(403, "Ids are given by the server.", pointer="/data/id")
    if not creating or "id" in data:
        _check_id(data, "/data")
    errors: list[ErrorObject] = []
    values = _attributes(schema, _section(data, "attributes"), current, errors, restoring)
    given = _with_data(schema, _section(data, "relationships"), errors)
    values |= _polymorphic(schema, given, current, errors)
    linkage = _relationships(schema, given, current, errors)
    if errors:
        # One status for the document: what is invalid comes before what is forbidden.
        raise ApiError.of([e for e in errors if e["status"] == "422"] or errors)
    return RequestPayload(data.get("id"), values, linkage)


def read_linkage(request: Request, field: ToOne, *, list_only: bool) -> Linkage:
    """The resource linkage of a request to a relationship endpoint.

    Raises:
        ApiError: 400, 409 (another type) or 422.
    """
    return _linkage(field, _linkage_data(request, list_only=list_only), "/data")


def read_several(request: Request, field: ToOneOf, *, list_only: bool) -> Any:
    """The identifier, or the list of them, of a request to a relationship to several types.

    Raises:
        ApiError: 400, 409 (another type) or 422.
    """
    data = _linkage_data(request, list_only=list_only)
    if data is None and not field.required and not isinstance(field, ToManyOf):
        return None
    return read_identifiers(field, data, "/data")


def _linkage_data(request: Request, *, list_only: bool) -> Any:
    document = read_object(request)
    if "data" not in document:
        raise ApiError(422, "Resource linkage is required.", pointer="/data")
    if list_only and not isinstance(document["data"], list):
        raise ApiError(422, "A list of resource identifiers is required.", pointer="/data")
    return document["data"]


def _check_type(data: Mapping[str, Any], type_: str, at: str) -> None:
    given = data.get("type")
    if not isinstance(given, str):
        raise ApiError(422, f"The type {type_!r} is required.", pointer=f"{at}/type")
    if given != type_:
        raise ApiError(409, f"The type must be {type_!r}, not {given!r}.", pointer=f"{at}/type")


def _check_id(data: Mapping[str, Any], at: str) -> None:
    if not isinstance(data.get("id"), str):
        raise ApiError(422, "The id is required, as a string.", pointer=f"{at}/id")


def _section(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    section = data.get(name, {})
    if not isinstance(section, dict):
        raise ApiError(422, f"{name} must be an object.", pointer=f"/data/{name}")
    return section


def _with_data(
    schema: SchemaClass, given: Mapping[str, Any], errors: list[ErrorObject]
) -> dict[str, Any]:
    """The relationships that have ``data``; those with ``links`` or ``meta`` only say nothing.

    Any other value is no relationship object (JSON:API 1.0, "Relationships").
    """
    known = relationships(schema).keys() | polymorphic(schema).keys()
    members: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known or (isinstance(value, dict) and "data" in value):
            members[name] = value
        elif not isinstance(value, dict) or not {"links", "meta"} & set(value):
            at = ("data", "relationships", name)
            errors.append(_error("must be an object with data, links or meta.", *at))
    return members


def _error(detail: str, *path: str, status: int = 422) -> ErrorObject:
    reason = unstorable_json(path[-1])
    shown = "The member name" if reason else path[-1]
    return error_object(status, f"{shown} {detail}", pointer=pointer(*path))


def _read_only(*path: str) -> ErrorObject:
    return _error("is read-only; leave it out, or send it as it was read.", *path, status=403)


def _attributes(
    schema: SchemaClass,
    given: Mapping[str, Any],
    current: Any,
    errors: list[ErrorObject],
    restoring: bool,
) -> dict[str, Any]:
    known = attributes(schema)
    values: dict[str, Any] = {}
    for name, value in given.items():
        at = ("data", "attributes", name)
        if name not in known:
            errors.append(_error(f"is no attribute of {schema.opts_type()}.", *at))
        elif restoring and known[name][0] == DELETED_AT and value is None:
            values[DELETED_AT] = None
        elif known[name][1].dump_only:
            advances = known[name][0] == schema.opts.last_access
            if not same_attribute(*known[name], current, value, advances=advances):
                errors.append(_read_only(*at))
        else:
            python_name, field = known[name]
            try:
                values[python_name] = field.deserialize(value)
            except ValidationError as error:
                errors.extend(_error(detail, *at) for detail in error.messages)
    if current is None:
        for name, (_, field) in known.items():
            if field.required and name not in given:
                errors.append(_error("is required.", "data", "attributes", name))
    return values


def _relationships(
    schema: SchemaClass, given: Mapping[str, Any], current: Any, errors: list[ErrorObject]
) -> dict[str, Linkage]:
    known = relationships(schema)
    apart = polymorphic(schema)
    linkages: dict[str, Linkage] = {}
    for name, value in given.items():
        at = ("data", "relationships", name)
        if name in apart:
            continue
        if name not in known:
            errors.append(_error(f"is no relationship of {schema.opts_type()}.", *at))
        elif known[name][1].dump_only:
            if not same_linkage(*known[name], current, value["data"]):
                errors.append(_read_only(*at))
        else:
            python_name, field = known[name]
            linkages[python_name] = _linkage(field, value["data"], pointer(*at) + "/data")
    if current is None:
        for name, (_, field) in known.items():
            if field.required and not field.dump_only and name not in given:
                errors.append(_error("is required.", "data", "relationships", name))
    return linkages


def _polymorphic(
    schema: SchemaClass, given: Mapping[str, Any], current: Any, errors: list[ErrorObject]
) -> dict[str, Any]:
    """The identifiers that relationships to several types are given, by Python name."""
    linkages: dict[str, Any] = {}
    for name, (python_name, field) in polymorphic(schema).items():
        at = ("data", "relationships", name)
        value = given.get(name, {})
        if name not in given:
            if current is None and field.required:
                errors.append(_error("is required.", *at))
        elif field.dump_only:
            if not same_identifier(python_name, current, value["data"]):
                errors.append(_read_only(*at))
        elif value["data"] is None and not field.required and not isinstance(field, ToManyOf):
            linkages[python_name] = None
        else:
            linkages[python_name] = read_identifiers(field, value["data"], pointer(*at) + "/data")
    return linkages


def read_identifiers(field: ToOneOf, value: Any, at: str) -> Any:
    """The identifier, or the list of identifiers, of a relationship to several types.

    Raises:
        ApiError: 409 (another type) or 422, pointing below ``at``.
    """
    if not isinstance(field, ToManyOf):
        return _identifier_of(field, value, at)
    if not isinstance(value, list):
        raise ApiError(422, "must be a list of resource identifiers.", pointer=at)
    identifiers = (_identifier_of(field, item, f"{at}/{index}") for index, item in enumerate(value))
    return list({(each["type"], each["id"]): each for each in identifiers}.values())


def _identifier_of(field: ToOneOf, value: Any, at: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ApiError(422, "must be a resource identifier object.", pointer=at)
    if value.get("type") not in field.types:
        kinds = " or ".join(map(repr, field.types))
        raise ApiError(409, f"The type must be {kinds}.", pointer=f"{at}/type")
    _check_id(value, at)
    return {"type": str(value["type"]), "id": str(value["id"])}


def _linkage(field: ToOne, value: Any, at: str) -> Linkage:
    if is_to_many(field):
        if not isinstance(value, list):
            raise ApiError(422, "must be a list of resource identifiers.", pointer=at)
        ids = [_identifier(field, item, f"{at}/{index}") for index, item in enumerate(value)]
        return list(dict.fromkeys(ids))
    if value is None:
        if field.required:
            raise ApiError(422, "The relationship is required; it cannot be null.", pointer=at)
        return None
    return _identifier(field, value, at)


def _identifier(field: ToOne, value: Any, at: str) -> str:
    if not isinstance(value, dict):
        raise ApiError(422, "must be a resource identifier object.", pointer=at)
    _check_type(value, field.type_, at)
    _check_id(value, at)
    return str(value["id"])
