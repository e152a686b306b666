"""The options of the pytest plugin, and the server that they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from contracts.model import Headers
    from contracts.verify.session import Target


def add_options(parser: pytest.Parser) -> None:
    """The options ``--contract-…`` and the setting ``contract_blueprints``."""
    group = parser.getgroup("contract", "verifying a server against its API Blueprint")
    group.addoption("--contract-endpoint", metavar="URL", help="Verify this running server.")
    group.addoption(
        "--contract-app",
        metavar="MODULE:FACTORY",
        help="Verify this WSGI application in process (default: that of [tool.contract.server]).",
    )
    group.addoption(
        "--contract-state",
        metavar="MODULE:CLASS|URL",
        help="The server's state handler, or its URL (default: that of [tool.contract.server];"
        " none with --contract-endpoint or --contract-app).",
    )
    group.addoption(
        "--contract-mode",
        choices=("dredd", "strict"),
        default="strict",
        help="Apply the strict rules, or decide as Dredd does (default: strict).",
    )
    group.addoption(
        "--contract-hooks",
        metavar="FILE",
        action="append",
        default=[],
        help="A Dredd hook file in Python, or a pattern; may be repeated.",
    )
    group.addoption(
        "--contract-hooks-python",
        metavar="PYTHON",
        default="",
        help="Python interpreter that runs the hooks, such as the server's own.",
    )
    group.addoption(
        "--contract-header",
        metavar="'NAME: VALUE'",
        action="append",
        default=[],
        help="Send this header with every request; with a placeholder for a token, only with"
        " requests that document no such header.",
    )
    group.addoption(
        "--contract-no-laws", action="store_true", help="Run the documented transactions only."
    )
    parser.addini(
        "contract_blueprints",
        "Blueprints to collect together with their folder (paths relative to the root folder).",
        type="linelist",
    )


def target_of(config: pytest.Config, blueprint: Path) -> Target:
    """The server that the options name, else the project's own."""
    from contracts.build.identity.given_headers import split_headers
    from contracts.exchange import Mode
    from contracts.project.settings import ServerSettings, server_settings
    from contracts.verify.session import Target

    endpoint, app = config.getoption("--contract-endpoint"), config.getoption("--contract-app")
    own = server_settings(blueprint) if is_own(config, blueprint) else ServerSettings()
    return Target(
        endpoint=endpoint or "",
        app=app or own.app,
        state=config.getoption("--contract-state") or own.state,
        hooks=tuple(config.getoption("--contract-hooks")),
        hooks_python=config.getoption("--contract-hooks-python"),
        mode=Mode(config.getoption("--contract-mode")),
        environment=own.environment,
        headers=split_headers(given_headers(config))[1],
    )


def given_headers(config: pytest.Config) -> Headers:
    """The headers of ``--contract-header``. Raises pytest.UsageError for a text that is none."""
    from contracts.build.identity.given_headers import HeaderInvalid, parsed_header

    try:
        return tuple(map(parsed_header, config.getoption("--contract-header")))
    except HeaderInvalid as error:
        raise pytest.UsageError(f"--contract-header: {error}") from None


def is_own(config: pytest.Config, blueprint: Path) -> bool:
    """Whether the project's own server is judged."""
    from contracts.project.settings import server_settings

    if config.getoption("--contract-endpoint") or config.getoption("--contract-app"):
        return False
    return bool(server_settings(blueprint))


def with_laws(config: pytest.Config, blueprint: Path) -> bool:
    """Dredd has no laws, and laws need a state handler."""
    strict = config.getoption("--contract-mode") == "strict"
    return (
        strict
        and bool(target_of(config, blueprint).handler)
        and not config.getoption("--contract-no-laws")
    )


def worker_count(config: pytest.Config) -> int:
    """How many processes of pytest-xdist share the tests."""
    given: dict[str, Any] = getattr(config, "workerinput", {})
    return int(given.get("workercount", 1))


def shown(path: Path) -> str:
    """A path as a person would write it here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def worker_number(config: pytest.Config) -> int:
    """The number of this process, 0 without pytest-xdist."""
    name = str(getattr(config, "workerinput", {}).get("workerid", ""))
    return int(name.removeprefix("gw") or 0)
