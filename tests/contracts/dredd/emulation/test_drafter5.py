"""The schemas we say Dredd has are those that its parser makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.dredd.emulation.drafter5 import dredd_schemas, makes_json
from contracts.project.blueprint import read
from tests.blueprint import copy_part
from tests.contracts.dredd_compiler import compiled, needs_dredd

HERE = Path(__file__).parent


def unordered(schema: Any) -> Any:
    """The schema with ``enum`` and ``required`` in one order."""
    if isinstance(schema, list):
        return [unordered(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: unordered(inner) for name, inner in schema.items()}
    for name in ("enum", "required"):
        if isinstance(found.get(name), list):
            found[name] = sorted(map(json.dumps, found[name]))
    return found


@needs_dredd
@pytest.mark.parametrize("name", ["mson", "api"])
def test_schemas_made_from_mson_are_those_of_dredd_s_parser(name: str, tmp_path: Path) -> None:
    blueprint = read(copy_part(tmp_path) if name == "api" else HERE / f"{name}.apib")
    theirs = {
        transaction["name"]: json.loads(transaction["response"]["schema"])
        for transaction in compiled(blueprint.source.text, tmp_path)["transactions"]
        if transaction["response"]["schema"]
    }
    ours = {name: json.loads(text) for name, text in dredd_schemas(blueprint.contract).items()}
    assert len(theirs) > 30
    ours = {name: schema for name, schema in ours.items() if name in theirs}
    assert ours.keys() == theirs.keys()
    for name, schema in ours.items():
        assert unordered(schema) == unordered(theirs[name]), name


@pytest.mark.parametrize(
    ("content_type", "is_json"),
    [
        ("application/json", True),
        ("Application/JSON", True),
        ("application/json; charset=utf-8", True),
        ("application/vnd.api+json", True),
        ("application/hal+json;v=1", True),
        ("application/jsonx", False),
        ("text/json", False),
        ("text/plain", False),
        ("", False),
    ],
)
def test_only_json_media_types_get_a_body_and_a_schema(content_type: str, is_json: bool) -> None:
    assert makes_json(content_type) is is_json
