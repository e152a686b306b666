"""The only hook file: before each transaction, make its derived state true.

What must exist and whose token is sent comes from :mod:`contracts.states`; how to make it
true is the state handler's, named by CONTRACT_STATE (default: our own server's). A hook
for a single transaction is the exception; it would stand below.
"""

from __future__ import annotations

import os
from typing import Any

import dredd_hooks

from contracts.project.blueprint import read
from contracts.read.cache import default_folder
from contracts.states import states
from contracts.verify.state import load_handler, prepare

BLUEPRINT = os.environ.get("CONTRACT_BLUEPRINT", "blueprint/api.apib")
HANDLER = os.environ.get("CONTRACT_STATE", "server.states:StateHandler")


#: Whether the server was generated from the blueprint and replays what is no JSON:API.
REPLAYS = bool(os.environ.get("CONTRACT_REPLAYS"))

STATES = states(read(BLUEPRINT, cache=default_folder()).contract, replays=REPLAYS)
SERVER = load_handler(HANDLER)


@dredd_hooks.before_each
def derived_state(transaction: dict[str, Any]) -> None:
    """Reset, seed and sign in; a transaction the contract lacks is a failure."""
    state = STATES.get(transaction["name"])
    if state is None:
        raise LookupError(f"{BLUEPRINT} has no transaction {transaction['name']!r}")
    prepare(SERVER, state, transaction["request"]["headers"])
