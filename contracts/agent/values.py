"""Values of columns: read from JSON, or made up within what the column allows."""

from __future__ import annotations

import datetime as dt
import decimal
import email.utils
import enum
import json
import re
import uuid
from typing import Any, Callable, Dict, Iterator

from contracts.agent.columns import Column
from contracts.agent.words import words_of

#: PostgreSQL's ranges.
RANGES = ("days", "moments", "numbers")
KINDS = [
    "string",
    "integer",
    "number",
    "decimal",
    "boolean",
    "datetime",
    "date",
    "time",
    "interval",
    "uuid",
    "json",
    "array",
    "binary",
    *RANGES,
    "any",
]
_EPOCH = dt.datetime(2017, 6, 1, 12, 0, tzinfo=dt.timezone.utc)


def stored(column: Column, value: Any) -> Any:
    """A JSON value as the column stores it.

    Raises ValueError when the column cannot have it.
    """
    if value is None:
        if not column.nullable:
            raise ValueError("is required, so it cannot be null")
        return None
    if column.choices:
        return _choice(column, value)
    read = _READERS.get(column.kind)
    try:
        result = read(value) if read else value
        if isinstance(result, dt.datetime):
            result = _zoned(column, result)
    except OverflowError:
        raise ValueError("is out of range") from None
    if column.is_checked and isinstance(result, str) and not _is_of(column.format, result):
        raise ValueError("is not a valid %s, so the application could not show it" % column.format)
    if column.kind == "string" and column.length and len(result) > column.length:
        raise ValueError("is longer than %d characters" % column.length)
    return result


_SHOWN_AS = {
    "url": re.compile(r"[a-z][a-z0-9+.-]*://[^\s/]+(/\S*)?", re.IGNORECASE),
    "email": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
}


def _is_of(format: str, text: str) -> bool:
    """Whether a text is of a format, as far as the format is known here."""
    return format not in _SHOWN_AS or bool(_SHOWN_AS[format].fullmatch(text))


def _choice(column: Column, value: Any) -> Any:
    texts = {str(value), str(value).lower()}
    for choice in column.choices:
        names = {str(choice)}
        if isinstance(choice, enum.Enum):
            names |= {str(choice.value), choice.name, choice.name.lower()}
        if texts & names:
            return choice
    known = ", ".join(str(getattr(c, "value", c)) for c in column.choices)
    raise ValueError("is not one of %s" % known)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("is not an integer")
    number = int(value)
    if isinstance(value, float) and number != value:
        raise ValueError("is not an integer")
    if abs(number) >= 2**63:
        raise ValueError("has more than 64 bits")
    return number


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise ValueError("is not a number")
    return float(value)


def _decimal(value: Any) -> decimal.Decimal:
    try:
        return decimal.Decimal(str(value))
    except decimal.InvalidOperation:
        raise ValueError("is not a number") from None


def _boolean(value: Any) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value in (0, 1):
        return bool(value)
    raise ValueError("is neither true nor false")


