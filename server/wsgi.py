"""The application for gunicorn, ``flask db`` and Celery: made from the environment."""

from __future__ import annotations

import sys

from . import create_app
from .config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"The server does not start: {error}")
