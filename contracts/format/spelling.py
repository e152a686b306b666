"""Backticks around names that need them, and percent-encoding in capitals."""

from __future__ import annotations

import re
from typing import Final

from contracts.editor.mson_line import LinePart
from contracts.editor.project import File
from contracts.editor.structure import Kind

# Underscores may be read as emphasis; a name with a dash would end there, so it has backticks.
_NEEDS: Final = re.compile(r"[A-Za-z0-9]+(?:[_.][A-Za-z0-9]+)+")
_ESCAPE: Final = re.compile(r"%[0-9a-fA-F]{2}")


def spelled(file: File) -> str:
    """The text with its names spelled as they are read."""
    lines = list(file.text.lines)
    for section in file.root.walk():
        if section.kind is Kind.MEMBER and _NEEDS.fullmatch(section.name.text):
            lines[section.line] = _quoted(lines[section.line], section.name)
        for part in (section.uri, section.name if section.kind is Kind.PARAMETER else None):
            if part is not None:
                line = lines[section.line]
                inside = _ESCAPE.sub(lambda match: match[0].upper(), line[part.start : part.end])
                lines[section.line] = line[: part.start] + inside + line[part.end :]
    return "\n".join(lines)


def _quoted(line: str, name: LinePart) -> str:
    inside = line[name.start : name.end]
    return line if inside.startswith("`") else f"{line[: name.start]}`{inside}`{line[name.end :]}"
