"""The server accepts the texts that the rendered schemas allow, and no others."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from contracts.build.schemas import schema_of
from contracts.model import Schema
from contracts.render.flask.columns import SPELLINGS
from contracts.runtime.jsonapi import fields
from tests.examples import examples

FORMATS = sorted({format_ for kind, format_ in SPELLINGS if kind == "string" and format_})
#: Texts of each format, and what texts near it are made of.
SEEDS = {
    "date": ("2024-02-29", "9999-12-31", "0001-01-01"),
    "date-time": (
        *("2017-07-24T16:52:01Z", "2016-12-31t18:59:60.5-05:00", "2024-02-29T00:00:00.000001z"),
        *("9999-12-31T23:59:59+00:00", "2000-01-01T00:00:00-23:59", "1990-12-31T23:59:60Z"),
    ),
    "email": (
        *("jane.doe@example.com", "a@b", "a@[127.0.0.1]", "a@[IPv6:::1]", '"a b"@x.org', "a+b@1.2"),
        *('"\\""@x.org', f"{'a' * 64}@x.org", f"a@{'b' * 63}.org", f"a@{'.'.join(['b' * 63] * 4)}"),
    ),
    "time": ("10:00", "23:59:59.5Z", "10:00:00+01:00", "10:00-23:59"),
    "uri": (
        "http://a",
        "urn:isbn:0451450523",
        "mailto:a@b",
        "a:",
        "file:///etc",
        "a://[v1.a]:1/?#",
    ),
    "url": (
        *(
            "https://example.com/a?b#c",
            "HTTP://u:p@[::1]:80/",
            "http://[1::1.2.3.4]",
            "http://%41:/",
        ),
        *("https://", "https:///a", "https://u@", "http://?a", "http://:80", "http://[v1.a]"),
    ),
    "uuid": ("1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b", "1B4E28BA-2FA1-4D3B-A3F5-EF19B5A7633B"),
}
PIECES = ("", "0", "1", "9", "60", "a", "é", "٢", "Z", "T", "t", "-", "+", ":", "::", ".", "@", "/")
PIECES += ("//", "[", "]", "[::1]", "%", "%4", "%41", "?", "#", '"', "\\", " ", "\n", "_", "IPv6:")
PIECES += ("0" * 64, "http", "ftp:", "{", "}", "|", "~", "<", "^", "'", "(", "&", "=", ";", ",")
#: Where digits stand in a format.
LAYOUTS = {
    "date": r"\d{4}-\d\d-\d\d",
    "date-time": r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)",
}
#: Texts for each seed.
TEXTS = 400


@cache
def schema(format_: str) -> Any:
    rendered = schema_of(Schema("string", format=format_))
    return jsonschema_rs.validator_for(rendered, validate_formats=True)


def is_allowed(format_: str, text: str) -> bool:
    # jsonschema_rs takes "0001-01-0." for a date, and "+00:0-" for a zone.
    layout = LAYOUTS.get(format_)
    if layout and not re.fullmatch(layout, text, re.ASCII):
        return False
    if format_ == "email" and "\t" in text:
        return False  # neither has RFC 5321 (qtextSMTP) tabs
    if format_ == "email":
        # It refuses a space after a backslash (RFC 5321, section 4.1.2: quoted-pairSMTP).
        text = text.replace("\\ ", "\\_")
    return bool(schema(format_).is_valid(text))


def is_accepted(format_: str, text: str) -> bool:
    field = getattr(fields, SPELLINGS["string", format_].field)()
    try:
        field.parse(text)
    except ValidationError:
        return False
    return True


def is_beyond_all_years(text: str) -> bool:
    """Whether it is of the year 0 or 10000 in UTC, which JSON Schema's formats have."""
    if text.startswith("0000"):
        return True
    try:
        datetime.fromisoformat(text.replace(":60", ":59")).astimezone(UTC)
    except ValueError:
        return False
    except OverflowError:
        return True
    return text.startswith("9999-12-31T23:59:60")


def near(format_: str, chosen: Random) -> str:
    """A text of the format with some parts cut out and others put in."""
    text = chosen.choice(SEEDS[format_])
    for _ in range(chosen.randint(0, 3)):
        start = chosen.randint(0, len(text))
        end = chosen.randint(start, min(len(text), start + 3))
        piece = any_character(chosen) if chosen.random() < 0.5 else chosen.choice(PIECES)
        text = text[:start] + piece + text[end:]
    return text


def any_character(chosen: Random) -> str:
    """One of ASCII, or of all that UTF-8 has."""
    number = chosen.randrange(128) if chosen.random() < 0.5 else chosen.randrange(0x110000)
    return chr(number) if not 0xD800 <= number <= 0xDFFF else ""


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=examples(10))
@given(seed=st.integers(0))
def test_the_server_accepts_what_the_schema_allows_and_nothing_else(
    seed: int, format_: str
) -> None:
    # Hypothesis chooses the seed alone: its own choice of a text takes fifty times as long.
    chosen = Random(seed)
    for text in (near(format_, chosen) for _ in range(TEXTS)):
        if "\x00" in text or (format_ in LAYOUTS and is_beyond_all_years(text)):
            assert not is_accepted(format_, text), text
        else:
            assert is_accepted(format_, text) is is_allowed(format_, text), text


@pytest.mark.parametrize(("format_", "text"), [(f, t) for f, ts in SEEDS.items() for t in ts])
def test_each_seed_is_judged_alike(format_: str, text: str) -> None:
    assert is_accepted(format_, text) is is_allowed(format_, text)


@pytest.mark.parametrize("zone", ["+01:60", "+24:00", "-00:99"])
def test_a_zone_has_fewer_than_60_minutes_and_24_hours(zone: str) -> None:
    for format_, text in (("time", f"10:00:00{zone}"), ("date-time", f"2024-02-29T10:00:00{zone}")):
        assert not is_accepted(format_, text)
        assert not is_allowed(format_, text)


def test_only_http_and_https_urls_with_a_host_are_urls() -> None:
    refused = ("https://", "https:///a", "javascript:alert(1)", "ftp://a", "//a", "http://?a", "")
    assert [text for text in refused if schema("url").is_valid(text)] == []
    assert schema("url").is_valid("https://plus.google.com/jane.doe")
