"""The reference server: what is generated from the blueprint, and what a blueprint cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from contracts.runtime.app import complete, new_app
from contracts.runtime.cors import allow_origins
from contracts.runtime.identity.login import register_login
from contracts.runtime.jsonapi.views.routes import register_resources
from contracts.runtime.packages import load_package
from server.config import BEHAVIOURS, GENERATED, check_config, load_config
from server.identity.limits import login_attempt, register_limits
from server.images import register_images
from server.images.avatars import register_tasks
from server.images.unused import register_cleanup
from server.ops.docs import register_docs
from server.ops.health import register_health
from server.ops.metrics import register_metrics
from server.ops.migrations import register_migrations
from server.ops.request_log import register_request_log
from server.ops.sentry import register_sentry
from server.tasks.queue import make_celery

__all__ = ["create_app"]


def create_app(
    config: str | Mapping[str, Any] | None = None,
    generated: str = GENERATED,
    behaviours: str = BEHAVIOURS,
) -> Flask:
    """The application of this service.

    ``config`` is an environment's name, or settings that replace those of the environment
    that ``APP_CONFIG`` names. Another package than the service's own is for tests.

    Raises:
        ConfigError: settings that are wrong or unsafe.
        ValueError: a package that cannot be served; the text has the reason.
    """
    settings = complete(config, load_config, check_config)
    register_sentry(settings)
    package = load_package(generated, behaviours)
    app = new_app(settings, package)
    allow_origins(app, settings["CORS_ORIGINS"])
    register_migrations(app, package.db)
    celery = make_celery(app)
    register_limits(app)
    register_login(app, package.sign_in, login_attempt)
    register_health(app)
    register_docs(app)
    register_metrics(app)
    register_images(app)
    register_tasks(celery)
    register_cleanup(app, celery)
    register_resources(app, package.resources)
    register_request_log(app)
    return app
