"""Schemathesis, in process, on every operation of the rendered OpenAPI document.

Before each generated request the documented resources exist, so that many of them reach
past the first 404. Who asks is anybody, the documented user, and an administrator.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contracts.blueprint import read
from contracts.render.openapi import render
from contracts.states import ResourceState, states
from server import create_app
from server.states import StateHandler

ROOT = Path(__file__).parent.parent
CONTRACT = read(ROOT / "blueprint" / "api.apib", cache=ROOT / "build" / "cache").contract
DOCUMENT = json.loads(render(CONTRACT)["openapi.json"])
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROLES = {"anybody": "", "documented user": "1", "administrator": "9"}


def documented_world() -> tuple[ResourceState, ...]:
    """The resources of the fullest derived state: a FAQ with all it belongs to."""
    return max((state.resources for state in states(CONTRACT).values()), key=len)


WORLD = documented_world()
schema = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, StateHandler]]:
    folder = tmp_path_factory.mktemp("schemathesis")
    given = {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'db.sqlite'}",
        "CREATE_TABLES": True,
    }
    app = create_app(given)
    handler = StateHandler(given)
    yield app, handler
    handler.close()


@pytest.mark.parametrize("role", ROLES)
@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_departs_from_the_document(
    case: schemathesis.Case, role: str, world: tuple[Flask, StateHandler]
) -> None:
    app, handler = world
    handler.reset()
    for resource in WORLD:
        handler.create(resource.type, resource.id, resource.attributes, resource.relationships)
    handler.create("user", "9", {"is-admin": True})
    user = ROLES[role]
    case.headers = {**(case.headers or {})}
    case.headers.pop("Authorization", None)
    if user:
        case.headers["Authorization"] = f"JWT {handler.token(user)}"
    answer = case.call(app=app)
    case.validate_response(answer, checks=CHECKS)
