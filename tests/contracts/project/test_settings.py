"""The project's own server, by ``[tool.contract.server]`` of its pyproject.toml."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.lint.config import SettingsError
from contracts.project.settings import ServerSettings, server_settings
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
