"""MSON made from a small grammar: every construct, in any combination."""

from __future__ import annotations

import re
from textwrap import indent

from hypothesis import strategies as st

TYPES = """\
## Foo
+ id: 1 (number, required)
+ note (string, optional)

## Solid (object, fixed)
+ kind: solid
+ size: 2 (number)

## Size (enum)
+ s
+ m

## Colour (string)

## Amount (number)

## Towns (array)
+ Dover

## Either
+ One Of
    + left: 1 (number, required)
    + right: x (string, required)

## Tree
+ name: x
+ children (array[Tree])
"""


def types_of(text: str) -> str:
    """Those of :data:`TYPES` that members name: each type takes as long to parse as they do."""
    return "\n".join(
        each for each in re.split(r"\n(?=## )", TYPES) if re.search(rf"\b{each.split()[1]}\b", text)
    )


SCALARS = ("string", "number", "boolean", "Colour", "Amount", "Size")
OBJECTS = ("Foo", "Solid", "Either", "Tree")
VALUES = {
    "string": ("x", "`a-b`", "", "12"),
    "number": ("1", "2.50", "1e3", "12345678901234567890", "-3"),
    "boolean": ("true", "false"),
    "Colour": ("red", "`dark red`"),
    "Amount": ("4", "0.5"),
    "Size": ("s", "m"),
}
NAMES = ("a", "b", "c", "d")

marks = st.lists(
    st.sampled_from(("required", "optional", "nullable", "fixed", "fixed-type")), max_size=2
).map(lambda found: _compatible(tuple(dict.fromkeys(found))))


def _compatible(found: tuple[str, ...]) -> tuple[str, ...]:
    """The attributes without those that the specification does not let stand together."""
    for pair in (("required", "optional"), ("fixed", "fixed-type")):
        if set(pair) <= set(found):
            found = tuple(mark for mark in found if mark != pair[1])
    return found


def _inside(*words: str) -> str:
    return f" ({', '.join(words)})" if words else ""


@st.composite
def scalar(draw: st.DrawFn) -> tuple[str, str]:
    """A value before its type, and the type."""
    kind = draw(st.sampled_from(SCALARS))
    value = draw(st.sampled_from(("", *VALUES[kind])))
    return (f": {value}" if value else ""), kind


@st.composite
def array(draw: st.DrawFn, depth: int) -> tuple[str, str, str]:
    """Values before an array's type, the type, and the items below."""
    nested = draw(st.sampled_from(("", *SCALARS, *OBJECTS, "number, string", "array[number]")))
    kind = f"array[{nested}]" if nested else "array"
    if nested in VALUES and draw(st.booleans()):
        values = [v for v in VALUES[nested] if v]
        return f": {', '.join(values[:2])}", kind, ""
    items = draw(st.lists(item(depth - 1), max_size=2)) if depth and not nested else []
    return "", kind, "".join(items)


@st.composite
def item(draw: st.DrawFn, depth: int) -> str:
    """One item of an array."""
    shape = draw(st.sampled_from(("value", "type", "object", "named")))
    if shape == "value":
        kind = draw(st.sampled_from(("string", "number", "boolean")))
        value = draw(st.sampled_from([v for v in VALUES[kind] if v]))
        return f"+ {value} ({kind})\n"
    if shape == "type":
        return f"+ ({draw(st.sampled_from(SCALARS))})\n"
    if shape == "named" or not depth:
        return f"+ ({draw(st.sampled_from(OBJECTS))})\n"
    return "+ (object)\n" + indent(draw(members(depth - 1)), "    ")


@st.composite
def enum(draw: st.DrawFn) -> tuple[str, str]:
    """An enum's type and its members."""
    kind = draw(st.sampled_from(("enum", "enum[string]", "enum[number]")))
    if kind == "enum[number]":
        return kind, "+ 1\n+ 2.5\n"
    if kind == "enum":
        return kind, draw(st.sampled_from(("+ x\n+ y\n", "+ x\n+ (number)\n", "+ (Foo)\n+ x\n")))
    return kind, "+ x\n+ y - Described\n"


@st.composite
def member(draw: st.DrawFn, name: str, depth: int) -> str:
    """One member of an object, with what is below it."""
    attributes = draw(marks)
    shapes = ("scalar", "array", "enum", "named") + (("object",) if depth else ())
    shape = draw(st.sampled_from(shapes))
    if shape == "scalar":
        value, kind = draw(scalar())
        attributes = tuple(mark for mark in attributes if mark != "fixed-type")
        return f"+ {name}{value}{_inside(kind, *attributes)}\n"
    if shape == "array":
        value, kind, below = draw(array(depth))
        return f"+ {name}{value}{_inside(kind, *attributes)}\n" + indent(below, "    ")
    if shape == "enum":
        kind, below = draw(enum())
        attributes = tuple(mark for mark in attributes if not mark.startswith("fixed"))
        return f"+ {name}{_inside(kind, *attributes)}\n" + indent(below, "    ")
    if shape == "named":
        return f"+ {name}{_inside(draw(st.sampled_from(OBJECTS)), *attributes)}\n"
    below = draw(members(depth - 1))
    return f"+ {name}{_inside('object', *attributes)}\n" + indent(below, "    ")


@st.composite
def one_of(draw: st.DrawFn, names: tuple[str, ...]) -> str:
    """A One Of section of scalar members."""
    marked = draw(st.sampled_from(("", ", required")))
    options = "".join(f"    + {name}: 1 (number{marked})\n" for name in names)
    return "+ One Of\n" + options


@st.composite
def members(draw: st.DrawFn, depth: int = 2) -> str:
    """The members of an object: plain ones, then a section of another kind."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    found = [draw(member(name, depth)) for name in names]
    other = draw(st.sampled_from(("", "", "include", "one of", "variable")))
    if other == "include":
        found.append(f"+ Include {draw(st.sampled_from(('Foo', 'Solid', 'Either')))}\n")
    elif other == "one of":
        found.append(draw(one_of(("first", "second"))))
    elif other == "variable":
        found.append("+ *key*: 1 (number)\n")
    return "".join(found)
