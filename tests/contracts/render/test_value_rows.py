"""Rows of values on schemas by hand: kinds, notes, facts, and what stays closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.model import Member, Schema
from contracts.render.value_rows import description_text, image, plain, row, rows
from tests.contracts.factories import array, obj, required

TEXT, NUMBER = Schema("string"), Schema("number")
NAMED = obj(required("a", TEXT), name="Foo", description="words")


def no_link(_: str) -> str:
    return ""


def link(name: str) -> str:
    return f"#{name}" if name else ""


def choices(kind: str, *values: str | int, **changes: object) -> Schema:
    return replace(Schema(kind), choices=values, **changes)  # type: ignore[arg-type]


def fixed(kind: str, sample: str | int) -> Schema:
    return replace(Schema(kind), fixed=True, sample=sample)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (TEXT, "string"),
        (Schema("string", format="date"), "string (date)"),
        (Schema("ref"), "object"),
        (choices("string", "a"), "enum of string"),
        (choices("any", "a"), "enum"),
        (array(), "array"),
        (array(TEXT), "array of string"),
        (array(TEXT, NUMBER), "array of string or number"),
        (array(obj(required("a", TEXT)), obj(required("b", TEXT))), "array of object"),
        (Schema("any", types=(TEXT, NUMBER, TEXT)), "string or number"),
        (Schema("any", types=(fixed("string", "red"), fixed("number", 7))), "red or 7"),
        (Schema("any", types=(array(TEXT, fixed=True, sample=["a"]), TEXT)), "array or string"),
    ],
)
def test_a_kind_in_words(schema: Schema, kind: str) -> None:
    assert row(Member("x", schema), no_link).kind == kind


@pytest.mark.parametrize(
    ("schema", "facts"),
    [
        (TEXT, ()),
        (Schema("string", sample="a"), (("example", "a"),)),
        (Schema("number", sample=1), (("example", "1"),)),
        (Schema("string", default="b", sample="a"), (("default", "b"), ("example", "a"))),
        (Schema("string", default=None), (("default", "null"),)),
        (fixed("string", "a"), (("always", "a"),)),
        (replace(fixed("string", "a"), default="b"), (("always", "a"),)),
        (Schema("string", fixed=True), (("always", ""),)),
        (array(TEXT, fixed=True), ()),
    ],
)
def test_facts_of_a_value(schema: Schema, facts: tuple[tuple[str, str], ...]) -> None:
    assert row(Member("x", schema), no_link).facts == facts


@pytest.mark.parametrize(
    ("member", "notes"),
    [
        (Member("x", TEXT), ()),
        (Member("x", TEXT, variable=True), ("any name, this is an example",)),
        (Member("x", replace(TEXT, nullable=True)), ("nullable",)),
        (Member("x", array(TEXT, fixed=True)), ("exactly these items, in this order",)),
        (Member("x", array(TEXT)), ()),
        (Member("x", fixed("string", "a")), ()),
    ],
)
def test_notes_of_a_member(member: Member, notes: tuple[str, ...]) -> None:
    assert row(member, no_link).notes == notes


def test_choices_are_listed_unless_one_value_is_fixed() -> None:
    schema = choices("any", "red", 5, choice_descriptions=("hot", ""))
    shown = row(Member("x", schema), no_link)
    assert (shown.choices, shown.choice_descriptions) == (("red", "5"), ("hot", ""))
    shown = row(Member("x", replace(schema, fixed=True)), no_link)
    assert (shown.choices, shown.choice_descriptions) == ((), ())


@pytest.mark.parametrize("schema", [NAMED, array(NAMED)], ids=["object", "array"])
def test_a_named_type_leads_to_its_place(schema: Schema) -> None:
    shown = row(Member("x", schema), link)
    assert (shown.type_name, shown.anchor, shown.description) == ("Foo", "#Foo", "")
    assert [child.name for child in shown.children] == ["a"]
    closed = row(Member("x", schema), link, expand=False)
    assert closed.children == ()
    apart = row(Member("x", schema), no_link, expand=False)
    assert (apart.type_name, apart.anchor) == ("", "")
    assert [child.name for child in apart.children] == ["a"]


def test_a_description_is_the_members_or_else_that_of_its_type() -> None:
    assert row(Member("x", NAMED, description="own"), no_link).description == "own"
    assert row(Member("x", NAMED, description="–"), no_link).description == "words"
    assert row(Member("x", NAMED), no_link).description == "words"


def test_items_of_several_types_are_rows_and_those_of_one_are_its_members() -> None:
    assert [each.name for each in rows(array(TEXT, NUMBER), no_link)] == ["item", "item"]
    assert [each.name for each in rows(array(NAMED), no_link)] == ["a"]
    assert [each.name for each in rows(array(NAMED), link)] == ["a"]
    assert rows(array(NAMED), link, expand=False) == ()
    twice = array(TEXT, TEXT)
    assert rows(twice, no_link) == ()
    assert [each.kind for each in rows(replace(twice, fixed=True), no_link)] == ["string"] * 2


def test_objects_and_arrays_among_types_are_rows() -> None:
    found = rows(Schema("any", types=(TEXT, NAMED, array(NUMBER))), no_link)
    assert [each.name for each in found] == ["as object", "as array"]


def test_a_member_names_the_options_that_exclude_it() -> None:
    a, b, c, d = (Member(name, TEXT) for name in "abcd")
    schema = replace(obj(a, b, c, d), one_of=(((a,), (b, c)),))
    notes = {each.name: each.notes for each in rows(schema, no_link)}
    excluded = ("one of: a | b + c",)
    assert notes == {"a": excluded, "b": excluded, "c": excluded, "d": ()}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("-", ""), ("–", ""), ("n/a", ""), ("N/A", ""), ("None", ""), ("...", ""),
     ("none of them", "none of them"), ("a", "a")],
)  # fmt: skip
def test_a_dash_is_no_description(text: str, shown: str) -> None:
    assert description_text(text) == shown


@pytest.mark.parametrize(("value", "shown"), [("a", "a"), (1, "1"), (None, "null"), ([1], "[1]")])
def test_a_value_is_plain(value: object, shown: str) -> None:
    assert plain(value) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "sample", "is_image"),
    [
        ("any", "https://a.test/b.png", True),
        ("any", "http://a.test/b.JPEG?c", True),
        ("any", "ftp://a.test/b.png", False),
        ("any", "/b.png", False),
        ("any", "https://a.test/b.png.txt", False),
        ("any", "https://a.test/b", False),
        ("logo-url", "https://a.test/b", True),
        ("logo_uri", "https://a.test/b/c?d", True),
        ("logo-url", "https://a.test/b.pdf", False),
        ("logo-url", "https://a.test", True),
        ("logo-urls", "https://a.test/b", False),
        ("logo-url", 7, False),
    ],
)
def test_an_address_of_a_picture(name: str, sample: object, is_image: bool) -> None:
    found = image(Member(name, Schema("string", sample=sample)))  # type: ignore[arg-type]
    assert found == (sample if is_image else "")
