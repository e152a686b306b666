"""Prepares a transaction's derived state through the server's state handler."""

from __future__ import annotations

import importlib
import re
from collections.abc import MutableMapping
from contextlib import nullcontext, suppress
from typing import Any, Final
from urllib.parse import quote

from contracts.build.identity.placeholders import Placeholder
from contracts.exchange import StateHandler
from contracts.states import State
from contracts.states.protocol import VERSION, document
from contracts.states.tokens import Role
from contracts.verify.http_state import HttpState
from contracts.verify.presumed import StateReport, made_by

#: A placeholder as a value: names and paths may be spelled like it.
_VALUE: Final = {
    "cookie": r"(=){}(?=\s*(?:;|$))",
    "query": r"(=){}(?=[&#]|$)",
    "body": r'(:\s*"){}(?=")',
}


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
) -> StateReport:
    """Make ``state`` true and put its tokens into the ``headers`` that show their placeholders,
    and into ``uri`` and ``body`` of ``request``.

    Returns what the handler could not do, in its words. A handler with a method ``apply`` gets
    all of it as one document (docs/state.md). Another may have a method ``together``, whose
    ``with`` block surrounds all of it.
    Raises whatever the handler raises.
    """
    made = _prepared(handler, state, headers, request)
    if state.prefer:  # last: no token belongs into the name of an example
        headers["Prefer"] = state.prefer
    return made


def _prepared(
    handler: StateHandler,
    state: State,
    headers: MutableMapping[str, str],
    request: MutableMapping[str, Any] | None,
) -> StateReport:
    apply = getattr(handler, "apply", None)
    if apply is not None:
        answer: dict[str, Any] = apply(document(state))
        _sign(handler, state, headers, request, answer.get("token"))
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
            token = handler.token(state.token.user, state.token.kind)
            _sign(handler, state, headers, request, token)
    return StateReport()


def prepare_transaction(
    handler: StateHandler, state: State, transaction: MutableMapping[str, Any]
) -> StateReport:
    """Prepare a transaction as hooks have it, whose ``fullPath`` is what is sent."""
    request = transaction["request"]
    documented = str(request["uri"])
    made = prepare(handler, state, request["headers"], request)
    if request["uri"] != documented:
        path = str(transaction["fullPath"])
        transaction["fullPath"] = path.replace(documented, str(request["uri"]))
    return made


def token_of(handler: StateHandler, user: str, kind: str, role: Role = "admin") -> str:
    """The token of a user who exists, or else is made in this role.

    Raises whatever the handler raises.
    """
    apply = getattr(handler, "apply", None)
    if apply is None:
        return handler.token(user, kind)
    asked = {"user": user, "kind": kind, "role": role}
    return str(apply({"version": VERSION, "token": asked})["token"])


def _sign(
    handler: StateHandler,
    state: State,
    headers: MutableMapping[str, str],
    request: MutableMapping[str, Any] | None,
    token: object,
) -> None:
    """Put the token, and those of its user's that the request shows as well, into their places."""
    holder = state.token
    if holder is None or not isinstance(token, str):
        return
    first = Placeholder(holder.placeholder, holder.kind, holder.place)
    tokens: dict[str, str] = {holder.kind: token}
    for shown in (first, *holder.others):
        if shown.kind not in tokens:
            tokens[shown.kind] = token_of(handler, holder.user, shown.kind, holder.role)
        _put(shown, tokens[shown.kind], headers, request)


def _put(
    shown: Placeholder,
    token: str,
    headers: MutableMapping[str, str],
    request: MutableMapping[str, Any] | None,
) -> None:
    if shown.place == "header":
        for name, value in list(headers.items()):
            headers[name] = in_header(name, value, shown.text, token)
    elif request is not None:
        member, text = ("uri", quote(token)) if shown.place == "query" else ("body", token)
        request[member] = _as_value(shown.place, str(request[member]), shown.text, text)


def in_header(name: str, value: str, text: str, token: str) -> str:
    """A header with the token in the place of ``text``, if it has that: of a cookie in its value,
    else after the scheme."""
    if name.lower() == "cookie":
        return _as_value("cookie", value, text, token)
    before, separator, after = value.rpartition(text)
    return before + token + after if separator else value


def _as_value(place: str, within: str, text: str, token: str) -> str:
    return re.sub(_VALUE[place].format(re.escape(text)), lambda match: match[1] + token, within)


def handler_reason(error: Exception) -> str:
    """Why a transaction or law could not be judged: what the state handler raised."""
    return f"the state handler raised {type(error).__name__}: {error}"
