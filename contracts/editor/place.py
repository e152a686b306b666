"""A place where a name is written."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.editor.text import Span


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A stretch of a file where a name is written; ``declares``: it is declared there."""

    file: str
    span: Span
    declares: bool = False
