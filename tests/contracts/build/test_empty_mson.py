"""MSON whose sections are empty: nothing is raised, and nothing that is written is lost."""

from __future__ import annotations

import json
from textwrap import indent

import pytest

from contracts.build.samples import sample
from contracts.build.schemas import schema_of
from contracts.diff import diff
from contracts.exchange import Answer, Sent
from contracts.model import Contract
from contracts.render import docs, flask, json_schema, openapi
from contracts.states import states
from contracts.verify.strict.judge import strict_problems
from tests.contracts.blueprints import contract

EMPTY = {
    "One Of": "+ name: x\n+ One Of",
    "One Of with an empty option": "+ name: x\n+ One Of\n    + Properties\n    + a: 1",
    "One Of with empty options": "+ name: x\n+ One Of\n    + Properties\n    + Properties",
    "One Of in a One Of": "+ name: x\n+ One Of\n    + One Of\n    + a: 1",
    "One Of in Properties": "+ name: x\n+ One Of\n    + Properties\n        + One Of",
    "two": "+ name: x\n+ One Of\n+ One Of",
    "One Of with an Include": "+ name: x\n+ One Of\n    + Include Nothing\n    + a: 1",
    "Include": "+ name: x\n+ Include Nothing",
    "Properties": "+ name: x\n+ Properties",
    "object": "+ name: x\n+ of (object)",
    "object with Properties": "+ name: x\n+ of (object)\n    + Properties",
    "object with One Of": "+ name: x\n+ of (object, required)\n    + One Of",
    "array": "+ name: x\n+ of (array)",
    "array with Items": "+ name: x\n+ of (array)\n    + Items",
    "fixed array": "+ name: x\n+ of (array, fixed)",
    "fixed array with Items": "+ name: x\n+ of (array, fixed)\n    + Items",
    "array of empty objects": "+ name: x\n+ of (array)\n    + (object)",
    "array of an empty One Of": "+ name: x\n+ of (array)\n    + (object)\n        + One Of",
    "array of nothing": "+ name: x\n+ of (array[Nothing])",
    "enum": "+ name: x\n+ of (enum)",
    "enum with Members": "+ name: x\n+ of (enum)\n    + Members",
    "fixed enum": "+ name: x\n+ of (enum, fixed)",
    "nullable enum": "+ name: x\n+ of (enum, nullable)",
    "enum of an empty enum": "+ name: x\n+ of (enum[Choice])",
    "Sample": "+ name: x\n+ of (object)\n    + Sample",
    "Default": "+ name: x\n+ of (array)\n    + Default",
    "enum with Default": "+ name: x\n+ of (enum)\n    + Default",
    "named enum": "+ name: x\n+ of (Choice)",
    "named list": "+ name: x\n+ of (List, fixed-type)",
    "mixin": "+ name: x\n+ Include Holder",
    "variable": "+ name: x\n+ *key*",
}
NAMED = """
# Data Structures

## Nothing (object)

## Choice (enum)

## List (array)

## Holder

+ One Of
"""


def written(attributes: str) -> Contract:
    """A list and a creation with these attributes."""
    lines = indent(attributes, " " * 8)
    return contract(
        f"FORMAT: 1A\n\n# Things [/things]\n\n## Create Thing [POST]\n\n"
        f"+ Request (application/json)\n    + Attributes\n{lines}\n\n"
        f"+ Response 200 (application/json)\n    + Attributes\n{lines}\n{NAMED}"
    )


@pytest.mark.parametrize("attributes", EMPTY.values(), ids=EMPTY)
def test_what_is_empty_goes_through_the_whole_tool(attributes: str) -> None:
    found, other = written(attributes), written("+ name: x\n+ of: 1 (number, required)")
    for renderer in (docs, flask, json_schema, openapi):
        assert renderer.render(found)
    states(found)
    assert diff(found, found) == ()
    diff(found, other)
    diff(other, found)
    [action] = found.actions()
    [transaction] = action.transactions
    schema = transaction.response.schema
    assert schema is not None
    shown = sample(schema)
    assert isinstance(shown, dict)
    assert shown["name"] == "x"
    assert schema_of(schema)["properties"]["name"]
    sent = Sent("POST", "/things", transaction.request.headers, transaction.request.body)
    answer = Answer(200, transaction.response.headers, json.dumps(shown).encode())
    assert strict_problems(found, action, transaction, sent, answer) == ()
