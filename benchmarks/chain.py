"""The steps of the chain in one process: parse, build, lint, states, each renderer."""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests

from benchmarks.measure import Measurement, times
from contracts.build.contract import build
from contracts.lint import lint
from contracts.model import Contract
from contracts.project.blueprint import read
from contracts.read.parse import parse
from contracts.read.source import load
from contracts.render import docs, dredd, flask, json_schema, openapi
from contracts.serve.process import running
from contracts.states import State, states
from contracts.verify.state import prepare
from server import create_app
from server.states import StateHandler

ROOT = Path(__file__).parent.parent
BLUEPRINT = ROOT / "blueprint" / "api.apib"


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """Every step once for each repetition."""
    found = read(BLUEPRINT)
    contract, source = found.contract, found.source
    parsed, _ = parse(source, cache=None)
    steps: dict[str, Callable[[], object]] = {
        "load and expand includes": lambda: load(BLUEPRINT),
        "parse, nothing cached": lambda: parse(source, cache=None),
        "build the contract": lambda: build(parsed, source, str(BLUEPRINT)),
        "lint rules": lambda: lint(contract),
        "derive all states": lambda: states(contract),
        "render docs": lambda: docs.render(contract),
        "render OpenAPI": lambda: openapi.render(contract),
        "render JSON Schemas": lambda: json_schema.render(contract),
        "render the Flask package": lambda: flask.render(contract),
        "render Dredd's blueprint": lambda: dredd.render(source.text, contract),
    }
    rows = [Measurement(name, times(work, repeat)) for name, work in steps.items()]
    return [*rows, _seeding(folder, contract), *_server(folder, repeat)]


def _seeding(folder: Path, contract: Contract) -> Measurement:
    """Reset and seed before every transaction of the contract, on a SQLite file."""
    settings = {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'seed.sqlite'}",
        "HEALTH_FAULTS_FILE": str(folder / "faults"),
        "CREATE_TABLES": True,
    }
    create_app(settings)
    handler = StateHandler(settings)
    seconds = []
    for state in _twice(states(contract)):
        headers = {"Authorization": "JWT <access_token>"}
        begin = time.perf_counter()
        prepare(handler, state, headers)
        seconds.append(time.perf_counter() - begin)
    handler.close()
    half = len(seconds) // 2  # the first round fills caches
    return Measurement(
        "reset and seed one transaction (SQLite)",
        tuple(seconds[half:]),
        "< 5 ms",
        f"over {half} transactions",
    )


def _twice(found: dict[str, State]) -> list[State]:
    return [*found.values(), *found.values()]


def _server(folder: Path, repeat: int) -> list[Measurement]:
    """From the command to the first answer, on a migrated database; and one answer."""
    environment = {
        "APP_CONFIG": "testing",
        "DATABASE_URL": f"sqlite:///{folder / 'server.sqlite'}",
        "SECRET_KEY": secrets.token_hex(32),
        "PYTHONPATH": str(ROOT),
    }
    command = f"{sys.executable} -m server --migrate --port {{port}}"
    answers: list[float] = []

    def start() -> None:
        with running(command, environment, folder / "server.log") as server:
            url = f"{server.url}/v1/events"
            json.loads(requests.get(url, timeout=10).text)
            answers.extend(times(lambda: requests.get(url, timeout=10), 20))

    started = times(start, repeat)
    return [
        Measurement("server: start, migrate, first answers, stop", started),
        Measurement("server: one empty list over HTTP", tuple(answers)),
    ]
