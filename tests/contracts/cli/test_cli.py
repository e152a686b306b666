"""The command: exit codes, and a diagnostic instead of a traceback for any input."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main
from contracts.project.files import PACKAGE

GOOD = """\
FORMAT: 1A

# API

## Thing [/thing]

### Read [GET]

+ Response 200 (application/json)
    + Attributes
        + a: `x` (string, required)
"""

TYPED = """\
FORMAT: 1A

# API

## Thing [/things/{id}]

+ Parameters
    + id: `1` (string, required)

### Read [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (required)
            + type: `thing` (string, required, fixed)
            + id: `1` (string, required)
            + attributes (required)
                + name: `x` (string, required)
"""

CRASH = """\
FORMAT: 1A

# API

## Thing [/thing]

### Read [GET]

+ Response 200 (application/json)
    + Attributes
        + e (enum)
            + (B, nullable)

# Data Structures

## B (string)
"""

#: name: (bytes of the blueprint, expected diagnostic as a regular expression)
BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", r"bad\.apib:1:1: error "),
    "not UTF-8": (b"FORMAT: 1A\n\n# API \xff\n", r"bad\.apib:3:7: error "),
    "a NUL byte": (b"FORMAT: 1A\n\n# A\0PI\n", r"bad\.apib:3:4: error "),
    "includes itself": (b"# API\n\n<!-- include(bad.apib) -->\n", r"bad\.apib:3:6: error "),
    "includes a file outside its folder": (
        b"# API\n\n<!-- include(../secret.apib) -->\n",
        r"bad\.apib:3:6: error .*outside",
    ),
    "includes a missing file": (
        b"# API\n\n<!-- include(gone.apib) -->\n",
        r"bad\.apib:3:6: error .*gone\.apib",
    ),
    "a wrong indent": (
        GOOD.replace("    + Attributes\n        + a", "+ Attributes\n    + a").encode(),
        r"bad\.apib:9:\d+: warning empty-success",
    ),
    "a body indented too little": (
        GOOD.replace(
            "    + Attributes\n        + a: `x` (string, required)\n", '\n    {"a": 1}\n'
        ).encode(),
        r"bad\.apib:11:\d+: warning parser-",
    ),
    "invalid JSON in a body": (
        GOOD.replace(
            "    + Attributes\n        + a: `x` (string, required)\n", '\n        {"a": }\n'
        ).encode(),
        r"bad\.apib:11:15: error body-not-json",
    ),
    "a duplicate action": (
        (GOOD + "\n### Again [GET]\n\n+ Response 204\n").encode(),
        r"bad\.apib:13:1: (error|warning) ",
    ),
    "an unknown data structure": (
        GOOD.replace("(string, required)", "(Nowhere)").encode(),
        r"bad\.apib:11:11: error ",
    ),
    "a parser crash": (CRASH.encode(), r"bad\.apib:\d+:\d+: error parser-crash"),
    "types that inherit from each other": (
        (GOOD + "\n# Data Structures\n\n## A (B)\n\n## B (A)\n").encode(),
        r"bad\.apib:\d+:\d+: error ",
    ),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "api").mkdir()
    (tmp_path / "secret.apib").write_text("# Secret\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "api")
    monkeypatch.setenv("CONTRACT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "api"


def contract(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_blueprint_ends_in_a_diagnostic_at_its_place(folder: Path, name: str) -> None:
    data, expected = BAD[name]
    (folder / "bad.apib").write_bytes(data)
    result = contract("lint", "bad.apib")
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert re.search(expected, result.output), result.output


def test_a_missing_blueprint_is_a_diagnostic() -> None:
    result = contract("lint", "gone.apib")
    assert result.exit_code == 1
    assert "gone.apib:1:1: error " in result.output


@pytest.mark.parametrize("command", ["docs", "openapi", "generate", "dredd"])
def test_nothing_is_derived_from_a_broken_blueprint(folder: Path, command: str) -> None:
    (folder / "bad.apib").write_bytes(BAD["types that inherit from each other"][0])
    result = contract(command, "bad.apib")
    assert result.exit_code == 1
    assert "contract lint bad.apib" in result.output
    assert list(folder.iterdir()) == [folder / "bad.apib"]


@pytest.mark.parametrize(
    ("mistake", "code"),
    [("invalid JSON in a body", "body-not-json"), ("an unknown data structure", "parser-4")],
)
def test_documentation_shows_what_errors_leave_readable(
    folder: Path, mistake: str, code: str
) -> None:
    (folder / "bad.apib").write_bytes(BAD[mistake][0])
    result = contract("docs", "bad.apib", "--out", "out")
    assert result.exit_code == 1
    assert code in result.output
    assert "contract lint bad.apib" in result.output
    assert (folder / "out" / "docs" / "index.html").is_file()


def test_a_good_blueprint_is_clean(folder: Path) -> None:
    (folder / "good.apib").write_text(GOOD, encoding="utf-8")
    result = contract("lint", "good.apib")
    assert result.exit_code == 0
    assert "0 errors, 0 warnings" in result.output


def test_findings_are_machine_readable(folder: Path) -> None:
    (folder / "bad.apib").write_bytes(BAD["invalid JSON in a body"][0])
    result = contract("lint", "--format", "json", "bad.apib")
    (finding,) = [f for f in json.loads(result.output) if f["severity"] == "error"]
    assert (finding["file"], finding["line"], finding["column"]) == ("bad.apib", 11, 15)
    assert finding["code"] == "body-not-json"


def test_derived_files_are_written_where_they_are_asked_for(folder: Path) -> None:
    (folder / "good.apib").write_text(GOOD, encoding="utf-8")
    assert contract("docs", "good.apib", "--out", "out").exit_code == 0
    assert contract("openapi", "good.apib", "--out", "out").exit_code == 0
    assert (folder / "out" / "docs" / "index.html").is_file()
    assert json.loads((folder / "out" / "openapi.json").read_text(encoding="utf-8"))
    assert list((folder / "out" / "schemas").iterdir())


def test_a_stale_package_is_named_and_a_fresh_one_is_not(folder: Path) -> None:
    (folder / "good.apib").write_text(GOOD, encoding="utf-8")
    check = ("generate", "good.apib", "--out", "package", "--check")
    assert "package/__init__.py: missing" in contract(*check).output
    assert contract("generate", "good.apib", "--out", "package").exit_code == 0
    assert contract(*check).exit_code == 0
    old = folder / "package" / "old.py"
    shutil.copy(folder / "package" / "models.py", old)
    result = contract(*check)
    assert result.exit_code == 1
    assert "package/old.py: superfluous" in result.output
    assert contract(*check[:-1]).exit_code == 0
    assert not old.exists()


#: Files in a folder before a package is generated into it, and the one that is in the way.
NOT_GENERATED = {
    "somebody's package": ({"__init__.py": "VALUE = 1"}, "__init__.py"),
    "a folder without a package": ({"notes.txt": "mine"}, "notes.txt"),
    "a package that says it is generated": (
        {"__init__.py": '"""Generated from a template."""'},
        "__init__.py",
    ),
    "a module in a generated package": (
        {"__init__.py": '"""Generated from x, do not edit."""', "models.py": "VALUE = 1"},
        "models.py",
    ),
}


@pytest.mark.parametrize("before", NOT_GENERATED)
@pytest.mark.parametrize("check", [(), ("--check",)])
def test_a_package_is_not_generated_into_what_somebody_wrote(
    folder: Path, before: str, check: tuple[str, ...]
) -> None:
    files, name = NOT_GENERATED[before]
    (folder / "good.apib").write_text(GOOD, encoding="utf-8")
    (folder / "package").mkdir()
    for path, text in files.items():
        (folder / "package" / path).write_text(text, encoding="utf-8")
    result = contract("generate", "good.apib", "--out", "package", *check)
    assert result.exit_code == 2
    assert f"package holds {name}, which was not generated: choose a new or empty" in result.output
    left = {p.name: p.read_text(encoding="utf-8") for p in (folder / "package").iterdir()}
    assert left == files


def test_a_module_that_a_person_added_to_a_generated_package_stays(folder: Path) -> None:
    (folder / "good.apib").write_text(GOOD, encoding="utf-8")
    generate = ("generate", "good.apib", "--out", "package")
    assert contract(*generate).exit_code == 0
    (folder / "package" / "mine.py").write_text("VALUE = 1", encoding="utf-8")
    assert contract(*generate).exit_code == 0
    assert contract(*generate, "--check").exit_code == 0
    assert (folder / "package" / "mine.py").exists()


def test_every_module_of_a_generated_package_has_the_mark(folder: Path) -> None:
    (folder / "typed.apib").write_text(TYPED, encoding="utf-8")
    assert contract("generate", "typed.apib", "--out", "package").exit_code == 0
    modules = list((folder / "package").glob("*.py"))
    assert len(modules) == 3
    assert all(PACKAGE.wrote(module) for module in modules)


@pytest.mark.parametrize(
    ("columns", "complaint"),
    [
        ('ghost = "own.columns:Ghost"', "names ghost; the types of typed.apib are thing"),
        ('thing = "own.columns"', 'thing: write it as faq-type = "module:Class"'),
        ("thing = 1", 'thing: write it as faq-type = "module:Class", not 1'),
    ],
)
def test_columns_for_nothing_are_refused(folder: Path, columns: str, complaint: str) -> None:
    (folder / "typed.apib").write_text(TYPED, encoding="utf-8")
    settings = folder / "pyproject.toml"
    settings.write_text(f"[tool.contract.generate.columns]\n{columns}\n", encoding="utf-8")
    result = contract("generate", "typed.apib", "--out", "package")
    assert result.exit_code == 1
    assert complaint in result.output


def test_columns_extend_the_table_of_their_type(folder: Path) -> None:
    (folder / "typed.apib").write_text(TYPED, encoding="utf-8")
    settings = '[tool.contract.generate.columns]\nthing = "own.columns:ThingColumns"\n'
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    assert contract("generate", "typed.apib", "--out", "package").exit_code == 0
    models = (folder / "package" / "models.py").read_text(encoding="utf-8")
    assert "from own.columns import ThingColumns\n" in models
    assert "class Thing(ThingColumns, Model):" in models


@pytest.mark.parametrize("command", ["serve", "dredd", "verify"])
def test_a_generated_server_says_what_it_needs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("contracts.serve.scaffold.RUNTIME_NEEDS", ("json", "no_such_module"))
    (folder / "typed.apib").write_text(TYPED, encoding="utf-8")
    result = contract(command, "typed.apib")
    assert result.exit_code == 2
    assert "a generated server needs no_such_module" in result.output
    text = " ".join(result.output.split())
    assert "as blueprint-contract[serve]" in text
    assert "use your own server with --endpoint URL" in text


@pytest.mark.parametrize("arguments", [("nonsense",), ("lint", "--nonsense")])
def test_misuse_ends_with_exit_code_2(arguments: tuple[str, ...]) -> None:
    assert contract(*arguments).exit_code == 2


@pytest.mark.parametrize("command", ["verify", "coverage", "dredd", "mutate"])
def test_invalid_settings_end_with_exit_code_2(folder: Path, command: str) -> None:
    settings = '[tool.contract.server]\nblueprint = "good.apib"\nport = 1\n'
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    (folder / "good.apib").write_text(GOOD, encoding="utf-8")
    result = contract(command, "good.apib")
    assert result.exit_code == 2, result.output
    assert "port" in result.output


@pytest.mark.parametrize("command", [None, *main.commands])
def test_every_command_has_help_with_an_example(command: str | None) -> None:
    result = contract(*([command] if command else []), "--help")
    assert result.exit_code == 0
    assert command is None or "Example: contract " in result.output


def leaves(command: click.Command) -> Iterator[click.Command]:
    """The commands of a group, those of groups inside it included."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from leaves(each)
    else:
        yield command


