"""Where a reader begins: a request that works at once, and how to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts.build.anchors import TOP, Addresses
from contracts.model import Access, Action, Contract, Transaction
from contracts.render.credentials import (
    Credential,
    credentials,
    is_credential,
    is_credential_parameter,
)
from contracts.text.payloads import json_of
from contracts.text.uri import path_shape, template_variables

_TOKEN: Final = re.compile(r"(?:(?:access|auth|session|id)[-_]?)?(?:token|jwt)", re.I)
_PASSWORD: Final = re.compile(r"pass(?:word|wd|phrase)?|pwd|secret|client_secret", re.I)
#: What headings and groups about signing in are called.
_SIGNING_IN: Final = re.compile(
    r"\b(?:authenti\w+|authori[sz]ation|oauth|(?:signing|logging|sign|log)[ -]?in|login"
    r"|(?:api|access)[ -](?:keys?|tokens?)|credentials)",
    re.I,
)
_MOST: Final = 3
"""Who may choose among more credentials reads about them."""


@dataclass(frozen=True, slots=True)
class PageAnchor:
    """A place of the page: its anchor and its title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class SigningIn:
    """How to sign in: the action that gives a token, where it is described, what requests send.

    ``sent`` are headers and query parameters with ``…`` for the secret; ``together``: some
    request has all of them.
    """

    action: Action | None
    place: PageAnchor | None
    sent: tuple[str, ...]
    together: bool = False


def first_request(contract: Contract) -> tuple[Action, Transaction] | None:
    """The first documented success of a GET that needs neither credentials nor an id.

    One that needs an id, and has an example of it, is used where there is no other. One that
    documents a refusal of the caller needs credentials, unless it is said to be public.
    """
    reads = list(_open_reads(contract))
    without_id = (pair for pair in reads if "{" not in pair[0].path)
    return next(without_id, next(iter(reads), None))


def _open_reads(contract: Contract) -> Iterator[tuple[Action, Transaction]]:
    for action in contract.actions():
        if action.method != "GET" or not _may_be_open(action):
            continue
        if any(is_credential_parameter(p) for p in action.parameters) or not _is_filled(action):
            continue
        for transaction in action.transactions:
            request = transaction.request
            if transaction.response.is_success and not any(
                is_credential(name) for name, _ in request.headers
            ):
                yield action, _without_choices(action, transaction)


def _may_be_open(action: Action) -> bool:
    if action.access is None:
        return not any(t.response.status in (401, 403) for t in action.transactions)
    return action.access is Access.PUBLIC


def _without_choices(action: Action, transaction: Transaction) -> Transaction:
    """The transaction without its query, where all of that is optional."""
    request = transaction.request
    queries = [p for p in action.parameters_of(request) if p.place == "query"]
    is_optional = "?" not in path_shape(action.uri_template, "")
    if not is_optional or any(p.required for p in queries):
        return transaction
    return replace(transaction, request=replace(request, uri=request.uri.split("?", 1)[0]))


def _is_filled(action: Action) -> bool:
    """Whether every variable of the path has an example."""
    given = {p.spelling for p in action.parameters if p.example or p.default}
    variables = template_variables(action.uri_template)
    return all(v.spelling in given for v in variables if v.place == "path")


def sign_in(contract: Contract, places: Addresses) -> SigningIn | None:
    """How to sign in, or None where the blueprint does not document it."""
    action = next((a for a in contract.actions() if _signs_in(a)), None)
    place = next((p for p in _places(contract, places) if _SIGNING_IN.search(p.title)), None)
    known = [each for each in credentials(contract) if not each.refresh]
    sent = tuple(map(_shown, known)) if len(known) <= _MOST else ()
    names = {each.name.lower() for each in known}
    together = len(names) == len(known) and any(
        names <= _names_of(a, t) for a in contract.actions() for t in a.transactions
    )
    return SigningIn(action, place, sent, together) if action or place or sent else None


def _names_of(action: Action, transaction: Transaction) -> set[str]:
    """The headers and query parameters of a request, in lower case."""
    request = transaction.request
    headers = {name.lower() for name, _ in request.headers}
    return headers | {p.spelling.lower() for p in action.parameters_of(request)}


def _places(contract: Contract, places: Addresses) -> Iterator[PageAnchor]:
    """Headings of the introduction, then groups, then headings of groups."""
    owners = (TOP, *places.groups)
    headings = {o: [PageAnchor(h.id, h.title) for h in places.headings.get(o, ())] for o in owners}
    yield from headings[TOP]
    for anchor, group in zip(places.groups, contract.groups, strict=True):
        yield PageAnchor(anchor, group.name)
    for anchor in places.groups:
        yield from headings[anchor]


def _shown(credential: Credential) -> str:
    if credential.place == "query":
        return f"?{credential.name}=…"
    named = f"{credential.parameter}=" if credential.parameter else ""
    return f"{credential.name}: {credential.scheme} {named}…".replace(":  ", ": ")


def _signs_in(action: Action) -> bool:
    return any(
        t.response.is_success
        and _names_match(_PASSWORD, t.request.body)
        and _names_match(_TOKEN, t.response.body)
        for t in action.transactions
    )


def _names_match(pattern: re.Pattern[str], body: str) -> bool:
    """Whether a JSON body, or a form, has a member that is called so."""
    value = json_of(body)
    if value is None:
        return any(pattern.fullmatch(name) for name in re.findall(r"(?:^|&)([\w-]+)=", body))
    return any(pattern.fullmatch(name) for name in _names(value))


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
