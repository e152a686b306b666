"""Which database a run may empty: one that it made, or one that is named for tests.

A state handler empties a database before each transaction. DATABASE_URL may name data that
somebody needs, so a handler is given CONTRACT_DATABASE_URL alone, and a running server has a
handler only when one is named.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

NO_STATE: Final = (
    "no state handler: requests are sent as documented, nothing is reset, laws are left out"
    " (--state MODULE:CLASS names a handler)"
)


def state_line(handler: str, endpoint: str = "") -> str:
    """What a run resets before each transaction, to be shown before the first one.

    ``handler`` is the state handler's name, or empty; ``endpoint`` the address of a running
    server, empty for one that the run starts.
    """
    if not handler:
        return NO_STATE
    named = os.environ.get("CONTRACT_DATABASE_URL", "")
    if named:
        what = f"{without_password(named)} (CONTRACT_DATABASE_URL)"
    else:
        what = f"the state of {endpoint}" if endpoint else "a database made for this run"
    return f"state handler {handler} resets {what}"


def without_password(url: str) -> str:
    """A database's URL as it may be shown."""
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@") if password else url


def run_environment(folder: Path, blueprint: str, worker: int = 0) -> dict[str, str]:
    """A fresh database below ``folder`` and a fresh key, for a server and its state handler.

    CONTRACT_DATABASE_URL, in which ``{worker}`` stands for the worker's number, names another
    database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = (folder / "server.sqlite").resolve()
    for stale in database.parent.glob(f"{database.name}*"):
        stale.unlink()
    named = os.environ.get("CONTRACT_DATABASE_URL", "").replace("{worker}", str(worker))
    url = named or f"sqlite:///{database}"
    return {
        "APP_CONFIG": "testing",
        "DATABASE_URL": url,
        "CONTRACT_DATABASE_URL": url,
        "TEST_DATABASE_URL": "",
        "SECRET_KEY": secrets.token_hex(32),
        "HEALTH_FAULTS_FILE": str((folder / "health-faults").resolve()),
        "CONTRACT_BLUEPRINT": str(Path(blueprint).resolve()),
    }
