"""Values of OpenAPI documents, whatever they are: objects, lists, examples, texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from contracts.text.documents import as_object
from contracts.text.numbers import json_text, written
from contracts.text.schema_examples import example_of


def parsed_example(example: str) -> Any:
    """The JSON that an example's text is, where it is an object or a list; else the text."""
    if example.lstrip()[:1] not in ("{", "["):
        return example
    try:
        return json.loads(example, parse_float=written)
    except (ValueError, RecursionError):
        return example


def host_of(server: dict[str, Any]) -> str:
    """The URL of a server with its variables' defaults; empty for one that is relative."""
    url = str(server.get("url") or "")
    for name, variable in as_object(server.get("variables")).items():
        url = url.replace(f"{{{name}}}", str(as_object(variable).get("default", "")))
    return url.rstrip("/") if "://" in url else ""


def words(name: str) -> str:
    """An operation's id as words."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+", " ", name).strip()
    return spaced[:1].upper() + spaced[1:]


def one_line(text: str) -> str:
    """A text without brackets that fits into a heading."""
    return re.sub(r"[\[\](){}`]", "", " ".join(text.split()))[:120].rstrip(" .")


def made_value(
    schema: dict[str, Any], plain: str, resolved: Callable[[Any], dict[str, Any]] = as_object
) -> str:
    """A value made of a schema, as it stands in a URI or a header; ``plain`` for any text."""
    made = text_of(example_of(schema, resolved))
    return plain if made in ("", "text", "{}") else made


def first_example(examples: Any, resolved: Any = None) -> Any:
    """The value of the first of several examples."""
    first = next(iter(examples.values()), None) if isinstance(examples, dict) else None
    if resolved is not None and isinstance(first, dict):
        first = resolved(first)
    return first.get("value") if isinstance(first, dict) else None


def first_of(values: Any) -> Any:
    """The first of a list, or None."""
    return values[0] if isinstance(values, list) and values else None


def text_of(value: Any) -> str:
    """A value as it stands in a URI or a header."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(text_of(each) for each in value)
    return str(value) if not isinstance(value, dict) else json_text(value)
