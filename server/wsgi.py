"""The application for gunicorn, ``flask db`` and Celery: made from the environment."""

from __future__ import annotations

import atexit
import gc
import sys

from contracts.runtime.config import ConfigError
from server import create_app

# The end of the process frees the memory: a last collection would take a quarter of a start's time.
atexit.register(gc.freeze)

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"The server does not start: {error}")
