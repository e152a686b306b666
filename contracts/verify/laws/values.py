"""Values for attributes, made from their schemas: valid, different, and always the same.

``value(schema, n)`` grows with ``n`` wherever the kind has an order, and texts stay within
lower-case letters and digits, so that every collation sorts them alike.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from contracts.build.infer.examples import format_shown
from contracts.build.infer.paths import words_of
from contracts.build.infer.type_words import WORDS
from contracts.build.samples import sample, shown_members
from contracts.model import Attribute, Json, Lengths, Missing, Schema
from contracts.states.periods import BEGINS
from contracts.text.json_values import moment_of, same

START: Final = datetime(2099, 1, 1, tzinfo=UTC)
#: An amount written as a text, which keeps its places.
_DECIMAL: Final = re.compile(r"-?\d{1,9}\.\d{1,6}", re.ASCII)
#: Ids that no resource has, by the form of those that one has.
MISSING_NUMBER: Final = "987654321"
MISSING_UUID: Final = "5eba7157-0000-4000-8000-00000000dead"
MISSING_TEXT: Final = "undocumented"
_FAR: Final = 500
_NEAR: Final = 7
_TRIES: Final = 64


def value(schema: Schema, n: int) -> Json:
    """The ``n``-th value of ``schema``; enums and booleans start again after their last.

    A text without a stated format has that of its example.
    """
    if schema.fixed and schema.kind != "array":
        return sample(schema)
    if schema.types:
        return value(schema.types[0], n)
    if schema.choices:
        return schema.choices[n % len(schema.choices)]
    if schema.kind == "boolean":
        return n % 2 == 1
    if schema.kind in ("integer", "number"):
        return _start(schema) + n
    if schema.kind == "string":
        return _fitted(_text(schema, n), schema.lengths)
    if schema.kind == "array":
        return [value(item, n) for item in schema.items[: None if schema.fixed else 1]]
    if schema.kind == "object":
        return {m.name: value(m.schema, n) for m in shown_members(schema)}
    return sample(schema)


def schema_for_values(attribute: Attribute) -> Schema:
    """The schema of an attribute to make values from.

    A text that no example shows has the format that its name ends with: ``icon-image-url``.
    """
    schema = attribute.schema
    kind, format = WORDS.get((words_of(attribute.name) or ("",))[-1], ("", ""))
    is_open = schema.kind == "string" and not (schema.format or schema.choices or schema.fixed)
    if is_open and kind == "string" and schema.sample is Missing.MISSING:
        return replace(schema, format=format)
    return schema


def begins(attribute: Attribute) -> bool:
    """Whether an attribute is the moment at which something begins: no later than its end."""
    return bool(BEGINS & set(words_of(attribute.name)))


def another(schema: Schema, *taken: Json, is_earlier: bool = False) -> Json | Missing:
    """A value that is none of ``taken``, or MISSING where every value is.

    It comes from far on, so that nothing made with a small ``n`` has it; moments that
    ``is_earlier`` come as far before. Numbers stay near their example: a quality of 80 has no
    580.
    """
    is_moment = schema.format in ("date-time", "date")
    far = -_FAR if is_earlier and is_moment else _FAR
    far = _NEAR if schema.kind in ("integer", "number") else far
    for n in range(far, far + _TRIES):
        candidate = value(schema, n)
        if not any(same(candidate, other) for other in taken):
            return candidate
    return Missing.MISSING


def _start(schema: Schema) -> int | float:
    """Numbers start at the example: the contract does not say how small they may be."""
    given = schema.sample
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    return given if is_number else 1  # type: ignore[return-value]


def _fitted(text: str, lengths: Lengths) -> str:
    """The text in one of the documented lengths; what distinguishes texts is at their end."""
    least, most = lengths.least, lengths.most
    padded = text.rjust(least, "x")
    return padded[-most:] if most else padded


def _text(schema: Schema, n: int) -> str:
    format = schema.format or _shown_format(schema)
    if format == "date-time":
        # From the example on, so that an end stays after its beginning.
        moment = moment_of(schema.sample) or START
        return (moment + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%SZ")
    if format == "date":
        return (_day(schema) + timedelta(days=n)).isoformat()
    if format == "time":
        return f"{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d}Z"
    if format == "email":
        return f"law{n:03d}@example.com"
    if format in ("uri", "url"):
        return f"https://example.com/law{n:03d}"
    if format == "uuid":
        return str(UUID(int=(0x4 << 76) | (0x8 << 60) | n + 1))
    return _like(schema.sample, n, schema.lengths)


#: Codes of languages and time zones: others may not exist.
_CODE: Final = re.compile(r"[a-z]{2}[-_][A-Z]{2}|[A-Z][a-z]+/[A-Z]\w+")
#: Time zones of three letters, which are no codes of a country or currency.
_ZONES: Final = ("UTC", "GMT", "EST", "CET", "MET", "WET", "EET", "MST", "HST")
#: Time zones that are everywhere: since version 2024b of the IANA database, CET and others of
#: three letters are old names that a system may leave out (Debian 13 does).
_PRESENT_ZONES: Final[tuple[str, ...]] = (
    "UTC",
    "GMT",
    "Asia/Tokyo",
    "Africa/Cairo",
    "America/Lima",
    "Europe/Paris",
)
#: Booleans written as texts.
_FLAGS: Final = ("false", "true")
_LETTERS: Final = re.compile(r"[A-Z]{2,3}")
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_DIGITS: Final = re.compile(r"\d{4,}")


def _like(given: Json | Missing, n: int, lengths: Lengths) -> str:
    """A text with the form of the example, where that has one."""
    if isinstance(given, str):
        if given in _FLAGS:
            return _FLAGS[n % 2]
        if _CODE.fullmatch(given):
            return given
        if given in _ZONES:
            zones = [zone for zone in _PRESENT_ZONES if _fitted(zone, lengths) == zone] or [given]
            return zones[n % len(zones)]
        if _LETTERS.fullmatch(given):
            return "".join(chr(65 + n // 26**place % 26) for place in range(len(given)))[::-1]
        if _COLOUR.fullmatch(given):
            return f"#{n:06x}"
        if _DECIMAL.fullmatch(given):
            return f"{n}.{'0' * len(given.partition('.')[2])}"
        if _DIGITS.fullmatch(given):
            return str(n).zfill(len(given))
    return f"law{n:03d}"


def _shown_format(schema: Schema) -> str:
    return "" if schema.sample is Missing.MISSING else format_shown([schema.sample])


def _day(schema: Schema) -> date:
    try:
        return date.fromisoformat(str(schema.sample))
    except ValueError:
        return START.date()


def missing_id(id: str) -> str:
    """An id of the form of ``id`` that no resource has."""
    if id.isdecimal():
        return MISSING_NUMBER
    with suppress(ValueError):
        return MISSING_UUID if UUID(id) else ""
    return MISSING_TEXT
