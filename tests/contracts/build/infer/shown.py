"""Blueprints of a few JSON:API documents, for what is inferred from them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

API: Final = "application/vnd.api+json"
HEAD: Final = "FORMAT: 1A\n\n# API\n\n"


def payload(kind: str, document: Any, schema: Any = None) -> str:
    """``+ Request`` or ``+ Response 200`` with a JSON:API document, and perhaps a JSON Schema."""
    text = f"+ {kind} ({API})\n    + Body\n\n            {json.dumps(document)}\n\n"
    return text + (f"    + Schema\n\n            {json.dumps(schema)}\n\n" if schema else "")


def action(method: str, path: str, name: str, words: str, *payloads: str) -> str:
    """A resource with one action; ``words`` describe it."""
    return f"## {name} [{path}]\n\n### {method} {name} [{method}]\n\n{words}\n\n{''.join(payloads)}"


def blueprint(actions: Iterable[str]) -> str:
    """The blueprint of these actions."""
    return HEAD + "\n".join(actions)
