"""The public OpenAPI documents of the npm package @readme/oas-examples, there and back."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from contracts.importers import described
from contracts.importers.writer import files
from contracts.project.blueprint import read
from contracts.text.json_pointer import ABSENT, pointer, resolve
from tests.contracts.importers.test_importing import METHODS, exported, summary

FOLDER = Path(__file__).parents[3] / "node_modules" / "@readme" / "oas-examples"
#: Documents without an operation: what they describe are webhooks, or nothing.
_COMPONENT = re.compile(r'"#/components/(\w+)/([^"/]+)"')
EMPTY = ("3.1/json/webhooks.json", "3.0/json/openapi-workshop/title.json")


#: Longer documents, and those of more paths, are judged by each so manieth of their paths.
LONG = 100_000
MANY = 50
SHARE = 8


def documents() -> list[str]:
    found = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("3.*/json/**/*.json"))
    return [name for name in found if name not in EMPTY]


@pytest.mark.skipif(
    not FOLDER.is_dir() and not os.environ.get("REQUIRE_SERVICES"),
    reason="@readme/oas-examples is not installed: run `make setup`",
)
def test_the_package_is_installed() -> None:
    assert len(documents()) > 40


@pytest.mark.parametrize("name", documents())
def test_a_public_document_loses_nothing(name: str, tmp_path: Path) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    before = json.loads(text)
    if len(text) > LONG or len(before["paths"]) > MANY:
        before = part_of(before)
    api = described(before)
    places = {each.pointer for each in api.left_out}
    assert ABSENT not in [resolve(before, place) for place in places]
    for file, text in files(api).items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    blueprint = read(tmp_path / "api.apib")
    assert [str(d) for d in blueprint.errors] == []
    codes = {d.code for d in blueprint.diagnostics}
    assert not {code for code in codes if code.startswith(("parser", "swallowed"))}
    assert not codes & {"parameter-undeclared", "parameter-unknown"}
    document = exported(blueprint.contract)
    declared = before.get("components", {}).get("schemas", {})
    for schema, found in document["components"]["schemas"].items():
        members = set(declared.get(schema, {}).get("properties", {}))
        assert members <= set(found.get("properties", members)), schema
    after = summary(document)
    assert operations(before) == len(list(blueprint.contract.actions()))
    for operation, wanted in summary(before).items():
        if "#" in operation:  # a fragment is never sent (RFC 9110, 4.2.4), and belongs to no path
            continue
        found = after[operation]
        assert set(wanted["parameters"]) <= set(found["parameters"]), operation
        # Payloads of other types have their media type in the blueprint, and no example to export.
        method, _, path = operation.partition(" ")
        at = ("paths", path, method)
        place = (*at, "requestBody", "content")
        kept = {m for m in wanted["request"] if is_kept(before, places, *place, m)}
        assert kept <= set(found["request"]), operation
        for status, media in wanted["responses"].items():
            if status not in ("204", "205", "304"):  # HTTP gives these no body
                inside = (*at, "responses", status, "content")
                kept = {each for each in media if is_kept(before, places, *inside, each)}
                assert kept <= set(found["responses"][status]), (operation, status)


def part_of(document: Any) -> Any:
    """A share of a document's paths, with the components that they use."""
    paths = dict(list(document["paths"].items())[::SHARE])
    components: dict[str, dict[str, Any]] = {}
    waiting = [paths, document.get("components", {}).get("securitySchemes")]
    while waiting:
        for kind, name in _COMPONENT.findall(json.dumps(waiting.pop())):
            if name not in components.setdefault(kind, {}):
                components[kind][name] = document["components"][kind][name]
                waiting.append(components[kind][name])
    declared = document.get("components", {})
    schemes = {k: v for k, v in declared.items() if k == "securitySchemes"}
    return {**document, "paths": paths, "components": {**components, **schemes}}


def is_kept(document: Any, left_out: set[str], *steps: str) -> bool:
    """Whether a payload is to survive: JSON does, and XML that is described and not listed."""
    place = pointer(*steps)
    if "json" in steps[-1] or "xml" not in steps[-1]:
        return "json" in steps[-1]
    media = resolve(document, place)
    return place not in left_out and isinstance(media, dict) and bool(media)


def operations(document: Any) -> int:
    methods = (*METHODS, "options", "head", "trace")
    paths = document["paths"]
    items = [  # a path item may be another one (OpenAPI 3.0.3, "Path Item Object", $ref)
        paths[item["$ref"].removeprefix("#/paths/").replace("~1", "/")] if "$ref" in item else item
        for item in paths.values()
    ]
    return sum(method in item for item in items for method in methods)
