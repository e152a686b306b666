"""The documentation says what a member of any MSON construct may be."""

from __future__ import annotations

import pytest

from contracts.render.value_rows import ValueRow, rows
from tests.contracts.blueprints import attributes

TYPES = """
## Foo
+ id: 1 (number, required)
"""


def row(members: str, *path: str) -> ValueRow:
    found = rows(attributes(members, TYPES), lambda _: "")
    for name in path[:-1]:
        found = next(r for r in found if r.name == name).children
    return next(r for r in found if r.name == path[-1])


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ("+ a (enum)\n    + red\n    + (number)\n    + (Foo)", "red or number or object"),
        ("+ a (enum)\n    + red\n    + 5 (number)", "enum"),
        ("+ a (enum[number])\n    + 1\n    + 2", "enum of number"),
        ("+ a (array[array[number]])", "array of array"),
        ("+ a (*)", "any"),
    ],
)
def test_a_type_in_words(members: str, kind: str) -> None:
    assert row(members, "a").kind == kind


def test_objects_among_the_types_show_their_members() -> None:
    found = row("+ a (enum)\n    + (number)\n    + (Foo)", "a", "as object", "id")
    assert found.required


def test_members_of_one_of_name_the_others() -> None:
    members = "+ One Of\n    + a: 1 (required)\n    + Properties\n        + b: 2\n        + c: 3"
    assert row(members, "a").notes == ("one of: a | b + c",)
    assert row(members, "c").notes == ("one of: a | b + c",)


def test_a_variable_name_is_an_example() -> None:
    assert row("+ *en*: Hello", "en").notes == ("any name, this is an example",)


def test_a_fixed_array_lists_its_items_in_order() -> None:
    found = row("+ a (array, fixed)\n    + red\n    + *green*", "a")
    assert found.notes == ("exactly these items, in this order",)
    assert [item.facts for item in found.children] == [
        (("always", "red"),),
        (("example", "green"),),
    ]


def test_an_optional_member_of_a_closed_object_is_not_required() -> None:
    members = "+ a (object, fixed-type)\n    + b\n    + c (optional)"
    assert row(members, "a", "b").required
    assert not row(members, "a", "c").required
