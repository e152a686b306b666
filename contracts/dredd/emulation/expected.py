"""The response Dredd expects, as the dictionary it gives to hooks and to Gavel.

The layout is that of Dredd's ``TransactionRunner.configureTransaction`` and of the npm
package dredd-transactions (``compile/index.js``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from contracts.build.schemas import schema_of
from contracts.build.transactions import expected_status
from contracts.dredd.emulation.drafter5 import DIALECT, makes_json
from contracts.model import Payload, Response, Schema, Transaction

Message: TypeAlias = dict[str, Any]
"""A message as Dredd describes it: statusCode, headers, body, bodySchema, bodyEncoding."""

_KEPT: Final = frozenset(("type", "required", "additionalProperties", "items", "anyOf", "$ref"))


def expected_message(
    transaction: Transaction,
    named: Mapping[str, Schema] | None = None,
    schema: str | None = None,
) -> Message:
    """The expected response as Dredd describes it.

    ``named`` are the contract's named types; ``schema`` is the one that
    Dredd's parser makes (:func:`contracts.dredd.emulation.drafter5.dredd_schemas`).
    """
    response = transaction.response
    message: Message = {"headers": dict(response.headers)}
    body = dredd_body(response)
    if body:
        message["body"] = body
    message["statusCode"] = str(expected_status(response))
    made = schema_from_contract(response, named or {}) if schema is None else schema
    if response.body_schema or made:
        message["bodySchema"] = response.body_schema or made
    return message


def dredd_body(payload: Payload) -> str:
    """The body as Dredd has it: made from MSON for JSON only, multipart with CRLF."""
    if not payload.body_written and not makes_json(payload.content_type):
        return ""
    if "multipart" in payload.content_type.lower():
        return payload.body.replace("\r\n", "\n").replace("\n", "\r\n")
    return payload.body


def schema_from_contract(response: Response, named: Mapping[str, Schema]) -> str:
    """The schema made from a response's MSON as far as the contract has it, or an empty text.

    For contracts without a file. It is right where the conventions are kept: arrays are
    ``fixed-type``, ``fixed`` members ``required``, and there is no One Of.
    """
    if response.schema is None or not makes_json(response.content_type):
        return ""
    return json.dumps({"$schema": DIALECT, **_plain(schema_of(response.schema, named=named))})


def _plain(schema: Any) -> Any:
    """A schema without what drafter does not know: formats, integers, defaults, examples."""
    if isinstance(schema, list):
        return [_plain(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    result = {k: _plain(v) for k, v in schema.items() if k in _KEPT}
    for keyword in ("properties", "$defs"):
        if keyword in schema:
            result[keyword] = {name: _plain(inner) for name, inner in schema[keyword].items()}
    for keyword in ("const", "enum"):
        if keyword in schema:
            result[keyword] = schema[keyword]
    kinds = schema.get("type", [])
    if "integer" in kinds:
        result["type"] = ["number", "null"] if "null" in kinds else "number"
    return result
