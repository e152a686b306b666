"""Statements for rows: all living rows, rows by one value, a page of a list, one column changed.

Making a statement takes longer than running it, so statements are cached; what differs between
requests is a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, Select, Update, bindparam, func, select, update

from contracts.runtime.jsonapi.columns import SoftDeleted
from contracts.runtime.jsonapi.querystring import Page
from contracts.runtime.jsonapi.storage.column_reads import columns

LIMIT: Final = "page_limit"
OFFSET: Final = "page_offset"
#: Rows whose relatives one statement loads: SQLite takes 32,766 values, PostgreSQL 65,535.
MAX_KEYS: Final = 30_000


def living(model: Any) -> Select[Any]:
    """All rows of ``model`` that are not deleted."""
    statement = select(model)
    if issubclass(model, SoftDeleted):
        statement = statement.where(model.deleted_at.is_(None))
    return statement


@lru_cache(maxsize=512)
def rows_by(model: Any, name: str, *, trashed: bool = False) -> Select[Any]:
    """The rows whose attribute ``name`` is the parameter ``value``."""
    rows = select(model) if trashed else living(model)
    return rows.where(getattr(model, name) == bindparam("value"))


@lru_cache(maxsize=512)
def locked_rows(model: Any, *, shared: bool) -> Select[Any]:
    """The living rows whose ids are the parameter ``ids``, read again and locked, in one order."""
    rows = living(model).where(model.id.in_(bindparam("ids")))
    rows = rows.order_by(model.id).with_for_update(read=shared)
    return rows.execution_options(populate_existing=True)


@lru_cache(maxsize=512)
def columns_by(model: Any, name: str, only: tuple[str, ...] = ()) -> Select[Any]:
    """The same rows, as columns that need no instances (all, or ``only`` some of them).

    Deleted rows are left out.
    """
    shown = (c for c in columns(model) if not only or c.key in only)
    return rows_by(model, name).with_only_columns(*shown)


@lru_cache(maxsize=512)
def columns_among(model: Any) -> Select[Any]:
    """The columns of the living rows whose ids are the parameter ``ids``."""
    rows = living(model).where(model.id.in_(bindparam("ids")))
    return rows.with_only_columns(*columns(model))


@lru_cache(maxsize=512)
def column_set(model: Any, name: str) -> Update:
    """Attribute ``name`` of the row whose id is the parameter ``row`` becomes ``value``."""
    table = model.__table__
    row = table.c.id == bindparam("row")
    return update(table).where(row).values({getattr(model, name): bindparam("value")})


@dataclass(frozen=True, slots=True)
class Listing:
    """The statements of a list; a page is the window between the parameters LIMIT and OFFSET."""

    count: Select[Any]
    rows: Select[Any]
    columns: Select[Any]


def new_listing(
    model: Any, filters: tuple[Any, ...], sorting: tuple[tuple[str, bool], ...], *, trashed: bool
) -> Listing:
    """The statements for rows of ``model`` that pass ``filters``, in the order of ``sorting``.

    ``sorting`` has pairs of an attribute and whether it descends; the id decides the rest.
    """
    rows = (select(model) if trashed else living(model)).where(*filters)
    page = rows
    for name, descending in sorting:
        column = getattr(model, name)
        # Explicit, because SQLite and PostgreSQL differ: null is the smallest.
        page = page.order_by(column.desc().nulls_last() if descending else column.nulls_first())
    page = page.order_by(model.id).limit(bindparam(LIMIT, type_=Integer))
    page = page.offset(bindparam(OFFSET, type_=BigInteger))
    return Listing(_count(rows), page, page.with_only_columns(*columns(model)))


#: The same, cached: most lists have the same statements.
listing = lru_cache(maxsize=512)(new_listing)


def window(page: Page) -> dict[str, int]:
    """The values of LIMIT and OFFSET for ``page``."""
    return {LIMIT: page.size, OFFSET: (page.number - 1) * page.size}


def _count(statement: Select[Any]) -> Select[Any]:
    return statement.with_only_columns(func.count(), maintain_column_froms=True)