def _zoned(column: Column, moment: dt.datetime) -> dt.datetime:
    """The moment with a time zone or, in UTC, without one, as the column has it."""
    if column.aware:
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone.utc)
    return moment.astimezone(dt.timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


def read_datetime(value: Any) -> dt.datetime:
    """A date and time from ISO 8601, RFC 5322 (as Flask writes them) or seconds since 1970.

    Raises ValueError for anything else.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return dt.datetime.fromtimestamp(value, dt.timezone.utc)
        except (OverflowError, OSError):
            raise ValueError("is not a date and time") from None
    text = str(value).strip()
    if text[-1:] in "Zz" and text:
        text = text[:-1] + "+00:00"
    if "." in text:  # before Python 3.11, only three or six digits of a second are read
        head, _, tail = text.partition(".")
        digits = "".join(c for c in tail[: len(tail) - len(tail.lstrip("0123456789"))])
        text = head + "." + digits[:6].ljust(6, "0") + tail[len(digits) :]
    if text[-5:-4] in ("+", "-") and text[-4:].isdigit() and ":" in text:
        text = text[:-2] + ":" + text[-2:]  # +0200
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        raise ValueError("is not a date and time") from None


def _date(value: Any) -> dt.date:
    return read_datetime(value).date()


def _time(value: Any) -> dt.time:
    return dt.time.fromisoformat(str(value).rstrip("Zz"))


def _interval(value: Any) -> dt.timedelta:
    if isinstance(value, str) and ":" in value:
        hours, minutes, seconds = ([float(part) for part in value.split(":")] + [0.0])[:3]
        return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return dt.timedelta(seconds=float(value))


def _uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


def _range(value: Any) -> str:
    """A range of PostgreSQL's, from a text or from an object with its two ends."""
    if isinstance(value, dict) and len(value) == 2:
        return "[%s,%s)" % tuple(value.values())
    if not isinstance(value, str):
        raise ValueError("is not a range")
    return value


def _array(value: Any) -> Any:
    if not isinstance(value, list):
        raise ValueError("is not an array")
    return value


def _binary(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


_READERS: Dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "decimal": _decimal,
    "boolean": _boolean,
    "datetime": read_datetime,
    "date": _date,
    "time": _time,
    "interval": _interval,
    "uuid": _uuid,
    "array": _array,
    "binary": _binary,
    **dict.fromkeys(RANGES, _range),
}


def made_up(column: Column, serial: int) -> Iterator[Any]:
    """Values that a column may have, those most likely to be accepted first; no two alike
    where the column can tell them apart."""
    if column.choices:
        yield from column.choices
        return
    if column.kind == "boolean":
        yield False
        yield True
        return
    for number in range(serial, serial + 20):
        if column.kind in ("string", "any"):  # types of a database's own, such as CITEXT
            yield from _texts(column, number)
        else:
            yield _other(column, number)


def _texts(column: Column, number: int) -> Iterator[str]:
    """Texts for a column, first as its format or name asks for."""
    name = column.format or "-".join(words_of(column.key))
    candidates = ["%s %d" % (name.replace("-", " "), number)]
    for word, text in (
        ("email", "somebody%d@example.com"),
        ("mail", "somebody%d@example.com"),
        ("url", "https://example.com/%d"),
        ("uri", "https://example.com/%d"),
        ("link", "https://example.com/%d"),
        ("website", "https://example.com/%d"),
        ("phone", "+4930%07d"),
        ("uuid", str(uuid.UUID(int=number))),
        ("slug", "slug-%d"),
        ("ip", "192.0.2.%d"),
        ("color", "#%06x"),
        ("currency", "EUR"),
        ("country", "DE"),
        ("timezone", "UTC"),
        ("date", "2017-06-01"),
        ("time", "12:00:00"),
        ("username", "user%d"),
        ("code", "CODE%d"),
    ):
        if word in name.split("-"):
            candidates.insert(0, text % number if "%" in text else text)
    for text in (*candidates, "text%d" % number, "%d" % number):
        text = text.ljust(column.shortest, "x")
        yield text[-column.length :] if column.length else text


def _free_range(kind: str, number: int) -> str:
    """A range as PostgreSQL writes it; those of other numbers do not overlap it."""
    if kind == "numbers":
        return "[%d,%d)" % (10 * number, 10 * number + 10)
    first = (_EPOCH + dt.timedelta(days=100 * number)).date()
    return "[%s,%s)" % (first, first + dt.timedelta(days=90))


def _other(column: Column, number: int) -> Any:
    if column.kind in RANGES:
        return _free_range(column.kind, number)
    moment = _EPOCH + dt.timedelta(days=number)
    lowest = column.minimum if column.minimum is not None else 0
    if column.maximum is not None and lowest + number > column.maximum:
        number = int(max(column.maximum - lowest, 0))
    amount = int(lowest) + number
    return {
        "integer": amount,
        "number": float(amount),
        "decimal": decimal.Decimal(amount),
        "datetime": moment if column.aware else moment.replace(tzinfo=None),
        "date": moment.date(),
        "time": dt.time(12, number % 60),
        "interval": dt.timedelta(hours=1),
        "uuid": uuid.UUID(int=number),
        "json": {},
        "array": [],
        "binary": b"%d" % number,
    }.get(column.kind, "%s %d" % (column.key, number))
