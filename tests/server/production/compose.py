"""What compose.yaml starts, started without containers: its commands and settings, on this machine.

Names of services and the ports and folders of containers are replaced, nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import yaml

from tests.server.services.gunicorn_server import KEY, PATIENCE, ROOT, until
from tests.server.services.redis_server import free_port, redis_server

#: The command of the image, which compose.yaml leaves to the Dockerfile.
GUNICORN = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "server.wsgi:app"]


@dataclass
class Composed:
    """The running services: where the proxy and the management port are, processes by name."""

    folder: Path
    url: str
    management: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def log(self, name: str) -> str:
        """What a service has logged."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def services() -> dict[str, Any]:
    """The services of compose.yaml by name."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


@contextmanager
def composed(folder: Path, database: str) -> Iterator[Composed]:
    """The services of compose.yaml, migrated and answering, until the block is left.

    PostgreSQL runs already: the URL of an empty database.
    """
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server())
        web, management, proxy = free_port(), free_port(), free_port()
        made = Composed(folder, f"http://127.0.0.1:{proxy}", f"http://127.0.0.1:{management}")
        replaced = {
            "postgresql://app:app@postgresql/app": database,
            "redis://redis/": f"redis://127.0.0.1:{redis.port}/",
            "/data/": f"{folder}/",
            "${SECRET_KEY:?set SECRET_KEY to at least 32 random characters}": KEY,
        }
        environment = {"HOST": "127.0.0.1", "PORT": str(web)}
        for name, value in services()["web"]["environment"].items():
            for old, new in replaced.items():
                value = value.replace(old, new)
            environment[name] = value
        environment["MANAGEMENT_PORT"] = str(management)
        stack.callback(_stop, made)
        migrate = _start(made, "migrate", environment)
        assert migrate.wait(PATIENCE) == 0, made.log("migrate")
        _start(made, "web", environment)
        _start(made, "worker", environment)
        _start_proxy(made, web, proxy)
        until(lambda: _is_up(f"{made.url}/health-check/live"), "the server answers by the proxy")
        yield made


def _start(made: Composed, name: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = services()[name].get("command", GUNICORN)
    # Programs of the environment that runs the tests, as the image has its own first in PATH.
    variables = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(made.folder),
        **environment,
    }
    with (made.folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log)
    made.processes[name] = process
    return process


def _start_proxy(made: Composed, web: int, port: int) -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text().replace("/tmp/", f"{made.folder}/")
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{web}")
    settings = made.folder / "nginx.conf"
    settings.write_text(text)
    with (made.folder / "proxy.log").open("wb") as log:
        command = ["nginx", "-c", str(settings), "-g", "daemon off;"]
        made.processes["proxy"] = subprocess.Popen(command, stdout=log, stderr=log)


def _stop(made: Composed) -> None:
    for process in made.processes.values():
        if process.poll() is None:
            process.terminate()
    for process in made.processes.values():
        process.wait(PATIENCE)


def _is_up(url: str) -> bool:
    try:
        return requests.get(url, timeout=PATIENCE).ok
    except requests.ConnectionError:
        time.sleep(0.1)
        return False
