"""Parses and checks texts and JSON of requests before any other code reads them."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from contracts.runtime.jsonapi.columns import MAX_ID, TextId

# PostgreSQL cannot store NUL; unpaired surrogates are no Unicode text at all (RFC 8259, 8.2).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: Far below what Python's own recursion allows, here and wherever the value is walked.
MAX_NESTING = 100
_ID = re.compile("[1-9][0-9]{0,18}", re.ASCII)
#: The hours, minutes and seconds of RFC 3339. It has no hour 24; Python 3.14 takes it.
CLOCK = r"(?!24)\d\d:\d\d:\d\d"
_RFC3339 = re.compile(
    rf"(\d{{4}}-\d\d-\d\d)[Tt]({CLOCK})(?:\.(\d+))?([Zz]|[+-]\d\d:[0-5]\d)", re.ASCII
)


def unstorable(text: str) -> str | None:
    """Why no database can keep ``text``, or None when it can."""
    match = _UNSTORABLE.search(text)
    if match is None:
        return None
    return "NUL characters" if match.group() == "\x00" else "unpaired surrogates"


def unstorable_json(value: Any) -> str | None:
    """The same as :func:`unstorable` for every text and number inside a JSON value."""
    if isinstance(value, str):
        return unstorable(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "numbers beyond a double"
    if isinstance(value, dict):
        return next(filter(None, map(unstorable_json, [*value.keys(), *value.values()])), None)
    if isinstance(value, list):
        return next(filter(None, map(unstorable_json, value)), None)
    return None


def parse_id(text: str) -> int | None:
    """The row number of an id, or None when no row can have it."""
    if not _ID.fullmatch(text):
        return None
    number = int(text)
    return number if number <= MAX_ID else None


def row_id(model: type[Any], text: str) -> int | str | None:
    """The primary key of an id in the table of ``model``, or None."""
    if issubclass(model, TextId):
        return None if unstorable(text) else text
    return parse_id(text)


def parse_timestamp(text: str) -> datetime | None:
    """The RFC 3339 moment in UTC, or None; a time without a zone is no moment.

    A leap second (23:59:60 in UTC) is the second after it, as in POSIX and PostgreSQL.
    """
    match = _RFC3339.fullmatch(text)
    if not match:
        return None
    date, time, fraction, zone = match.groups()
    zone = "+00:00" if zone in "Zz" else zone
    is_leap = time.endswith(":60")
    clock = f"{time[:-2]}59" if is_leap else time
    try:
        moment = datetime.fromisoformat(f"{date}T{clock}.{(fraction or '0'):0<6.6}{zone}")
        moment = moment.astimezone(UTC)
        if not is_leap:
            return moment
        is_last = (moment.hour, moment.minute) == (23, 59)
        return moment + timedelta(seconds=1) if is_last else None
    except (ValueError, OverflowError):
        return None


def format_timestamp(moment: datetime) -> str:
    """The moment as RFC 3339 in UTC: ``2099-12-13T23:59:59Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_json(data: bytes | str) -> Any:
    """The JSON value (RFC 8259) in ``data``.

    A name that occurs twice in one object is refused too, because readers of JSON disagree on
    its value, and what is nested deeper than ``MAX_NESTING``.

    Raises:
        ValueError: with what is wrong.
    """
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        value = json.loads(
            text,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_doubles,
        )
    except json.JSONDecodeError:
        raise
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    except _Refused:
        raise
    except ValueError as error:
        # Python's own words about integers of thousands of digits.
        raise ValueError("a number is too long") from error
    if text.count("[") + text.count("{") > MAX_NESTING:
        _check_nesting(value)
    return value


class _Refused(ValueError):
    """What is JSON by its grammar and refused nevertheless."""


def _refuse_constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not JSON")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _Refused("a name occurs twice in one object")
    return members


def _check_nesting(value: Any) -> None:
    level = [value]
    for _ in range(MAX_NESTING):
        inner = (v.values() if isinstance(v, dict) else v for v in level)
        level = [each for values in inner for each in values if isinstance(each, dict | list)]
        if not level:
            return
    raise ValueError("nested too deep")
