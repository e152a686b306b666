"""The server with an address that answers when it is told to, for tests of what runs then."""

from __future__ import annotations

import time
from pathlib import Path

from server.wsgi import app


def slow(folder: str) -> str:
    """Answers when there is a file ``release``; from ``started`` on it is running."""
    here = Path("/", folder)
    (here / "started").touch()
    while not (here / "release").exists():
        time.sleep(0.02)
    return "done"


app.add_url_rule("/slow/<path:folder>", "slow", slow)

__all__ = ["app"]
