"""The application for gunicorn, ``flask db`` and Celery: made from the environment."""

from __future__ import annotations

import sys

from contracts.runtime.config import ConfigError
from server import create_app

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"The server does not start: {error}")
