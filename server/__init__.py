"""The reference server: generated resources on a hand-written core."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from . import auth
from .access import AccessGuard
from .avatars import register_tasks
from .config import check_config, database_url, load_config
from .docs import register_docs
from .health import register_health
from .images import register_images
from .jsonapi import JsonApi, register_resources
from .jsonapi.database import prepare_engine
from .jsonapi.errors import register_error_handlers
from .jsonapi.sessions import NoSessions
from .limits import register_limits
from .metrics import register_metrics
from .packages import DEFAULT, load_package
from .queue import make_celery
from .replay import register_replays
from .reporting import register_reporting
from .tracing import register_tracing

__all__ = ["create_app"]

MIGRATIONS = Path(__file__).with_name("migrations")


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
        ValueError: a package that cannot be served; the text says why.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(_settings(config))
    app.url_map.merge_slashes = False
    app.session_interface = NoSessions()
    register_reporting(app)
    generated = generated or app.config["GENERATED_PACKAGE"]
    package = load_package(generated, behaviours)
    package.db.init_app(app)
    app.extensions["jsonapi"] = JsonApi(package, AccessGuard())
    Migrate(app, package.db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        prepare_engine(package.db.engine, durable=not app.testing)
        if app.config["CREATE_TABLES"]:
            package.db.metadata.create_all(package.db.engine)
    celery = make_celery(app)
    register_error_handlers(app)
    register_limits(app)
    # Before our own routes: what a blueprint documents at the same address goes first.
    register_replays(app, package.replays)
    app.register_blueprint(auth.blueprint)
    register_health(app)
    register_docs(app)
    register_metrics(app)
    if generated == DEFAULT:
        register_images(app)
        register_tasks(celery)
    register_resources(app, package.resources)
    register_tracing(app)
    return app


def _settings(config: str | Mapping[str, Any] | None) -> dict[str, Any]:
    if config is None or isinstance(config, str):
        return load_config(config)
    base = "testing" if config.get("TESTING") else config.get("ENVIRONMENT")
    settings = {**load_config(base), **config}
    settings["SQLALCHEMY_DATABASE_URI"] = database_url(settings["SQLALCHEMY_DATABASE_URI"])
    check_config(settings)
    return settings
