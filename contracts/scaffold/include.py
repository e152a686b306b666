"""Where a new file is included: after the groups, before the files of shared types."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from contracts.read.source import INCLUDE

_TYPES: Final = re.compile(r"#+ *Data Structures", re.IGNORECASE)


def with_include(root: str, name: str, content: Callable[[str], str]) -> str:
    """The root's text with an include of ``name``; ``content`` gives an included file's text."""
    line_break = "\r\n" if "\r\n" in root else "\n"
    lines = root.split(line_break)
    line = f"<!-- include({name}) -->"
    last = None
    for number, each in enumerate(lines):
        match = INCLUDE.fullmatch(each)
        if match is None:
            continue
        if _TYPES.match(content(match["path"].strip()).lstrip("\ufeff \r\n")):
            return line_break.join([*lines[:number], line, *lines[number:]])
        last = number
    if last is not None:
        return line_break.join([*lines[: last + 1], line, *lines[last + 1 :]])
    types = next((n for n, each in enumerate(lines) if _TYPES.match(each)), None)
    if types is not None:
        return line_break.join([*lines[:types], line, "", *lines[types:]])
    return root.rstrip() + line_break * 2 + line + line_break
