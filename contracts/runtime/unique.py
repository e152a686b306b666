"""Texts that must be unique among living rows, ignoring case and outer spaces.

The database decides, so two requests at once cannot both win. What it compares is a column
of its own, made in Python: ``lower()`` of SQLite knows ASCII only.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Text, event
from sqlalchemy.orm import mapped_column


def folded(text: str) -> str:
    """``text`` as it is compared."""
    return text.strip().casefold()


def key_column(model: Any, name: str) -> Any:
    """The column in which the folded ``name`` is kept, or None when there is none."""
    return getattr(model, f"{name}_key", None)


def unique_text(model: Any, name: str, *, within: tuple[str, ...] = (), detail: str) -> None:
    """Keep the text attribute ``name`` of ``model`` unique, among rows alike in ``within``.

    A violation is answered as 409 with ``detail``, pointing at the attribute.
    """
    key = f"{name}_key"
    if key_column(model, name) is not None:
        return

    def key_of_inserted(context: Any) -> str:
        return folded(context.get_current_parameters()[name])

    setattr(model, key, mapped_column(key, Text, nullable=False, default=key_of_inserted))

    def follow(obj: Any, value: str, _old: object, _initiator: object) -> None:
        setattr(obj, key, folded(value))

    event.listen(getattr(model, name), "set", follow)
    table = model.__table__
    living = table.c.deleted_at.is_(None)
    Index(
        f"uq_{table.name}_{name}",
        *(table.c[column] for column in (*within, key)),
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
        info={"attribute": name, "detail": detail},
    )
