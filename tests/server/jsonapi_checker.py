"""What JSON:API 1.0 asks of every response, whoever sends it.

Each rule names the section of the specification that it comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from werkzeug.wrappers import Response

MEDIA_TYPE = "application/vnd.api+json"
TOP_LEVEL = {"data", "errors", "meta", "jsonapi", "links", "included"}
RESOURCE = {"type", "id", "attributes", "relationships", "links", "meta"}
ERROR = {"id", "links", "status", "code", "title", "detail", "source", "meta"}
MEMBER_NAME = re.compile(
    r"[a-zA-Z0-9\u0080-\uffff]([-_ a-zA-Z0-9\u0080-\uffff]*[a-zA-Z0-9\u0080-\uffff])?"
)


#: Addresses whose successes are no JSON:API: tokens, documentation, what operators read.
PLAIN = ("/v1/auth/", "/v1/upload/", "/v1/images/", "/health-check", "/metrics", "/docs")


def speaks_json_api(method: str, path: str, status: int) -> bool:
    """Whether the response must be a JSON:API document: login's errors are, its tokens not."""
    if method in ("HEAD", "OPTIONS") or path.startswith("/health-check"):
        return False
    return status >= 400 or not path.startswith(PLAIN)


def problems(response: Response, method: str, path: str, *, underscores: bool = False) -> list[str]:
    """Every rule that the response to a request breaks, as sentences.

    With ``underscores``, names may have some (``DASHERIZE_API`` is off).
    """
    found = list(_headers(response))
    if not speaks_json_api(method, path, response.status_code):
        return found
    return found + _document(response, underscores=underscores)


def _headers(response: Response) -> Iterator[str]:
    needed = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 201: "Location"}
    name = needed.get(response.status_code)
    if name is not None and name not in response.headers:
        yield f"{response.status_code} without {name} (RFC 9110, 15; JSON:API, 201 Created)"
    if any("\n" in value or "\r" in value for _, value in response.headers):
        yield "a line break in a header (RFC 9110, 5.5)"
    if b"scrypt:" in response.data:
        yield "a password's hash"


def _document(response: Response, *, underscores: bool) -> list[str]:
    if response.status_code in (204, 304):
        status = response.status_code
        return [f"a body in a {status} (RFC 9110, 15.3.5 and 15.4.5)"] if response.data else []
    if response.content_type != MEDIA_TYPE:
        return [f"Content-Type is {response.content_type} (Content Negotiation)"]
    if not response.data:
        return ["an empty body without 204 (Document Structure)"]
    try:
        document = json.loads(response.data, parse_constant=_refuse)
    except ValueError as error:
        return [f"no JSON: {error} (RFC 8259)"]
    if not isinstance(document, dict):
        return ["the root is no object (Top Level)"]
    return [
        *_top_level(document),
        *_errors(document, response.status_code),
        *_data(document, underscores=underscores),
        *_created(document, response),
    ]


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _created(document: dict[str, Any], response: Response) -> Iterator[str]:
    if response.status_code != 201 or not isinstance(document.get("data"), dict):
        return
    own = document["data"].get("links", {}).get("self")
    if own is not None and own != response.headers.get("Location"):
        yield f"links.self {own} is not Location (Responses, 201 Created)"


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


def _data(document: dict[str, Any], *, underscores: bool) -> Iterator[str]:
    if "data" not in document:
        return
    data = document["data"]
    primary = data if isinstance(data, list) else [] if data is None else [data]
    included = document.get("included", [])
    for resource in [*primary, *included]:
        yield from _resource(resource, underscores=underscores)
    yield from _once([*primary, *included])
    yield from _full_linkage(primary, included)
    if isinstance(data, list) and "count" in document.get("meta", {}):
        yield from _pages(document)


def _resource(resource: Any, *, underscores: bool) -> Iterator[str]:
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
        if not MEMBER_NAME.fullmatch(name) or ("_" in name and not underscores):
            yield f"{where}: {name} is no good member name (Member Names)"
        if name == "password":
            yield f"{where}: a password"
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
        # Absolute where PUBLIC_URL is set.
        if not isinstance(link, str) or not link.startswith(("/", "http://", "https://")):
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


def _pages(document: dict[str, Any]) -> Iterator[str]:
    links, count = document.get("links", {}), document["meta"]["count"]
    for name in ("self", "first", "last"):
        if name not in links:
            yield f"a page without a link to {name} (Pagination)"
    if count < len(document["data"]):
        yield f"{len(document['data'])} of {count} resources on one page (Pagination)"
    alone = len(document["data"]) == count
    if ("prev" in links or "next" in links) and alone and count:
        yield "links to other pages of the only one (Pagination)"
    if not alone and not {"prev", "next"} & set(links):
        yield "resources on pages that no link leads to (Pagination)"
