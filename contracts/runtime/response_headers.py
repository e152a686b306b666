"""Headers that every response has, and those that keep caches from sharing what is private."""

from __future__ import annotations

from flask import Flask, Response, g
from flask.globals import request_ctx

from contracts.runtime.jsonapi.etags import CACHE_CONTROL


def set_headers(response: Response) -> Response:
    """``response`` with the headers below.

    - ``X-Content-Type-Options: nosniff``: a browser shows no JSON as a page.
    - ``Vary: Authorization`` unless the response is public (RFC 9110, 12.5.5).
    - ``Cache-Control: private`` for the response to a request with credentials (RFC 9111, 3.5),
      unless the response is public or must not be stored at all.
    """
    if g.get("replayed"):
        return response  # a documented example, headers included
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    if headers.get("Cache-Control") != CACHE_CONTROL:
        caching = response.cache_control
        if caching.public or caching.no_store:
            return response
    if "Vary" in headers:
        response.vary.add("Authorization")
    else:
        headers["Vary"] = "Authorization"
    if "Authorization" in request_ctx.request.headers:
        response.cache_control.private = True
    return response


def not_stored(response: Response) -> Response:
    """``response``, which no cache may store (RFC 9111, 5.2.2.5)."""
    response.cache_control.no_store = True
    return response


def register_headers(app: Flask) -> None:
    """Set the headers of all responses of ``app``, failures included."""
    app.after_request(set_headers)
