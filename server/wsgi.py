"""The application for gunicorn: ``gunicorn server.wsgi:app``."""

from __future__ import annotations

from . import create_app
from .logs import configure_logging

app = create_app()
configure_logging(app.config)
