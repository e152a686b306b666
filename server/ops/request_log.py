"""The request log: each request gets an id, a line in the log, and is counted."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from flask import Flask, Response
from flask.globals import request_ctx
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wsgi import ClosingIterator

from server.ops import metrics
from server.ops.logs import request_id

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
#: Ids that clients may choose: they appear in logs and headers.
SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: The key of the request's route in the WSGI environment, for middleware outside Flask.
ROUTE = "server.route"
LONGEST_PATH = 500

log = logging.getLogger(__name__)


class FinishedRequest(NamedTuple):
    """A finished request; ``route`` is the URL rule, empty if none matched."""

    method: str
    path: str
    route: str
    status: int
    seconds: float
    remote: str


class RequestLog:
    """WSGI (PEP 3333) middleware around the whole application, including its failures."""

    def __init__(
        self, app: WSGIApplication, observers: Iterable[Callable[[FinishedRequest], None]]
    ):
        self._app = app
        self._observers = tuple(observers)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application's response with the header; observers run after it was sent."""
        own = chosen_id(environ.get("HTTP_X_REQUEST_ID", ""))
        request_id.set(own)
        started = time.perf_counter()
        status = 500

        def start(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status
            status = int(line.split(" ", 1)[0])
            return start_response(line, [*headers, (HEADER, own)], exc_info)

        def finish() -> None:
            answered = FinishedRequest(
                environ["REQUEST_METHOD"],
                quote(environ.get("PATH_INFO", "")[:LONGEST_PATH], encoding="latin-1"),
                environ.get(ROUTE, ""),
                status,
                time.perf_counter() - started,
                environ.get("REMOTE_ADDR", ""),
            )
            for observe in self._observers:
                observe(answered)
            request_id.set("")

        return ClosingIterator(self._app(environ, start), finish)


def chosen_id(given: str) -> str:
    """``given`` if it is a valid id, else a new one."""
    return given if SANE.fullmatch(given) else secrets.token_hex(16)


def log_request(answered: FinishedRequest) -> None:
    """Log one line per request, without its query; health checks are logged at DEBUG."""
    level = logging.DEBUG if answered.route.startswith("/health-check") else logging.INFO
    if not log.isEnabledFor(level):
        return
    fields = {
        "method": answered.method,
        "path": answered.path,
        "status": answered.status,
        "duration_ms": round(answered.seconds * 1000, 1),
        "remote": answered.remote,
    }
    text = f"{answered.method} {answered.path} {answered.status}"
    log.log(level, text, extra=fields)


def count_request(answered: FinishedRequest) -> None:
    """Count it in the metrics."""
    metrics.count_request(answered.method, answered.route, answered.status, answered.seconds)


def register_request_log(app: Flask) -> None:
    """Log and count the requests of ``app``, and give each an id."""

    def note_route(response: Response) -> Response:
        request = request_ctx.request
        request.environ[ROUTE] = request.url_rule.rule if request.url_rule else ""
        return response

    app.after_request(note_route)
    observers = [log_request]
    if app.config["METRICS_ENABLED"]:
        observers.append(count_request)
    logged: WSGIApplication = RequestLog(app.wsgi_app, observers)
    proxies = app.config["PROXY_COUNT"]
    if proxies:
        # Outermost, so that everything inside sees the client's address.
        logged = ProxyFix(logged, x_for=proxies, x_proto=proxies)
    app.wsgi_app = logged  # type: ignore[assignment,method-assign]
