"""The project's own server, by ``[tool.contract.server]`` of its pyproject.toml."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.lint.config import SettingsError
from contracts.model import DEFAULT_CONVENTIONS
from contracts.project.settings import (
    ProjectSettings,
    ServerSettings,
    column_mixins,
    server_settings,
    settings,
    settings_file,
)
from contracts.serve.scaffold import server_of

OWN = 'app = "hotel:create_app"\nserve = "hotel --port {port}"\nstate = "hotel.states:Handler"\n'
SERVER = ServerSettings("hotel --port {port}", "hotel:create_app", "hotel.states:Handler")
PREPARED = replace(SERVER, environment={"A": "{database}"})


def project(folder: Path, table: str) -> Path:
    """The folder of a project with this table of settings."""
    text = f"[tool.contract.server]\n{table}" if table else "[project]\n"
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("table", "blueprint", "expected"),
    [
        (OWN, "blueprint/api.apib", SERVER),
        (f"{OWN}environment = {{ A = '{{database}}' }}", "blueprint/api.apib", PREPARED),
        (OWN, "other.apib", ServerSettings()),
        (OWN, "foreign/blueprint/api.apib", ServerSettings()),
        (f'blueprint = "api.apib"\n{OWN}', "api.apib", SERVER),
        (f'blueprint = "api.apib"\n{OWN}', "blueprint/api.apib", ServerSettings()),
        ("", "blueprint/api.apib", ServerSettings()),
    ],
)
def test_a_server_belongs_to_one_blueprint(
    tmp_path: Path, table: str, blueprint: str, expected: ServerSettings
) -> None:
    found = server_settings(project(tmp_path, table) / blueprint)
    assert found == expected
    assert bool(found) is bool(expected.app)


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("app = 1\n", "server] app"),
        ('application = "hotel:create_app"\n', "server] application"),
        ("environment = 1\n", "server.environment]"),
        ("environment = { A = 1 }\n", "server.environment]"),
    ],
)
def test_settings_of_no_meaning_are_named(tmp_path: Path, table: str, place: str) -> None:
    expected = re.escape(f"{tmp_path / 'pyproject.toml'}: [tool.contract.{place}")
    with pytest.raises(SettingsError, match=expected):
        server_settings(project(tmp_path, table) / "blueprint" / "api.apib")


def test_a_blueprint_without_a_server_gets_a_generated_one(tmp_path: Path) -> None:
    blueprint = project(tmp_path, OWN) / "a {b} c.apib"
    words = server_of(blueprint).serve.format(python="python", port=1)
    assert words == f"python -P -m contracts serve '{blueprint}' --port 1"
    assert server_of(tmp_path / "blueprint" / "api.apib") == SERVER


def written(folder: Path, text: str) -> Path:
    """The blueprint of a project with this pyproject.toml."""
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder / "api.apib"


def test_the_nearest_settings_count(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert settings_file(inner / "api.apib") != tmp_path / "pyproject.toml"
    written(tmp_path, "")
    assert settings_file(inner / "api.apib") == tmp_path / "pyproject.toml"
    written(tmp_path / "a", "")
    assert settings_file(inner / "api.apib") == tmp_path / "a" / "pyproject.toml"
    (inner / "pyproject.toml").mkdir()
    assert settings_file(inner / "api.apib") == tmp_path / "a" / "pyproject.toml"
    written(tmp_path / "a", "[tool.contract.lint]\nfail-level = 'error'\n")
    assert settings(inner / "api.apib").lint.fail_level == "error"


TABLE = "[tool.contract] must be a table"
TABLES = "there are lint, server, generate, conventions"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("[tool.other]\na = 1\n", []),
        ("[tool.contract.generate]\n[tool.contract.server]\n", []),
        ("tool = 1\n", [TABLE]),
        ("[tool]\ncontract = 1\n", [TABLE]),
        ("[tool.contract]\nlint = 1\n", ["[tool.contract.lint] must be a table"]),
        ("[tool.contract.lnt]\n",
         [f"unknown table [tool.contract.lnt], did you mean 'lint'?; {TABLES}"]),
        ("[tool.contract.xyzzy]\n", [f"unknown table [tool.contract.xyzzy]; {TABLES}"]),
        ("[tool.contract]\nlint = 1\nconventions = 1\n",
         ["[tool.contract.lint] must be a table", "[tool.contract.conventions] must be a table"]),
    ],
)  # fmt: skip
def test_settings_that_are_none_are_reported_once_and_defaults_apply(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    blueprint = written(tmp_path, text)
    found = settings(blueprint)
    file = tmp_path / "pyproject.toml"
    assert (found.lint, found.conventions) == (ProjectSettings().lint, DEFAULT_CONVENTIONS)
    assert [each.message for each in found.diagnostics] == [f"{file}: {each}" for each in said]
    assert all(str(each.location) == f"{file}:1:1" for each in found.diagnostics)


def test_a_file_that_is_no_toml_is_reported_once(tmp_path: Path) -> None:
    (found,) = settings(written(tmp_path, "[tool")).diagnostics
    assert found.message.startswith(f"{tmp_path / 'pyproject.toml'}: ")
    (tmp_path / "pyproject.toml").write_bytes(b"\xff")
    assert len(settings(tmp_path / "api.apib").diagnostics) == 1


@pytest.mark.parametrize(
    ("columns", "is_right"),
    [
        ('faq-type = "a.b:C"', True),
        ('faq = "_a:_B2"', True),
        ('faq = "a.C"', False),
        ('faq = "a:B.C"', False),
        ('faq = "1a:B"', False),
        ('faq = "a:B "', False),
        ("faq = 1", False),
    ],
)
def test_a_mixin_is_a_class_by_its_module(tmp_path: Path, columns: str, is_right: bool) -> None:
    blueprint = written(tmp_path, f"[tool.contract.generate.columns]\n{columns}\n")
    if is_right:
        assert list(column_mixins(blueprint).values()) == [columns.split('"')[1]]
        return
    with pytest.raises(
        SettingsError, match=r'columns\] faq: write it as faq-type = "module:Class"'
    ):
        column_mixins(blueprint)


def test_mixins_are_a_table(tmp_path: Path) -> None:
    assert column_mixins(written(tmp_path, "[tool.contract.generate]\n")) == {}
    with pytest.raises(SettingsError, match="not 1"):
        column_mixins(written(tmp_path, "[tool.contract.generate]\ncolumns = 1\n"))
