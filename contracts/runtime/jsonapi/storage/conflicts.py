"""Errors of database constraints as responses.

A unique index may define its error in ``info``: ``{"attribute": Python name, "detail": text}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Index, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError, OperationalError

from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.names import pointer
from contracts.runtime.jsonapi.schema import SchemaClass, attributes, public, relationships


def conflict(error: IntegrityError, schema: SchemaClass) -> ApiError:
    """The 409 or 422 for a refused write; it never shows SQL."""
    diagnostics = getattr(error.orig, "diag", None)
    text = str(getattr(diagnostics, "constraint_name", None) or error.orig)
    for constraint in _unique(schema.opts_model().__table__):
        if _is_named(constraint, text):
            return _taken(constraint, schema)
    missing = getattr(diagnostics, "column_name", None) or _column_after(text, "NOT NULL")
    if missing:
        return _missing(str(missing), schema)
    return ApiError(409, "The request conflicts with the present state of another resource.")


#: SQLSTATE of "serialization failure", "deadlock detected" and "lock not available".
_CONTENTION = {"40001", "40P01", "55P03"}


def contention(error: OperationalError) -> ApiError | None:
    """The 409 for a request that lost a race for locks; None for any other failure."""
    state = getattr(error.orig, "sqlstate", None)
    if state not in _CONTENTION and "database is locked" not in str(error.orig):
        return None
    return ApiError(409, "Another request is changing the same resources; send it again.")


def too_long(error: OperationalError) -> ApiError | None:
    """The 422 for a value beyond a limit of the database (SQLSTATE class 54), or None.

    PostgreSQL's index rows, for example, have 2,704 bytes at most.
    """
    state = getattr(error.orig, "sqlstate", None) or ""
    return ApiError(422, "A value is too long for the database.") if state[:2] == "54" else None


def _unique(table: Table) -> Iterator[UniqueConstraint | Index]:
    yield from (c for c in table.constraints if isinstance(c, UniqueConstraint))
    yield from (index for index in table.indexes if index.unique)


def _is_named(constraint: UniqueConstraint | Index, text: str) -> bool:
    """PostgreSQL names the constraint, SQLite its columns (or an index over expressions)."""
    columns = ", ".join(f"{column.table.name}.{column.name}" for column in constraint.columns)
    return text == constraint.name or text.removeprefix("UNIQUE constraint failed: ") in {
        columns,
        f"index '{constraint.name}'",
    }


def _taken(constraint: UniqueConstraint | Index, schema: SchemaClass) -> ApiError:
    names = [str(column.key) for column in constraint.columns]
    name = constraint.info.get("attribute", names[-1])
    known = {python for python, _ in attributes(schema).values()}
    where = pointer("data", "attributes", public(schema, name)) if name in known else "/data"
    detail = constraint.info.get("detail", f"Another {schema.opts_type()} has this value.")
    return ApiError(409, detail, pointer=where)


def _column_after(text: str, kind: str) -> str | None:
    prefix = f"{kind} constraint failed: "
    return text.rpartition(".")[2] if text.startswith(prefix) else None


def _missing(column: str, schema: SchemaClass) -> ApiError:
    name = column.removesuffix("_id")
    for public_name, (python_name, _) in relationships(schema).items():
        if python_name == name:
            at = pointer("data", "relationships", public_name)
            return ApiError(422, f"{public_name} is required.", pointer=at)
    for public_name, (python_name, _) in attributes(schema).items():
        if python_name == column:
            at = pointer("data", "attributes", public_name)
            return ApiError(422, f"{public_name} is required.", pointer=at)
    return ApiError(422, "Something that is required is missing.", pointer="/data")
