"""Settings of this service: those of the runtime, and its own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from limits import parse_many

from contracts.runtime import config as runtime
from contracts.runtime.config import ConfigError, environment_name, flag, number, seconds

#: The package that is generated from the blueprint, and what a blueprint cannot say.
GENERATED, BEHAVIOURS = "server.generated", "server.behaviours"
BARE = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
RATES = ("LOGIN_FAILURES", "LOGIN_LIMIT", "SIGNUP_LIMIT", "UPLOAD_LIMIT", "UPLOAD_QUOTA")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("json", "text")
#: An origin as browsers send it (RFC 6454, 6.2): in lower case, without a path.
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9._\[\]:-]+")


def load_config(
    environment: str | None = None, variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The settings of ``environment`` (or of ``APP_CONFIG``), read from ``variables``.

    Raises:
        ConfigError: an unknown environment, a malformed value, or a production that is
            not safe to start.
    """
    env = os.environ if variables is None else variables
    name = environment_name(env, environment)
    config = {**runtime.settings(env, name), **_common(env)}
    config["LOG_FORMAT"] = config["LOG_FORMAT"] or ("json" if name == "production" else "text")
    if name == "testing":
        config |= _testing(env)
    check_config(config)
    return config


def _common(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        "JWT_ISSUER": env.get("JWT_ISSUER", "open-event"),
        "LOGIN_FAILURES": env.get("LOGIN_FAILURES", "10 per minute"),
        "LOGIN_LIMIT": env.get("LOGIN_LIMIT", "60 per minute"),
        "SIGNUP_LIMIT": env.get("SIGNUP_LIMIT", "20 per minute"),
        "UPLOAD_LIMIT": env.get("UPLOAD_LIMIT", "30 per minute"),
        "UPLOAD_QUOTA": env.get("UPLOAD_QUOTA", f"{100 * 1024 * 1024} per day"),
        "RATELIMIT_ENABLED": flag(env, "RATELIMIT_ENABLED", default=True),
        **_ratelimit_storage(env.get("RATELIMIT_STORAGE_URI", "memory://")),
        "DOCS_FILE": env.get("DOCS_FILE", ""),
        "CORS_ORIGINS": tuple(env.get("CORS_ORIGINS", "").replace(",", " ").split()),
        **_services(env),
        **_operations(env),
        **_tasks_and_images(env),
    }


def _ratelimit_storage(uri: str) -> dict[str, Any]:
    """Where failed logins are counted; a Redis that hangs must not block logins for long."""
    limits = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    options = limits if uri.startswith("redis") else {}
    return {"RATELIMIT_STORAGE_URI": uri, "RATELIMIT_STORAGE_OPTIONS": options}


def _services(env: Mapping[str, str]) -> dict[str, Any]:
    """Services next to the server; empty: not configured, done in this process."""
    redis = env.get("REDIS_URL", "")
    return {
        "REDIS_URL": redis,
        "CELERY_BROKER_URL": env.get("CELERY_BROKER_URL", redis),
        "STORAGE_URL": env.get("STORAGE_URL", "uploads"),
    }


def _operations(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        "HEALTH_SUCCESS_TTL": seconds(env, "HEALTH_SUCCESS_TTL", 27),
        "HEALTH_FAILURE_TTL": seconds(env, "HEALTH_FAILURE_TTL", 9),
        "HEALTH_TIMEOUT": seconds(env, "HEALTH_TIMEOUT", 3),
        "HEALTH_FAULTS_FILE": env.get("HEALTH_FAULTS_FILE", ""),
        "SENTRY_DSN": env.get("SENTRY_DSN", ""),
        "LOG_LEVEL": env.get("LOG_LEVEL", "INFO").upper(),
        "LOG_FORMAT": env.get("LOG_FORMAT", ""),
        "METRICS_ENABLED": flag(env, "METRICS_ENABLED", default=False),
        "PROMETHEUS_MULTIPROC_DIR": env.get("PROMETHEUS_MULTIPROC_DIR", ""),
        "PROXY_COUNT": number(env, "PROXY_COUNT", 0),
    }


