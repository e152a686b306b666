"""Values and types in the words of a change."""

from __future__ import annotations

import json
from collections.abc import Iterable

from contracts.model import Json, Schema

MANY = 6
"""More values than this are counted, not named."""


def named(values: Iterable[Json | object]) -> str:
    """``"draft", "open"``: values as JSON, the first few of many."""
    texts = [json.dumps(value, ensure_ascii=False, default=str) for value in values]
    more = f" and {len(texts) - MANY} more" if len(texts) > MANY else ""
    return ", ".join(texts[:MANY]) + more


def shown_type(schema: Schema) -> str:
    """``string``, or ``string (date-time)``."""
    name = "type " + schema.name if schema.kind == "ref" else schema.kind
    return f"{name} ({schema.format})" if schema.format else name
