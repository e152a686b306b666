"""The schema that is made of MSON as far as the contract has it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.dredd.emulation.expected import schema_from_contract
from tests.contracts.blueprints import contract

TEXT = {"type": "string"}


def schema(mson: str, types: str = "", media_type: str = "application/json") -> Any:
    text = (
        "FORMAT: 1A\n\n# API\n\n## Thing [/thing]\n\n### Show [GET]\n\n"
        f"+ Response 200 ({media_type})\n    + Attributes\n        {mson}\n\n{types}"
    )
    made = contract(text)
    (transaction,) = made.transactions()
    written = schema_from_contract(transaction.response, made.schemas)
    return json.loads(written) if written else None


@pytest.mark.parametrize(
    ("mson", "member"),
    [
        ("+ a: x (string, required)", TEXT),
        ("+ a: `2020-01-01T00:00:00Z` (string, required)", TEXT),
        ("+ a: x (string, required, nullable)", {"type": ["string", "null"]}),
        ("+ a: 1 (number, required)", {"type": "number"}),
        ("+ a: 1 (number, required, nullable)", {"type": ["number", "null"]}),
        ("+ a: x (string, required, fixed)", {"type": "string", "const": "x"}),
        (
            "+ a (enum[string], required)\n            + x\n            + y",
            {"type": "string", "enum": ["x", "y"]},
        ),
    ],
)
def test_a_member_has_what_drafter_knows_of_its_type(mson: str, member: Any) -> None:
    found = schema(mson)
    assert found["required"] == ["a"]
    assert found["properties"] == {"a": member}


def test_named_types_are_referred_to() -> None:
    node = "# Data Structures\n\n## Node\n+ value: 1 (number, required)\n+ next (Node)\n"
    found = schema("+ a (Node, required)", node)
    (name,) = found["$defs"]
    assert found["$defs"][name]["properties"]["value"] == {"type": "number"}


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml"])
def test_what_is_not_json_has_none(media_type: str) -> None:
    assert schema("+ a: x (string, required)", media_type=media_type) is None