def _tasks_and_images(env: Mapping[str, str]) -> dict[str, Any]:
    """Tasks, signals and images (docs/images-and-tasks.md)."""
    return {
        "TASK_VISIBILITY_TIMEOUT": number(env, "TASK_VISIBILITY_TIMEOUT", 300),
        "TASK_RESULT_TTL": number(env, "TASK_RESULT_TTL", 24 * 3600),
        "SIGNALS_ENABLED": flag(env, "SIGNALS_ENABLED", default=True),
        "PUBLIC_URL": env.get("PUBLIC_URL", "").rstrip("/"),
        "IMAGE_UNUSED_TTL": number(env, "IMAGE_UNUSED_TTL", 7 * 24 * 3600),
        "IMAGE_MAX_BYTES": number(env, "IMAGE_MAX_BYTES", 5 * 1024 * 1024),
        "IMAGE_MAX_PIXELS": number(env, "IMAGE_MAX_PIXELS", 25_000_000),
        "IMAGE_MAX_FRAMES": number(env, "IMAGE_MAX_FRAMES", 100),
        "IMAGE_DECODERS": number(env, "IMAGE_DECODERS", 1),
        "IMAGE_MEMORY": number(env, "IMAGE_MEMORY", 512 * 1024 * 1024),
        "IMAGE_TIMEOUT": seconds(env, "IMAGE_TIMEOUT", 10),
        "IMAGE_CACHE_DIR": env.get("IMAGE_CACHE_DIR", ""),
        "IMAGE_CACHE_BYTES": number(env, "IMAGE_CACHE_BYTES", 10 * 1024 * 1024),
    }


def _testing(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        # The judges fail to log in deliberately.
        "RATELIMIT_ENABLED": flag(env, "RATELIMIT_ENABLED", default=False),
        # Tests that are about signals say so.
        "SIGNALS_ENABLED": flag(env, "SIGNALS_ENABLED", default=False),
        "STORAGE_URL": env.get("STORAGE_URL", "memory://uploads"),
    }


def web_settings(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Settings of gunicorn: address, ports, processes and threads.

    Raises:
        ConfigError: a malformed value.
    """
    env = os.environ if variables is None else variables
    return {
        "host": env.get("HOST", "127.0.0.1"),
        "port": number(env, "PORT", 8000),
        "management_port": number(env, "MANAGEMENT_PORT", 0),
        "workers": number(env, "WEB_CONCURRENCY", 2),
        "threads": number(env, "WEB_THREADS", 8),
        "graceful_timeout": number(env, "GRACEFUL_TIMEOUT", 30),
        "request_head_timeout": seconds(env, "REQUEST_HEAD_TIMEOUT", 10),
        "request_body_timeout": seconds(env, "REQUEST_BODY_TIMEOUT", 60),
    }


def bare_environment() -> dict[str, str]:
    """The variables that a child process needs to start Python, and no settings."""
    return {name: os.environ[name] for name in BARE if name in os.environ}


def check_config(config: Mapping[str, Any]) -> None:
    """Refuse settings that are unsafe where they are used.

    Raises:
        ConfigError: with what to set instead.
    """
    runtime.check_config(config)
    if config["IMAGE_DECODERS"] < 1:
        raise ConfigError("IMAGE_DECODERS is 0: no image could be decoded. Set it to at least 1.")
    if config["HEALTH_FAULTS_FILE"] and not config["TESTING"]:
        raise ConfigError(
            "HEALTH_FAULTS_FILE makes health checks fail deliberately; it works with "
            "APP_CONFIG=testing only. Unset it."
        )
    for origin in config["CORS_ORIGINS"]:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise ConfigError(
                f"CORS_ORIGINS has {origin!r}; an origin is a scheme, a host and a port,"
                " such as https://app.example.org or http://localhost:3000."
            )
    for name in RATES:
        try:
            parse_many(str(config[name]))
        except ValueError as error:
            raise ConfigError(
                f"{name} is {config[name]!r}; write it like '10 per minute'."
            ) from error
    for name, known in (("LOG_LEVEL", LOG_LEVELS), ("LOG_FORMAT", LOG_FORMATS)):
        if config[name] not in known:
            raise ConfigError(f"{name} is {config[name]!r}; it must be one of {', '.join(known)}.")
