"""Making a transaction's derived state true through a server's state handler."""

from __future__ import annotations

import importlib
from collections.abc import MutableMapping
from contextlib import nullcontext

from contracts.exchange import StateHandler
from contracts.states import State


def load_handler(name: str) -> StateHandler:
    """The state handler ``module:Class``, made without arguments.

    Raises ImportError or AttributeError when there is none.
    """
    module, _, attribute = name.partition(":")
    handler: StateHandler = getattr(importlib.import_module(module), attribute)()
    return handler


def prepare(handler: StateHandler, state: State, headers: MutableMapping[str, str]) -> None:
    """Make ``state`` true and put its token into the Authorization header of ``headers``.

    A handler may have a method ``together``, whose ``with`` block surrounds all of it.
    Raises whatever the handler raises.
    """
    with getattr(handler, "together", nullcontext)():
        _prepare(handler, state, headers)


def _prepare(handler: StateHandler, state: State, headers: MutableMapping[str, str]) -> None:
    handler.reset()
    for resource in state.resources:
        handler.create(
            resource.type, resource.id, dict(resource.attributes), dict(resource.relationships)
        )
    if state.failing:
        handler.fail(state.failing)
    if state.prefer:
        headers["Prefer"] = state.prefer
    if state.token is None:
        return
    name = next((name for name in headers if name.lower() == "authorization"), None)
    if name is not None and state.token.placeholder in headers[name]:
        token = handler.token(state.token.user, state.token.kind)
        headers[name] = headers[name].replace(state.token.placeholder, token)
