"""The documentation that ``contract docs`` has written, served below ``/docs``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from flask import Flask, Response, abort, redirect, send_from_directory

PATH: Final = "/docs"
#: What `contract docs` writes; nothing else of the folder is served.
_TYPES: Final = {
    ".html": "text/html",
    ".apib": "text/vnd.apiblueprint",
    ".json": "application/vnd.oai.openapi+json",
}
_JSON: Final = "openapi.json"
_NO_HEADERS: Final[Mapping[str, str]] = {}


def add_documentation(app: Flask, page: Path, headers: Mapping[str, str] = _NO_HEADERS) -> None:
    """Serve the HTML file ``page`` at ``/docs/``, and below it the downloads it links to.

    ``/docs`` leads there: links in the page are relative. Every response has ``headers``.
    """
    folder = page.resolve().parent

    def documentation(name: str = page.name) -> Response:
        path = PurePosixPath(name)
        if path.suffix not in _TYPES or (path.suffix == ".json" and path.name != _JSON):
            abort(404)
        if not page.is_file():
            abort(404, f"{page} does not exist: run `contract docs`")
        answer = send_from_directory(folder, name, mimetype=_TYPES[path.suffix], max_age=0)
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers.update(headers)
        return answer

    # A relative address holds behind a proxy that serves the application below a path.
    app.add_url_rule(PATH, "docs", lambda: redirect(f"{PATH[1:]}/", 308))
    app.add_url_rule(f"{PATH}/", "documentation", documentation)
    app.add_url_rule(f"{PATH}/<path:name>", "documentation-file", documentation)
