"""How users sign in: the operation that gives tokens, the one that renews them, and the scheme.

All of it is read from the contract: an operation that gives a token shows one in the answer to a
secret of the type of users.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.build.identity.ownership import identity_type
from contracts.build.identity.placeholders import is_token_name, placeholders, scheme_of
from contracts.build.infer.paths import words_of
from contracts.model import Action, Contract, ResourceType, Transaction, header
from contracts.text.documents import as_object
from contracts.text.payloads import json_of


@dataclass(frozen=True, slots=True)
class DocumentedSignIn:
    """The scheme of tokens, and the addresses that give them; empty where none is documented.

    ``member`` is that of the answers which is the token. ``identifier`` and ``secret`` are a
    member of the login's body with the attribute of the users that it is compared with.
    """

    scheme: str
    login: str = ""
    refresh: str = ""
    member: str = ""
    identifier: tuple[str, str] = ("", "")
    secret: tuple[str, str] = ("", "")


def sign_in(contract: Contract) -> DocumentedSignIn:
    """How users of this contract sign in."""
    scheme = scheme_of(contract.transactions())
    users = contract.resource_type(identity_type(contract))
    if users is None:
        return DocumentedSignIn(scheme)
    given = list(_given(contract))
    for action, transaction, token in given:
        sent = as_object(json_of(transaction.request.body))
        secret = next((m for m in sent if is_secret(users, m)), "")
        identifier = next((m for m in sent if m != secret and _attribute(users, m)), "")
        if secret and identifier:
            return DocumentedSignIn(
                scheme,
                action.path,
                next((a.path for a, t, name in given if name == token and _renews(t)), ""),
                token,
                (identifier, _attribute(users, identifier)),
                (secret, _attribute(users, secret)),
            )
    return DocumentedSignIn(scheme)


def authorization(contract: Contract) -> str:
    """The ``Authorization`` header with which most documented requests are a user's.

    Without any: the scheme and a placeholder named as the token that the sign-in gives.
    """
    counts: Counter[str] = Counter()
    for transaction in contract.transactions():
        value = header(transaction.request.headers, "Authorization")
        shown = placeholders(transaction.request, transaction.response.status)
        counts[value] += any(p.kind == "access" and p.text in value for p in shown)
    value, count = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    if count:
        return value
    login = sign_in(contract)
    return f"{login.scheme} <{login.member or 'access_token'}>"


def given_token(transaction: Transaction) -> str:
    """The member of the documented answer that is a token to sign in with, or an empty text."""
    names = [
        name
        for name, value in as_object(json_of(transaction.response.body)).items()
        if isinstance(value, str) and is_token_name(name) and "refresh" not in words_of(name)
    ]
    return names[0] if names else ""


def secrets_of(users: ResourceType) -> tuple[str, ...]:
    """The attributes of users that are written and never shown, such as a password."""
    return tuple(a.name for a in users.attributes if a.write_only and a.schema.kind == "string")


def is_secret(users: ResourceType, member: str) -> bool:
    """Whether a member of a request is one of the secrets of users, in any spelling."""
    return words_of(member) in {words_of(name) for name in secrets_of(users)}


def _given(contract: Contract) -> Iterator[tuple[Action, Transaction, str]]:
    """Every success of a POST that gives a token, with the member that is the token."""
    for action in contract.actions():
        for transaction in action.transactions if action.method == "POST" else ():
            token = given_token(transaction) if transaction.response.is_success else ""
            if token:
                yield action, transaction, token


def _renews(transaction: Transaction) -> bool:
    """Whether a token in the header is all that the request sends."""
    shown = placeholders(transaction.request, transaction.response.status)
    return not transaction.request.body and [p.place for p in shown] == ["header"]


def _attribute(users: ResourceType, member: str) -> str:
    words = words_of(member)
    return next((a.name for a in users.attributes if words_of(a.name) == words), "")
