"""The API's documentation at ``/docs``, so that its console asks this very server."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, abort

POLICY = "frame-ancestors 'none'"
"""What a policy inside the page cannot say; the rest of it stands there."""


def register_docs(app: Flask) -> None:
    """Serve the HTML file that ``DOCS_FILE`` names; without it there is no such address."""
    named = str(app.config["DOCS_FILE"])
    if not named:
        return
    file = Path(named)

    def docs() -> Response:
        if not file.is_file():
            abort(404, f"{named} does not exist: run `contract docs`")
        page = Response(file.read_bytes(), content_type="text/html; charset=utf-8")
        page.headers["Content-Security-Policy"] = POLICY
        page.headers["X-Content-Type-Options"] = "nosniff"
        page.headers["Cache-Control"] = "no-cache"
        return page

    app.add_url_rule("/docs", "docs", docs)
