"""Readiness and liveness, in the JSON of the Open Event server."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from server import create_app
from server.health import FAILURE_TTL, SUCCESS_TTL, read_faults
from server.states import StateHandler
from tests.server.conftest import JsonApiClient

RESULT = {"checker", "output", "passed", "timestamp", "expires"}


def test_a_healthy_server_passes_every_check(client: JsonApiClient) -> None:
    response = client.get("/health-check")
    report = response.get_json()
    assert (response.status_code, response.content_type) == (200, "application/json")
    assert set(report) == {"hostname", "status", "timestamp", "results"}
    assert (report["status"], report["hostname"]) == ("success", socket.gethostname())
    assert [(r["checker"], r["output"], r["passed"]) for r in report["results"]] == [
        ("health_check_db", "database ok", True),
        ("health_check_migrations", "database up to date with migrations", True),
    ]
    for result in report["results"]:
        assert set(result) == RESULT
        assert result["expires"] - result["timestamp"] == pytest.approx(SUCCESS_TTL)


def test_the_process_answers_whatever_else_is_broken(
    client: JsonApiClient, states: StateHandler
) -> None:
    states.fail(["health_check_db", "health_check_migrations"])
    response = client.get("/health-check/live")
    assert response.status_code == 200
    assert set(response.get_json()) == {"status", "timestamp", "hostname"}


@pytest.mark.parametrize(
    ("checker", "output"),
    [
        ("health_check_db", "Error connecting to database"),
        ("health_check_migrations", "Event model out of date with migrations"),
    ],
)
def test_a_fault_fails_its_check_at_once_and_until_the_reset(
    client: JsonApiClient, states: StateHandler, checker: str, output: str
) -> None:
    assert client.get("/health-check").status_code == 200
    states.fail([checker])
    response = client.get("/health-check")
    assert (response.status_code, response.get_json()["status"]) == (503, "failure")
    (failed,) = [r for r in response.get_json()["results"] if not r["passed"]]
    assert set(failed) == RESULT
    assert (failed["checker"], failed["output"]) == (checker, output)
    assert failed["expires"] - failed["timestamp"] == pytest.approx(FAILURE_TTL)
    states.reset()
    assert client.get("/health-check").status_code == 200


def test_results_are_kept_until_they_expire(
    client: JsonApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/health-check").get_json()["results"]
    assert client.get("/health-check").get_json()["results"] == first
    expires = max(result["expires"] for result in first)
    monkeypatch.setattr("server.health.time.time", lambda: expires + 1)
    assert client.get("/health-check").get_json()["results"] != first


def test_an_unreachable_database_fails_both_checks_without_telling_secrets(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/secret-name/nowhere.db"
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url})
    response = app.test_client().get("/health-check")
    assert response.status_code == 503
    assert [r["passed"] for r in response.get_json()["results"]] == [False, False]
    assert "secret-name" not in response.text


def test_a_missing_column_names_its_model(empty_database: str) -> None:
    settings: dict[str, Any] = {
        "TESTING": True,
        "CREATE_TABLES": True,
        "SQLALCHEMY_DATABASE_URI": empty_database,
    }
    app = create_app(settings)
    with app.app_context():
        db = app.extensions["jsonapi"].package.db
        db.session.execute(text("ALTER TABLE faqs DROP COLUMN answer"))
        db.session.commit()
    response = app.test_client().get("/health-check")
    assert response.status_code == 503
    outputs = [r["output"] for r in response.get_json()["results"]]
    assert outputs == ["database ok", "Faq model out of date with migrations"]


def test_a_checker_that_crashes_does_not_tell_why(
    settings: dict[str, Any], states: StateHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    def health_check_db() -> tuple[bool, str]:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("server.health.CHECKERS", (health_check_db,))
    response = create_app(settings).test_client().get("/health-check")
    assert response.status_code == 503
    assert "secret" not in response.text
    assert response.get_json()["results"][0]["checker"] == "health_check_db"


def test_faults_are_read_from_a_file_with_a_name_on_each_line(tmp_path: Path) -> None:
    file = tmp_path / "faults"
    assert read_faults(str(file)) == frozenset()
    file.write_text("health_check_db\nhealth_check_migrations\n", encoding="utf-8")
    assert read_faults(str(file)) == {"health_check_db", "health_check_migrations"}
    assert read_faults("") == frozenset()
