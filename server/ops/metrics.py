"""Prometheus metrics at ``/metrics``, if ``METRICS_ENABLED`` is on.

Each gunicorn worker writes its counts to files in ``PROMETHEUS_MULTIPROC_DIR``
(deploy/gunicorn.conf.py sets it); the worker that handles the request adds them up.
"""

from __future__ import annotations

from flask import Flask, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

#: Any other method is counted as OTHER: clients choose methods, and each is a time series.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_requests = Counter(
    "http_requests_total", "Requests answered.", ["method", "route", "status"], registry=REGISTRY
)
_seconds = Histogram(
    "http_request_duration_seconds",
    "Time until a request was answered.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request; ``route`` is its URL rule, empty if none matched."""
    method = method if method in METHODS else "OTHER"
    route = route or "none"
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(method, route).observe(seconds)


def register_metrics(app: Flask) -> None:
    """Serve the metrics without authentication: the address must not be public."""
    if not app.config["METRICS_ENABLED"]:
        return
    folder = app.config["PROMETHEUS_MULTIPROC_DIR"]

    def show() -> Response:
        registry = REGISTRY
        if folder:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", "metrics", show)
