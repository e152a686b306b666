"""Requests and responses of OpenAPI: their bodies and headers, shown or made of their schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from contracts.importers.described import DescribedPayload
from contracts.importers.json_schema import is_valid
from contracts.importers.multipart import MEDIA_TYPE, multipart
from contracts.importers.openapi_references import References
from contracts.importers.openapi_values import first_example, made_value, parsed_example, text_of
from contracts.importers.xml_example import xml_text
from contracts.text.documents import as_object
from contracts.text.numbers import json_text
from contracts.text.schema_examples import example_of


def payload(
    references: References,
    media_type: str,
    media: dict[str, Any],
    headers: tuple[tuple[str, str], ...],
    status: int,
    owner: dict[str, Any],
) -> DescribedPayload:
    """A payload with the example it shows, or one made of its schema."""
    schema = media.get("schema")
    shown, body = _body(references, media_type, _example(references, media_type, media), schema)
    return DescribedPayload(
        media_type=shown,
        headers=headers,
        schema=schema if "json" in media_type else None,
        body=body,
        is_own="example" in media or bool(media.get("examples")),
        description=str(owner.get("description") or ""),
        status=status,
    )


def examples_of(
    references: References, media: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The media type once for each of its examples, with the example's name."""
    examples = as_object(media.get("examples"))
    if "example" in media or len(examples) < 2:
        yield "", media
        return
    for name, example in examples.items():
        summary = str(references.resolved(example).get("summary") or name)
        yield summary, {**media, "examples": {name: example}}


def header(references: References, header: Any) -> str:
    """An example of a response header."""
    described = references.resolved(header)
    schema = references.resolved(described.get("schema") or {})
    value = described.get("example", schema.get("example"))
    return text_of(value) or made_value(schema, "x", references.resolved)


def _example(references: References, media_type: str, media: dict[str, Any]) -> Any:
    """The example of a media type; None where none is right."""
    example = media.get("example", first_example(media.get("examples"), references.resolved))
    schema = media.get("schema")
    if isinstance(example, str) and "json" in media_type:
        return parsed_example(example)
    if example is None and isinstance(schema, dict):
        made = example_of(schema, references.resolved)
        return made if is_valid(made, references.inlined(schema)) else None
    return example


def _body(references: References, media_type: str, example: Any, schema: Any) -> tuple[str, str]:
    """The media type and the text of an example, which is empty where it cannot be written."""
    if "json" in media_type:
        is_shown = example is not None
        return media_type, json_text(example) if is_shown else ""
    if "xml" in media_type and example is not None and not isinstance(example, str):
        return media_type, xml_text(example, schema, references.resolved) or ""
    if media_type == MEDIA_TYPE and isinstance(example, dict) and example:
        return multipart(example, schema, references.resolved)
    if "urlencoded" in media_type and isinstance(example, dict):
        return media_type, urlencode({name: text_of(each) for name, each in example.items()})
    is_written = media_type.startswith("text/") or "xml" in media_type or "urlencoded" in media_type
    return media_type, example if isinstance(example, str) and is_written else ""
