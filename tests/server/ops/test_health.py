"""Readiness and liveness, in the JSON of the Open Event server."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url

from contracts.runtime.config import database_url
from server import create_app
from server.ops.health import CHECKS, CheckFailed, HealthCheck, checks, read_faults
from server.ops.health.runner import HealthRunner
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
        (
            "health_check_revision",
            "migrations not configured: tables are made from the models",
            True,
        ),
        ("health_check_migrations", "database up to date with migrations", True),
        ("health_check_redis", "redis not configured", True),
        ("health_check_celery", "celery not configured", True),
    ]
    for result in report["results"]:
        assert set(result) == RESULT
        assert result["expires"] - result["timestamp"] == pytest.approx(27)


def test_the_process_answers_whatever_else_is_broken(
    client: JsonApiClient, states: StateHandler
) -> None:
    states.fail([check.name for check in CHECKS])
    assert client.get("/health-check").status_code == 503
    response = client.get("/health-check/live")
    assert response.status_code == 200
    assert set(response.get_json()) == {"status", "timestamp", "hostname"}


@pytest.mark.parametrize(
    ("checker", "output"),
    [
        ("health_check_db", "Error connecting to database"),
        ("health_check_migrations", "Event model out of date with migrations"),
        ("health_check_revision", "database at revision 0001, needs 0002"),
        ("health_check_redis", "Error connecting to redis"),
        ("health_check_celery", "no celery worker answers"),
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
    assert failed["expires"] - failed["timestamp"] == pytest.approx(9)
    states.reset()
    assert client.get("/health-check").status_code == 200


def test_what_needs_a_failed_check_is_not_checked(
    client: JsonApiClient, states: StateHandler
) -> None:
    states.fail(["health_check_db"])
    by_name = {r["checker"]: r for r in client.get("/health-check").get_json()["results"]}
    for name in ("health_check_revision", "health_check_migrations"):
        result = by_name[name]
        assert result["output"] == "not checked while health_check_db fails"
        assert result["expires"] == by_name["health_check_db"]["expires"]
    assert by_name["health_check_redis"]["output"] == "redis not configured"


def test_results_are_kept_until_they_expire(settings: dict[str, Any], states: StateHandler) -> None:
    first, again, later = (
        [result["timestamp"] for result in report["results"]]
        for report in asked_twice_and_later(create_app({**settings, "HEALTH_SUCCESS_TTL": 0.5}))
    )
    assert again == first
    assert not set(later) & set(first)


def asked_twice_and_later(app: Flask) -> Iterator[dict[str, Any]]:
    """Two reports at once, and one after both have expired."""
    client = app.test_client()
    report = client.get("/health-check").get_json()
    yield report
    yield client.get("/health-check").get_json()
    while time.time() <= max(result["expires"] for result in report["results"]):
        time.sleep(0.05)
    yield client.get("/health-check").get_json()


def test_results_expire_when_the_clock_is_set_back(
    settings: dict[str, Any], states: StateHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app({**settings, "HEALTH_SUCCESS_TTL": 0}).test_client()
    first = client.get("/health-check").get_json()
    hour_ago = time.time() - 3600
    monkeypatch.setattr("server.ops.health.runner.time.time", lambda: hour_ago)
    second = client.get("/health-check").get_json()
    assert {result["timestamp"] for result in second["results"]} == {hour_ago}
    assert hour_ago not in {result["timestamp"] for result in first["results"]}


def test_a_database_that_takes_no_writes_fails_its_check(postgresql: str) -> None:
    url = make_url(database_url(postgresql)).update_query_dict(
        {"options": "-c default_transaction_read_only=on"}
    )
    uri = url.render_as_string(hide_password=False)
    client = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": uri}).test_client()
    report = client.get("/health-check").get_json()
    assert report["status"] == "failure"
    assert [r["output"] for r in report["results"] if not r["passed"]] == ["database is read-only"]


def test_an_unreachable_database_fails_its_check_without_telling_secrets(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/secret-name/nowhere.db"
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url})
    response = app.test_client().get("/health-check")
    assert response.status_code == 503
    assert [r["passed"] for r in response.get_json()["results"]] == [False, True, True, True, True]
    assert "secret-name" not in response.text


def test_an_unreachable_redis_fails_its_check_without_telling_secrets(
    settings: dict[str, Any], states: StateHandler
) -> None:
    app = create_app({**settings, "REDIS_URL": "redis://:secret@127.0.0.1:1"})
    with pytest.raises(CheckFailed, match=r"^Error connecting to redis$"):
        checks.redis(app)


@pytest.fixture
def tasks(settings: dict[str, Any], states: StateHandler) -> Iterator[Tasks]:
    """Checks that do what the test says."""
    app = create_app({**settings, "HEALTH_TIMEOUT": 0.2})
    made = Tasks(app)
    yield made
    made.release.set()


class Tasks:
    """Makes checks, and runners of them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.release = threading.Event()
        self.started: list[str] = []

    def runner(self, *checks: HealthCheck) -> HealthRunner:
        return HealthRunner(self.app, checks)

    def hanging(self, name: str) -> HealthCheck:
        """A check that answers when it is released."""

        def run(_app: Flask) -> str:
            self.started.append(name)
            self.release.wait()
            return "released"

        return HealthCheck(name, run, "")

    def raising(self, error: Exception) -> HealthCheck:
        def run(_app: Flask) -> str:
            raise error

        return HealthCheck("raises", run, "")


