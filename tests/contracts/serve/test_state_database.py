"""Which database a run empties, and how that is told and given to servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.serve.state_database import (
    NO_STATE,
    has_run_database,
    run_environment,
    state_line,
    without_password,
)


@pytest.mark.parametrize(
    ("handler", "server", "named", "line"),
    [
        ("", "http://here", "sqlite:///x", NO_STATE),
        ("a:B", "", "", "state handler a:B resets a database made for this run"),
        ("a:B", "http://here", "", "state handler a:B resets the state of http://here"),
        (
            "a:B",
            "http://here",
            "postgresql://u:s3cret@db/x",
            "state handler a:B resets postgresql://u:***@db/x (CONTRACT_DATABASE_URL)",
        ),
    ],
)
def test_a_run_says_what_it_resets(
    monkeypatch: pytest.MonkeyPatch, handler: str, server: str, named: str, line: str
) -> None:
    monkeypatch.setenv("CONTRACT_DATABASE_URL", named)
    assert state_line(handler, server) == line


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:s3@cret@db:5432/x", "postgresql://u:***@db:5432/x"),
        ("redis://:s3cret@db", "redis://:***@db"),
        ("postgresql://u@db/u", "postgresql://u@db/u"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_a_password_is_not_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


@pytest.mark.parametrize(
    ("environment", "has_one"),
    [
        ({}, False),
        ({"A": "b", "DATABASE": "{folder}/x"}, False),
        ({"A": "b", "URL": "{database}"}, True),
        ({"URL": "postgresql://db/test_{worker}", "A": "b"}, True),
    ],
)
def test_a_server_has_the_runs_database_where_a_variable_names_it(
    environment: dict[str, str], has_one: bool
) -> None:
    assert has_run_database(environment) == has_one


def test_a_servers_variables_are_filled_in_and_the_tools_are_added(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CONTRACT_DATABASE_URL", raising=False)
    folder = tmp_path / "a" / "b"
    given = {"URL": "{database}", "KEY": "{secret}", "AT": "{folder}/{worker}", "MODE": "test"}
    first, second = (run_environment(folder, given, worker) for worker in (0, 3))
    url = f"sqlite:///{folder.resolve()}/server.sqlite"
    key = first.pop("KEY")
    assert first == {
        "CONTRACT_DATABASE_URL": url,
        "CONTRACT_WORKER": "0",
        "URL": url,
        "AT": f"{folder.resolve()}/0",
        "MODE": "test",
    }
    assert len(bytes.fromhex(key)) == 32
    assert second["KEY"] != key
    assert (second["CONTRACT_WORKER"], second["AT"]) == ("3", f"{folder.resolve()}/3")
    assert set(run_environment(folder)) == {"CONTRACT_DATABASE_URL", "CONTRACT_WORKER"}


def test_a_named_database_is_used_one_for_each_worker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONTRACT_DATABASE_URL", "postgresql://db/run_{worker}")
    found = run_environment(tmp_path, {"URL": "{database}"}, 2)
    assert found["URL"] == found["CONTRACT_DATABASE_URL"] == "postgresql://db/run_2"


def test_the_database_of_an_earlier_run_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in ("server.sqlite", "server.sqlite-wal", "server.log", "other.sqlite"):
        (tmp_path / name).write_bytes(b"x")
    run_environment(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"server.log", "other.sqlite"}
