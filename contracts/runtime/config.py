"""Settings of a served package: from the environment, with defaults for development and tests."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

INSECURE_KEY = "insecure-development-key-do-not-use-in-production"
ENVIRONMENTS = ("development", "testing", "production")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


class ConfigError(ValueError):
    """A setting that keeps the server from starting; the text has the fix."""


def load_config(
    environment: str | None = None, variables: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The settings of ``environment`` (or of ``APP_CONFIG``), read from ``variables``.

    Raises:
        ConfigError: an unknown environment, a malformed value, or a production that is
            not safe to start.
    """
    env = os.environ if variables is None else variables
    config = settings(env, environment_name(env, environment))
    check_config(config)
    return config


def environment_name(env: Mapping[str, str], name: str | None = None) -> str:
    """``name`` or that of ``APP_CONFIG``; ConfigError when there is no such environment."""
    name = name or env.get("APP_CONFIG", "development")
    if name not in ENVIRONMENTS:
        raise ConfigError(f"APP_CONFIG is {name!r}; it must be one of {', '.join(ENVIRONMENTS)}.")
    return name


def settings(env: Mapping[str, str], name: str) -> dict[str, Any]:
    """The settings of the environment ``name``, unchecked; ConfigError for malformed values."""
    config = {**_common(env), "ENVIRONMENT": name, "TESTING": name == "testing"}
    return config | _testing(env) if name == "testing" else config


def _common(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        "SQLALCHEMY_DATABASE_URI": database_url(env.get("DATABASE_URL", "sqlite:///app.db")),
        # Errors of the database go to the log; the values, passwords among them, must not.
        # A connection from before the database was restarted is replaced, not used.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_pre_ping": True},
        "STATEMENT_TIMEOUT": seconds(env, "STATEMENT_TIMEOUT", 10),
        "LOCK_TIMEOUT": seconds(env, "LOCK_TIMEOUT", 5),
        "IDLE_TRANSACTION_TIMEOUT": seconds(env, "IDLE_TRANSACTION_TIMEOUT", 60),
        "SECRET_KEY": env.get("SECRET_KEY", INSECURE_KEY),
        "JWT_ISSUER": env.get("JWT_ISSUER", "api"),
        "JWT_EXPIRES_IN": number(env, "JWT_EXPIRES_IN", 24 * 3600),
        "JWT_REFRESH_WINDOW": number(env, "JWT_REFRESH_WINDOW", 30 * 24 * 3600),
        "LAST_ACCESS_INTERVAL": number(env, "LAST_ACCESS_INTERVAL", 300),
        "JWT_LEEWAY": number(env, "JWT_LEEWAY", 10),
        "PASSWORD_HASH_METHOD": env.get("PASSWORD_HASH_METHOD", "scrypt:32768:8:1"),
        "PASSWORD_HASHERS": number(env, "PASSWORD_HASHERS", 2),
        "MAX_CONTENT_LENGTH": number(env, "MAX_CONTENT_LENGTH", 1024 * 1024),
        "DASHERIZE_API": flag(env, "DASHERIZE_API", default=True),
        "PAGE_SIZE": number(env, "PAGE_SIZE", 20),
        "MAX_PAGE_SIZE": number(env, "MAX_PAGE_SIZE", 100),
        "MAX_INCLUDE_DEPTH": number(env, "MAX_INCLUDE_DEPTH", 3),
        "MAX_TEXT_LENGTH": number(env, "MAX_TEXT_LENGTH", 65_536),
        "MAX_INCLUDED": number(env, "MAX_INCLUDED", 1000),
        "GENERATED_PACKAGE": env.get("GENERATED_PACKAGE", ""),
        "CREATE_TABLES": flag(env, "CREATE_TABLES", default=False),
    }


def _testing(env: Mapping[str, str]) -> dict[str, Any]:
    default = f"sqlite:///{Path(tempfile.gettempdir()) / f'app-test-{os.getpid()}.db'}"
    return {
        "SQLALCHEMY_DATABASE_URI": database_url(
            env.get("TEST_DATABASE_URL") or env.get("DATABASE_URL") or default
        ),
        "PASSWORD_HASH_METHOD": env.get("PASSWORD_HASH_METHOD", "scrypt:128:8:1"),
        "JWT_LEEWAY": number(env, "JWT_LEEWAY", 0),
        # Machines that run tests are busy.
        "STATEMENT_TIMEOUT": seconds(env, "STATEMENT_TIMEOUT", 60),
        "LOCK_TIMEOUT": seconds(env, "LOCK_TIMEOUT", 30),
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
    if config["PASSWORD_HASHERS"] < 1:
        raise ConfigError("PASSWORD_HASHERS is 0: nobody could log in. Set it to at least 1.")
    if not 1 <= config["PAGE_SIZE"] <= config["MAX_PAGE_SIZE"]:
        raise ConfigError("PAGE_SIZE must lie between 1 and MAX_PAGE_SIZE.")
    _check_database_url(config["SQLALCHEMY_DATABASE_URI"])


def _check_database_url(url: str) -> None:
    """Refuse what no driver can connect to. The URL is not shown: it may have a password."""
    try:
        make_url(url).get_dialect().import_dbapi()
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise ConfigError(
            "DATABASE_URL is not the URL of a database; write sqlite:///file.db or "
            "postgresql://user@host/name."
        ) from None
    except ModuleNotFoundError as error:
        raise ConfigError(f"DATABASE_URL needs the Python module {error.name}.") from None


def database_url(url: str) -> str:
    """``url`` with the PostgreSQL driver this project installs, and SQLite paths absolute.

    Flask-SQLAlchemy would look for a relative path in the instance folder, migrations and
    the state handler in the current one.
    """
    path = url.removeprefix("sqlite:///")
    if path != url and path and not path.startswith((":", "file:")):
        return f"sqlite:///{Path(path).absolute()}"
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def number(env: Mapping[str, str], name: str, default: int) -> int:
    """The whole number of the variable ``name``; ConfigError when it is none."""
    text = env.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(f"{name} is {text!r}; it must be a whole number.")
    return int(text)


def seconds(env: Mapping[str, str], name: str, default: float) -> float:
    """The seconds of the variable ``name``; ConfigError when it is no positive number."""
    text = env.get(name)
    if text is None:
        return default
    if not _SECONDS.fullmatch(text):
        raise ConfigError(f"{name} is {text!r}; it must be a number of seconds, such as 2.5.")
    return float(text)


def flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Whether the variable ``name`` is on; ConfigError when it is neither true nor false."""
    text = env.get(name)
    if text is None:
        return default
    if text.lower() not in _TRUE | _FALSE:
        raise ConfigError(f"{name} is {text!r}; it must be true or false.")
    return text.lower() in _TRUE
