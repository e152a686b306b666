"""JUnit reports held against the common XML Schema (``junit.xsd``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import xmlschema


@cache
def _schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(Path(__file__).with_name("junit.xsd")))


def complaints(text: str) -> list[str]:
    """Everything in which a report breaks the schema."""
    return [f"{error.path}: {error.reason}" for error in _schema().iter_errors(text)]
