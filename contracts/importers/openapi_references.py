"""References of an OpenAPI document, and what is left out of it, each with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from contracts.importers.described import LeftOut
from contracts.importers.json_schema import inlined
from contracts.text.documents import as_object
from contracts.text.json_pointer import unescape

MOST_REFERENCES: Final = 50
Locate = Callable[..., str]
"""The JSON Pointer of steps in the document that was read."""


class References:
    """A document whose references are followed; ``left_out`` is what a blueprint cannot say."""

    def __init__(self, document: dict[str, Any], locate: Locate) -> None:
        self.document = document
        self.locate = locate
        self.left_out: list[LeftOut] = []
        self.schemas = as_object(as_object(document.get("components")).get("schemas"))

    def leave_out(self, what: str, *steps: str) -> None:
        """Note what a blueprint cannot say, and where it stands."""
        if steps[:1] == ("paths",):
            item = as_object(as_object(self.document.get("paths")).get(steps[1]))
            reference = str(item.get("$ref") or "")
            if reference.startswith("#/"):  # a path that is another one
                steps = (*map(unescape, reference[2:].split("/")), *steps[2:])
        self.left_out.append(LeftOut(what, self.locate(*steps)))

    def inlined(self, schema: Any) -> Any:
        """A schema without references."""
        return inlined(schema, self.schemas)

    def resolved(self, value: Any) -> dict[str, Any]:
        """What a value is, its references followed; an empty object for what is none."""
        for _ in range(MOST_REFERENCES):
            if not isinstance(value, dict):
                return {}
            reference = value.get("$ref")
            if not isinstance(reference, str):
                return value
            value = self._target(reference)
        return {}

    def _target(self, reference: str) -> Any:
        """What a reference into this document leads to (RFC 6901); others are left out."""
        if not reference.startswith("#/"):
            self.left_out.append(LeftOut(f"the reference {reference}"))
            return {}
        node: Any = self.document
        for step in reference[2:].split("/"):
            node = node.get(unescape(step)) if isinstance(node, dict) else None
        return node
