"""MSON becomes the schema its author meant."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.build.mson import MsonReader
from contracts.build.mson_types import NamedTypes
from contracts.build.mson_values import flattened, scalar
from contracts.build.samples import sample
from contracts.model import MISSING, Kind, Location, Member, Schema
from tests.contracts.blueprints import attributes

TYPES = """
## Integer (number)

## Timestamp (string)

## Moment (Timestamp)

## URL (string)

## Level (enum)
+ `high`
+ `low`

## Place
+ city: `Singapore` (string, required) - Where it is.
+ zip (string)

## Booth (Place)
+ zip: `1` (string, required)
+ number: 4 (Integer)

## Tree
+ name: `root` (string)
+ children (array[Tree], fixed-type)
"""


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("+ a", Schema("string")),
        ("+ a: `x` (string)", Schema("string", sample="x")),
        ("+ a: 4 (number)", Schema("number", sample=4)),
        ("+ a: 1.5 (number)", Schema("number", sample=1.5)),
        (
            "+ a: `https://a.example` (URL)",
            Schema("string", name="URL", format="url", sample="https://a.example"),
        ),
        (
            "+ a: `data:image/png,x` (URL)",
            Schema("string", name="URL", format="uri", sample="data:image/png,x"),
        ),
        (
            "+ a: `DATA:image/png,x` (URL)",
            Schema("string", name="URL", format="uri", sample="DATA:image/png,x"),
        ),
        (
            "+ a: `www.a.example` (URL)",
            Schema("string", name="URL", format="url", sample="www.a.example"),
        ),
        ("+ a: true (boolean)", Schema("boolean", sample=True)),
        ("+ a (string, nullable)", Schema("string", nullable=True)),
        ("+ a: 4 (Integer, nullable)", Schema("integer", name="Integer", nullable=True, sample=4)),
        (
            "+ a: `2099-01-01T00:00:00Z` (Timestamp)",
            Schema("string", name="Timestamp", format="date-time", sample="2099-01-01T00:00:00Z"),
        ),
        ("+ a (Moment)", Schema("string", name="Moment", format="date-time")),
        ("+ a: `faq` (string, fixed)", Schema("string", fixed=True, sample="faq")),
        ("+ a (Level)", Schema("string", name="Level", choices=("high", "low"))),
        (
            "+ a: `low` (Level)",
            Schema("string", name="Level", choices=("high", "low"), sample="low"),
        ),
        (
            "+ a: `y` (enum)\n    + `x`\n    + `y`",
            Schema("string", choices=("x", "y"), sample="y"),
        ),
        (
            "+ a (string)\n    + Sample: foo\n    + Default: bar",
            Schema("string", sample="foo", default="bar"),
        ),
        (
            "+ a (array[Level], fixed-type)",
            Schema("array", items=(Schema("string", name="Level", choices=("high", "low")),)),
        ),
    ],
)
def test_a_member_has_the_type_its_mson_says(member: str, expected: Schema) -> None:
    assert attributes(member, TYPES).member("a") == expected


def test_an_inherited_member_is_replaced_in_its_place() -> None:
    booth = attributes("+ a (Booth)", TYPES).member("a")
    assert booth is not None
    assert [(m.name, m.required) for m in booth.members] == [
        ("city", True),
        ("zip", True),
        ("number", False),
    ]


def test_a_type_extended_in_place_loses_its_name() -> None:
    place = attributes("+ a (Place)\n    + extra (boolean, required)", TYPES).member("a")
    assert place is not None
    assert place.name == ""
    assert [m.name for m in place.members] == ["city", "zip", "extra"]


def test_include_mixes_the_members_in() -> None:
    schema = attributes("+ a\n+ Include Place", TYPES)
    assert [m.name for m in schema.members] == ["a", "city", "zip"]


def test_a_fixed_type_object_is_closed_and_requires_all_its_members() -> None:
    place = attributes("+ a (Place, fixed-type)", TYPES).member("a")
    assert place is not None
    assert place.closed
    assert all(m.required for m in place.members)


def test_a_fixed_object_fixes_the_values_of_its_members() -> None:
    schema = attributes("+ a (object, fixed)\n    + b: `x` (string)\n    + c (string)")
    assert schema.member("a", "b") == Schema("string", fixed=True, sample="x")
    assert schema.member("a", "c") == Schema("string")


def test_a_type_inside_itself_ends_in_a_reference() -> None:
    children = attributes("+ a (Tree)", TYPES).member("a", "children")
    assert children is not None
    assert children.items == (Schema("ref", name="Tree"),)


def test_options_of_one_of_are_all_optional() -> None:
    schema = attributes("+ One Of\n    + a (string, required)\n    + b (number, required)")
    assert [(m.name, m.required) for m in schema.members] == [("a", False), ("b", False)]


@pytest.mark.parametrize("options", ["", "\n    + Properties"])
def test_a_one_of_without_options_is_no_constraint(options: str) -> None:
    schema = attributes(f"+ name: x (required)\n+ One Of{options}")
    assert schema.one_of == ()
    assert [member.name for member in schema.members] == ["name"]
    assert sample(schema) == {"name": "x"}


def test_an_unknown_type_is_any() -> None:
    reader = MsonReader(NamedTypes(), lambda offset: Location("test.apib", 1, offset + 1))
    assert reader.schema({"element": "Nowhere"}) == Schema("any", name="Nowhere")


def test_members_know_their_place() -> None:
    schema = attributes("+ a (string)\n+ é: `漢字` (string)\n+ c (string)")
    places = [(m.location.line, m.location.column) for m in schema.members if m.location]
    assert [line for line, _ in places] == [11, 12, 13]


def test_without_a_sample_the_sample_is_missing() -> None:
    member = attributes("+ a (string)").member("a")
    assert member is not None
    assert member.sample is MISSING


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        ("4", "number", 4),
        ("4.5", "integer", 4.5),
        ("x", "number", "x"),
        (1e20, "integer", 10**20),
        (1e20, "number", 1e20),
        (1e20, "any", 1e20),
        (4.5, "integer", 4.5),
        ("true", "boolean", True),
        ("false", "boolean", False),
        ("x", "boolean", "x"),
        ("true", "string", "true"),
        (True, "string", "true"),
        (4, "string", "4"),
        ({"content": "4"}, "number", 4),
        ({}, "string", MISSING),
        (None, "string", MISSING),
        (["x"], "string", MISSING),
    ],
)
def test_a_scalar_is_json_of_its_kind_where_its_text_allows(
    raw: Any, kind: Kind, value: Any
) -> None:
    assert repr(scalar(raw, kind)) == repr(value)


@pytest.mark.parametrize(
    ("kinds", "joined"),
    [
        (["string", "string"], Schema("string")),
        (["string", "number"], Schema("any", types=(Schema("string"), Schema("number")))),
        (["string", "number", "string"], Schema("any", types=(Schema("string"), Schema("number")))),
        (
            ["string", "number", "boolean"],
            Schema("any", types=(Schema("string"), Schema("number"), Schema("boolean"))),
        ),
    ],
)
def test_a_member_of_several_options_has_the_type_of_each_once(
    kinds: list[Kind], joined: Schema
) -> None:
    options = tuple((Member("a", Schema(kind), required=True),) for kind in kinds)
    assert flattened(options) == (Member("a", joined),)
