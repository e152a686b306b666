"""Health: ``/health-check`` (ready for requests?) and ``/health-check/live`` (alive?)."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, jsonify
from healthcheck import HealthCheck
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from .jsonapi import jsonapi

SUCCESS_TTL = 27
FAILURE_TTL = 9
DATABASE_FAILED = "Error connecting to database"
MIGRATIONS_FAILED = "{} model out of date with migrations"

Outcome = tuple[bool, str]


def health_check_db() -> Outcome:
    """Whether the database answers."""
    try:
        jsonapi().package.db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        current_app.logger.exception("The database does not answer")
        return False, DATABASE_FAILED
    return True, "database ok"


def health_check_migrations() -> Outcome:
    """Whether every model can be selected from, column by column."""
    package = jsonapi().package
    for schema in package.schemas.values():
        model = schema.opts_model()
        try:
            package.db.session.execute(select(model).limit(1)).first()
        except SQLAlchemyError:
            current_app.logger.exception("%s cannot be selected", model.__name__)
            return False, MIGRATIONS_FAILED.format(model.__name__)
    return True, "database up to date with migrations"


CHECKERS: tuple[Callable[[], Outcome], ...] = (health_check_db, health_check_migrations)


def _crashed(_checker: object, _error: Exception) -> Outcome:
    """What the body says of a checker that raised; the library has logged the error."""
    return False, "The check itself failed; see the log"


class Health(HealthCheck):
    """Cached results in the JSON of the Open Event server, with faults for tests."""

    def __init__(self) -> None:
        super().__init__(
            success_ttl=SUCCESS_TTL,
            failed_ttl=FAILURE_TTL,
            checkers=list(CHECKERS),
            exception_handler=_crashed,
        )

    def results(self, faults: frozenset[str]) -> list[dict[str, Any]]:
        """The result of each checker; ``faults`` fail now, whatever is cached."""
        return [
            fault_result(checker) if checker.__name__ in faults else self._cached(checker)
            for checker in self.checkers
        ]

    def _cached(self, checker: Callable[[], Outcome]) -> dict[str, Any]:
        known: dict[str, Any] | None = self.cache.get(checker)
        if known is None or known["expires"] < time.time():
            # A failed statement leaves a transaction that would fail every later check.
            jsonapi().package.db.session.rollback()
            known = self.cache[checker] = self.run_check(checker)
        return {key: value for key, value in known.items() if key != "response_time"}


def fault_result(checker: Callable[[], Outcome]) -> dict[str, Any]:
    """What ``checker`` reports when what it looks at is broken."""
    first_model = next(iter(jsonapi().package.schemas.values())).opts_model()
    outputs = {
        "health_check_db": DATABASE_FAILED,
        "health_check_migrations": MIGRATIONS_FAILED.format(first_model.__name__),
    }
    moment = time.time()
    return {
        "checker": checker.__name__,
        "output": outputs[checker.__name__],
        "passed": False,
        "timestamp": moment,
        "expires": moment + FAILURE_TTL,
    }


def read_faults(file: str) -> frozenset[str]:
    """The checkers that ``HEALTH_FAULTS_FILE`` lists; none when there is no such file."""
    try:
        return frozenset(Path(file).read_text(encoding="utf-8").split()) if file else frozenset()
    except FileNotFoundError:
        return frozenset()


def register_health(app: Flask) -> None:
    """Serve both addresses; readiness results live as long as the application."""
    health = Health()

    def ready() -> Response:
        faults = read_faults(app.config["HEALTH_FAULTS_FILE"]) if app.testing else frozenset()
        results = health.results(faults)
        passed = all(result["passed"] for result in results)
        report = {
            "status": "success" if passed else "failure",
            "timestamp": time.time(),
            "hostname": socket.gethostname(),
            "results": results,
        }
        status = 200 if passed else 503
        return Response(json.dumps(report), status, content_type="application/json")

    def live() -> Response:
        return jsonify(status="success", timestamp=time.time(), hostname=socket.gethostname())

    app.add_url_rule("/health-check", "ready", ready)
    app.add_url_rule("/health-check/live", "live", live)
