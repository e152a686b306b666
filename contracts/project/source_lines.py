"""The lines of files that findings are in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from contracts.model import Diagnostic


def source_lines() -> Callable[[Diagnostic], str]:
    """The line of the file each finding is in, unchanged; read once for each file."""
    texts: dict[str, list[str]] = {}

    def line(diagnostic: Diagnostic) -> str:
        at = diagnostic.location
        if at.file not in texts:
            texts[at.file] = _lines(at.file)
        lines = texts[at.file]
        return lines[at.line - 1] if at.line <= len(lines) else ""

    return line


def _lines(file: str) -> list[str]:
    try:
        text = Path(file).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []  # a finding about a file that is not there has no line to show
    return text.split("\n")  # as contracts.read.source: a form feed or U+2028 ends no line
