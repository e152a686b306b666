"""A blueprint's own server: its generated package in a folder, and what starts it."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from contracts.model import Contract
from contracts.project import files
from contracts.project.settings import ServerSettings, server_settings
from contracts.render.flask import render, stored_actions
from contracts.serve.process import ServerFailed

PACKAGE: Final = "generated_server"
ROOT: Final = Path(__file__).resolve().parents[2]
# -P: a folder called contracts in the project must not hide the package.
COMMAND: Final = "{python} -P -m contracts.runtime --port {port}"
#: The state handler of a generated server.
RUNTIME_STATE: Final = "contracts.runtime.states:StateHandler"
#: Variables of a generated server in a run, as [tool.contract.server.environment] has them.
RUNTIME_ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "APP_CONFIG": "testing",
        "DATABASE_URL": "{database}",
        "TEST_DATABASE_URL": "",
        "SECRET_KEY": "{secret}",
        "CREATE_TABLES": "on",
    }
)
#: The modules of the extra ``serve`` in pyproject.toml that contracts.runtime imports.
RUNTIME_NEEDS: Final = ("flask", "flask_rest_jsonapi", "flask_sqlalchemy", "jwt")


@dataclass(frozen=True, slots=True)
class GeneratedServer:
    """A package on disk. ``stateful`` of ``actions`` are JSON:API; the others are replayed."""

    folder: Path
    actions: int
    stateful: int

    def environment(self) -> dict[str, str]:
        """What the server and the judges' state handler need to find the package."""
        paths = (str(self.folder.resolve()), str(ROOT), os.environ.get("PYTHONPATH", ""))
        return {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "GENERATED_PACKAGE": PACKAGE,
            "CREATE_TABLES": "on",
            "CONTRACT_REPLAYS": "on",
            "CONTRACT_STATE": RUNTIME_STATE,
        }

    def __str__(self) -> str:
        replayed = self.actions - self.stateful
        return f"{self.stateful} of {self.actions} actions are JSON:API, {replayed} are replayed"


@dataclass(frozen=True, slots=True)
class ImportableServer:
    """A generated package that this process can import: its application and state handler."""

    generated: GeneratedServer
    app: str = "contracts.runtime.app:create_app"
    state: str = RUNTIME_STATE

    def __str__(self) -> str:
        return str(self.generated)


@contextmanager
def generated_package(contract: Contract) -> Iterator[ImportableServer]:
    """A server for ``contract`` in a temporary folder, importable until the block is left."""
    environment, path = dict(os.environ), list(sys.path)
    with tempfile.TemporaryDirectory(prefix="contract-generated-") as folder:
        server = generate(contract, Path(folder))
        os.environ.update(server.environment())
        sys.path.insert(0, folder)
        try:
            yield ImportableServer(server)
        finally:
            os.environ.clear()
            os.environ.update(environment)
            sys.path[:] = path
            # Another blueprint's package has the same name. The layers do not import the runtime;
            # where it is not loaded, nothing has loaded a package.
            if runtime := sys.modules.get("contracts.runtime.packages"):
                runtime.forget_package(PACKAGE)


def server_of(blueprint: Path) -> ServerSettings:
    """The server for ``blueprint``, with the command that starts it: the project's own, or a
    generated one.

    Raises ConfigError for invalid settings.
    """
    path = shlex.quote(str(blueprint)).replace("{", "{{").replace("}", "}}")
    generated = f"{{python}} -P -m contracts serve {path} --port {{port}}"
    own = server_settings(blueprint)
    return own if own.serve else replace(own, serve=generated)


def generate(contract: Contract, folder: Path) -> GeneratedServer:
    """Write the package :data:`PACKAGE` for ``contract`` below ``folder``, to be served from there.

    Raises ServerFailed when what serves it is not installed.
    """
    missing = [name for name in RUNTIME_NEEDS if find_spec(name) is None]
    if missing:
        raise ServerFailed(
            f"a generated server needs {', '.join(missing)}: install the tool with its extra, as"
            " blueprint-contract[serve], or use your own server with --endpoint URL"
        )
    files.write(folder / PACKAGE, render(contract, replay=True), owned=files.PACKAGE)
    stored = stored_actions(contract)
    actions = [action.id for action in contract.actions()]
    return GeneratedServer(folder, len(actions), sum(each in stored for each in actions))
