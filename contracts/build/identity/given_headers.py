"""Headers that a run is given for a blueprint that does not document them.

A header with a placeholder (``Authorization: JWT <access_token>``) becomes part of the contract:
its token is then derived as that of a documented one. Any other is sent as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from contracts.build.identity.sign_in import given_token
from contracts.model import Action, Contract, Headers, Resource, Transaction, header

#: The variable in which a run of Dredd tells its hooks the headers to sign: JSON, pairs.
HEADERS: Final = "CONTRACT_HEADERS"
_PLACEHOLDER: Final = re.compile(r"<[^<>]+>")
_UNAUTHENTICATED: Final = 401


class HeaderInvalid(ValueError):
    """A text is no header; the message says what to write."""


def parsed_header(text: str) -> tuple[str, str]:
    """Name and value of ``Name: value``. Raises HeaderInvalid."""
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise HeaderInvalid(f"header is {text!r}: write Name: value")
    return name.strip(), value.strip()


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
    and are answered by a token (sign-in). What renews a token posts nothing.
    """
    if not headers:
        return contract
    groups = tuple(
        replace(group, resources=tuple(_resource(each, headers) for each in group.resources))
        for group in contract.groups
    )
    return replace(contract, groups=groups)


def added_headers(transaction: Transaction, headers: Headers) -> Headers:
    """Those of ``headers`` that a transaction's request is given."""
    request = transaction.request
    signs_in = request.method == "POST" and request.body and given_token(transaction)
    if transaction.response.status == _UNAUTHENTICATED or signs_in:
        return ()
    return tuple((name, value) for name, value in headers if not header(request.headers, name))


def _resource(resource: Resource, headers: Headers) -> Resource:
    return replace(resource, actions=tuple(_action(a, headers) for a in resource.actions))


def _action(action: Action, headers: Headers) -> Action:
    return replace(action, transactions=tuple(_signed(t, headers) for t in action.transactions))


def _signed(transaction: Transaction, headers: Headers) -> Transaction:
    added = added_headers(transaction, headers)
    if not added:
        return transaction
    request = transaction.request
    return replace(transaction, request=replace(request, headers=(*request.headers, *added)))
