"""Examples are made as Dredd makes them: each case is compiled by Dredd as well."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent

from contracts.build.samples import body_text, distinct_items, sample
from contracts.model import Json, Member, Schema
from tests.contracts.blueprints import attributes
from tests.contracts.dredd_compiler import compiled, needs_dredd
from tests.contracts.factories import array, obj

TYPES = """\
## Foo
+ id: `1` (string, required)

## Bar
+ z: `2` (string, required)

## Empty

## Nullable Foo (Foo, nullable)

## Foos (array[Foo])

## Level (enum)
+ `high`
+ `low`

## Email (string)

## Integer (number)
"""

CASES: dict[str, tuple[str, Json]] = {
    "text": ("+ x (string)", ""),
    "nullable text": ("+ x (string, nullable)", None),
    "number": ("+ x (number)", 0),
    "nullable number": ("+ x (number, nullable)", None),
    "boolean": ("+ x (boolean)", False),
    "nullable boolean": ("+ x (boolean, nullable)", None),
    "value": ("+ x: abc (string)", "abc"),
    "value that looks like a number": ("+ x: 5 (string)", "5"),
    "number with a value": ("+ x: 1.5 (number)", 1.5),
    "boolean with a value": ("+ x: true (boolean, nullable)", True),
    "default": ("+ x (string)\n    + Default: `d`", "d"),
    "default of a nullable": ("+ x (string, nullable)\n    + Default: `d`", "d"),
    "sample before default": ("+ x (string)\n    + Default: `d`\n    + Sample: `s`", "s"),
    "value before default": ("+ x: `v` (string)\n    + Default: `d`", "v"),
    "named scalar": ("+ x (Email)", ""),
    "named nullable number": ("+ x (Integer, nullable)", None),
    "named number with a value": ("+ x: 4 (Integer)", 4),
    "fixed": ("+ x: `f` (string, fixed)", "f"),
    "enum": ("+ x (enum)\n    + `a`\n    + `b`", "a"),
    "nullable enum": ("+ x (enum, nullable)\n    + `a`\n    + `b`", None),
    "enum with a value": ("+ x: `b` (enum)\n    + `a`\n    + `b`", "b"),
    "enum with a default": (
        "+ x (enum)\n    + Default: `b`\n    + Members\n        + `a`\n        + `b`",
        "b",
    ),
    "named enum": ("+ x (Level)", "high"),
    "named enum with a value": ("+ x: `low` (Level)", "low"),
    "named enum, nullable": ("+ x (Level, nullable)", None),
    "object": ("+ x (object)", {}),
    "nullable object": ("+ x (object, nullable)", None),
    "nullable object with members": ("+ x (object, nullable)\n    + a: 1 (string)", {"a": "1"}),
    "object with a member that is not required": ("+ x\n    + a (string)", {"a": ""}),
    "optional member with a value": ("+ x\n    + a: `v` (string, optional)", {"a": "v"}),
    "named object": ("+ x (Foo)", {"id": "1"}),
    "named object, nullable": ("+ x (Foo, nullable)", {"id": "1"}),
    "nullable named object": ("+ x (Nullable Foo)", {"id": "1"}),
    "empty named object": ("+ x (Empty)", {}),
    "empty named object, nullable": ("+ x (Empty, nullable)", None),
    "named object with more": ("+ x (Foo)\n    + b: 2 (number)", {"id": "1", "b": 2}),
    "array": ("+ x (array)", []),
    "nullable array": ("+ x (array, nullable)", None),
    "array of texts": ("+ x (array[string])", []),
    "array of texts, nullable": ("+ x (array[string], nullable)", []),
    "array of texts and numbers": ("+ x (array[string, number])", []),
    "array of objects without members": ("+ x (array[object])", [{}]),
    "array with values": ("+ x: a, b (array)", ["a", "b"]),
    "array of numbers with values": ("+ x: 1, 2 (array[number])", [1, 2]),
    "array with items": ("+ x (array)\n    + a (string)\n    + 5 (number)", ["a", 5]),
    "array with bare items": ("+ x (array)\n    + (string)\n    + (number)", []),
    "array of a named scalar": ("+ x (array[Email])", [""]),
    "array of an enum": ("+ x (array[Level])", ["high"]),
    "array of a type": ("+ x (array[Foo])", [{"id": "1"}]),
    "nullable array of a type": ("+ x (array[Foo], nullable)", [{"id": "1"}]),
    "array of two types": ("+ x (array[Foo, Bar])", [{"id": "1"}, {"z": "2"}]),
    "array of a text and a type": ("+ x (array[number, Foo])", [{"id": "1"}]),
    "array of an empty type": ("+ x (array[Empty])", [{}]),
    "named array": ("+ x (Foos)", [{"id": "1"}]),
    "array of named arrays": ("+ x (array[Foos])", [[{"id": "1"}]]),
    "array of a nullable object": ("+ x (array)\n    + (object, nullable)", [None]),
    "array with a sample": ("+ x (array)\n    + Sample\n        + p\n        + q", ["p", "q"]),
}


#: All cases as members of one object: each text that is parsed takes as long as ten members.
MEMBERS = "\n".join(text.replace("+ x", f"+ `{title}`", 1) for title, (text, _) in CASES.items())
EXPECTED = {title: expected for title, (_, expected) in CASES.items()}


def test_the_example_of_a_member() -> None:
    assert sample(attributes(MEMBERS, TYPES)) == EXPECTED


@needs_dredd
def test_dredd_makes_the_same_example(tmp_path: Path) -> None:
    text = (
        "FORMAT: 1A\n\n# API\n\n## Thing [/thing]\n\n### Read [GET]\n\n"
        "+ Response 200 (application/json)\n    + Attributes\n"
        + indent(MEMBERS, " " * 8)
        + f"\n\n# Data Structures\n\n{TYPES}"
    )
    (transaction,) = compiled(text, tmp_path)["transactions"]
    assert json.loads(transaction["response"]["body"]) == EXPECTED


def test_a_type_inside_itself_is_left_out_or_null() -> None:
    node = obj(
        Member("id", Schema("string", sample="1")),
        Member("parent", Schema("ref", name="Node")),
        Member("root", Schema("ref", name="Node", nullable=True)),
        Member("children", array(Schema("ref", name="Node"))),
        name="Node",
    )
    assert sample(node) == {"id": "1", "root": None, "children": []}


def test_members_stay_in_order() -> None:
    schema = obj(Member("b", Schema("string")), Member("a", Schema("string")))
    assert body_text(schema) == '{\n  "b": "",\n  "a": ""\n}'


def test_other_scripts_are_kept_in_the_text() -> None:
    assert body_text(Schema("string", sample="é漢字🎉")) == '"é漢字🎉"'


def test_items_that_differ_in_samples_only_are_one_type() -> None:
    first, second = (obj(Member("a", Schema("string", sample=text))) for text in "xy")
    other = obj(Member("a", Schema("number")))
    assert distinct_items(array(first, second, other)) == (first, other)


def test_items_with_different_fixed_values_are_different_types() -> None:
    items = tuple(Schema("string", sample=text, fixed=True) for text in "xy")
    assert distinct_items(array(*items)) == items


def test_items_of_differently_named_texts_are_one_type() -> None:
    items = tuple(Schema("string", name=name) for name in ("Title", "Name"))
    assert distinct_items(array(*items)) == items[:1]
    references = tuple(Schema("ref", name=name) for name in ("Title", "Name"))
    assert distinct_items(array(*references)) == references
