"""Rules about the values of documented errors, and where they point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from contracts.exchange import Problem
from contracts.model import MISSING, Missing
from contracts.text.documents import as_object
from contracts.text.json_pointer import ABSENT, resolve, steps
from contracts.verify.strict.context import CheckContext
from contracts.verify.strict.rule import StrictCheck, StrictRule

ERROR: Final = StrictRule(
    "error",
    "json-api",
    "Errors have the documented status, title and code, and point into the request.",
)


def error_values(context: CheckContext) -> Iterator[Problem]:
    """Errors have the documented status, title and code, and point into the request."""
    if context.succeeded or isinstance(context.expected.document, Missing):
        return
    wanted = as_object(context.expected.document).get("errors")
    seen = context.top.get("errors")
    if not isinstance(wanted, list) or not isinstance(seen, list) or not wanted or not seen:
        return
    documented, first = as_object(wanted[0]), as_object(seen[0])
    for name in ("status", "title", "code"):
        if name in documented and documented[name] != first.get(name, MISSING):
            message = f"the error's {name} is not the documented one"
            place = f"/errors/0/{name}"
            yield ERROR.problem(message, place, documented[name], first.get(name, MISSING))
    yield from _source(context, as_object(documented.get("source")), as_object(first.get("source")))


def _source(
    context: CheckContext, documented: dict[str, Any], seen: dict[str, Any]
) -> Iterator[Problem]:
    """``source`` is that of a body written for this error; else it finds its place."""
    if documented and context.transaction.response.body_written:
        if documented != seen:
            message = "the error points elsewhere than documented"
            yield ERROR.problem(message, "/errors/0/source", documented, seen or MISSING)
        return
    at = seen.get("pointer")
    if (
        isinstance(at, str)
        and resolve(context.sent_document, at) is ABSENT
        and not _could_be(context, at)
    ):
        message = f"source.pointer {at!r} names nothing in the request, sent or documented"
        yield ERROR.problem(message, "/errors/0/source/pointer", MISSING, at)


def _could_be(context: CheckContext, at: str) -> bool:
    """Whether a documented request of the action has a member at this pointer."""
    names = steps(at) if at.startswith("/") else ()
    for transaction in context.action.transactions:
        node = transaction.request.schema
        for step in names:
            if node is not None and node.kind == "array" and step.isdecimal():
                node = node.items[0] if node.items else None
            else:
                node = node.member(step) if node is not None else None
        if node is not None:
            return True
    return False


CHECKS: Final = (StrictCheck(ERROR, error_values),)
