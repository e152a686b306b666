"""From a source to its elements."""

from __future__ import annotations

import json
from pathlib import Path

from contracts.drafter import parse_texts
from contracts.elements import Annotation, Parsed, api_from_elements, children, classes
from contracts.model import Diagnostic, Severity
from contracts.source import Source
from contracts.sourcemaps import Offsets, annotation, located


def parse(source: Source, *, cache: Path | None = None) -> tuple[Parsed, tuple[Diagnostic, ...]]:
    """The elements of ``source``, and the parser's findings with their places."""
    reply = parse_texts([source.text])[0]
    result = json.loads(reply.json.decode(errors="replace"), strict=False)
    offsets = Offsets(source.text)
    found: list[Annotation] = []
    categories = []
    for element in children(result):
        if element["element"] == "annotation":
            found.append(annotation(element, offsets))
        elif "api" in classes(element):
            categories.append(located(element, offsets))
    parsed = api_from_elements(tuple(categories), tuple(found))
    return parsed, tuple(
        Diagnostic(
            f"parser-{a.code}",
            Severity.ERROR if a.error else Severity.WARNING,
            a.message,
            source.location(a.offset),
        )
        for a in found
    )