def test_help_shows_every_default_but_those_of_switches() -> None:
    options = [
        option
        for command in leaves(main)
        for option in command.params
        if isinstance(option, click.Option) and isinstance(option.default or None, str | int | Path)
    ]
    assert len(options) > 10
    assert [each.opts for each in options if not (each.is_flag or each.show_default)] == []


def test_dredd_without_node_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "good.apib").write_text(GOOD, encoding="utf-8")
    (folder / "hooks.py").write_text("", encoding="utf-8")
    monkeypatch.setenv("PATH", os.devnull)
    arguments = ("--endpoint", "http://127.0.0.1:1", "--hooks", "hooks.py")
    result = contract("dredd", "good.apib", *arguments)
    assert result.exit_code == 2
    assert "node is not installed" in result.output


def test_lint_takes_several_blueprints(tmp_path: Path) -> None:
    files = [tmp_path / "a.apib", tmp_path / "b.apib"]
    for file in files:
        file.write_text("FORMAT: 1A\n\n# API\n\n## T [/t]\n\n### G [GET]\n\n+ Response 204\n")
    files[1].write_text("FORMAT: 1A\n\n# API\n\n## T [/t\n")
    result = contract("lint", *map(str, files), "--fail-level", "warning")
    assert result.exit_code == 1
    assert str(files[0]) in result.output
    assert str(files[1]) in result.output
    assert contract("lint", *map(str, files), "--format", "json").exit_code == 2


@pytest.mark.parametrize(
    "text",
    ["openapi: 3.1.0\ninfo: {}\n", '{"swagger": "2.0"}', "# note\n---\nopenapi: '3.0.0'\n"],
)
@pytest.mark.parametrize("command", ["lint", "docs", "verify"])
def test_an_openapi_description_is_refused_in_one_sentence(
    command: str, text: str, tmp_path: Path
) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(text)
    result = contract(command, str(file))
    assert result.exit_code == 2
    assert f"{file} is an OpenAPI description, not an API Blueprint" in result.output


def test_a_command_of_a_server_that_would_not_be_started_is_refused(folder: Path) -> None:
    (folder / "good.apib").write_text(GOOD, encoding="utf-8")
    result = contract("verify", "good.apib", "--serve", "flask run --port {port}")
    assert result.exit_code == 2
    assert "--serve needs --http: without it no server is started" in result.output
