"""Settings: from the environment, with defaults for development and tests."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from limits import parse_many

INSECURE_KEY = "insecure-development-key-do-not-use-in-production"
ENVIRONMENTS = ("development", "testing", "production")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("json", "text")


class ConfigError(ValueError):
    """A setting that keeps the server from starting; the text says what to change."""


def load_config(
    environment: str | None = None, variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The settings of ``environment`` (or of ``APP_CONFIG``), read from ``variables``.

    Raises:
        ConfigError: an unknown environment, a malformed value, or a production that is
            not safe to start.
    """
    env = os.environ if variables is None else variables
    name = environment or env.get("APP_CONFIG", "development")
    if name not in ENVIRONMENTS:
        raise ConfigError(f"APP_CONFIG is {name!r}; it must be one of {', '.join(ENVIRONMENTS)}.")
    config = {**_common(env), "ENVIRONMENT": name, "TESTING": name == "testing"}
    config["LOG_FORMAT"] = config["LOG_FORMAT"] or ("json" if name == "production" else "text")
    if name == "testing":
        config |= _testing(env)
    check_config(config)
    return config


def _common(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        "SQLALCHEMY_DATABASE_URI": database_url(env.get("DATABASE_URL", "sqlite:///app.db")),
        # Errors of the database go to the log; the values, passwords among them, must not.
        # A connection from before the database was restarted is replaced, not used.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_pre_ping": True},
        "SECRET_KEY": env.get("SECRET_KEY", INSECURE_KEY),
        "JWT_ISSUER": env.get("JWT_ISSUER", "open-event"),
        "JWT_EXPIRES_IN": _number(env, "JWT_EXPIRES_IN", 24 * 3600),
        "JWT_REFRESH_WINDOW": _number(env, "JWT_REFRESH_WINDOW", 30 * 24 * 3600),
        "LAST_ACCESS_INTERVAL": _number(env, "LAST_ACCESS_INTERVAL", 300),
        "JWT_LEEWAY": _number(env, "JWT_LEEWAY", 10),
        "LOGIN_FAILURES": env.get("LOGIN_FAILURES", "10 per minute"),
        "RATELIMIT_ENABLED": _flag(env, "RATELIMIT_ENABLED", default=True),
        **_ratelimit_storage(env.get("RATELIMIT_STORAGE_URI", "memory://")),
        "PASSWORD_HASH_METHOD": env.get("PASSWORD_HASH_METHOD", "scrypt:32768:8:1"),
        "MAX_CONTENT_LENGTH": _number(env, "MAX_CONTENT_LENGTH", 1024 * 1024),
        "DASHERIZE_API": _flag(env, "DASHERIZE_API", default=True),
        "PAGE_SIZE": _number(env, "PAGE_SIZE", 20),
        "MAX_PAGE_SIZE": _number(env, "MAX_PAGE_SIZE", 100),
        "MAX_INCLUDE_DEPTH": _number(env, "MAX_INCLUDE_DEPTH", 3),
        "GENERATED_PACKAGE": env.get("GENERATED_PACKAGE", "server.generated"),
        "CREATE_TABLES": _flag(env, "CREATE_TABLES", default=False),
        "DOCS_FILE": env.get("DOCS_FILE", ""),
        **_services(env),
        **_operations(env),
        **_tasks_and_images(env),
    }


def _ratelimit_storage(uri: str) -> dict[str, Any]:
    """Where failures are counted; a Redis that hangs must not hang whoever logs in."""
    limits = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    options = limits if uri.startswith("redis") else {}
    return {"RATELIMIT_STORAGE_URI": uri, "RATELIMIT_STORAGE_OPTIONS": options}


def _services(env: Mapping[str, str]) -> dict[str, Any]:
    """What may run beside the server; empty: not configured, and done in this process."""
    redis = env.get("REDIS_URL", "")
    return {
        "REDIS_URL": redis,
        "CELERY_BROKER_URL": env.get("CELERY_BROKER_URL", redis),
        "STORAGE_URL": env.get("STORAGE_URL", "uploads"),
    }


def _operations(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        "HEALTH_SUCCESS_TTL": _seconds(env, "HEALTH_SUCCESS_TTL", 27),
        "HEALTH_FAILURE_TTL": _seconds(env, "HEALTH_FAILURE_TTL", 9),
        "HEALTH_TIMEOUT": _seconds(env, "HEALTH_TIMEOUT", 3),
        "HEALTH_FAULTS_FILE": env.get("HEALTH_FAULTS_FILE", ""),
        "SENTRY_DSN": env.get("SENTRY_DSN", ""),
        "LOG_LEVEL": env.get("LOG_LEVEL", "INFO").upper(),
        "LOG_FORMAT": env.get("LOG_FORMAT", ""),
        "METRICS_ENABLED": _flag(env, "METRICS_ENABLED", default=False),
        "PROMETHEUS_MULTIPROC_DIR": env.get("PROMETHEUS_MULTIPROC_DIR", ""),
        "PROXY_COUNT": _number(env, "PROXY_COUNT", 0),
    }


