"""The ``Prefer`` header that selects a documented example, where requests are equal."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Final
from urllib.parse import urlsplit

from contracts.model import Action, Contract, Transaction
from contracts.text.payloads import json_of

#: What a server with a database answers only when something beside the request is wrong.
BEYOND_THE_REQUEST: Final = frozenset({401, 402, 403, 408, 410, 423, 429, 451})


def preferences(contract: Contract) -> dict[int, str]:
    """The ``Prefer`` header of transactions that need one, by the identity of the transaction.

    Those are pairs of an action that is no JSON:API whose requests are equal, and refusals
    of a JSON:API action for reasons that no access line explains.
    """
    wishes: dict[int, str] = {}
    alike: dict[Hashable, list[tuple[Transaction, str]]] = {}
    for action in contract.actions():
        for number, transaction in enumerate(action.transactions, start=1):
            wish = f"example={example_name(action, number)}"
            if action.endpoint is None:
                alike.setdefault(request_key(transaction), []).append((transaction, wish))
            elif action.access is None and _is_beyond(transaction.response.status):
                wishes[id(transaction)] = wish
    for pairs in alike.values():
        if len(pairs) > 1:
            wishes |= {id(transaction): wish for transaction, wish in pairs}
    return wishes


def example_name(action: Action, number: int) -> str:
    """The name by which any example may be asked for: operation id and number."""
    return f"{action.id}-{number}"


def _is_beyond(status: int) -> bool:
    return status in BEYOND_THE_REQUEST or status >= 500


def request_key(transaction: Transaction) -> Hashable:
    """What a server sees of a request; the path's variables make no difference."""
    request = transaction.request
    uri = urlsplit(request.uri)
    document = json_of(request.body)
    body = request.body if document is None else repr(document)
    # A judge puts another token into Authorization.
    headers = frozenset(
        (name.lower(), "" if name.lower() == "authorization" else value)
        for name, value in request.headers
    )
    return request.method, re.sub(r"/[^/]*\d[^/]*", "/{}", uri.path), uri.query, body, headers
