"""Lifecycle notices in descriptions: deprecated, or not implemented yet.

The convention (docs/blueprint-conventions.md): a line that begins with ``**Deprecated**`` or
``**Not yet implemented**``, or a description whose first word is one of them before a colon, a
full stop or a comma. ``deprecated: true`` in a JSON Schema says the same as the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

Lifecycle: TypeAlias = Literal["", "deprecated", "not yet implemented"]

_WORDS: Final = r"(?P<word>deprecated|not (?:yet )?implemented(?: yet)?)"
_BOLD: Final = re.compile(rf"^[ \t]*[*_(]{{2}}{_WORDS}\b[^*_\n]{{0,40}}[*_]{{2}}", re.I | re.M)
_PARAGRAPH_END: Final = re.compile(r"\n\s*\n")
_FIRST: Final = re.compile(rf"\s*\(?{_WORDS}\)?(?=[:.,;)!]|\s*$| (?:since|in favou?r)\b)", re.I)


def is_deprecated(description: str) -> bool:
    """Whether a description marks what it describes as deprecated."""
    return lifecycle(description) == "deprecated"


def deprecation_notice(description: str) -> str:
    """The explanation of a deprecation: its paragraph, without the word itself."""
    match = _BOLD.search(description) or _FIRST.match(description)
    if match is None:
        return ""
    mark = description[match.start() : match.end()].replace(match["word"], "", 1)
    end = _PARAGRAPH_END.search(description, match.end())
    return mark + description[match.end() : end.start() if end else None]


def description_in_schema(node: Any) -> str:
    """What a JSON Schema says of itself, with the notice where it says ``deprecated: true``.

    JSON Schema Validation 2020-12, sections 9.1 and 9.3.
    """
    if not isinstance(node, Mapping):
        return ""
    text = node.get("description")
    description = text if isinstance(text, str) else ""
    if node.get("deprecated") is not True or is_deprecated(description):
        return description
    return f"**Deprecated.** {description}".rstrip()


def lifecycle(description: str) -> Lifecycle:
    """The description's phrase, or an empty text without one."""
    match = _BOLD.search(description) or _FIRST.match(description)
    if match is None:
        return ""
    return "deprecated" if match["word"].lower() == "deprecated" else "not yet implemented"
