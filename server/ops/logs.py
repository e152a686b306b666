"""Structured logs: one JSON object per line, with the request's id and without secrets."""

from __future__ import annotations

import logging
import logging.config
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter as UpstreamFormatter

from server.ops.redaction import redact

#: The id of the current request; empty outside of requests.
request_id: ContextVar[str] = ContextVar("request_id", default="")


class WithRequestId(logging.Filter):
    """Adds the id of the current request to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        record.request_id = request_id.get()
        return True


class JsonFormatter(UpstreamFormatter):
    """One JSON object per line."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """The members of the object, without empty ones."""
        fields = redact(super().process_log_record(log_data))
        return {name: value for name, value in fields.items() if value not in ("", None)}


class TextFormatter(logging.Formatter):
    """For people: a line, followed by the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The text without secrets."""
        return str(redact(super().format(record)))


def logging_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """The argument of ``logging.config.dictConfig`` for the server's settings."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": WithRequestId}},
        "formatters": {
            "json": {
                "()": JsonFormatter,
                "format": "%(levelname)s %(name)s %(message)s %(request_id)s %(process)d",
                "rename_fields": {"levelname": "level", "name": "logger", "process": "pid"},
                "timestamp": "time",
            },
            "text": {
                "()": TextFormatter,
                "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
            },
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": config["LOG_FORMAT"],
                "filters": ["request"],
            }
        },
        "root": {"level": config["LOG_LEVEL"], "handlers": ["stderr"]},
        "loggers": {
            # Gunicorn gives these loggers handlers, and Werkzeug logs whole URLs.
            "gunicorn.error": {"handlers": [], "propagate": True},
            "gunicorn.access": {"handlers": [], "propagate": False},
            "werkzeug": {"level": "WARNING"},
        },
    }


def configure_logging(config: Mapping[str, Any]) -> None:
    """Configure logging for a server process (not for applications in tests)."""
    logging.config.dictConfig(logging_settings(config))
