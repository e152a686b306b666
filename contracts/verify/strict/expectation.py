"""What one transaction documents, compiled once: example, schema, members, headers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts.build.documented_members import Members, example_members, schema_members
from contracts.build.schemas import payload_schema
from contracts.model import MISSING, Missing, Response, Schema, Transaction
from contracts.text.json_mistakes import described
from contracts.text.json_schema import first_line, validator_of
from contracts.text.json_values import read_json
from contracts.text.payloads import MEDIA_TYPE, is_json_media, media_type

#: Links that JSON:API defines for the pages of a list ("Pagination").
PAGES: Final = frozenset({"first", "last", "prev", "next"})
_SPACE: Final = re.compile(r"\s*([;=,])\s*")


@dataclass(frozen=True, slots=True)
class Expected:
    """The documented response, ready to be held against answers.

    ``document`` is the example's JSON value; ``validator`` checks the documented schema, or
    the types of the example where there is none; ``schema_fault`` is why there is none
    although one is written.
    """

    response: Response
    is_json: bool
    is_json_api: bool
    document: Any | Missing
    validator: Any
    from_example: bool
    schema_fault: str
    members: Members | None


def expected(transaction: Transaction, named: Mapping[str, Schema]) -> Expected:
    """What ``transaction`` documents; ``named`` are the contract's named types."""
    response = transaction.response
    media = media_type(response.content_type)
    is_json = is_json_media(media)
    may_be_json = is_json or not media
    document = _example(response) if may_be_json else MISSING
    validator, fault = _validator(response, named) if may_be_json else (None, "")
    from_example = validator is None and document is not MISSING
    if from_example:
        validator = validator_of(_of_example(document, is_json_api=media == MEDIA_TYPE))
    return Expected(
        response=response,
        is_json=is_json or validator is not None,
        is_json_api=media == MEDIA_TYPE,
        document=document,
        validator=validator,
        from_example=from_example,
        schema_fault=fault,
        members=_members(response, document) if may_be_json else None,
    )


def normal(content_type: str) -> str:
    """A Content-Type with its type in lower case and without optional spaces."""
    media, _, parameters = content_type.partition(";")
    tidy = _SPACE.sub(r"\1", parameters.strip())
    return f"{media.strip().lower()};{tidy}" if tidy else media.strip().lower()


def _of_example(document: Any, *, is_json_api: bool) -> dict[str, Any]:
    """The schema of an example; which pages a JSON:API list links to depends on its data."""
    schema = example_schema(document)
    parts = schema.get("properties", {}) if is_json_api else {}
    if "data" in parts and document["data"] is not None:
        parts["data"] = example_schema(document["data"])
        _without_ids(parts["data"])
    links = parts.get("links", {})
    if "required" in links:
        links["required"] = [name for name in links["required"] if name not in PAGES]
        links["properties"] |= {name: {} for name in PAGES}
    return schema


def _without_ids(schema: dict[str, Any]) -> None:
    """Leave the type of ids to the rule about them: many examples show numbers for texts."""
    for item in (schema, *schema.get("items", {}).get("anyOf", ())):
        if "id" in item.get("properties", {}):
            item["properties"]["id"] = {}


def example_schema(example: Any) -> dict[str, Any]:
    """A JSON Schema of an example without attributes: its members and their types.

    Whether a member may be null, one example cannot say; that a documented resource shows
    its documented values is for other rules.
    """
    if isinstance(example, dict):
        parts = {name: _nullable(example_schema(value)) for name, value in example.items()}
        return {"type": "object", "properties": parts, "required": list(example)}
    if isinstance(example, list):
        items = [example_schema(item) for item in example]
        return {"type": "array", "items": {"anyOf": items}} if items else {"type": "array"}
    if isinstance(example, bool):
        return {"type": "boolean"}
    if isinstance(example, str):
        return {"type": "string"}
    return {} if example is None else {"type": "number"}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]} if "type" in schema else schema


def _example(response: Response) -> Any | Missing:
    """The example's JSON value; MISSING where there is none (lint reports bad JSON)."""
    if not response.body.strip():
        return MISSING
    try:
        return read_json(response.body)
    except ValueError:
        return MISSING


def _validator(response: Response, named: Mapping[str, Schema]) -> tuple[Any, str]:
    try:
        schema = payload_schema(response, named)
        return (None, "") if schema is None else (validator_of(schema), "")
    except json.JSONDecodeError as error:
        return None, described(error)
    except (ValueError, RecursionError) as error:
        return None, first_line(error)


def _members(response: Response, document: Any | Missing) -> Members | None:
    """The documented members: those of MSON, else those of the example; else anything.

    A written JSON Schema speaks for itself (``additionalProperties``).
    """
    if response.body_schema:
        return None
    if response.schema is not None:
        return schema_members(response.schema)
    return None if isinstance(document, Missing) else example_members(document)
