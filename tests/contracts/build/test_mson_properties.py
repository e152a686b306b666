"""Whatever MSON says, the example that is made of it satisfies the schema that is made of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import jsonschema_rs
import pytest
from hypothesis import assume, given, settings

from contracts.build.contract import build
from contracts.build.schemas import payload_schema
from contracts.model import Contract
from contracts.read.parse import parse
from contracts.read.source import from_text
from contracts.text.numbers import plain_numbers
from tests.contracts.build.mson_cases import Case
from tests.contracts.build.mson_grammar import members, types_of
from tests.contracts.dredd_compiler import compiled, needs_dredd
from tests.examples import examples

#: Where Dredd's parser makes a schema that nothing, or not the right thing, satisfies; the
#: cases of the table (docs/mson.md) have the reasons.
DIFFERENT: Final = (
    r"array\[array",
    r"One Of\n(?:.*\n)*?\s+\+ \w+: 1 \(number\)",  # options that require nothing
    r"Either",  # its options under `fixed`
    r"\*key\*",
    r"\bfixed\b",
    r"fixed-type",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dredd")


@pytest.mark.parametrize("text", ["+ a (array[Tree])\n", "+ a (Tree, required)\n"])
def test_an_example_of_a_type_inside_itself_satisfies_its_schema(text: str) -> None:
    satisfied(text)


@settings(max_examples=examples(40))
@given(members())
def test_an_example_satisfies_its_schema(text: str) -> None:
    satisfied(text)


@needs_dredd
@settings(max_examples=examples(15))
@given(text=members())
def test_dredds_parser_accepts_the_example(folder: Path, text: str) -> None:
    assume(not any(re.search(pattern, text) for pattern in DIFFERENT))
    example = made(text)[0]
    (transaction,) = compiled(_blueprint(text), folder)["transactions"]
    schema = json.loads(transaction["response"]["schema"])
    assert jsonschema_rs.is_valid(schema, example), (text, example, schema)


def satisfied(text: str) -> None:
    example, schema = made(text)
    errors = [e.message for e in jsonschema_rs.iter_errors(plain_numbers(schema), example)]
    assert errors == [], (text, example)


def made(text: str) -> tuple[object, object]:
    """The example and the schema made of members."""
    source = from_text(_blueprint(text))
    parsed, found = parse(source)
    assert [d for d in found if d.severity == "error"] == [], text
    contract: Contract = build(parsed, source, source.file).contract
    response = next(contract.transactions()).response
    return json.loads(response.body), payload_schema(response, contract.schemas)


def _blueprint(text: str) -> str:
    case = Case("", "", "", text, types_of(text), None, None, (), (), "")
    return case.blueprint
