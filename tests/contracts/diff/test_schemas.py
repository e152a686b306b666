"""Two schemas compared: what is a wider, a narrower or another type for each side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.diff.body_shapes import DEEPEST, UNKNOWN, shape
from contracts.diff.change import Places
from contracts.diff.schema_place import SchemaPlace
from contracts.diff.schemas import SchemaComparison
from contracts.model import Lengths, Location, Member, Response, Schema

TEXT, NUMBER, INTEGER = Schema("string"), Schema("number"), Schema("integer")
HERE: Final = Location("a.apib", 1, 1)


def changes(side: Any, old: Schema, new: Schema, *, exact: bool = True) -> list[str]:
    """The codes of what differs, each with its place and both values without quotes."""
    comparison = SchemaComparison(side, exact)
    comparison.compare(old, new, SchemaPlace("it", Places(HERE, HERE)))
    return [
        " ".join(
            word.replace('"', "")
            for word in (
                f.kind.code.partition("-")[2],
                f.subject.removeprefix("it ").removeprefix("it").lstrip("."),
                f.before,
                f.after,
            )
            if word
        )
        for f in comparison.findings
    ]


def thing(*members: Member, **more: Any) -> Schema:
    return Schema("object", members=members, **more)


def listed(*items: Schema, **more: Any) -> Schema:
    return Schema("array", items=items, **more)


ANYTHING: Final = Schema("any")
A, B = Member("a", TEXT), Member("b", TEXT)
#: Two schemas, what changes for requests, and what changes for responses.
CASES: Final[dict[str, tuple[Schema, Schema, list[str], list[str]]]] = {
    "the same": (TEXT, TEXT, [], []),
    "another type": (
        *(TEXT, NUMBER),
        ["type-changed string number"],
        ["type-changed string number"],
    ),
    "any number": (
        *(INTEGER, NUMBER),
        ["type-widened integer number"],
        ["type-changed integer number"],
    ),
    "whole numbers": (
        *(NUMBER, INTEGER),
        ["type-changed number integer"],
        ["type-narrowed number integer"],
    ),
    "anything": (
        *(TEXT, ANYTHING),
        ["type-widened string any"],
        ["type-changed string any"],
    ),
    "no longer anything": (
        *(ANYTHING, TEXT),
        ["type-changed any string"],
        ["type-narrowed any string"],
    ),
    "null as well": (TEXT, replace(TEXT, nullable=True), ["null-accepted"], ["null-added"]),
    "null no more": (replace(TEXT, nullable=True), TEXT, ["null-refused"], ["null-removed"]),
    "a format": (
        *(TEXT, replace(TEXT, format="date")),
        ["format-changed none date"],
        ["format-changed none date"],
    ),
    "no format": (
        *(replace(TEXT, format="date"), TEXT),
        ["format-changed date none"],
        ["format-changed date none"],
    ),
    "a default": (TEXT, replace(TEXT, default="x"), ["default-changed none x"], []),
    "another fixed value": (
        *(replace(TEXT, fixed=True, sample="x"), replace(TEXT, fixed=True, sample="y")),
        ["value-changed x y"],
        ["value-changed x y"],
    ),
    "a value that is fixed": (
        *(TEXT, replace(TEXT, fixed=True, sample="x")),
        ["choices-narrowed anything but x"],
        ["choices-introduced x"],
    ),
    "a choice more": (
        *(replace(TEXT, choices=("x",)), replace(TEXT, choices=("x", "y"))),
        ["choices-widened y"],
        ["choices-widened y"],
    ),
    "a choice less": (
        *(replace(TEXT, choices=("x", "y")), replace(TEXT, choices=("y",))),
        ["choices-narrowed x"],
        ["choices-narrowed x"],
    ),
    "any value": (
        *(replace(TEXT, choices=("x",)), TEXT),
        ["choices-widened x any value"],
        ["choices-dropped x any value"],
    ),
    "a member more": (thing(A), thing(A, B), ["member-added b"], ["member-added b"]),
    "a required member more": (
        *(thing(A), thing(A, replace(B, required=True))),
        ["member-added-required b"],
        ["member-added b"],
    ),
    "a member more where none were allowed": (
        *(thing(A, closed=True), thing(A, B, closed=True)),
        ["member-added b"],
        ["member-added-closed b"],
    ),
    "a member less": (thing(A, B), thing(A), ["member-removed b"], ["member-removed b"]),
    "a member less where no others are allowed": (
        *(thing(A, B, closed=True), thing(A, closed=True)),
        ["member-refused b"],
        ["member-removed b"],
    ),
    "a deprecated member less": (
        *(thing(A, replace(B, description="Deprecated: no more.")), thing(A)),
        ["member-removed b"],
        ["deprecated-member-removed b"],
    ),
    "a member that is required": (
        *(thing(A), thing(replace(A, required=True))),
        ["member-required a"],
        ["member-required a"],
    ),
    "a member that is optional": (
        *(thing(replace(A, required=True)), thing(A)),
        ["member-optional a"],
        ["member-optional a"],
    ),
    "closed, which requires all": (
        *(thing(A), thing(replace(A, required=True), closed=True)),
        ["closed"],
        ["closed"],
    ),
    "opened": (thing(A, closed=True), thing(A), ["opened"], ["opened"]),
    "another item": (
        *(listed(TEXT), listed(NUMBER)),
        ["type-changed [] string number"],
        ["type-changed [] string number"],
    ),
    "an item more": (
        *(listed(TEXT), listed(TEXT, NUMBER)),
        ["items-widened number"],
        ["items-widened number"],
    ),
    "an item less": (
        *(listed(TEXT, NUMBER), listed(NUMBER)),
        ["items-narrowed string"],
        ["items-narrowed string"],
    ),
    "items that nobody knows": (listed(), listed(TEXT), [], []),
    "a list of these items alone": (
        *(listed(TEXT), listed(TEXT, TEXT, fixed=True)),
        ["items-narrowed any exactly 2, in order"],
        ["items-narrowed any exactly 2, in order"],
    ),
    "any list again": (
        *(listed(TEXT, fixed=True), listed(TEXT)),
        ["items-widened exactly 1, in order any"],
        ["items-widened exactly 1, in order any"],
    ),
    "the second item of a fixed list": (
        *(listed(TEXT, TEXT, fixed=True), listed(TEXT, NUMBER, fixed=True)),
        ["type-changed [1] string number"],
        ["type-changed [1] string number"],
    ),
    "a type inside itself": (
        *(Schema("ref", name="Tree"), Schema("ref", name="Tree")),
        *([], []),
    ),
    "another type inside itself": (
        *(Schema("ref", name="Tree"), Schema("ref", name="Leaf")),
        ["type-changed Tree Leaf"],
        ["type-changed Tree Leaf"],
    ),
    "something unknown before": (UNKNOWN, TEXT, [], []),
    "something unknown now": (TEXT, UNKNOWN, [], []),
    "inside a member": (
        *(thing(Member("a", thing(A))), thing(Member("a", thing(B)))),
        ["member-removed a.a", "member-added a.b"],
        ["member-removed a.a", "member-added a.b"],
    ),
}


@pytest.mark.parametrize(("old", "new", "request_", "response"), CASES.values(), ids=CASES)
def test_a_difference_is_one_change_for_each_side(
    old: Schema, new: Schema, request_: list[str], response: list[str]
) -> None:
    assert changes("request", old, new) == request_
    assert changes("response", old, new) == response


@pytest.mark.parametrize(("old", "new"), [(2, 3), (2, None), (None, 3), (None, None)])
def test_a_member_without_a_place_of_its_own_has_that_of_what_it_is_in(
    old: int | None, new: int | None
) -> None:
    def placed(schema: Schema, line: int | None) -> Schema:
        return thing(Member("a", schema, location=line and Location("a.apib", line, 1)))

    comparison = SchemaComparison("request", exact=True)
    around = Places(HERE, replace(HERE, line=9))
    comparison.compare(placed(TEXT, old), placed(NUMBER, new), SchemaPlace("it", around))
    (found,) = (each.places for each in comparison.findings)
    assert [each and each.line for each in (found.old, found.new)] == [old or 1, new or 9]


#: What examples alone show of a difference.
SHOWN: Final[dict[str, tuple[Schema, Schema, list[str]]]] = {
    "an integer for a number": (NUMBER, INTEGER, []),
    "a number for an integer": (INTEGER, NUMBER, []),
    "another type": (TEXT, NUMBER, ["type-changed string number"]),
    "null": (TEXT, replace(TEXT, nullable=True), []),
    "another value": (replace(TEXT, fixed=True, sample="x"), replace(TEXT, fixed=True), []),
    "what is required": (thing(A), thing(replace(A, required=True)), []),
    "closed": (thing(A), thing(A, closed=True), []),
    "a member less": (thing(A, B), thing(A), ["member-removed b"]),
}


@pytest.mark.parametrize(("old", "new", "shown"), SHOWN.values(), ids=SHOWN)
def test_of_examples_members_and_types_count_alone(
    old: Schema, new: Schema, shown: list[str]
) -> None:
    assert changes("response", old, new, exact=False) == shown


def fits(size: int, lengths: Lengths) -> bool:
    return lengths.least <= size and not 0 < lengths.most < size


LENGTHS: Final = st.builds(Lengths, st.integers(0, 4), st.integers(0, 4)).filter(
    lambda each: not 0 < each.most < each.least
)


@given(LENGTHS, LENGTHS)
def test_a_length_is_narrower_when_a_text_that_fitted_does_not(old: Lengths, new: Lengths) -> None:
    found = changes("request", replace(TEXT, lengths=old), replace(TEXT, lengths=new))
    codes = [each.split()[0] for each in found]
    lost = any(fits(size, old) and not fits(size, new) for size in range(10))
    if old == new:
        assert codes == []
    else:
        assert codes == ["length-narrowed" if lost else "length-widened"]


@given(
    st.sampled_from([each[:2] for each in CASES.values()]), st.sampled_from(["request", "response"])
)
def test_nothing_changes_from_a_schema_to_itself(pair: tuple[Schema, Schema], side: str) -> None:
    for schema in pair:
        assert changes(side, schema, schema) == []


@pytest.mark.parametrize("inner", ["{}", "[]", '"x"'])
def test_the_shape_of_an_example_is_known_so_deep(inner: str) -> None:
    for objects, is_known in ((DEEPEST - 1, True), (DEEPEST, inner == '"x"'), (DEEPEST + 1, False)):
        body = '{"a": ' * objects + inner + "}" * objects
        found = shape(Response(200, body=body))
        assert found is not None
        schema: Schema | None = found.schema
        for _ in range(objects):
            schema = schema.member("a") if schema else None
        assert (schema not in (None, UNKNOWN)) is is_known
