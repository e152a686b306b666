"""What a development server has besides the documented API: CORS for any origin, documentation.

Only ``contract serve`` asks for these; a deployed package has neither.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, redirect, request

from contracts.runtime.documentation import PATH, add_documentation


def allow_any_origin(app: Flask) -> None:
    """Let browser applications of every origin send all requests and read all answers.

    A preflight (Fetch standard, "CORS protocol") is granted whatever its path, so that the
    application can read the answer to the request itself, a 404 as well. A documented
    OPTIONS answers as documented, with the header fields of CORS.
    """
    app.before_request(_preflight)
    app.after_request(_share)


def _is_preflight() -> bool:
    return (
        request.method == "OPTIONS"
        and "Origin" in request.headers
        and "Access-Control-Request-Method" in request.headers
    )


def _preflight() -> Response | None:
    """The answer to a preflight; None for other requests and where OPTIONS is documented."""
    rule = request.url_rule
    is_documented = not getattr(rule, "provide_automatic_options", True)
    if is_documented or not _is_preflight():
        return None
    answer = Response(status=204)
    answer.headers.remove("Content-Type")
    return answer


def _share(answer: Response) -> Response:
    """The answer with the header fields that let the request's origin read it."""
    origin = request.headers.get("Origin")
    if origin is not None or "Vary" not in answer.headers:
        # Caches must know; a documented Vary is left to requests without an origin.
        answer.vary.add("Origin")
    if origin is None:
        return answer
    headers = answer.headers
    names = ", ".join(name for name, _ in headers if name.lower() != "set-cookie")
    if headers.get("Access-Control-Allow-Origin") != "*":
        # Not "*" itself, which requests with credentials may not be answered with.
        headers["Access-Control-Allow-Origin"] = origin
    # What is documented stays.
    headers.setdefault("Access-Control-Allow-Credentials", "true")
    headers.setdefault("Access-Control-Expose-Headers", names)
    if _is_preflight():
        asked = request.headers
        headers.setdefault("Access-Control-Allow-Methods", asked["Access-Control-Request-Method"])
        headers.setdefault(
            "Access-Control-Allow-Headers", asked.get("Access-Control-Request-Headers", "")
        )
        answer.vary.update(("Access-Control-Request-Method", "Access-Control-Request-Headers"))
    return answer


def show_documentation(app: Flask, page: Path) -> None:
    """Show the HTML file ``page`` and its downloads at ``/docs``, and lead there from ``/``.

    What the blueprint documents at these paths is routed already and takes precedence; where
    that is a GET of ``/docs``, the page is not shown.
    """
    rules = app.url_map.iter_rules()
    own = (PATH, f"{PATH}/")
    if any(rule.rule in own and "GET" in (rule.methods or ()) for rule in rules):
        return
    add_documentation(app, page)
    app.add_url_rule("/", "root", lambda: redirect(f"{PATH[1:]}/"))
