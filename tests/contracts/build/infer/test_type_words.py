"""Types as people write them in tables."""

from __future__ import annotations

import pytest

from contracts.build.infer.type_words import TypeWords, read_type
from contracts.model import MISSING

STRING, DATE_TIME = TypeWords("string"), TypeWords("string", "date-time")
ARRAY, INTEGER = TypeWords("array"), TypeWords("integer")
NO, YES = TypeWords("boolean", default=False), TypeWords("boolean", default=True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("string", STRING),
        ("**String**", STRING),
        ("`text`", STRING),
        ("varchar(255)", STRING),
        ("string (url with scheme)", STRING),
        ("string (e.g. `a`)", STRING),
        ("Strings", STRING),
        ("integer (>=0)", INTEGER),
        ("unsigned integer", INTEGER),
        ("float(0-100)", TypeWords("number")),
        ("ISO 8601 (tz-aware)", DATE_TIME),
        ("ISO-8601", DATE_TIME),
        ("date time", DATE_TIME),
        ("DateTime (UTC)", DATE_TIME),
        ("ISO 8601 date", TypeWords("string", "date")),
        ("ISO 8601 date and time", DATE_TIME),
        ("Url", TypeWords("string", "uri")),
        ("e-mail", TypeWords("string", "email")),
        ("array of strings", ARRAY),
        ("string[]", ARRAY),
        ("Array<Integer>", ARRAY),
        ("array[string]", ARRAY),
        ("Nested object", TypeWords("object")),
        ("true/false", TypeWords("boolean")),
    ],
)
def test_a_type_is_known_in_all_its_spellings(written: str, meant: TypeWords) -> None:
    assert read_type(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("boolean (default: `false`)", NO),
        ("boolean(default: false)", NO),
        ("boolean (default=`true`)", YES),
        ("boolean (deault: `True`)", YES),
        ("boolean, default is true", YES),
        ("string (default: pending)", TypeWords("string", default="pending")),
        ("integer (default: `0` )", TypeWords("integer", default=0)),
        ("integer (default: many)", INTEGER),
        ("integer (default: 1.5)", INTEGER),
        ("number [default: 1.5]", TypeWords("number", default=1.5)),
    ],
)
def test_a_default_stands_beside_its_type(written: str, meant: TypeWords) -> None:
    assert read_type(written) == meant


@pytest.mark.parametrize(
    ("written", "nullable", "required"),
    [
        ("string or null", True, None),
        ("string|null", True, None),
        ("?string", True, None),
        ("nullable string", True, None),
        ("string (nullable)", True, None),
        ("string, optional", False, False),
        ("string (required)", False, True),
        ("string, required, unique", False, True),
        ("string", False, None),
    ],
)
def test_null_and_need_may_be_stated_in_the_type(
    written: str, nullable: bool, required: bool | None
) -> None:
    found = read_type(written)
    assert found is not None
    assert (found.nullable, found.required, found.default) == (nullable, required, MISSING)


@pytest.mark.parametrize("written", ["", "-", "see below", "Foo", "`", "(default: 1)", "optional"])
def test_what_is_no_type_is_none(written: str) -> None:
    assert read_type(written) is None
