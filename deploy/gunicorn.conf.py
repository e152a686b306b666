"""Gunicorn: `gunicorn -c deploy/gunicorn.conf.py server.wsgi:app`; settings are the README's."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

# prometheus_client looks once, when it is first imported: before anything of the server.
_COUNTS = Path(tempfile.mkdtemp(prefix="metrics-"))
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_COUNTS)

from prometheus_client.multiprocess import mark_process_dead  # noqa: E402

from server.config import ConfigError, load_config, web_settings  # noqa: E402
from server.logs import logging_settings  # noqa: E402

try:
    _config = load_config()
    _web = web_settings()
except ConfigError as error:
    shutil.rmtree(_COUNTS)
    sys.exit(f"The server does not start: {error}")

bind = _web["bind"]
workers = _web["workers"]
# Threads: a request that waits for the database keeps nobody from asking for the health.
worker_class = "gthread"
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


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that is gone; what it counted stays."""
    mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    """Remove what the workers counted."""
    shutil.rmtree(_COUNTS, ignore_errors=True)
