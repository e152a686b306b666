"""The imports that a generated module needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from contracts.render.flask.layout import WIDTH

#: Names a module may use, by where they come from, in import order.
SOURCES = {
    "datetime": ("date", "datetime"),
    "typing": ("Any",),
    "sqlalchemy": (
        "JSON",
        "BigInteger",
        "Boolean",
        "Column",
        "Date",
        "Float",
        "ForeignKey",
        "Table",
        "Text",
    ),
    "sqlalchemy.orm": ("DeclarativeBase", "Mapped", "mapped_column", "relationship"),
    "contracts.runtime": (
        "Operation",
        "Record",
        "ResourceDetail",
        "ResourceList",
        "ResourceRelated",
        "ResourceRelationship",
        "Schema",
        "Secret",
        "SoftDeleted",
        "TextId",
        "Timestamp",
        "TokenVersion",
        "fields",
        "new_database",
        "new_metadata",
        "now",
        "random_identifier",
        "reference",
    ),
}
#: The import blocks of a module: standard library, third party, our own.
BLOCKS = (("datetime", "typing"), ("sqlalchemy", "sqlalchemy.orm"), ("contracts.runtime",))


def import_block(body: str, own: Iterable[str] = ()) -> str:
    """The imports for the text of a module; ``own`` are lines that follow the runtime's."""
    used = set(re.findall(r"(?<![.\w])[A-Za-z_]+", re.sub(r'"[^"]*"', "", body)))
    blocks = ["from __future__ import annotations"]
    for block in BLOCKS:
        lines = [import_line(name, [n for n in SOURCES[name] if n in used]) for name in block]
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