def outputs(runner: HealthRunner) -> dict[str, tuple[bool, str]]:
    return {result.checker: (result.passed, result.output) for result in runner.results()}


def test_a_check_that_hangs_has_failed_and_is_not_started_again(tasks: Tasks) -> None:
    tasks.app.config["HEALTH_FAILURE_TTL"] = 0
    fine = HealthCheck("fine", lambda _app: "ok", "")
    runner = tasks.runner(tasks.hanging("hangs"), fine)
    for _ in range(2):
        assert outputs(runner) == {
            "hangs": (False, "no answer within 0.2 s"),
            "fine": (True, "ok"),
        }
    assert tasks.started == ["hangs"]
    (thread,) = (each for each in threading.enumerate() if each.name == "hangs")
    assert thread.daemon, "the process would not end before the check"


def test_a_check_that_has_hung_recovers(tasks: Tasks) -> None:
    tasks.app.config["HEALTH_FAILURE_TTL"] = 0
    runner = tasks.runner(tasks.hanging("hangs"))
    assert outputs(runner) == {"hangs": (False, "no answer within 0.2 s")}
    tasks.release.set()
    # Whether its thread has noticed by now or not: in its next time-out, it answers.
    tasks.app.config["HEALTH_TIMEOUT"] = 60
    assert outputs(runner) == {"hangs": (True, "released")}


def test_a_check_that_hangs_for_long_is_started_anew(
    tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.ops.health.runner.GIVEN_UP_AFTER", 0)
    tasks.app.config["HEALTH_FAILURE_TTL"] = 0
    runner = tasks.runner(tasks.hanging("hangs"))
    outputs(runner)
    outputs(runner)
    assert tasks.started == ["hangs", "hangs"]


def test_checks_run_side_by_side(tasks: Tasks) -> None:
    together = threading.Barrier(2)

    def meets(_app: Flask) -> str:
        together.wait()
        return "met"

    tasks.app.config["HEALTH_TIMEOUT"] = 60
    found = outputs(tasks.runner(HealthCheck("a", meets, ""), HealthCheck("b", meets, "")))
    assert found == {"a": (True, "met"), "b": (True, "met")}


def test_many_who_ask_at_once_cause_one_check(
    tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.app.config |= {"HEALTH_TIMEOUT": 60, "HEALTH_SUCCESS_TTL": 0}
    runner = tasks.runner(tasks.hanging("slow"))
    asked = threading.Semaphore(0)
    asking = set()

    def clock() -> float:
        # The first look at the clock of each thread that asks; the check itself looks again.
        if threading.get_ident() not in asking:
            asking.add(threading.get_ident())
            asked.release()
        return time.monotonic()

    watched = SimpleNamespace(time=time.time, monotonic=clock)
    monkeypatch.setattr("server.ops.health.runner.time", watched)
    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(outputs, runner) for _ in range(3)]
        try:
            assert all(asked.acquire(timeout=60) for _ in range(3))
        finally:
            tasks.release.set()
        assert [answer.result() for answer in answers] == [{"slow": (True, "released")}] * 3
    assert tasks.started == ["slow"]


@pytest.mark.parametrize(
    ("error", "output"),
    [
        (CheckFailed("Error connecting to moon"), "Error connecting to moon"),
        (RuntimeError("a secret"), "The check itself failed; see the log"),
    ],
    ids=repr,
)
def test_what_a_check_raises_fails_it_and_tells_no_secrets(
    tasks: Tasks, error: Exception, output: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert outputs(tasks.runner(tasks.raising(error))) == {"raises": (False, output)}
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [error]


def test_faults_are_read_from_a_file_with_a_name_on_each_line(tmp_path: Path) -> None:
    file = tmp_path / "faults"
    assert read_faults(str(file)) == frozenset()
    file.write_text("health_check_db\nhealth_check_migrations\n", encoding="utf-8")
    assert read_faults(str(file)) == {"health_check_db", "health_check_migrations"}
    assert read_faults("") == frozenset()
