"""What hook files import to make each transaction's derived state true.

What must exist and whose token is sent comes from :mod:`contracts.states`; how to make it true
is the state handler's. A run of ``contract dredd`` sets the variables that are read here:
CONTRACT_BLUEPRINT, CONTRACT_STATE (``module:Class``), CONTRACT_REPLAYS and CONTRACT_HEADERS.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from contracts.build.identity.given_headers import HEADERS, with_headers
from contracts.project.blueprint import read
from contracts.project.collection import no_collection_at_exit
from contracts.project.settings import server_settings
from contracts.read.cache import default_folder
from contracts.states import states
from contracts.verify.state import load_handler, prepare_transaction

no_collection_at_exit()

BLUEPRINT = os.environ.get("CONTRACT_BLUEPRINT", "blueprint/api.apib")
HANDLER = os.environ.get("CONTRACT_STATE") or server_settings(Path(BLUEPRINT)).state
if not HANDLER:
    raise LookupError("no state handler: set CONTRACT_STATE to module:Class, or to a URL")
#: Whether the server was generated from the blueprint and replays what is no JSON:API.
REPLAYS = bool(os.environ.get("CONTRACT_REPLAYS"))

#: Headers of the run that requests are given where the blueprint documents none.
ADDED = tuple((name, value) for name, value in json.loads(os.environ.get(HEADERS, "[]")))
_DOCUMENTED = read(BLUEPRINT, cache=default_folder()).contract
CONTRACT = with_headers(_DOCUMENTED, ADDED)
STATES = states(CONTRACT, replays=REPLAYS)
#: The keys of transactions, several of which may have one name, by what they send; the first wins.
KEYS = {
    (t.name, t.request.method, t.request.uri): t.key
    for t in reversed(list(CONTRACT.transactions()))
}
_ADDED_TO = {
    own.key: own.request.headers[len(documented.request.headers) :]
    for own, documented in reversed(
        list(zip(CONTRACT.transactions(), _DOCUMENTED.transactions(), strict=True))
    )
}
SERVER = load_handler(HANDLER)


def derive_state(transaction: dict[str, Any]) -> None:
    """Reset, seed and sign in.

    Raises LookupError for a transaction that the contract lacks, and what the handler raises.
    """
    request = transaction["request"]
    sent = (request["method"], request["uri"])
    key = KEYS.get((transaction["name"], *sent), transaction["name"])
    state = STATES.get(key)
    if state is None:
        raise LookupError(f"{BLUEPRINT} has no transaction {transaction['name']!r}")
    request["headers"].update(_ADDED_TO[key])
    prepare_transaction(SERVER, state, transaction)
