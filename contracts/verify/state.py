"""Prepares a transaction's derived state through the server's state handler."""

from __future__ import annotations

import importlib
from collections.abc import MutableMapping
from contextlib import nullcontext, suppress
from typing import Any

from contracts.exchange import StateHandler
from contracts.states import State
from contracts.states.protocol import VERSION, document
from contracts.verify.http_state import HttpState
from contracts.verify.presumed import Made, made_by


def load_handler(name: str) -> StateHandler:
    """The state handler ``module:Class``, made without arguments, or the one at a URL.

    Raises ImportError or AttributeError when there is none.
    """
    if is_url(name):
        return HttpState(name)
    module, _, attribute = name.partition(":")
    handler: StateHandler = getattr(importlib.import_module(module), attribute)()
    return handler


def is_url(name: str) -> bool:
    """Whether a state handler is named by the URL at which it answers."""
    return name.startswith(("http://", "https://"))


def prepare(
    handler: StateHandler,
    state: State,
    headers: MutableMapping[str, str],
    request: MutableMapping[str, Any] | None = None,
) -> Made:
    """Make ``state`` true and put its token into the ``headers`` that show its placeholder, or
    into the ``body`` of ``request``.

    Returns what the handler could not do, in its words. A handler with a method ``apply`` gets
    all of it as one document (docs/state.md). Another may have a method ``together``, whose
    ``with`` block surrounds all of it.
    Raises whatever the handler raises.
    """
    if state.prefer:
        headers["Prefer"] = state.prefer
    apply = getattr(handler, "apply", None)
    if apply is not None:
        answer: dict[str, Any] = apply(document(state))
        _sign(state, headers, request, answer.get("token"))
        return made_by(answer)
    with getattr(handler, "together", nullcontext)():
        handler.reset()
        for resource in state.resources:
            with suppress(LookupError) if resource.guessed else nullcontext():
                handler.create(
                    resource.type,
                    resource.id,
                    dict(resource.attributes),
                    dict(resource.relationships),
                )
        if state.failing:
            handler.fail(state.failing)
        if state.token is not None:
            _sign(state, headers, request, handler.token(state.token.user, state.token.kind))
    return Made()


def token_of(handler: StateHandler, user: str, kind: str) -> str:
    """The token of a user who exists, or else is made as an administrator.

    Raises whatever the handler raises.
    """
    apply = getattr(handler, "apply", None)
    if apply is None:
        return handler.token(user, kind)
    asked = {"user": user, "kind": kind, "role": "admin"}
    return str(apply({"version": VERSION, "token": asked})["token"])


def _sign(
    state: State,
    headers: MutableMapping[str, str],
    request: MutableMapping[str, Any] | None,
    token: object,
) -> None:
    if state.token is None or not isinstance(token, str):
        return
    if state.token.in_body:
        if request is not None:
            request["body"] = str(request["body"]).replace(state.token.placeholder, token)
        return
    for name, value in list(headers.items()):
        if state.token.placeholder in value:
            headers[name] = value.replace(state.token.placeholder, token)


def handler_reason(error: Exception) -> str:
    """Why a transaction or law could not be judged: what the state handler raised."""
    return f"the state handler raised {type(error).__name__}: {error}"
