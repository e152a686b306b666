"""Example bodies: they are JSON, and they satisfy their own schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema_rs

from contracts.model import Contract, Location, Request, Response, Transaction
from contracts.payloads import json_of
from contracts.schemas import payload_schema

Finding = tuple[Location, str, str]


def not_json(contract: Contract) -> Iterator[Finding]:
    """Written bodies that are announced as JSON and are not.

    The request of a 400 transaction may be broken on purpose.
    """
    for transaction, payload in _payloads(contract):
        broken_on_purpose = payload is transaction.request and transaction.response.status == 400
        if not payload.body.strip() or not _is_json(payload) or broken_on_purpose:
            continue
        start = payload.body_location or payload.location or transaction.location
        try:
            json.loads(payload.body)
        except json.JSONDecodeError as error:
            line, column = start.line + error.lineno - 1, start.column + error.colno - 1
            place = replace(start, line=line, column=column)
            yield place, f"the body is not JSON: {error.msg}", "mend the JSON, or its Content-Type"
        except RecursionError:
            yield start, "the body is nested too deeply to be read", "nest it less deeply"


def against_schema(contract: Contract) -> Iterator[Finding]:
    """Example bodies that break their MSON attributes or JSON Schema.

    The request of an error transaction may break its schema on purpose.
    """
    for transaction, payload in _payloads(contract):
        if payload is transaction.request and transaction.response.status >= 400:
            continue
        start = payload.body_location or payload.location or transaction.location
        try:
            schema = payload_schema(payload, contract.schemas)
            if schema is None or not payload.body.strip():
                continue
            validator = jsonschema_rs.validator_for(
                schema, validate_formats=True, retriever=_refuse_remote
            )
        except (ValueError, RecursionError) as error:
            yield start, f"the schema is no JSON Schema: {_first_line(error)}", "mend the schema"
            continue
        body = json_of(payload.body)
        if body is None and payload.body.strip() != "null":
            continue  # not_json reports it
        for problem in validator.iter_errors(body):
            pointer = "".join(f"/{step}" for step in problem.instance_path) or "the whole body"
            yield start, f"{pointer} breaks the schema: {problem.message}", "mend one of the two"


def _refuse_remote(uri: str) -> Any:
    """Lint reads nothing from the network, whatever a schema refers to."""
    raise ValueError(f"{uri} is not part of the blueprint")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


#: Media types of bodies that are no text.
NO_TEXT = ("image/", "audio/", "video/", "application/octet-stream", "application/pdf")


def empty_success(contract: Contract) -> Iterator[Finding]:
    """Answers to GET with a 200 that show no body: often a section indented wrongly."""
    for transaction in contract.transactions():
        response = transaction.response
        if transaction.request.method != "GET" or response.status != 200:
            continue
        if response.content_type.lower().startswith(NO_TEXT):
            continue  # no blueprint can show it
        if not response.body and response.schema is None and not response.body_schema:
            place = response.location or transaction.location
            hint = "indent + Attributes or + Body below the response, or answer 204"
            yield place, f"the 200 of {transaction.name!r} has no body", hint


def _payloads(contract: Contract) -> Iterator[tuple[Transaction, Request | Response]]:
    for transaction in contract.transactions():
        yield transaction, transaction.request
        yield transaction, transaction.response


def _is_json(payload: Request | Response) -> bool:
    media_type = payload.content_type.split(";", 1)[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")
