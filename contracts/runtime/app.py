"""The application that serves a generated package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask.globals import request_ctx
from sqlalchemy.exc import OperationalError

from contracts.runtime.config import ConfigError, check_config, database_url, load_config
from contracts.runtime.identity.access import AccessGuard
from contracts.runtime.identity.login import register_login
from contracts.runtime.jsonapi.errors import (
    DOCUMENTED_TITLES,
    ApiError,
    register_error_handlers,
)
from contracts.runtime.jsonapi.package import JsonApi, Package
from contracts.runtime.jsonapi.sessions import NoSessions
from contracts.runtime.jsonapi.storage.database import Timeouts, prepare_engine
from contracts.runtime.jsonapi.storage.read_connections import ReadConnections
from contracts.runtime.jsonapi.views.routes import register_resources
from contracts.runtime.packages import load_package
from contracts.runtime.replay import register_replays
from contracts.runtime.response_headers import register_headers

Settings = dict[str, Any]
LoadConfig = Callable[[str | None], Settings]
CheckConfig = Callable[[Mapping[str, Any]], None]


class Application(Flask):
    """A Flask application without coroutines."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """``func`` itself; Flask would examine eight functions for each request."""
        return func


def create_app(
    config: str | Mapping[str, Any] | None = None,
    generated: str | None = None,
    behaviours: str | None = None,
) -> Flask:
    """The application that serves the package ``generated`` (default: ``GENERATED_PACKAGE``).

    ``config`` is an environment's name, or settings that replace those of the environment
    that ``APP_CONFIG`` names. ``behaviours`` names the module with the package's behaviours.

    Raises:
        ConfigError: settings that are wrong or unsafe.
        ValueError: a package that cannot be served; the text has the reason.
    """
    chosen = complete(config, load_config, check_config)
    package = load_package(generated or chosen["GENERATED_PACKAGE"], behaviours)
    app = new_app(chosen, package)
    # Replays first: what a blueprint documents at the same address takes precedence.
    register_replays(app, package.replays)
    register_login(app, package.sign_in)
    register_resources(app, package.resources)
    return app


def new_app(settings: Mapping[str, Any], package: Package) -> Flask:
    """An application with the database, error documents and access levels, and no routes."""
    app = Application(__name__, static_folder=None)
    app.config.update(settings)
    app.url_map.merge_slashes = False
    app.session_interface = NoSessions()
    app.before_request(_check_host)
    package.db.init_app(app)
    app.extensions[DOCUMENTED_TITLES] = package.error_titles
    with app.app_context():
        names = ("STATEMENT_TIMEOUT", "LOCK_TIMEOUT", "IDLE_TRANSACTION_TIMEOUT")
        timeouts = Timeouts(*(app.config[name] for name in names))
        prepare_engine(package.db.engine, durable=not app.testing, timeouts=timeouts)
        reads = ReadConnections(package.db.engine)
        app.extensions["jsonapi"] = JsonApi(package, AccessGuard(), reads)
        if app.config["CREATE_TABLES"]:
            _create_tables(package)
    register_error_handlers(app)
    register_headers(app)
    return app


def _create_tables(package: Package) -> None:
    try:
        package.db.metadata.create_all(package.db.engine)
    except OperationalError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise ConfigError(f"The database of DATABASE_URL cannot be used: {reason}.") from None


def _check_host() -> None:
    """Refuse a ``Host`` that names no host (RFC 9112, 3.2): links are made from it."""
    request = request_ctx.request
    if "Host" in request.headers and not request.host:
        raise ApiError(400, "The Host header must name a host, such as example.com:8000.")


def complete(
    config: str | Mapping[str, Any] | None, load: LoadConfig, check: CheckConfig
) -> Settings:
    """All settings, checked: those of an environment, or ``config`` over those it belongs to."""
    if config is None or isinstance(config, str):
        return load(config)
    base = "testing" if config.get("TESTING") else config.get("ENVIRONMENT")
    settings = {**load(base), **config}
    settings["SQLALCHEMY_DATABASE_URI"] = database_url(settings["SQLALCHEMY_DATABASE_URI"])
    check(settings)
    return settings
