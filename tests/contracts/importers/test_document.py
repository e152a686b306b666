"""Values of JSON and YAML documents, and numbers that stay as they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.importers.described import CannotImport
from contracts.importers.document import document_of
from contracts.text.numbers import json_text

#: YAML scalars without quotes, and the JSON that they are (YAML 1.2.2, section 10.3.2).
SCALARS = {
    "null": "null",
    "~": "null",
    "true": "true",
    "False": "false",
    "yes": '"yes"',
    "no": '"no"',
    "on": '"on"',
    "12": "12",
    "+12": "12",
    "-0": "0",
    "012": "12",
    "0o14": "12",
    "0xC": "12",
    "1_000": '"1_000"',
    "12:30:45": '"12:30:45"',
    "2017-07-24": '"2017-07-24"',
    "1.50": "1.50",
    "1e-5": "1e-5",
    "1E400": "1E400",
    "0.00001": "0.00001",
    "10000000000000000.0": "10000000000000000.0",
    "+.5": "0.5",
    "-.5e3": "-0.5e3",
    "5.": "5.0",
    "5.e3": "5.0e3",
    "007.5": "7.5",
    ".inf": '".inf"',
    ".": '"."',
    "1.2.3": '"1.2.3"',
    "e5": '"e5"',
    "!!binary aGk=": '"aGk="',
    "!!timestamp 2017-07-24": '"2017-07-24"',
    "!!set {a, b}": '["a", "b"]',
}


@pytest.mark.parametrize(("yaml", "value"), SCALARS.items(), ids=SCALARS)
def test_yaml_has_the_values_of_its_core_schema(yaml: str, value: str) -> None:
    assert json_text(document_of(f"- {yaml}\n")[0]) == value


def test_keys_may_be_merged() -> None:
    assert document_of("a: &a {b: 1}\nc:\n  <<: *a\n  d: 2\n")["c"] == {"b": 1, "d": 2}


@pytest.mark.parametrize("text", ["a: [", "!!omap {a: 1}", "!!python/object:os.system {}"])
def test_what_is_neither_json_nor_yaml_is_refused(text: str) -> None:
    with pytest.raises(CannotImport, match="neither JSON nor YAML"):
        document_of(text)


def _response(example: Any) -> dict[str, Any]:
    content = {"application/json": {"example": example}}
    return {"responses": {"200": {"description": "fine", "content": content}}}


PET: dict[str, Any] = {
    "type": "object",
    "properties": {"weight": {"type": "number", "example": "NUMBER"}},
}
OPENAPI: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "A"},
    "paths": {
        "/bodies": {"get": _response({"n": "NUMBER"})},
        "/texts": {"get": _response('{"n": NUMBER}')},
        "/made": {"get": _response(None)},
        "/schemas": {
            "get": {
                "parameters": [
                    {"name": "a", "in": "query", "schema": {"type": "number", "default": "NUMBER"}},
                    {"name": "b", "in": "query", "required": True, "example": "NUMBER"},
                ],
                "responses": {
                    "200": {
                        "description": "fine",
                        "content": {
                            "application/json": {
                                "schema": {"type": "number", "minimum": "NUMBER", "maximum": 1e300}
                            }
                        },
                    }
                },
            }
        },
    },
    "components": {"schemas": {"Pet": PET}},
}
SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "A"},
    "produces": ["application/json"],
    "paths": {
        "/a": {
            "get": {
                "responses": {
                    "200": {"description": "fine", "examples": {"application/json": ["NUMBER"]}}
                }
            }
        }
    },
}
HAR: dict[str, Any] = {
    "log": {
        "entries": [
            {
                "request": {"method": "GET", "url": "https://example.com/a"},
                "response": {
                    "status": 200,
                    "content": {"mimeType": "application/json", "text": '{"n": NUMBER}'},
                },
            }
        ]
    }
}


@pytest.mark.parametrize("number", ["1e-05", "1e-5", "0.00001", "1e+16", "1E16", "2.50"])
@pytest.mark.parametrize(
    ("document", "least"), [(OPENAPI, 6), (SWAGGER, 1), (HAR, 1)], ids=["openapi", "swagger", "har"]
)
def test_importers_print_numbers_as_they_are_written(
    document: dict[str, Any], least: int, number: str, tmp_path: Path
) -> None:
    source = tmp_path / "api.json"
    source.write_text(json.dumps(document).replace('"NUMBER"', number).replace("NUMBER", number))
    done = CliRunner().invoke(main, ["import", str(source), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    text = "\n".join(p.read_text() for p in sorted((tmp_path / "out").glob("*.apib")))
    others = {"1e-05", "1e-5", "0.00001", "1e-005", "1e+16", "1E16", "1e16", "2.50"} - {number}
    assert text.count(number) >= least, text
    assert not [each for each in others if each in text]
