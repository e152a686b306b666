"""What generated columns have when nobody sends their attribute."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.model import (
    MISSING,
    Attribute,
    Confidence,
    Fact,
    ResourceType,
    Schema,
    SourceKind,
)
from contracts.render.flask.columns import column, is_secret
from contracts.text.numbers import WrittenNumber
from tests.contracts.factories import HERE

BY_EXAMPLE = Fact("nullable", SourceKind.EXAMPLE, Confidence.CERTAIN)
GUESSED = Fact("nullable", SourceKind.MSON, Confidence.GUESSED)
SAID = Fact("nullable", SourceKind.MSON, Confidence.CERTAIN)
REQUIRED = Fact("required", SourceKind.EXAMPLE, Confidence.CERTAIN)
FREE = {"string": '""', "integer": "0", "number": "0.0", "boolean": "False", "array": "list"}


def default(
    schema: Schema, made: Any = MISSING, *facts: Fact, name: str = "size", **changes: Any
) -> str:
    """The default of a column, as Python has it."""
    attribute = Attribute(name, schema, facts=facts, **changes)
    line = column(ResourceType("thing", HERE), attribute, "size", made)
    return line.partition("default=")[2].removesuffix(")")


@pytest.mark.parametrize(
    ("kind", "made", "shown"),
    [
        ("string", "a", '"a"'),
        ("string", "", '""'),
        ("string", 1, '""'),
        ("boolean", True, "True"),
        ("boolean", False, "False"),
        ("boolean", "a", "False"),
        ("boolean", 1, "False"),
        ("integer", 7, "7"),
        ("integer", 2**63 - 1, str(2**63 - 1)),
        ("integer", 2**63, "0"),
        ("integer", -(2**63), "0"),
        ("integer", True, "0"),
        ("integer", "7", "0"),
        ("number", 1.5, "1.5"),
        ("number", 7, "7"),
        ("number", None, "0.0"),
        ("array", [1], "list"),
        ("array", MISSING, "list"),
    ],
)
def test_a_column_has_what_the_server_is_shown_to_make(kind: Any, made: Any, shown: str) -> None:
    for fact in (BY_EXAMPLE, GUESSED):
        assert default(Schema(kind), made, REQUIRED, fact) == shown
    for facts in ((), (SAID,), (REQUIRED,)):
        assert default(Schema(kind), made, *facts) == FREE[kind]


@pytest.mark.parametrize(
    ("name", "made", "required", "shown"),
    [
        ("created-at", "2020-01-01T00:00:00Z", True, "now"),
        ("lastModified", "2020-01-01T00:00:00Z", True, "now"),
        ("created-at", None, True, ""),
        ("starts-at", "2020-01-01T00:00:00Z", True, ""),
        ("starts-at", "2020-01-01T00:00:00Z", False, "now"),
    ],
)
def test_a_time_of_creation_is_now(name: str, made: Any, required: bool, shown: str) -> None:
    schema = Schema("string", format="date-time")
    assert default(schema, made, GUESSED, name=name, required=required) == shown


@pytest.mark.parametrize(
    ("schema", "required", "shown"),
    [
        (Schema("string", default="a"), True, '"a"'),
        (Schema("integer", default=3), False, "3"),
        (Schema("boolean", default=True), False, "True"),
        (Schema("number", default=1.5), False, "1.5"),
        (Schema("number", default=WrittenNumber("1.50")), False, "1.5"),
        (Schema("number", default=2), True, "2"),
        (Schema("integer", default=0, sample=7), True, "0"),
        (Schema("integer", default=2**63), False, "0"),
        (Schema("integer", default="many"), False, "0"),
        (Schema("string", choices=("b", "a")), False, '"b"'),
        (Schema("integer", choices=(5, 6)), False, "0"),
        (Schema("string"), True, ""),
        (Schema("string", nullable=True), False, ""),
        (Schema("string"), False, '""'),
    ],
)
def test_a_column_has_the_documented_default_or_an_empty_value(
    schema: Schema, required: bool, shown: str
) -> None:
    assert default(schema, required=required) == shown


@pytest.mark.parametrize(
    ("schema", "write_only", "secret"),
    [
        (Schema("string"), True, True),
        (Schema("string"), False, False),
        (Schema("string", format="date"), True, False),
        (Schema("string", choices=("a", "b")), True, False),
        (Schema("integer"), True, False),
        (Schema("boolean"), True, False),
        (Schema("object"), True, False),
    ],
)
def test_of_a_plain_text_that_no_response_shows_the_hash_is_kept(
    schema: Schema, write_only: bool, secret: bool
) -> None:
    assert is_secret(Attribute("pin", schema, write_only=write_only)) is secret
