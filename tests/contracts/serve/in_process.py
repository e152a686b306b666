"""The server that ``python -m contracts.runtime`` would run, made in this process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from contracts.model import Contract
from contracts.runtime import __main__ as runtime
from contracts.serve.scaffold import generated_package


@contextmanager
def application(contract: Contract, folder: Path, *options: str) -> Iterator[Flask]:
    """The application that is served with these options of the command."""
    served: list[Flask] = []
    with generated_package(contract), pytest.MonkeyPatch.context() as patch:
        patch.setenv("APP_CONFIG", "development")
        patch.setenv("DATABASE_URL", f"sqlite:///{folder}/db.sqlite")
        patch.setattr(sys, "argv", ["contracts.runtime", *options])
        patch.setattr("logging.basicConfig", lambda **_: None)
        patch.setattr(runtime, "serve", lambda app, host, port: served.append(app) or 0)
        assert runtime.main() == 0
        yield served[0]
