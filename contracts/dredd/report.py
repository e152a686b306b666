"""What a run of Dredd leaves: a report, and lines that say why a transaction did not pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.dredd.result import DreddResult, Status, TransactionResult
from contracts.model import Action, Transaction
from contracts.project.blueprint import Blueprint
from contracts.render.curl import curl
from contracts.text.labels import labelled
from contracts.text.redaction import redact


def as_lines(blueprint: Blueprint, result: DreddResult, endpoint: str, out: Path) -> Iterator[str]:
    """Why each transaction did not pass, and what went wrong beside the results."""
    for transaction_result in result.results:
        if transaction_result.status is Status.SKIP:
            yield f"skipped: {transaction_result.name}"
        elif transaction_result.status is not Status.PASS:
            yield explain(blueprint, transaction_result, endpoint, out)
    yield from complaints(result)


def as_json(result: DreddResult) -> str:
    """The results as JSON, for ``contract docs --report``; without tokens."""
    value = {
        "judge": "Dredd",
        "at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "transactions": [
            {"name": v.name, "outcome": v.status, "messages": v.messages, "seconds": v.seconds}
            for v in result.results
        ],
    }
    return redact(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def complaints(result: DreddResult) -> Iterator[str]:
    """One line for each thing that went wrong beside the results."""
    if result.problem:
        yield f"Dredd stopped: {result.problem}"
    for name in result.missing:
        yield f"not run by Dredd: {name}"
    for name in result.unexpected:
        yield f"run by Dredd but not in the contract: {name}"
    yield from result.hook_failures


def explain(
    blueprint: Blueprint, transaction_result: TransactionResult, endpoint: str, out: Path
) -> str:
    """Why a transaction did not pass: its place, Dredd's message, the answer, how to repeat it."""
    documented = _find(blueprint, transaction_result.name)
    lines = [f"{transaction_result.status.upper()} {transaction_result.name}"]
    if documented is not None:
        action, transaction = documented
        lines += labelled("at", transaction.location)
        lines += labelled("docs", f"{out / 'docs' / 'index.html'}#{action.id}")
        lines += labelled("request", transaction_result.title)
    lines += [f"  {message}" for message in transaction_result.messages]
    actual = transaction_result.details.get("actual")
    if isinstance(actual, Mapping):
        lines += labelled("actual", f"{actual.get('statusCode')} {_short(actual.get('body'))}")
    if documented is not None:
        lines += labelled("curl", curl(documented[1].request, endpoint))
    return redact("\n".join(lines))


def _find(blueprint: Blueprint, name: str) -> tuple[Action, Transaction] | None:
    for action in blueprint.contract.actions():
        for transaction in action.transactions:
            if transaction.name == name:
                return action, transaction
    return None


def _short(body: Any, limit: int = 600) -> str:
    text = body if isinstance(body, str) else json.dumps(body)
    return text if len(text) <= limit else f"{text[:limit]} … ({len(text)} characters)"
