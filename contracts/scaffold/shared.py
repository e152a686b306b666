"""The named types that resources share: scalars, links of lists, and errors."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from contracts.scaffold.wanted import SCALARS


def _error(status: int, title: str, detail: str, source: str = "") -> str:
    lines = [
        "+ errors (array, required, fixed-type)",
        "    + (object)",
        f"        + status: `{status}` (string, required, fixed)",
        f"        + title: `{title}` (string, required)",
        f"        + detail: `{detail}` (string, required)",
    ]
    if source:
        lines += ["        + source", f"            + pointer: `{source}` (string)"]
    return "\n".join((*lines, "+ jsonapi (JSON API, required)"))


#: The types by name, each with what follows its heading: a base type, or members.
SHARED: Final[Mapping[str, str]] = {
    **{name: f"({base})" for name, base in SCALARS.items()},
    "JSON API": "+ version: `1.0` (string, required)",
    "Document": "+ jsonapi (JSON API, required)",
    "List Document": "(Document)\n+ meta (List Meta, required)",
    "List Meta": "+ count: 1 (Integer, required)",
    "List Links": "+ prev (string, nullable)\n+ next (string, nullable)",
    "Deleted": "+ meta (required)\n"
    "    + message: `Object successfully deleted` (string, required)\n"
    "+ jsonapi (JSON API, required)",
    "Unauthorized": _error(401, "Unauthorized", "Send a valid token"),
    "Forbidden": _error(403, "Forbidden", "You are not allowed to do this"),
    "Not Found": _error(404, "Object not found", "There is no such object"),
    "Unprocessable Entity": _error(
        422, "Validation error", "Missing data for required field.", "/data/attributes/name"
    ),
}


def shared_types(text: str, known: Collection[str]) -> str:
    """The shared types that ``text`` mentions, directly or not, and nobody has declared yet."""
    needed: dict[str, str] = {}
    pending = [text]
    while pending:
        inside = pending.pop()
        for name, rest in SHARED.items():
            mentions = re.search(rf"[(\[,] ?{re.escape(name)}[,)\]]", inside)
            if mentions and name not in known and name not in needed:
                needed[name] = f"## {name} {rest}" if rest[0] == "(" else f"## {name}\n{rest}"
                pending.append(rest)
    return "\n".join(f"{needed[name]}\n" for name in SHARED if name in needed)
