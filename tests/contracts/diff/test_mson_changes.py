"""Changes of MSON's constructs: what a response says, before and after."""

from __future__ import annotations

from textwrap import indent

import pytest

from contracts.diff import diff
from tests.contracts.blueprints import contract

CASES: dict[str, tuple[str, str, set[str]]] = {
    "another sample of a variable name": ("+ *en*: Hi", "+ *de*: Hi", set()),
    "another type of a variable name": (
        "+ *en*: Hi",
        "+ *en*: 1 (number)",
        {"response-type-changed"},
    ),
    "optional under fixed-type": (
        "+ a (object, fixed-type)\n    + b\n    + c",
        "+ a (object, fixed-type)\n    + b\n    + c (optional)",
        {"response-member-optional"},
    ),
    "fixed-type dropped": (
        "+ a (object, fixed-type)\n    + b",
        "+ a (object)\n    + b",
        {"response-opened"},
    ),
    "a fixed value": (
        "+ a (object, fixed)\n    + b: 1",
        "+ a (object, fixed)\n    + b: 2",
        {"response-value-changed"},
    ),
    "an item of a fixed array": (
        "+ a (array, fixed)\n    + x\n    + y",
        "+ a (array, fixed)\n    + x\n    + z",
        {"response-value-changed"},
    ),
    "a fixed array opened": (
        "+ a (array, fixed)\n    + x\n    + y",
        "+ a (array)\n    + x\n    + y",
        {"response-items-widened", "response-member-optional"},
    ),
    "an array of arrays flattened": (
        "+ a (array[array[number]])",
        "+ a (array[number])",
        {"response-type-changed"},
    ),
    "a type more in an enum of types": (
        "+ a (enum)\n    + (number)\n    + (object)\n        + b",
        "+ a (enum)\n    + (number)\n    + (object)\n        + b\n    + red",
        {"response-choices-widened"},
    ),
    "a type less in an enum of types": (
        "+ a (enum)\n    + (number)\n    + red\n    + (boolean)",
        "+ a (enum)\n    + (number)\n    + red",
        {"response-choices-narrowed"},
    ),
    "a member of a type of an enum": (
        "+ a (enum)\n    + (number)\n    + (object)\n        + b",
        "+ a (enum)\n    + (number)\n    + (object)\n        + c",
        {"response-member-removed", "response-member-added"},
    ),
    "an enum of types instead of one": (
        "+ a (number)",
        "+ a (enum)\n    + (number)\n    + red",
        {"response-type-changed"},
    ),
    "an option more": (
        "+ One Of\n    + a (required)\n    + b (required)",
        "+ One Of\n    + a (required)\n    + b (required)\n    + c (required)",
        {"response-options-changed", "response-member-added"},
    ),
    "a member that becomes an option": (
        "+ a (required)\n+ b (required)",
        "+ One Of\n    + a (required)\n    + b (required)",
        {"response-options-changed", "response-member-optional"},
    ),
    "descriptions of members": (
        "+ a (enum)\n    + x - Old\n    + y",
        "+ a (enum)\n    + x - New\n    + y",
        set(),
    ),
    "another form of a number": ("+ a: 1e3 (number)", "+ a: 1000 (number)", set()),
}


@pytest.mark.parametrize(("before", "after", "codes"), CASES.values(), ids=CASES)
def test_a_change_of_mson(before: str, after: str, codes: set[str]) -> None:
    found = diff(contract(blueprint(before)), contract(blueprint(after)))
    assert {c.code for c in found if not c.code.startswith("example")} == codes


def blueprint(members: str) -> str:
    return (
        "FORMAT: 1A\n\n# API\n\n## Thing [/thing]\n\n### Read [GET]\n\n"
        f"+ Response 200 (application/json)\n    + Attributes\n{indent(members, ' ' * 8)}\n"
    )
