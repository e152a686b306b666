"""Texts that must be unique among living rows, ignoring case and outer spaces.

A unique index decides, so that of two concurrent requests only one succeeds. It compares a
separate column that is computed in Python, because ``lower()`` of SQLite knows ASCII only.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Text, event
from sqlalchemy.orm import MappedColumn, mapped_column


def folded(text: str) -> str:
    """``text`` as it is compared."""
    return text.strip().casefold()


def key_column(name: str) -> MappedColumn[str]:
    """The column ``{name}_key`` of a model, in which the folded text ``name`` is kept."""

    def key_of_inserted(context: Any) -> str:
        return folded(context.get_current_parameters()[name])

    return mapped_column(Text, nullable=False, default=key_of_inserted, sort_order=2)


def unique_text(model: Any, name: str, *, within: tuple[str, ...] = (), detail: str) -> None:
    """Keep the text attribute ``name`` of ``model`` unique, among rows alike in ``within``.

    The model has the :func:`key_column` of ``name``. A violation is answered as 409 with
    ``detail``, pointing at the attribute. Calling it again changes nothing.
    """
    key, table = f"{name}_key", model.__table__
    index = f"uq_{table.name}_{name}"
    if any(each.name == index for each in table.indexes):
        return

    def follow(obj: Any, value: str, _old: object, _initiator: object) -> None:
        setattr(obj, key, folded(value))

    event.listen(getattr(model, name), "set", follow)
    living = table.c.deleted_at.is_(None)
    Index(
        index,
        *(table.c[column] for column in (*within, key)),
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
        info={"attribute": name, "detail": detail},
    )
