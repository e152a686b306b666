"""The schemas we say Dredd has are those that its parser makes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from contracts.dredd.emulation.drafter5 import dredd_schemas, makes_json
from contracts.project.blueprint import Blueprint, read
from tests.contracts.conftest import RecordedVerdicts
from tests.contracts.dredd.emulation.side_by_side import locked_versions
from tests.contracts.dredd_compiler import compiled, needs_dredd

HERE = Path(__file__).parent
TYPES = "# Data Structures\n"
#: Dredd's parser itself is asked for each so manieth resource, and for all when they are recorded.
SAMPLED = 9


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


def their_schemas(blueprint: Blueprint, folder: Path) -> dict[str, Any]:
    """The schemas that Dredd's parser makes, by the transaction's name."""
    return {
        transaction["name"]: json.loads(transaction["response"]["schema"])
        for transaction in compiled(blueprint.source.text, folder)["transactions"]
        if transaction["response"]["schema"]
    }


def our_schemas(blueprint: Blueprint) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in dredd_schemas(blueprint.contract).items()}


def digests(schemas: Mapping[str, Any]) -> list[str]:
    """A word for each transaction: its name, and a digest of its schema."""
    texts = {name: json.dumps(unordered(each), sort_keys=True) for name, each in schemas.items()}
    return [
        f"{quote(name)}={sha256(text.encode()).hexdigest()}" for name, text in sorted(texts.items())
    ]


def test_schemas_of_every_kind_of_mson_are_those_of_dredd_s_parser(
    tmp_path: Path, recorded_verdicts: RecordedVerdicts
) -> None:
    blueprint = read(HERE / "mson.apib")
    theirs = recorded_verdicts(
        "dredd/mson_schemas",
        [locked_versions("dredd"), blueprint.source.text],
        lambda: digests(their_schemas(blueprint, tmp_path)),
    )
    assert len(theirs) > 30
    names = {word.partition("=")[0] for word in theirs}
    ours = digests(our_schemas(blueprint))
    assert [word for word in ours if word.partition("=")[0] in names] == theirs


@needs_dredd
def test_dredd_s_parser_makes_what_is_recorded(tmp_path: Path) -> None:
    text = (HERE / "mson.apib").read_text(encoding="utf-8")
    head, *resources = re.split(r"^(?=## \w.* \[)", text.partition(TYPES)[0], flags=re.MULTILINE)
    file = tmp_path / "part.apib"
    file.write_text(head + "".join(resources[::SAMPLED]) + TYPES + text.partition(TYPES)[2])
    blueprint = read(file)
    theirs = their_schemas(blueprint, tmp_path)
    assert len(theirs) > 4
    ours = our_schemas(blueprint)
    assert {name: unordered(ours[name]) for name in theirs} == {
        name: unordered(schema) for name, schema in theirs.items()
    }


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
