"""The example body of a payload, made from its attributes in the payload's media type.

MSON names no media type; a body is made of it where its spelling is beyond doubt: JSON, and
forms of plain values (HTML, "URL-encoded form data"). Dredd makes one for JSON alone.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from contracts.build.samples import body_text, sample
from contracts.model import Json, Schema
from contracts.text.payloads import is_json_media, media_type

FORM: Final = "application/x-www-form-urlencoded"


def example_body(schema: Schema, content_type: str) -> str:
    """The body as it is sent, or an empty text where attributes do not say how it is spelled.

    A payload without a Content-Type is read as JSON.
    """
    if not content_type.strip() or is_json_media(content_type):
        return body_text(schema)
    return form_text(schema) if media_type(content_type) == FORM else ""


def form_text(schema: Schema) -> str:
    """The example value as a form; empty for what forms cannot hold, such as objects inside."""
    value = sample(schema)
    if not isinstance(value, dict):
        return ""
    pairs: list[tuple[str, str]] = []
    for name, given in value.items():
        for each in given if isinstance(given, list) else [given]:
            if isinstance(each, dict | list):
                return ""
            pairs.append((name, _field(each)))
    return urlencode(pairs)


def _field(value: Json) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
