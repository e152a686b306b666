"""A small API with its server and state handler, to be judged by name from anywhere."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

BLUEPRINT = """\
FORMAT: 1A

# Small API

# Group Things

<!-- include(things.apib) -->
"""

THINGS = """\
## Thing [/things/{id}]

+ Parameters
    + id: `1` (string, required)

### Show Thing [GET]
**Access:** public

+ Response 200 (application/json)
    + Attributes
        + name: `a` (string, required)
        + rank: 4 (number, required)

### Remove Thing [DELETE]
**Access:** public

+ Response 202

### Replace Thing [PUT]
**Access:** public

+ Request (application/json)
    + Attributes
        + name: `a` (string, required)

+ Response 200 (application/json)
    + Attributes
        + name: `a` (string, required)
"""


def write_blueprint(folder: Path) -> Path:
    """The blueprint in two files; the path of its root."""
    (folder / "api.apib").write_text(BLUEPRINT, encoding="utf-8")
    (folder / "things.apib").write_text(THINGS, encoding="utf-8")
    return folder / "api.apib"


def create_app() -> Callable[..., Iterable[bytes]]:
    """A server whose answers SMALL_RANK, SMALL_EXIT and SMALL_LOG change."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method == "PUT" and os.environ.get("SMALL_EXIT"):
            os._exit(3)
        if os.environ.get("SMALL_LOG"):
            with open(os.environ["SMALL_LOG"], "a", encoding="utf-8") as log:
                log.write(f"{os.getpid()} {os.environ.get('DATABASE_URL', '')} {DATABASE}\n")
        if method == "DELETE":
            start("202 Accepted", [])
            return []
        rank = json.loads(os.environ.get("SMALL_RANK", "4"))
        document = {"name": "a", "rank": rank} if method == "GET" else {"name": "a"}
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    global DATABASE
    DATABASE = os.environ.get("DATABASE_URL", "")
    return app


DATABASE = ""


class State:
    """A state handler for a server without state."""

    def reset(self) -> None:
        """There is nothing to empty."""

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        """There is nothing to create."""

    def token(self, user: str, kind: str) -> str:
        """Nobody asks for one."""
        return f"{user} {kind}"

    def fail(self, checkers: Iterable[str]) -> None:
        """There is nothing to fail."""


class Isolated(State):
    """A handler that keeps workers apart by itself."""

    isolates = True
