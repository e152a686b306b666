"""The page's own style and scripts, put into it as they are."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

FOLDER: Final = "templates/docs"

#: In the order they build on each other; all share one scope.
SCRIPTS: Final = (
    "core.js",
    "navigate.js",
    "ranking.js",
    "search.js",
    "credentials.js",
    "servers.js",
    "types.js",
    "copying.js",
    "languages.js",
    "samples.js",
    "validate.js",
    "answer.js",
    "console.js",
    "reading.js",
)
LIVE: Final = "live.js"


@cache
def style() -> str:
    """The style sheet."""
    return _asset("style.css")


@cache
def script(live: bool) -> str:
    """The whole script; with ``live``, the part that talks to the preview server as well.

    It runs in a task of its own: else the browser would parse the end of the page, lay it out
    and run the script in one, and a large page would not answer for so long.
    """
    names: Sequence[str] = (*SCRIPTS, LIVE) if live else SCRIPTS
    parts = "\n".join(_asset(name) for name in names)
    return f'"use strict";\nsetTimeout(() => {{\n{parts}}});\n'


def digest(text: str) -> str:
    """A source expression that allows an inline text (CSP level 3, section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return files("contracts.render").joinpath(FOLDER, name).read_text(encoding="utf-8")