def _tasks_and_images(env: Mapping[str, str]) -> dict[str, Any]:
    """Tasks, signals and images (docs/images-and-tasks.md)."""
    return {
        "TASK_VISIBILITY_TIMEOUT": _number(env, "TASK_VISIBILITY_TIMEOUT", 300),
        "TASK_RESULT_TTL": _number(env, "TASK_RESULT_TTL", 24 * 3600),
        "SIGNALS_ENABLED": _flag(env, "SIGNALS_ENABLED", default=True),
        "PUBLIC_URL": env.get("PUBLIC_URL", "").rstrip("/"),
        "IMAGE_MAX_BYTES": _number(env, "IMAGE_MAX_BYTES", 5 * 1024 * 1024),
        "IMAGE_MAX_PIXELS": _number(env, "IMAGE_MAX_PIXELS", 25_000_000),
        "IMAGE_MAX_FRAMES": _number(env, "IMAGE_MAX_FRAMES", 100),
        "IMAGE_CACHE_DIR": env.get("IMAGE_CACHE_DIR", ""),
        "IMAGE_CACHE_BYTES": _number(env, "IMAGE_CACHE_BYTES", 10 * 1024 * 1024),
    }


def _testing(env: Mapping[str, str]) -> dict[str, Any]:
    default = f"sqlite:///{Path(tempfile.gettempdir()) / f'app-test-{os.getpid()}.db'}"
    return {
        "SQLALCHEMY_DATABASE_URI": database_url(
            env.get("TEST_DATABASE_URL") or env.get("DATABASE_URL") or default
        ),
        "PASSWORD_HASH_METHOD": env.get("PASSWORD_HASH_METHOD", "scrypt:128:8:1"),
        "JWT_LEEWAY": _number(env, "JWT_LEEWAY", 0),
        # Judges fail to log in on purpose.
        "RATELIMIT_ENABLED": _flag(env, "RATELIMIT_ENABLED", default=False),
        # Tests that are about signals say so.
        "SIGNALS_ENABLED": _flag(env, "SIGNALS_ENABLED", default=False),
        "STORAGE_URL": env.get("STORAGE_URL", "memory://uploads"),
    }


def web_settings(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What gunicorn is told: where to listen, and how many processes and threads answer.

    Raises:
        ConfigError: a malformed value.
    """
    env = os.environ if variables is None else variables
    return {
        "host": env.get("HOST", "127.0.0.1"),
        "port": _number(env, "PORT", 8000),
        "management_port": _number(env, "MANAGEMENT_PORT", 0),
        "workers": _number(env, "WEB_CONCURRENCY", 2),
        "threads": _number(env, "WEB_THREADS", 4),
        "graceful_timeout": _number(env, "GRACEFUL_TIMEOUT", 30),
    }


def check_config(config: Mapping[str, Any]) -> None:
    """Refuse settings that are unsafe where they are used.

    Raises:
        ConfigError: with what to set instead.
    """
    key = str(config["SECRET_KEY"])
    if config["ENVIRONMENT"] == "production" and key == INSECURE_KEY:
        raise ConfigError(
            "SECRET_KEY is not set: anybody could forge tokens with the published default. "
            "Set it to at least 32 random characters, such as the output of "
            "`python -c 'import secrets; print(secrets.token_hex(32))'`."
        )
    if len(key.encode()) < 32:
        raise ConfigError("SECRET_KEY is too short: HS256 needs at least 32 bytes (RFC 7518, 3.2).")
    if config["HEALTH_FAULTS_FILE"] and not config["TESTING"]:
        raise ConfigError(
            "HEALTH_FAULTS_FILE makes health checks fail on purpose; it works with "
            "APP_CONFIG=testing only. Unset it."
        )
    try:
        parse_many(str(config["LOGIN_FAILURES"]))
    except ValueError as error:
        raise ConfigError(
            f"LOGIN_FAILURES is {config['LOGIN_FAILURES']!r}; write it like '10 per minute'."
        ) from error
    for name, known in (("LOG_LEVEL", LOG_LEVELS), ("LOG_FORMAT", LOG_FORMATS)):
        if config[name] not in known:
            raise ConfigError(f"{name} is {config[name]!r}; it must be one of {', '.join(known)}.")
    if not 1 <= config["PAGE_SIZE"] <= config["MAX_PAGE_SIZE"]:
        raise ConfigError("PAGE_SIZE must lie between 1 and MAX_PAGE_SIZE.")


def database_url(url: str) -> str:
    """``url`` with the PostgreSQL driver this project installs, and SQLite paths absolute.

    Flask-SQLAlchemy would look for a relative path in the instance folder, migrations and
    the judges' state handler in the current one.
    """
    path = url.removeprefix("sqlite:///")
    if path != url and path and not path.startswith((":", "file:")):
        return f"sqlite:///{Path(path).absolute()}"
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(f"{name} is {text!r}; it must be a whole number.")
    return int(text)


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if text is None:
        return default
    if not _SECONDS.fullmatch(text):
        raise ConfigError(f"{name} is {text!r}; it must be a number of seconds, such as 2.5.")
    return float(text)


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name)
    if text is None:
        return default
    if text.lower() not in _TRUE | _FALSE:
        raise ConfigError(f"{name} is {text!r}; it must be true or false.")
    return text.lower() in _TRUE
