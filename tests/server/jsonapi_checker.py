"""What JSON:API 1.0 asks of every response, whoever sends it.

Each rule names the section of the specification that it comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from werkzeug.test import TestResponse

MEDIA_TYPE = "application/vnd.api+json"
TOP_LEVEL = {"data", "errors", "meta", "jsonapi", "links", "included"}
RESOURCE = {"type", "id", "attributes", "relationships", "links", "meta"}
ERROR = {"id", "links", "status", "code", "title", "detail", "source", "meta"}
MEMBER_NAME = re.compile(
    r"[a-zA-Z0-9\u0080-\uffff]([-_ a-zA-Z0-9\u0080-\uffff]*[a-zA-Z0-9\u0080-\uffff])?"
)


def problems(response: TestResponse) -> list[str]:
    """Every rule that the response breaks, as sentences."""
    if response.status_code == 304:
        return ["a body in a 304 (RFC 9110, 15.4.5)"] if response.data else []
    if response.content_type != MEDIA_TYPE:
        return [f"Content-Type is {response.content_type} (Content Negotiation)"]
    if not response.data:
        return (
            []
            if response.status_code == 204
            else ["an empty body without 204 (Document Structure)"]
        )
    document = json.loads(response.data)
    if not isinstance(document, dict):
        return ["the root is no object (Top Level)"]
    return [*_top_level(document), *_errors(document, response.status_code), *_data(document)]


def _top_level(document: dict[str, Any]) -> Iterator[str]:
    if not {"data", "errors", "meta"} & set(document):
        yield "none of data, errors, meta (Top Level)"
    if "data" in document and "errors" in document:
        yield "data beside errors (Top Level)"
    if "included" in document and "data" not in document:
        yield "included without data (Top Level)"
    for name in set(document) - TOP_LEVEL:
        yield f"unknown top-level member {name} (Top Level)"
    if document.get("jsonapi") != {"version": "1.0"}:
        yield "jsonapi is not version 1.0 (JSON:API Object)"
    yield from _links(document.get("links"), "the document")


def _errors(document: dict[str, Any], status: int) -> Iterator[str]:
    if ("errors" in document) != (status >= 400):
        yield f"errors and the status {status} disagree (Processing Errors)"
    for error in document.get("errors", []):
        for name in set(error) - ERROR:
            yield f"unknown error member {name} (Error Objects)"
        for name in ("status", "title", "detail"):
            if not isinstance(error.get(name), str) or not error[name]:
                yield f"error {name} is no text (Error Objects)"
        if error.get("status") != str(status):
            yield f"error status {error.get('status')} in a {status} (Error Objects)"
        source = error.get("source", {"parameter": "-"})
        if not isinstance(source, dict) or not set(source) & {"pointer", "parameter"}:
            yield "error source has neither pointer nor parameter (Error Objects)"
        pointer = source.get("pointer", "/")
        if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
            yield f"{pointer!r} is no JSON Pointer (Error Objects)"


def _data(document: dict[str, Any]) -> Iterator[str]:
    if "data" not in document:
        return
    data = document["data"]
    primary = data if isinstance(data, list) else [] if data is None else [data]
    included = document.get("included", [])
    for resource in [*primary, *included]:
        yield from _resource(resource)
    yield from _once([*primary, *included])
    yield from _full_linkage(primary, included)


def _resource(resource: Any) -> Iterator[str]:
    if not isinstance(resource, dict):
        yield "a resource is no object (Resource Objects)"
        return
    where = f"{resource.get('type')} {resource.get('id')}"
    yield from _identifier(resource, where)
    for name in set(resource) - RESOURCE:
        yield f"{where}: unknown member {name} (Resource Objects)"
    attributes = resource.get("attributes", {})
    relationships = resource.get("relationships", {})
    for name in [*attributes, *relationships]:
        if name in {"type", "id"}:
            yield f"{where}: a field named {name} (Fields)"
        if not MEMBER_NAME.fullmatch(name) or "_" in name:
            yield f"{where}: {name} is no good member name (Member Names)"
    for name in set(attributes) & set(relationships):
        yield f"{where}: {name} is attribute and relationship (Fields)"
    for name, relationship in relationships.items():
        yield from _relationship(relationship, f"{where}.{name}")
    yield from _links(resource.get("links"), where)


def _identifier(value: Any, where: str) -> Iterator[str]:
    for name in ("type", "id"):
        if not isinstance(value, dict) or not isinstance(value.get(name), str):
            yield f"{where}: {name} is no string (Identification)"


def _relationship(relationship: Any, where: str) -> Iterator[str]:
    if not isinstance(relationship, dict) or not set(relationship) & {"links", "data", "meta"}:
        yield f"{where}: neither links, data nor meta (Relationships)"
        return
    links = relationship.get("links")
    if links is not None and not set(links) & {"self", "related"}:
        yield f"{where}: links without self and related (Relationships)"
    yield from _links(links, where)
    data = relationship.get("data")
    for each in data if isinstance(data, list) else [] if data is None else [data]:
        yield from _identifier(each, where)
        if set(each) - {"type", "id", "meta"}:
            yield f"{where}: more than an identifier in linkage (Resource Linkage)"


def _links(links: Any, where: str) -> Iterator[str]:
    if links is None:
        return
    for name, link in links.items():
        if not isinstance(link, str) or not link.startswith("/"):
            yield f"{where}: the link {name} is {link!r} (Links)"


def _once(resources: list[Any]) -> Iterator[str]:
    seen: set[tuple[Any, Any]] = set()
    for resource in resources:
        key = (resource.get("type"), resource.get("id"))
        if key in seen and "attributes" in resource:
            yield f"{key} appears twice (Compound Documents)"
        seen.add(key)


def _full_linkage(primary: list[Any], included: list[Any]) -> Iterator[str]:
    linked = {key for resource in [*primary, *included] for key in _linked(resource)}
    for resource in included:
        if (resource["type"], resource["id"]) not in linked:
            yield f"{resource['type']} {resource['id']} is not linked (Compound Documents)"


def _linked(resource: Any) -> Iterator[tuple[str, str]]:
    for relationship in resource.get("relationships", {}).values():
        data = relationship.get("data")
        for each in data if isinstance(data, list) else [] if data is None else [data]:
            yield each["type"], each["id"]
