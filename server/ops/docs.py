"""The API's documentation at ``/docs``, so that its console sends requests to this server."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from contracts.runtime.documentation import add_documentation

POLICY = "frame-ancestors 'none'"
"""The directive that a policy inside the page cannot set; the page sets the others."""


def register_docs(app: Flask) -> None:
    """Serve the HTML file that ``DOCS_FILE`` names, with its downloads; else ``/docs`` is 404."""
    named = str(app.config["DOCS_FILE"])
    if named:
        add_documentation(app, Path(named), {"Content-Security-Policy": POLICY})
