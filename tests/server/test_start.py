"""What a start of the server loads."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Packages that take long to load, and that a server without their service never uses.
RARE = {"alembic", "diskcache", "flask_migrate", "redis", "sentry_sdk"}
PROGRAM = """
import sys
from server.wsgi import app
assert app.test_client().get("/v1/events").status_code == 200
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_a_request_loads_neither_migrations_nor_the_clients_of_services(tmp_path: Path) -> None:
    variables = {
        "APP_CONFIG": "development",
        "DATABASE_URL": f"sqlite:///{tmp_path}/app.db",
        "CREATE_TABLES": "on",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "sqlalchemy" in loaded
    assert RARE & loaded == set()


def test_without_its_settings_a_server_ends_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_CONFIG", "production")
    for name in ("SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit, match=r"^The server does not start: .*SECRET_KEY"):
        runpy.run_module("server.wsgi")
