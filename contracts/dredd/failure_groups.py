"""Transactions that did not pass, grouped by cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.build.transactions import executed, fatal_uri_error, unsendable
from contracts.dredd.result import DreddResult, Status, TransactionResult
from contracts.model import Contract, Schema, Transaction
from contracts.text.json_pointer import pointer
from contracts.text.payloads import json_of

#: Dredd's message for a schema that it cannot read, its own ones included.
INVALID_SCHEMA: Final = "Provided JSON Schema is not a valid JSON Schema"
NO_HEAD: Final = "Dredd cannot send HEAD: it adds a body to every request, even if it is empty"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason, and the transactions it concerns with their places."""

    reason: str
    transactions: tuple[str, ...]


def causes(
    contract: Contract, result: DreddResult, *, only: Sequence[str] = ()
) -> tuple[Cause, ...]:
    """The reasons, the most frequent first."""
    transactions: dict[str, list[str]] = {}
    known = {t.name: t for t in contract.transactions()}
    failed = ((_explained(reason, known.get(name)), name) for reason, name in _failed(result))
    for reason, name in (*_unsent(contract), *failed, *_missing(result)):
        if only and name not in only:
            continue
        where = f" ({known[name].location})" if name in known else ""
        transactions.setdefault(reason, []).append(f"{name}{where}")
    ordered = sorted(transactions.items(), key=lambda each: -len(each[1]))
    return tuple(Cause(reason, tuple(names)) for reason, names in ordered)


def summary(
    contract: Contract, result: DreddResult, *, only: Sequence[str] = (), most: int = 5
) -> Iterator[str]:
    """``370 passed of 373, and why the rest fails``, with ``most`` examples for each cause.

    ``only`` are the names that the run was limited to.
    """
    passed = sum(v.status is Status.PASS for v in result.results)
    total = sum(not only or t.name in only for t in contract.transactions())
    groups = causes(contract, result, only=only)
    yield f"{passed} passed of {total}{', and why the rest fails:' if groups else ''}"
    for cause in groups:
        yield f"{len(cause.transactions):5}  {cause.reason}"
        for name in cause.transactions[:most]:
            yield f"         {name}"
        if len(cause.transactions) > most:
            yield f"         … and {len(cause.transactions) - most} more"


def unsent_names(contract: Contract, only: Sequence[str] = ()) -> tuple[str, ...]:
    """The transactions of which no request can be made; ``only`` limits them to these names."""
    return tuple(
        transaction.name
        for action in contract.actions()
        for transaction in action.transactions
        if (not only or transaction.name in only)
        and (unsendable(action, transaction) or fatal_uri_error(action))
    )


def _unsent(contract: Contract) -> Iterator[tuple[str, str]]:
    """What Dredd never runs: URIs it cannot make, and further pairs under one name."""
    for action in contract.actions():
        sent = executed(action)
        for transaction in action.transactions:
            reason = unsendable(action, transaction) or fatal_uri_error(action)
            if reason:
                yield f"Dredd cannot send it: {reason}", transaction.name
            elif not _is_among(transaction, sent):
                yield (
                    "Dredd runs only the first request and response of each example",
                    transaction.name,
                )


def _is_among(transaction: Transaction, sent: tuple[Transaction, ...]) -> bool:
    return any(each is transaction for each in sent)


def _failed(result: DreddResult) -> Iterator[tuple[str, str]]:
    for transaction_result in result.results:
        if transaction_result.status is not Status.PASS:
            yield _reason(transaction_result), transaction_result.name


def _explained(reason: str, transaction: Transaction | None) -> str:
    """The reason, with the cause of a schema that Dredd makes of MSON and then cannot read."""
    if transaction is None or not reason.startswith(INVALID_SCHEMA):
        return reason
    response = transaction.response
    if response.body_schema:
        return f"Dredd cannot read the response's + Schema: {reason}"
    arrays = [pointer(*path) for path in _without_items(response.schema, ())]
    where = f" at {', '.join(arrays)}" if arrays else ""
    return (
        f"Dredd cannot read the schema that it makes of an array{where} that is fixed-type and does"
        " not describe its items: write array[string], or leave fixed-type out"
    )


def _without_items(schema: Schema | None, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths of the arrays whose items may be anything."""
    if schema is None:
        return
    if schema.kind == "array" and not schema.items:
        yield path
    for member in schema.members:
        yield from _without_items(member.schema, (*path, member.name))
    for item in schema.items:
        yield from _without_items(item, (*path, "0"))


def _missing(result: DreddResult) -> Iterator[tuple[str, str]]:
    for name in result.missing:
        yield "Dredd did not run it", name


def _reason(transaction_result: TransactionResult) -> str:
    actual = transaction_result.details.get("actual")
    answer = actual if isinstance(actual, Mapping) else {}
    refusal = _refusal(answer.get("body"))
    status = answer.get("statusCode")
    if "HEAD requests MUST NOT" in " ".join(transaction_result.messages):
        return NO_HEAD
    if refusal:
        return f"the server answers {status}: {refusal}"
    return next(iter(transaction_result.messages), "") or f"the server answers {status}"


def _refusal(body: Any) -> str:
    """The message of the first error of a JSON:API error document."""
    document = json_of(body) if isinstance(body, str) else None
    errors = document.get("errors") if isinstance(document, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, dict):
        return ""
    source = first.get("source")
    place = next(iter(source.values()), "") if isinstance(source, dict) else ""
    return f"{first.get('detail', '')}{f' ({place})' if place else ''}"
