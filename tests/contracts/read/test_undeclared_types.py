"""A type that is not declared is one mistake; all else of the text is read."""

from __future__ import annotations

import pytest

from contracts.model import Severity
from contracts.project.blueprint import understood
from contracts.read.elements import Annotation
from contracts.read.parse import parse, parse_whole
from contracts.read.source import from_text
from contracts.read.undeclared_types import stubs, undeclared

HEAD = "FORMAT: 1A\n\n# API\n\n"
ACTION = "## Thing [/things]\n\n### Read [GET]\nReads.\n\n+ Response 200 (application/json)\n"
#: Members below `+ Attributes`, and the undeclared types in the order of the text.
USES = {
    "a member": ("        + a (Foo)\n", ["Foo"]),
    "a member with a value": ("        + a: 1 (nubmer)\n", ["nubmer"]),
    "members inside": ("        + a (Foo)\n            + b: 1\n", ["Foo"]),
    "items": ("        + a (array[Foo], required)\n", ["Foo"]),
    "an item": ("        + a (array)\n            + (Foo)\n", ["Foo"]),
    "values of items": ("        + a: `x`, `y` (array[Foo])\n", ["Foo"]),
    "an Include": ("        + Include Foo\n", ["Foo"]),
    "an enum": ("        + a (enum[Foo])\n            + x\n", ["Foo"]),
    "two types": ("        + a (Foo)\n        + b (Bar Baz)\n", ["Foo", "Bar Baz"]),
}


@pytest.mark.parametrize(("members", "names"), USES.values(), ids=USES)
def test_the_rest_of_the_text_is_read(members: str, names: list[str]) -> None:
    text = f"{HEAD}{ACTION}    + Attributes\n{members}        + last: 7 (number)\n"
    found = understood(from_text(text))
    assert [d.message for d in found.unread] == [f"the type {n!r} is not declared" for n in names]
    assert {d.severity for d in found.unread} == {Severity.ERROR}
    (transaction,) = found.contract.transactions()
    assert transaction.response.schema is not None
    last = transaction.response.schema.member("last")
    assert last is not None
    assert (last.kind, last.sample) == ("number", 7)
    assert not set(names) & set(found.contract.schemas)


@pytest.mark.parametrize(
    ("attributes", "body"),
    [
        ("+ Attributes (Foo)\n", ""),
        ("+ Attributes\n        + a (Foo)\n        + b: 1\n", ""),
        ("+ Attributes\n        + a (Known)\n        + b: 1\n", ""),
        ("+ Attributes\n        + a\n            + c (array[Foo], required)\n", ""),
        ("+ Attributes\n        + b: 1\n", '{\n  "b": "1"\n}'),
    ],
)
def test_no_example_is_made_of_what_is_not_known(attributes: str, body: str) -> None:
    types = "\n# Data Structures\n\n## Known\n+ a (Foo)\n\n## Others (Foo)\n"
    found = understood(from_text(f"{HEAD}{ACTION}    {attributes}{types}"))
    assert [t.response.body for t in found.contract.transactions()] == [body]


def test_further_mistakes_are_found_with_it() -> None:
    text = f"{HEAD}{ACTION}    + Attributes (Foo)\n\n### Change [PACTH]\n\n+ Response 204\n"
    found = [(d.location.line, d.severity) for d in parse(from_text(text))[1]]
    assert found == [(11, Severity.ERROR), (13, Severity.WARNING)]


@pytest.mark.parametrize(("types", "findings", "groups"), [(5, 5, 1), (6, 6, 0), (7, 6, 0)])
def test_each_of_many_types_is_a_finding_up_to_a_limit(
    types: int, findings: int, groups: int
) -> None:
    members = "".join(f"        + m{n} (Type{n})\n" for n in range(types))
    parsed, found = parse(from_text(f"{HEAD}{ACTION}    + Attributes\n{members}"))
    assert (len(found), len(parsed.groups)) == (findings, groups)


def test_text_that_swallows_the_declaration_is_read_as_before() -> None:
    text = f"{HEAD}{ACTION}    + Attributes (Foo)\n\n```\nno end"
    parsed, found = parse_whole(from_text(text))
    errors = [d.message for d in found if d.severity is Severity.ERROR]
    assert errors == ["the type 'Foo' is not declared"]
    assert parsed.groups == ()


@pytest.mark.parametrize("name", ["(", "a](b", "# x", "", "a" * 90])
def test_a_name_that_no_heading_can_have_is_not_declared(name: str) -> None:
    text = f"{HEAD}{ACTION}    + Attributes\n        + a ({name})\n"
    found = parse(from_text(text))[0].annotations
    assert stubs(text, undeclared(found)) == ""


@pytest.mark.parametrize(
    ("message", "error", "is_undeclared"),
    [
        ("base type 'Foo' is not defined in the document", True, True),
        ("base type 'Foo' is not defined in the document", False, False),
        ("something else", True, False),
    ],
)
def test_only_an_error_about_a_name_is_one_of_an_undeclared_type(
    message: str, error: bool, is_undeclared: bool
) -> None:
    made = Annotation(4, message, error, 0)
    assert undeclared([made]) == ((made,) if is_undeclared else ())
