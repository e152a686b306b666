"""The project's settings: ``[tool.contract]`` of the nearest pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from contracts.lint import RULES, Config
from contracts.lint.config import SETTINGS_INVALID, SettingsError, config_from, near
from contracts.model import DEFAULT_CONVENTIONS, Conventions, Diagnostic, Location
from contracts.project.conventions import conventions_from

T = TypeVar("T")

FILE = "pyproject.toml"
#: Where a project has its blueprint unless its settings name another place.
BLUEPRINT = "blueprint/api.apib"
#: The members of ``[tool.contract.server]`` that are texts, and the table beside them.
SERVER = ("blueprint", "serve", "app", "state")
ENVIRONMENT = "environment"
#: A class by its module, as entry points name it.
MIXIN = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", re.ASCII)


#: The tables of ``[tool.contract]``.
TABLES = ("lint", "server", "generate", "conventions")


def lint_config(blueprint: Path) -> Config:
    """The lint settings of the project that ``blueprint`` is part of; without one, the usual.

    Raises SettingsError, whose message names the file.
    """
    return _settled(blueprint, "lint", lambda table: config_from(table, RULES))


def conventions(blueprint: Path) -> Conventions:
    """The names that the project of ``blueprint`` uses; without settings, the usual.

    Raises SettingsError, whose message names the file.
    """
    return _settled(blueprint, "conventions", conventions_from)


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """How a blueprint is read: the settings of its project, and what is wrong with them."""

    lint: Config = field(default_factory=Config)
    conventions: Conventions = DEFAULT_CONVENTIONS
    diagnostics: tuple[Diagnostic, ...] = ()


def settings(blueprint: Path) -> ProjectSettings:
    """The settings by which ``blueprint`` is read; invalid ones are reported, defaults apply."""
    readers: Mapping[str, Callable[[Path], Any]] = {
        "lint": lint_config,
        "conventions": conventions,
        "": _known_tables,
    }
    given: dict[str, Any] = {}
    errors: dict[str, None] = {}
    for name, read in readers.items():
        try:
            given[name] = read(blueprint)
        except SettingsError as error:
            errors[str(error)] = None
    given.pop("", None)
    at = Location(str(settings_file(blueprint)), 1, 1)
    return ProjectSettings(
        **given, diagnostics=tuple(SETTINGS_INVALID.at(at, text) for text in errors)
    )


def _settled(blueprint: Path, name: str, read: Callable[[dict[str, Any]], T]) -> T:
    """A table of the blueprint's project as ``read`` understands it. Raises SettingsError."""
    path = settings_file(blueprint)
    table = {} if path is None else _table(path, name)
    try:
        return read(table)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None


def _known_tables(blueprint: Path) -> None:
    """Raises SettingsError where ``[tool.contract]`` has a table that means nothing."""
    path = settings_file(blueprint)
    for name in () if path is None else _tables(path):
        if name not in TABLES:
            known = ", ".join(TABLES)
            raise SettingsError(
                f"{path}: unknown table [tool.contract.{name}]{near(name, TABLES)};"
                f" there are {known}"
            )


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The project's own server; all empty for a project without one.

    ``serve`` is the command that starts it, ``app`` and ``state`` are ``module:name`` of its
    WSGI application's factory and of its state handler. ``environment`` are the variables that
    both are given in a run (:func:`contracts.serve.state_database.run_environment`).
    """

    serve: str = ""
    app: str = ""
    state: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is a server."""
        return bool(self.serve or self.app)


def server_settings(blueprint: Path) -> ServerSettings:
    """``[tool.contract.server]``, where ``blueprint`` is the one that this server implements.

    Its member ``blueprint`` names it, relative to the pyproject.toml; default:
    ``blueprint/api.apib``. Any other blueprint has no server of its own.

    Raises SettingsError, whose message names the file.
    """
    path = settings_file(blueprint)
    if path is None:
        return ServerSettings()
    table = _table(path, "server")
    environment = table.pop(ENVIRONMENT, {})
    for name, value in table.items():
        if name not in SERVER or not isinstance(value, str):
            raise SettingsError(
                f"{path}: [tool.contract.server] {name}: it takes the strings {', '.join(SERVER)}"
                f" and the table {ENVIRONMENT}"
            )
    if not isinstance(environment, dict) or not all(
        isinstance(v, str) for v in environment.values()
    ):
        raise SettingsError(
            f"{path}: [tool.contract.server.{ENVIRONMENT}] must be a table of strings"
        )
    own = path.parent / table.pop("blueprint", BLUEPRINT)
    if own.resolve() != blueprint.resolve():
        return ServerSettings()
    return ServerSettings(**table, environment=environment)


def _tables(path: Path) -> dict[str, Any]:
    """``[tool.contract]`` of a pyproject.toml; empty when it is not there. Raises SettingsError."""
    try:
        tables: Any = _parsed(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise SettingsError(f"{path}: {error}") from None
    for name in ("tool", "contract"):
        tables = tables.get(name, {})
        if not isinstance(tables, dict):
            raise SettingsError(f"{path}: [tool.contract] must be a table")
    copied: dict[str, Any] = deepcopy(tables)
    return copied


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict[str, Any]:
    """A pyproject.toml, which is asked for each table of a project, and for each of its files."""
    return tomllib.loads(text)


def _table(path: Path, name: str) -> dict[str, Any]:
    """A table of ``[tool.contract]``; empty when it is not there. Raises SettingsError."""
    table = _tables(path).get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: [tool.contract.{name}] must be a table")
    return dict(table)


def column_mixins(blueprint: Path) -> dict[str, str]:
    """``[tool.contract.generate.columns]``: mixins ``module:Class`` of models by JSON:API type.

    Raises SettingsError, whose message names the file.
    """
    path = settings_file(blueprint)
    if path is None:
        return {}
    columns = _table(path, "generate").get("columns", {})
    for type_, mixin in columns.items() if isinstance(columns, dict) else [("", columns)]:
        if not isinstance(mixin, str) or not MIXIN.fullmatch(mixin):
            raise SettingsError(
                f"{path}: [tool.contract.generate.columns] {type_}: write it as "
                f'faq-type = "module:Class", not {mixin!r}'
            )
    return dict(columns)


def settings_file(blueprint: Path) -> Path | None:
    """The pyproject.toml in the blueprint's folder or the nearest one above it."""
    folder = blueprint.absolute().parent
    candidates = (each / FILE for each in (folder, *folder.parents))
    return next((path for path in candidates if path.is_file()), None)
