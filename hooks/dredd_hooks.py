"""The only hook file: before each transaction, make its derived state true.

What must exist and whose token is sent comes from :mod:`contracts.states`; how to make it
true is the state handler's, named by CONTRACT_STATE (default: our own server's). A hook
for a single transaction is the exception; it would stand below.
"""

from __future__ import annotations

import importlib
import os
from typing import Any, Protocol

import dredd_hooks

from contracts.blueprint import read
from contracts.cache import default_folder
from contracts.states import State, states

BLUEPRINT = os.environ.get("CONTRACT_BLUEPRINT", "blueprint/api.apib")
HANDLER = os.environ.get("CONTRACT_STATE", "server.states:StateHandler")


class StateHandler(Protocol):
    """What a server needs to be judged with derived states."""

    def reset(self) -> None:
        """Empty the database and mend every health checker."""

    def create(
        self, type: str, id: str, attributes: dict[str, Any], relationships: dict[str, Any]
    ) -> None:
        """Create a resource with this id; what is not given is the handler's to choose."""

    def token(self, user: str, kind: str) -> str:
        """A JWT of the user with this id: ``access`` (valid) or ``expired``."""

    def fail(self, checkers: tuple[str, ...]) -> None:
        """Make these health checkers fail until the next reset."""


def load_handler(name: str) -> StateHandler:
    """The state handler ``module:Class``, made without arguments."""
    module, _, attribute = name.partition(":")
    handler: StateHandler = getattr(importlib.import_module(module), attribute)()
    return handler


def prepare(handler: StateHandler, state: State, transaction: dict[str, Any]) -> None:
    """Make ``state`` true and put its token into the request's Authorization header."""
    handler.reset()
    for resource in state.resources:
        handler.create(
            resource.type, resource.id, dict(resource.attributes), dict(resource.relationships)
        )
    if state.failing:
        handler.fail(state.failing)
    if state.token is not None:
        headers = transaction["request"]["headers"]
        name = next(name for name in headers if name.lower() == "authorization")
        token = handler.token(state.token.user, state.token.kind)
        headers[name] = headers[name].replace(state.token.placeholder, token)


STATES = states(read(BLUEPRINT, cache=default_folder()).contract)
SERVER = load_handler(HANDLER)


@dredd_hooks.before_each
def derived_state(transaction: dict[str, Any]) -> None:
    """Reset, seed and sign in; a transaction the contract lacks is a failure."""
    state = STATES.get(transaction["name"])
    if state is None:
        raise LookupError(f"{BLUEPRINT} has no transaction {transaction['name']!r}")
    prepare(SERVER, state, transaction)
