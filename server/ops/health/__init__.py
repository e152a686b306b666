"""Health: ``/health-check`` (ready for requests?) and ``/health-check/live`` (alive?)."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path

from flask import Flask, Response, jsonify

from contracts.runtime.response_headers import not_stored
from server.ops.health.checks import CHECKS, CheckFailed, HealthCheck
from server.ops.health.runner import HealthRunner

__all__ = ["CHECKS", "CheckFailed", "HealthCheck", "read_faults", "register_health"]


def read_faults(file: str) -> frozenset[str]:
    """The checkers that ``HEALTH_FAULTS_FILE`` lists; none when there is no such file."""
    try:
        return frozenset(Path(file).read_text(encoding="utf-8").split()) if file else frozenset()
    except FileNotFoundError:
        return frozenset()


def register_health(app: Flask) -> None:
    """Serve both addresses; readiness results live as long as the application."""
    runner = HealthRunner(app, CHECKS)

    def ready() -> Response:
        faults = read_faults(app.config["HEALTH_FAULTS_FILE"]) if app.testing else frozenset()
        results = runner.results(faults)
        passed = all(result.passed for result in results)
        report = {
            "status": "success" if passed else "failure",
            "timestamp": time.time(),
            "hostname": socket.gethostname(),
            "results": [result.document() for result in results],
        }
        status = 200 if passed else 503
        return not_stored(Response(json.dumps(report), status, content_type="application/json"))

    def live() -> Response:
        report = {"status": "success", "timestamp": time.time(), "hostname": socket.gethostname()}
        return not_stored(jsonify(report))

    app.add_url_rule("/health-check", "ready", ready)
    app.add_url_rule("/health-check/live", "live", live)
