"""Where the JSON:API parts of a payload's schema are (JSON:API 1.0, "Document Structure")."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from contracts.model import Payload, Schema
from contracts.text.documents import json_member
from contracts.text.numbers import written

MEDIA_TYPE = "application/vnd.api+json"
#: Members of a document and of a resource object (JSON:API 1.0, 5.1 and 5.2).
TOP_LEVEL: Final = frozenset({"data", "errors", "meta", "jsonapi", "links", "included"})
RESOURCE_MEMBERS: Final = frozenset({"type", "id", "attributes", "relationships", "links", "meta"})
#: How deep a body or a JSON Schema may be nested.
DEEPEST: Final = 200
_TOO_DEEP: Final = "is nested too deeply to be read"


def media_type(content_type: str) -> str:
    """The type and subtype of a Content-Type, in lower case (RFC 9110, 8.3.1)."""
    return content_type.split(";", 1)[0].strip().lower()


def is_json_api(payload: Payload) -> bool:
    """Whether the payload is documented as a JSON:API document."""
    return media_type(payload.content_type) == MEDIA_TYPE


def shows_json_api(payload: Payload) -> bool:
    """Whether the payload is a JSON:API document by media type or, in plain JSON, by shape."""
    if is_json_api(payload):
        return True
    is_plain = is_json_media(payload.content_type) or not payload.content_type.strip()
    return is_plain and is_well_formed(json_of(payload.body))


def looks_like_json_api(document: Any) -> bool:
    """Whether a JSON value has primary data with attributes or relationships of a type.

    ``type`` alone may be anything in plain JSON.
    """
    data = json_member(document, "data")
    first = data[0] if isinstance(data, list) and data else data
    if not isinstance(first, dict) or not isinstance(first.get("type"), str):
        return False
    return isinstance(first.get("attributes"), dict) or isinstance(first.get("relationships"), dict)


def is_well_formed(document: Any) -> bool:
    """Whether a document looks like JSON:API and has no members that JSON:API does not know.

    A server that keeps resources can answer with it: ids are texts, too.
    """
    if not looks_like_json_api(document) or not set(document) <= TOP_LEVEL:
        return False
    data = document["data"]
    return all(
        isinstance(each, dict)
        and set(each) <= RESOURCE_MEMBERS
        and isinstance(each.get("type"), str)
        and isinstance(each.get("id", ""), str)
        for each in (data if isinstance(data, list) else [data])
    )


def is_json_media(content_type: str) -> bool:
    """Whether a Content-Type is JSON, plain or by suffix (RFC 6839, section 3.1)."""
    media = media_type(content_type)
    return media.endswith(("/json", "+json"))


def sends_json(payload: Payload) -> bool:
    """Whether the payload has a body that is documented as JSON.

    Without a Content-Type, one that is described or is JSON is taken for it.
    """
    described = bool(payload.schema or payload.body_schema)
    if payload.content_type.strip():
        return is_json_media(payload.content_type) and (described or bool(payload.body))
    return described or is_json(payload.body)


class Unreadable(ValueError):
    """JSON that breaks no rule of the grammar and is too much for its readers."""


def parsed(text: str, *, as_written: bool = False) -> Any:
    """The JSON value of a text; ``as_written``: its numbers are printed as they are there.

    Whoever walks through the value may use a function that calls itself: it is nested no
    deeper than ``DEEPEST``.

    Raises:
        json.JSONDecodeError: the text is not JSON.
        Unreadable: it is nested deeper, or has a number of thousands of digits.
    """
    try:
        value = json.loads(text, parse_float=written if as_written else None)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise Unreadable(_TOO_DEEP) from error
    except ValueError as error:  # Python's own words about integers
        raise Unreadable("has a number that is too long to be read") from error
    if text.count("[") + text.count("{") > DEEPEST and _is_deep(value):
        raise Unreadable(_TOO_DEEP)
    return value


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _parts(each)]
        if not level:
            return False
    return True


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def json_of(body: str, *, as_written: bool = False) -> Any:
    """The body's JSON value, or None when it is not JSON that can be read; see ``parsed``."""
    try:
        return parsed(body, as_written=as_written) if body else None
    except ValueError:
        return None


def is_json(body: str) -> bool:
    """Whether the body is JSON that can be read; ``null`` is."""
    return json_of(body) is not None or body.strip(" \t\r\n") == "null"


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
