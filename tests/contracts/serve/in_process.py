"""What ``python -m contracts.runtime`` does, in this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from contracts.model import Contract
from contracts.runtime import __main__ as runtime
from contracts.runtime.packages import forget_package
from contracts.serve.scaffold import PACKAGE, generated_package


def main(words: list[str], patch: pytest.MonkeyPatch) -> int:
    """The exit code for these words of its command line, the first of which is its name."""
    patch.setattr(sys, "argv", words)
    patch.setattr("logging.basicConfig", lambda **_: None)
    return runtime.main()


def run_child(command: list[str], environment: dict[str, str]) -> int:
    """The exit code of what `contract serve` runs as a child."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in environment.keys() - os.environ.keys():
            patch.setenv(variable, environment[variable])
        patch.syspath_prepend(environment["PYTHONPATH"].partition(os.pathsep)[0])
        try:
            return main(command[command.index("contracts.runtime") :], patch)
        finally:
            forget_package(PACKAGE)


@contextmanager
def application(contract: Contract, folder: Path, *options: str) -> Iterator[Flask]:
    """The application that is served with these options of the command."""
    served: list[Flask] = []
    with generated_package(contract), pytest.MonkeyPatch.context() as patch:
        patch.setenv("APP_CONFIG", "development")
        patch.setenv("DATABASE_URL", f"sqlite:///{folder}/db.sqlite")
        patch.setattr(runtime, "serve", lambda app, host, port: served.append(app) or 0)
        assert main(["contracts.runtime", *options], patch) == 0
        yield served[0]
