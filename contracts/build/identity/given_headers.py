"""Headers that a run is given for a blueprint that does not document them.

A header with a placeholder (``Authorization: JWT <access_token>``) becomes part of the contract:
its token is then derived as that of a documented one. Any other is sent as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from contracts.build.identity.sign_in import given_token
from contracts.build.infer.paths import words_of
from contracts.model import Action, Contract, Headers, Resource, Transaction, header
from contracts.text.documents import as_object
from contracts.text.payloads import json_of

#: The variable in which a run of Dredd tells its hooks the headers to sign: JSON, pairs.
HEADERS: Final = "CONTRACT_HEADERS"
# RFC 9110, sections 5.1 and 5.5; a client sends Latin-1.
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_PLACEHOLDER: Final = re.compile(r"<[^<>]+>")
_REFRESH: Final = "<refresh_token>"
_UNAUTHENTICATED: Final = 401
#: Words of members that name a user.
_USERS: Final = (("email",), ("username",), ("user", "name"), ("login",))


class HeaderInvalid(ValueError):
    """A text is no header; the message says what to write."""


def parsed_header(text: str) -> tuple[str, str]:
    """Name and value of ``Name: value``. Raises HeaderInvalid."""
    name, colon, value = map(str.strip, text.partition(":"))
    if not (colon and _NAME.fullmatch(name) and _VALUE.fullmatch(value)):
        raise HeaderInvalid(f"header is {text!r}: write Name: value")
    return name, value


def has_placeholder(value: str) -> bool:
    """Whether a token is to replace a part of the value, ``<access_token>``."""
    return _PLACEHOLDER.search(value) is not None


def split_headers(headers: Iterable[tuple[str, str]]) -> tuple[Headers, Headers]:
    """The headers with a placeholder, and those that are sent as they are."""
    given = tuple(headers)
    return (
        tuple(each for each in given if has_placeholder(each[1])),
        tuple(each for each in given if not has_placeholder(each[1])),
    )


def with_headers(contract: Contract, headers: Headers) -> Contract:
    """The contract in which each request documents these headers where it has none of the name.

    Left as they are: requests that are documented to answer 401, and those that post something
    and are answered by a token (sign-in). What renews a token posts nothing; at a path with
    ``refresh`` it is sent a refresh token. Where other requests document the header, those that
    name a user (a forgotten password) are left as well: they are for people who have not signed in.
    """
    if not headers:
        return contract
    known = [header.lower() for t in contract.transactions() for header, _ in t.request.headers]
    documented = frozenset(known) & {name.lower() for name, _ in headers}

    def resource(each: Resource) -> Resource:
        return replace(each, actions=tuple(map(action, each.actions)))

    def action(each: Action) -> Action:
        signed = (_signed(t, headers, documented) for t in each.transactions)
        return replace(each, transactions=tuple(signed))

    groups = tuple(
        replace(group, resources=tuple(map(resource, group.resources))) for group in contract.groups
    )
    return replace(contract, groups=groups)


def _signed(transaction: Transaction, headers: Headers, documented: Collection[str]) -> Transaction:
    request = transaction.request
    signs_in = request.method == "POST" and request.body and given_token(transaction)
    if transaction.response.status == _UNAUTHENTICATED or signs_in:
        return transaction
    is_anonymous = _names_user(transaction)
    refreshes = given_token(transaction) and "refresh" in words_of(request.uri)
    added = tuple(
        (name, _PLACEHOLDER.sub(_REFRESH, value) if refreshes else value)
        for name, value in headers
        if not header(request.headers, name) and not (is_anonymous and name.lower() in documented)
    )
    return replace(transaction, request=replace(request, headers=(*request.headers, *added)))


def _names_user(transaction: Transaction) -> bool:
    """Whether a plain body names a user by an e-mail address or a user name."""
    document = as_object(json_of(transaction.request.body))
    data = document.get("data", document)
    sent = data if isinstance(data, dict) and "type" not in data else {}
    return transaction.request.method == "POST" and any(words_of(n) in _USERS for n in sent)
