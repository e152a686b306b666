"""The API's documentation at ``/docs``, so that its console sends requests to this server."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, abort

POLICY = "frame-ancestors 'none'"
"""The directive that a policy inside the page cannot set; the page sets the others."""


def register_docs(app: Flask) -> None:
    """Serve the HTML file that ``DOCS_FILE`` names; without the setting, ``/docs`` is 404."""
    named = str(app.config["DOCS_FILE"])
    if not named:
        return
    file = Path(named)

    def docs() -> Response:
        if not file.is_file():
            abort(404, f"{named} does not exist: run `contract docs`")
        page = Response(file.read_bytes(), content_type="text/html; charset=utf-8")
        page.headers["Content-Security-Policy"] = POLICY
        page.headers["Cache-Control"] = "no-cache"
        return page

    app.add_url_rule("/docs", "docs", docs)
