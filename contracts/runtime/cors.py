"""Cross-origin requests of browser applications (Fetch standard, "CORS protocol")."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from flask import Flask, Response, request

#: Headers that are added where no view sees them.
_ADDED = ("X-Request-ID",)


def allow_any_origin(app: Flask) -> None:
    """Let browser applications of every origin send all requests and read all answers.

    This is for development. A documented OPTIONS answers as documented, with the header fields
    of CORS; a documented ``Vary`` is left to requests without an origin.
    """
    app.before_request(partial(_preflight, None))
    app.after_request(partial(_share, None))


def allow_origins(app: Flask, origins: Collection[str]) -> None:
    """Let browser applications of these origins send all requests and read all answers.

    ``*`` is every origin. Credentials of the browser are not shared: tokens travel in
    ``Authorization``. Without origins nothing changes.
    """
    if origins:
        app.before_request(partial(_preflight, origins))
        app.after_request(partial(_share, origins))


def _is_preflight() -> bool:
    return (
        request.method == "OPTIONS"
        and "Origin" in request.headers
        and "Access-Control-Request-Method" in request.headers
    )


def _is_allowed(origins: Collection[str] | None) -> bool:
    return origins is None or "*" in origins or request.headers.get("Origin") in origins


def _preflight(origins: Collection[str] | None) -> Response | None:
    """The answer to a preflight; None for other requests and where OPTIONS is documented.

    It is granted whatever its path, so that the application can read the answer to the request
    itself, a 404 as well.
    """
    rule = request.url_rule
    is_documented = not getattr(rule, "provide_automatic_options", True)
    if is_documented or not _is_preflight() or not _is_allowed(origins):
        return None
    answer = Response(status=204)
    answer.headers.remove("Content-Type")
    return answer


def _share(origins: Collection[str] | None, answer: Response) -> Response:
    """The answer with the header fields that let the request's origin read it."""
    origin = request.headers.get("Origin")
    if origin is not None or "Vary" not in answer.headers or origins is not None:
        answer.vary.add("Origin")  # caches must know
    if origin is None or not _is_allowed(origins):
        return answer
    headers = answer.headers
    names = [name for name, _ in headers if name.lower() != "set-cookie"]
    if headers.get("Access-Control-Allow-Origin") != "*":
        # Not "*" itself, which requests with credentials may not be answered with.
        headers["Access-Control-Allow-Origin"] = origin
    # What is documented stays.
    if origins is None:
        headers.setdefault("Access-Control-Allow-Credentials", "true")
    else:
        names.extend(_ADDED)
    headers.setdefault("Access-Control-Expose-Headers", ", ".join(names))
    if _is_preflight():
        asked = request.headers
        headers.setdefault("Access-Control-Allow-Methods", asked["Access-Control-Request-Method"])
        headers.setdefault(
            "Access-Control-Allow-Headers", asked.get("Access-Control-Request-Headers", "")
        )
        answer.vary.update(("Access-Control-Request-Method", "Access-Control-Request-Headers"))
    return answer
