"""Texts and JSON as they arrive from outside, checked before anything else sees them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, NoReturn

from .columns import MAX_ID

# PostgreSQL cannot store NUL; unpaired surrogates are no Unicode text at all (RFC 8259, 8.2).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ID = re.compile("[1-9][0-9]{0,18}", re.ASCII)
_RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def unstorable(text: str) -> str | None:
    """Why no database can keep ``text``, or None when it can."""
    found = _UNSTORABLE.search(text)
    if found is None:
        return None
    return "NUL characters" if found.group() == "\x00" else "unpaired surrogates"


def unstorable_json(value: Any) -> str | None:
    """The same as :func:`unstorable` for every text inside a JSON value."""
    if isinstance(value, str):
        return unstorable(value)
    if isinstance(value, dict):
        return next(filter(None, map(unstorable_json, [*value.keys(), *value.values()])), None)
    if isinstance(value, list):
        return next(filter(None, map(unstorable_json, value)), None)
    return None


def parse_id(text: str) -> int | None:
    """The row number an id stands for, or None when no row can have it."""
    if not _ID.fullmatch(text):
        return None
    number = int(text)
    return number if number <= MAX_ID else None


def parse_timestamp(text: str) -> datetime | None:
    """The RFC 3339 moment in UTC, or None; a time without a zone is no moment."""
    found = _RFC3339.fullmatch(text)
    if not found:
        return None
    date, time, fraction, zone = found.groups()
    zone = "+00:00" if zone in "Zz" else zone
    try:
        moment = datetime.fromisoformat(f"{date}T{time}.{(fraction or '0'):0<6.6}{zone}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def format_timestamp(moment: datetime) -> str:
    """The moment as RFC 3339 in UTC: ``2099-12-13T23:59:59Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_json(data: bytes | str) -> Any:
    """The JSON value (RFC 8259) in ``data``.

    Raises:
        ValueError: with what is wrong; also for values nested too deep.
    """
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        return json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
