"""Comparing JSON values, and reading them from text and query strings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

KINDS: Final[dict[type, str]] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "text",
    list: "list",
    dict: "object",
    type(None): "null",
}


def kind_of(value: Any) -> str:
    """What a person calls the type of a JSON value; a float and an integer are numbers."""
    return KINDS[type(value)]


def read_json(text: str) -> Any:
    """The JSON value of ``text``. Raises ValueError when it is none, NaN included."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply to be read") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value")


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: 1 equals 1.0, and neither equals true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def same_as(left: Any, right: Any, format: str) -> bool:
    """Whether two values of an attribute mean the same: moments and UUIDs have spellings."""
    if same(left, right):
        return True
    if not (isinstance(left, str) and isinstance(right, str)):
        return False
    if format == "date-time":
        moment = moment_of(left)
        return moment is not None and moment == moment_of(right)
    return format == "uuid" and left.lower() == right.lower()


def moment_of(value: Any) -> datetime | None:
    """The moment an RFC 3339 date-time names, in UTC, or None when it names none."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value.upper())
    except ValueError:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else None


def same_address(left: str, right: str) -> bool:
    """Whether two addresses name the same path with the same query, in any order.

    Scheme and host are not compared: JSON:API leaves it to servers to show them in links.
    """
    return left == right or _parts(left) == _parts(right)


def _parts(uri: str) -> tuple[str, list[tuple[str, str]]]:
    split = urlsplit(uri)
    return unquote(split.path), sorted(parse_qsl(split.query, keep_blank_values=True))


def query_of(uri: str) -> dict[str, str]:
    """The query parameters of ``uri``, names and values decoded."""
    _, _, query = uri.partition("?")
    return dict(parse_qsl(query, keep_blank_values=True)) if query else {}
