"""Vacuous passes: the reasons why a pass proves little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from contracts.exchange import Answer
from contracts.model import Missing, Schema, Transaction
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.text.payloads import json_of
from contracts.verify.strict.context import read_body, shown
from contracts.verify.strict.plain import SIGNATURES

Reason = Callable[[Transaction, Any], Iterator[str]]


def vacuous(transaction: Transaction, answer: Answer) -> tuple[str, ...]:
    """Reasons why passing proved little; none when the answer had something to prove."""
    document, _ = read_body(answer)
    return tuple(reason for rule in REASONS for reason in rule(transaction, document))


def _nothing_documented(transaction: Transaction, _document: Any) -> Iterator[str]:
    """Neither a schema nor an example of a body that there is."""
    response = transaction.response
    if response.status in (204, 304) or transaction.request.method == "HEAD":
        return
    if response.content_type in SIGNATURES:
        return  # the rule "signature" looked at it
    if response.schema is None and not response.body_schema and not response.body.strip():
        headers = " and headers" if response.headers else ""
        yield f"neither a schema nor a body is documented: only the status{headers} counted"


def _no_schema(transaction: Transaction, _document: Any) -> Iterator[str]:
    """An example alone, where it shows nothing that an answer could be held against.

    Otherwise its members and their types are the schema.
    """
    response = transaction.response
    if response.schema is not None or response.body_schema:
        return
    example = json_of(response.body)
    what = "error" if response.is_error else "answer"
    for place in _bare(example, ()):
        at = f" at {place}" if place else ""
        yield f"the {what} has no schema, and its example shows nothing{at}"


def _bare(example: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    """Where an example has an empty object, an empty list, or nothing but null."""
    if example in ({}, []) or (example is None and path == ("data",)):
        yield pointer(*path)
    elif isinstance(example, dict):
        for name, value in example.items():
            yield from _bare(value, (*path, name))
    elif isinstance(example, list):
        yield from _bare(example[0], (*path, 0))


def _open_schema(transaction: Transaction, _document: Any) -> Iterator[str]:
    """A schema that allows any object, or lists of anything."""
    schema = transaction.response.schema
    if schema is None:
        return
    if schema.kind in ("any", "object") and not schema.members:
        yield "the schema allows any object: it names no members"
    for place in _open_lists(schema, ""):
        yield f"the schema does not describe the items of {place}"


def _open_lists(schema: Schema, path: str) -> Iterator[str]:
    if schema.kind == "array" and not schema.items:
        yield path or "the list"
    for member in schema.members:
        yield from _open_lists(member.schema, f"{path}/{member.name}")
    for item in schema.items:
        yield from _open_lists(item, f"{path}/*")


def _empty_list(transaction: Transaction, document: Any) -> Iterator[str]:
    """A list without members: nothing is known of what it would show."""
    part = as_object(document).get("data") if isinstance(document, dict) else document
    reads = transaction.request.method in ("GET", "HEAD")
    if reads and part == [] and not isinstance(document, Missing):
        yield "the list is empty: nothing was proved of its members"


def _no_resource(transaction: Transaction, document: Any) -> Iterator[str]:
    """A reading that shows null in place of a resource."""
    top = as_object(document)
    if transaction.request.method == "GET" and "data" in top and top["data"] is None:
        yield "data is null: nothing was proved of the resource"


def _only_nulls(_transaction: Transaction, document: Any) -> Iterator[str]:
    """Resources whose attributes are all null."""
    for each in shown(document):
        if each.attributes and all(value is None for value in each.attributes.values()):
            yield f"every attribute of {each.type} {each.id} is null"


#: The reasons, in the order in which they are reported.
REASONS: Final[tuple[Reason, ...]] = (
    _nothing_documented,
    _no_schema,
    _open_schema,
    _empty_list,
    _no_resource,
    _only_nulls,
)
