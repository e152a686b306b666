"""How far a line of text is indented."""

from __future__ import annotations


def indentation(line: str) -> int:
    """The number of spaces that a line begins with; the parser reads no tabs."""
    return len(line) - len(line.lstrip(" "))
