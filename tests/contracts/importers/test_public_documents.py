"""The public OpenAPI documents of the npm package @readme/oas-examples, there and back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
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
EMPTY = ("3.1/json/webhooks.json", "3.0/json/openapi-workshop/title.json")
_COMPONENT = re.compile(r'"#/components/(\w+)/([^"/]+)"')

#: Keywords of OpenAPI whose members have names of the document's own, and those of its own values.
NAMES = {
    *("callbacks", "content", "encoding", "examples", "headers", "links", "mapping", "parameters"),
    *("patternProperties", "properties", "responses", "scopes", "security"),
}
VALUES = {"const", "default", "enum", "example", "value"}
#: Keywords of which each text is another case.
WORDS = {"format", "in", "style", "type"}


def documents() -> list[str]:
    """The names of the documents, the shortest first."""
    found = sorted(FOLDER.glob("3.*/json/**/*.json"), key=lambda path: (path.stat().st_size, path))
    return [name for path in found if (name := str(path.relative_to(FOLDER))) not in EMPTY]


def document(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def paths_to_read() -> dict[str, list[str]]:
    """Those paths of each document that have a construct which none before them has.

    Most documents repeat themselves and each other, and to parse them all takes long.
    """
    known: set[tuple[str, str]] = set()
    found: dict[str, list[str]] = {}
    for name in documents():
        whole = document(name)
        for path in whole["paths"]:
            part = part_of(whole, [path])
            own = {"/": part["paths"], **part["components"]}
            new = {each for kind in own.values() for each in constructs(kind, "properties")}
            if new - known:
                found.setdefault(name, []).append(path)
                known |= new
        found.setdefault(name, list(whole["paths"])[:1])
    return found


def constructs(node: Any, keyword: str) -> Iterator[tuple[str, str]]:
    """Each keyword in a value below ``keyword``, with the one around it."""
    if not isinstance(node, dict | list) or keyword in VALUES:
        yield keyword, node if keyword in WORDS else type(node).__name__
    elif isinstance(node, list) or keyword in NAMES:
        inside = (
            "value" if keyword == "examples" and isinstance(node, list) else f"one of {keyword}"
        )
        for each in node if isinstance(node, list) else node.values():
            yield from constructs(each, inside)
    else:
        for key, value in node.items():
            yield keyword, key
            yield from constructs(value, key)


@pytest.mark.skipif(
    not FOLDER.is_dir() and not os.environ.get("REQUIRE_SERVICES"),
    reason="@readme/oas-examples is not installed: run `make setup`",
)
def test_the_package_is_installed() -> None:
    assert len(documents()) > 40


@pytest.mark.parametrize("name", documents())
def test_every_operation_is_described_or_named_as_left_out(name: str) -> None:
    before = document(name)
    api = described(before)
    assert len(api.operations) == operations(before)
    assert ABSENT not in [resolve(before, each.pointer) for each in api.left_out]


@pytest.mark.parametrize("name", documents())
def test_a_public_document_loses_nothing(name: str, tmp_path: Path) -> None:
    before = part_of(document(name), paths_to_read()[name])
    api = described(before)
    places = {each.pointer for each in api.left_out}
    for file, text in files(api).items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    blueprint = read(tmp_path / "api.apib")
    assert [str(d) for d in blueprint.errors] == []
    codes = {d.code for d in blueprint.diagnostics}
    assert not {code for code in codes if code.startswith(("parser", "swallowed"))}
    assert not codes & {"parameter-undeclared", "parameter-unknown"}
    after = exported(blueprint.contract)
    declared = before.get("components", {}).get("schemas", {})
    for schema, found in after["components"]["schemas"].items():
        members = set(declared.get(schema, {}).get("properties", {}))
        assert members <= set(found.get("properties", members)), schema
    kept_operations = summary(after)
    assert operations(before) == len(list(blueprint.contract.actions()))
    for operation, wanted in summary(before).items():
        if "#" in operation:  # a fragment is never sent (RFC 9110, 4.2.4), and belongs to no path
            continue
        found = kept_operations[operation]
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


def part_of(document: Any, names: list[str]) -> Any:
    """Some of a document's paths, with the components that they use."""
    paths = {name: document["paths"][name] for name in names}
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
