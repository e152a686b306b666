"""Alembic's environment: the running application's database and models."""

from __future__ import annotations

import logging
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

config = context.config
logging.getLogger("alembic").setLevel(logging.INFO)


def include_object(item: Any, _name: str, kind: str, reflected: bool, _twin: Any) -> bool:
    """Leave alone the tables that no model knows of."""
    return not (kind == "table" and reflected and item.name not in metadata().tables)


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Our column types by what the database has, so that old migrations need no old code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def metadata() -> Any:
    """The tables of the generated models."""
    return current_app.extensions["migrate"].db.metadata


def run_offline() -> None:
    """Write the statements instead of running them."""
    engine = current_app.extensions["migrate"].db.engine
    url = engine.url.render_as_string(hide_password=False).replace("%", "%%")
    context.configure(url=url, target_metadata=metadata(), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the migrations in one transaction."""
    arguments = dict(current_app.extensions["migrate"].configure_args)
    arguments |= {"include_object": include_object, "render_item": render_item}
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata(), **arguments)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
