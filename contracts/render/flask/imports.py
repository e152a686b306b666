"""The imports that a generated module needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from contracts.render.flask.layout import WIDTH

Sources = Mapping[str, tuple[str, ...]]

#: Names that ``models.py`` may use, by where they come from, in import order.
MODELS: Final[Sources] = {
    "datetime": ("date", "datetime"),
    "typing": ("Any",),
    "sqlalchemy": (
        *("JSON", "BigInteger", "Boolean", "Column", "Date", "Float", "ForeignKey"),
        *("String", "Table", "Text"),
    ),
    "sqlalchemy.orm": ("DeclarativeBase", "Mapped", "mapped_column", "relationship"),
    "contracts.runtime": (
        *("Digits", "Record", "Secret", "SoftDeleted", "TextId", "Timestamp", "TokenVersion"),
        *("new_database", "new_metadata", "now", "random_identifier", "reference"),
    ),
}
#: Names that the module of a type may use.
VIEWS: Final[Sources] = {
    "contracts.runtime": (
        *("Operation", "ResourceDetail", "ResourceList", "ResourceRelated"),
        *("ResourceRelationship", "Schema", "fields"),
    ),
}
#: The import blocks of a module: standard library, third party, our own.
BLOCKS: Final = (("datetime", "typing"), ("sqlalchemy", "sqlalchemy.orm"), ("contracts.runtime",))


def import_block(sources: Sources, body: str, own: Iterable[str] = ()) -> str:
    """The imports for the text of a module; ``own`` are lines that follow the runtime's."""
    used = set(re.findall(r"(?<![.\w])[A-Za-z_]+", re.sub(r'"[^"]*"', "", body)))
    blocks = ["from __future__ import annotations"]
    for block in BLOCKS:
        known = {source: sources.get(source, ()) for source in block}
        lines = [import_line(s, [n for n in names if n in used]) for s, names in known.items()]
        lines += own if block == BLOCKS[-1] else ()
        if any(lines):
            blocks.append("\n".join(line for line in lines if line))
    return "\n\n".join(blocks)


def import_line(source: str, names: Sequence[str]) -> str:
    """``from source import names``, one a line where they are too many; '' for none."""
    if not names:
        return ""
    one_line = f"from {source} import {', '.join(names)}"
    if len(one_line) <= WIDTH:
        return one_line
    return "\n".join([f"from {source} import (", *(f"    {name}," for name in names), ")"])
