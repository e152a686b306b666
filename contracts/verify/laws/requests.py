"""Requests of laws: built as documented, signed as needed, judged as far as state allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from contracts.build.identity.placeholders import Placeholder, TokenKind, placeholders
from contracts.exchange import Answer, Problem, Sent
from contracts.model import Action, Contract, Headers, Json, Missing, Transaction
from contracts.text.documents import as_object
from contracts.text.json_values import query_of
from contracts.text.uri import EXPRESSION
from contracts.verify.laws.documented import successes
from contracts.verify.state import in_header
from contracts.verify.strict import document, links, query
from contracts.verify.strict.context import check_context, read_body
from contracts.verify.strict.judge import CHECKS, judge

#: Rules about what the query asks for: laws send queries that no transaction has sent. The
#: shape of answers is for the documented transactions to judge, once.
ABOUT_THE_QUERY: Final = frozenset(
    {query.INCLUDE, query.FIELDS, query.SORT, links.PAGING, document.JSONAPI_COMPOUND}
)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with the request that it answers, and the id of the operation asked."""

    sent: Sent
    answer: Answer
    operation: str = ""

    @property
    def document(self) -> dict[str, Any]:
        """The answer's JSON object, else an empty one."""
        return as_object(read_body(self.answer)[0])

    @property
    def data(self) -> Any:
        """The primary data, or None."""
        return self.document.get("data")

    @property
    def resource(self) -> dict[str, Any]:
        """The primary resource object, else an empty one."""
        return as_object(self.data)

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The resource objects of a list."""
        return [r for r in self.data if isinstance(r, dict)] if isinstance(self.data, list) else []

    @property
    def ids(self) -> list[str]:
        """The ids in a list, in order."""
        return [str(r.get("id")) for r in self.resources]

    @property
    def errors(self) -> str:
        """The message of the error document."""
        listed = self.document.get("errors")
        items = listed if isinstance(listed, list) else []
        return "; ".join(
            str(as_object(e).get("detail") or as_object(e).get("title")) for e in items
        )


def build(
    action: Action,
    ids: Sequence[str],
    query: Mapping[str, str],
    data: Json | Missing,
    token: Callable[[TokenKind], str],
    meta: Mapping[str, Json] | None = None,
) -> Sent:
    """The request: the documented headers, and a document of ``data``.

    Whatever header, cookie or query parameter documents a token has a real one. ``meta`` is the
    document's as well, where there is any.
    """
    documented = successes(action)[0]
    example = documented.request
    shown = placeholders(example, documented.response.status)
    headers: Headers = tuple(
        (name, _signed(name, value, shown, token))
        for name, value in example.headers
        if name.lower() != "content-type" or not isinstance(data, Missing)
    )
    query = {**_credentials(example.uri, shown, token), **query}
    text = (
        ""
        if isinstance(data, Missing)
        else json.dumps({"data": data, **({"meta": meta} if meta else {})})
    )
    return Sent(action.method, address(action, ids, query), headers, text)


def _signed(
    name: str, value: str, shown: Sequence[Placeholder], token: Callable[[TokenKind], str]
) -> str:
    """A header with tokens in the places of its placeholders."""
    for each in shown:
        if each.place == "header" and each.text in value:
            value = in_header(name, value, each.text, token(each.kind))
    return value


def _credentials(
    uri: str, shown: Sequence[Placeholder], token: Callable[[TokenKind], str]
) -> dict[str, str]:
    """The query parameters that are a token, with a real one."""
    pairs = parse_qsl(urlsplit(uri).query, keep_blank_values=True)
    kinds = {unquote(each.text): each.kind for each in shown if each.place == "query"}
    return {name: token(kinds[value]) for name, value in pairs if value in kinds}


def address(action: Action, ids: Sequence[str], query: Mapping[str, str]) -> str:
    """The URI of an operation: its path with ``ids`` in order, and the query percent-encoded."""
    values = iter(ids)
    path = EXPRESSION.sub(lambda _: quote(next(values, ""), safe=""), action.path)
    pairs = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in query.items())
    return f"{path}?{pairs}" if pairs else path


def judged(contract: Contract, action: Action, sent: Sent, answer: Answer) -> list[Problem]:
    """What the rules about the query find wrong with a success.

    Of several documented successes the one that fits best counts.
    """
    if not query_of(sent.uri):
        return []
    attempts = [
        _judged(contract, action, transaction, sent, answer)
        for transaction in successes(action)
        if transaction.response.status == answer.status
    ]
    return min(attempts, key=len, default=[])


def _judged(
    contract: Contract, action: Action, transaction: Transaction, sent: Sent, answer: Answer
) -> list[Problem]:
    strict = judge(contract)
    expected = strict.expected(transaction)
    context = check_context(strict.types, action, transaction, expected, sent, answer)
    return [
        problem
        for each in CHECKS
        if each.rule in ABOUT_THE_QUERY and (each.rule.scope == "any" or expected.is_json_api)
        for problem in each.check(context)
    ]
