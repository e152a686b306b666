"""Compares the tables of the migrations with those that the models need."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from flask import Flask


def missing_migration(app: Flask) -> str:
    """What the migrated database lacks and how to write the migration; empty when nothing."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    logging.getLogger("alembic").setLevel(logging.WARNING)  # it logs what it compares
    db = app.extensions["migrate"].db
    with app.app_context(), db.engine.connect() as connection:
        known = db.metadata.tables
        options = {"include_name": lambda name, kind, _: kind != "table" or name in known}
        context = MigrationContext.configure(connection, opts=options)
        changes = sorted(set(_names(compare_metadata(context, db.metadata))))
    if not changes:
        return ""
    return (
        f"No migration makes {', '.join(changes)} as the models have it:"
        ' run `make migration m="what changed"`.'
    )


def _names(differences: list[Any]) -> Iterator[str]:
    """The tables and columns that differ; an index is named by its table."""
    for each in differences:
        if isinstance(each, list):  # changes of one column
            yield from (f"{table}.{column}" for _, _, table, column, *_ in each)
        elif each[0] in ("add_table", "remove_table"):
            yield str(each[1].name)
        elif each[0] in ("add_column", "remove_column"):
            yield f"{each[2]}.{each[3].name}"
        else:
            yield str(each[1].table.name)
