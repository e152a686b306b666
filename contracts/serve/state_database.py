"""Which database a run may empty: one that it made, or one that is named for tests.

A state handler empties a database before each transaction. DATABASE_URL may name data that
somebody needs, so a handler is given CONTRACT_DATABASE_URL alone, and a running server has a
handler only when one is named. Variables that are not the tool's are set where the project's own
settings name them, and nowhere else.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
NO_STATE: Final = (
    "no state handler: requests are sent as documented, nothing is reset, laws are left out"
    " (--state MODULE:CLASS names a handler)"
)


def state_line(handler: str, server: str = "") -> str:
    """What a run resets before each transaction, to be shown before the first one.

    ``handler`` is the state handler's name, or empty; ``server`` the address or name of a server
    with a database of its own, empty for one that is given that of the run.
    """
    if not handler:
        return NO_STATE
    named = os.environ.get("CONTRACT_DATABASE_URL", "")
    if named:
        what = f"{without_password(named)} (CONTRACT_DATABASE_URL)"
    else:
        what = f"the state of {server}" if server else "a database made for this run"
    return f"state handler {handler} resets {what}"


def without_password(url: str) -> str:
    """A database's URL as it may be shown."""
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@") if password else url


def has_run_database(environment: Mapping[str, str]) -> bool:
    """Whether a server with these variables has a database of the run, one for each worker."""
    return any("{database}" in text or "{worker}" in text for text in environment.values())


def run_environment(
    folder: Path, environment: Mapping[str, str] = NOTHING, worker: int = 0
) -> dict[str, str]:
    """Variables for a server of this run and its state handler.

    Those of the tool begin with ``CONTRACT_``. All others are of the server's own ``environment``,
    in which ``{database}`` is the URL of a fresh database below ``folder``, ``{secret}`` a fresh
    key, ``{folder}`` the folder and ``{worker}`` the worker's number. CONTRACT_DATABASE_URL, in
    which ``{worker}`` may be as well, names another database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = (folder / "server.sqlite").resolve()
    for stale in database.parent.glob(f"{database.name}*"):
        stale.unlink()
    named = os.environ.get("CONTRACT_DATABASE_URL", "").replace("{worker}", str(worker))
    url = named or f"sqlite:///{database}"
    values = {
        "{database}": url,
        "{secret}": secrets.token_hex(32),
        "{folder}": str(folder.resolve()),
        "{worker}": str(worker),
    }
    return {
        "CONTRACT_DATABASE_URL": url,
        "CONTRACT_WORKER": str(worker),
        **{name: _filled(text, values) for name, text in environment.items()},
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text
