"""What a development server has besides the documented API: its documentation.

Only ``contract serve`` asks for it; a deployed package has none.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, redirect

from contracts.runtime.documentation import PATH, add_documentation


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
