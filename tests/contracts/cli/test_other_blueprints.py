"""Commands on a blueprint that is not the project's own, in a folder without our server."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main

PLAIN = """FORMAT: 1A

# Ping API

## Ping [/ping]

### Ping [GET]

+ Request Served

    + Headers

            Accept: text/plain

+ Response 200 (text/plain)

        pong

+ Request Out of Order

    + Headers

            Accept: text/plain

+ Response 503 (text/plain)

        no ball

## Notes [/notes/{id}]

+ Parameters
    + id: `7` (string, required)

### Read Note [GET]

+ Response 200 (application/json)
    + Attributes (object, fixed-type)
        + id: `7` (string, required)

### Read a Missing Note [GET /notes/missing]

+ Response 404 (text/plain)

        no such note
"""
BROKEN = """FORMAT: 1A

# API

## Users [/users]

### List Users [GET]

+ Response 200 (application/json)

    + Body

            {"a": 1,}

    + Schema

            {"type":

### Create User [POST]

+ Request (application/json)

        {"broken on purpose"

+ Response 400 (application/json)

        {"error": "no JSON"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def test_verify_generates_a_server_and_leaves_the_environment_alone(folder: Path) -> None:
    (folder / "ping.apib").write_text(PLAIN, encoding="utf-8")
    before, path = dict(os.environ), list(sys.path)
    done = run("verify", "ping.apib")
    assert done.exit_code == 0, done.output
    assert "0 of 3 actions are JSON:API, 3 are replayed" in done.output
    assert "7 passed, 0 failed" in done.output
    assert (dict(os.environ), list(sys.path)) == (before, path)


def test_each_of_two_blueprints_is_verified_by_its_own_server(folder: Path) -> None:
    """Both packages have the same name, and this process imports them one after the other."""
    for word in ("pong", "ping"):
        text = PLAIN.replace("/ping", f"/{word}").replace("/notes", f"/{word}-notes")
        (folder / f"{word}.apib").write_text(text, encoding="utf-8")
        done = run("verify", f"{word}.apib")
        assert done.exit_code == 0, done.output
        assert "7 passed, 0 failed" in done.output
    assert not [name for name in sys.modules if name.startswith("generated_server")]


def test_verify_of_a_blueprint_without_actions_says_so(folder: Path) -> None:
    (folder / "empty.apib").write_text("FORMAT: 1A\n\n# API\n", encoding="utf-8")
    done = run("verify", "empty.apib")
    assert done.exit_code == 1
    assert "has no actions" in done.output


def test_openapi_is_written_and_lists_what_it_leaves_out(folder: Path) -> None:
    (folder / "api.apib").write_text(BROKEN, encoding="utf-8")
    done = run("openapi", "api.apib")
    assert done.exit_code == 0, done.output
    left_out = [line for line in done.stderr.splitlines() if line.startswith("left out: ")]
    assert len(left_out) == 2
    assert "the JSON Schema of the response of 'Users > List Users'" in left_out[0]
    assert "the example body of the response of 'Users > List Users'" in left_out[1]
    document = json.loads((folder / "build" / "openapi.json").read_text(encoding="utf-8"))
    assert set(document["paths"]["/users"]) == {"get", "post"}


def test_openapi_strict_writes_nothing_from_a_blueprint_with_errors(folder: Path) -> None:
    (folder / "api.apib").write_text(BROKEN, encoding="utf-8")
    done = run("openapi", "api.apib", "--strict")
    assert done.exit_code == 1
    assert not (folder / "build" / "openapi.json").exists()
