"""Where the JSON:API parts of a payload's schema are (JSON:API 1.0, "Document Structure")."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from contracts.model import Request, Response, Schema

MEDIA_TYPE = "application/vnd.api+json"


def is_json_api(payload: Request | Response) -> bool:
    """Whether the payload is documented as a JSON:API document."""
    return payload.content_type.split(";", 1)[0].strip().lower() == MEDIA_TYPE


def json_of(body: str) -> Any:
    """The body's JSON value, or None when it is not JSON."""
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):  # the latter: nested thousands of levels deep
        return None


def primary(schema: Schema | None) -> Schema | None:
    """The primary data's resource object or identifier; of an array, its first item type."""
    data = schema.member("data") if schema else None
    if data is None or data.kind != "array":
        return data
    return data.items[0] if data.items else None


def resource_objects(schema: Schema | None) -> Iterator[Schema]:
    """The resource objects of a document: primary data, then included resources."""
    for name in ("data", "included"):
        part = schema.member(name) if schema else None
        if part is not None:
            yield from part.items if part.kind == "array" else (part,)


def fixed_type(resource_object: Schema | None) -> str:
    """The JSON:API type that a resource object or identifier is fixed to, or an empty text."""
    node = resource_object.member("type") if resource_object else None
    return str(node.sample) if node is not None and node.fixed else ""
