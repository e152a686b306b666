"""Bodies of ``multipart/form-data`` (RFC 7578), made of the fields of an example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from contracts.importers.openapi_values import text_of
from contracts.text.documents import as_list, as_object

MEDIA_TYPE: Final = "multipart/form-data"
_ESCAPES: Final = {'"': "%22", "\r": "%0D", "\n": "%0A"}
"""What a field's name has instead of these (HTML, "Multipart form data")."""


def multipart(
    fields: Mapping[str, Any], schema: Any, resolved: Callable[[Any], dict[str, Any]]
) -> tuple[str, str]:
    """The media type with its boundary, and the body; its lines end as blueprints' do."""
    members = as_object(resolved(schema).get("properties"))
    parts = [
        _part(name, each, resolved(members.get(name) or {}))
        for name, value in fields.items()
        for each in (as_list(value) or [value])
    ]
    boundary = "BOUNDARY"
    while any(boundary in part for part in parts):
        boundary += "X"
    lines = [line for part in parts for line in (f"--{boundary}", part)]
    return f"{MEDIA_TYPE}; boundary={boundary}", "\n".join([*lines, f"--{boundary}--"])


def _part(name: str, value: Any, schema: dict[str, Any]) -> str:
    quoted = "".join(_ESCAPES.get(char, char) for char in name)
    head = f'Content-Disposition: form-data; name="{quoted}"'
    is_file = schema.get("format") == "binary" or "contentMediaType" in schema
    if is_file:
        kind = str(schema.get("contentMediaType") or "application/octet-stream")
        head += f'; filename="{quoted}"\nContent-Type: {kind}'
    elif isinstance(value, dict):
        head += "\nContent-Type: application/json"
    return f"{head}\n\n{text_of(value)}"
