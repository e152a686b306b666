"""Gunicorn: `gunicorn -c deploy/gunicorn.conf.py server.wsgi:app`; settings are the README's."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

# prometheus_client looks once, when it is first imported: before anything of the server.
# On SIGHUP this file is read again, and the folder is there.
_COUNTS = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="metrics-"))
_COUNTS.mkdir(exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_COUNTS)

from prometheus_client.multiprocess import mark_process_dead  # noqa: E402

from contracts.runtime.config import ConfigError  # noqa: E402
from server.config import load_config, web_settings  # noqa: E402
from server.ops.logs import logging_settings  # noqa: E402
from server.ops.management import listener, serve  # noqa: E402
from server.tasks.recovery import recover_without_broker  # noqa: E402


def _forget_counts() -> None:
    for file in _COUNTS.glob("*.db"):
        file.unlink()
    # Whoever named a folder may keep other things there.
    with contextlib.suppress(OSError):
        _COUNTS.rmdir()


try:
    _config = load_config()
    _web = web_settings()
    _port = _web["management_port"]
    _management = listener(_web["host"], _port) if _port else None
except (ConfigError, OSError) as error:
    _forget_counts()
    sys.exit(f"The server does not start: {error}")

bind = f"{_web['host']}:{_web['port']}"
workers = _web["workers"]
# Threads: a request that waits for the database keeps nobody from asking for the health.
worker_class = "server.ops.web_worker.WebWorker"
threads = _web["threads"]
graceful_timeout = _web["graceful_timeout"]
# A worker that does not even tell that it is alive is replaced.
timeout = 60
keepalive = 5
# Its place is the same for all servers of a user, and nobody here talks to it.
control_socket_disable = True
# The server logs its requests itself, with their ids and without their queries.
accesslog = None
logconfig_dict = logging_settings(_config)

# Workers share the memory of what is loaded here as long as no collection of garbage visits it.
gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Answer those who run the server, too, and look for tasks that a dead process left."""
    recover_without_broker(worker.app.wsgi())
    if _management is not None:
        serve(worker.wsgi, _management)


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that is gone; what it counted stays."""
    mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    """Forget what the workers counted."""
    _forget_counts()
