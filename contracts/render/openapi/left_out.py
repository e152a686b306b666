"""What the blueprint writes and OpenAPI cannot hold, because it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.build.schemas import readable_schema
from contracts.model import Contract, Location, Payload, Request
from contracts.text.payloads import is_json, is_json_media


def left_out(contract: Contract) -> Iterator[str]:
    """A line for each example and schema that the document lacks, with its place.

    Bodies of requests that are answered with an error may be broken on purpose.
    """
    for transaction in contract.transactions():
        for payload in (transaction.request, transaction.response):
            at = payload.body_location or payload.location or transaction.location
            if payload.body_schema and readable_schema(payload) is None:
                yield _line(at, transaction.name, payload, "JSON Schema", "it cannot be read")
            on_purpose = payload is transaction.request and transaction.response.is_error
            meant = bool(payload.body.strip()) and is_json_media(payload.content_type)
            if meant and not on_purpose and not is_json(payload.body):
                yield _line(at, transaction.name, payload, "example body", "it is not JSON")


def _line(at: Location, name: str, payload: Payload, what: str, why: str) -> str:
    side = "request" if isinstance(payload, Request) else "response"
    return f"{at}: the {what} of the {side} of {name!r}: {why}"
