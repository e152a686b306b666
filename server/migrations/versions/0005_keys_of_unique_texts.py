"""Keys of unique texts ignore compatibility forms, white space and invisible characters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from contracts.runtime.unique import folded

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: The text and the key of each table, and what else its unique index has.
KEYS = {"users": ("email", "email_key", ()), "faq_types": ("name", "name_key", ("event_id",))}


def upgrade() -> None:
    if context.is_offline_mode():
        # Computed in Python. A row keeps its former key until its text is written again.
        return
    connection = op.get_bind()
    for table, (text, key, within) in KEYS.items():
        columns: list[sa.ColumnClause[object]] = [
            sa.column(name) for name in ("id", text, key, "deleted_at", *within)
        ]
        rows = sa.table(table, *columns)
        living = sa.select(rows).where(rows.c.deleted_at.is_(None)).order_by(rows.c.id)
        found = connection.execute(living).mappings().all()
        taken = {(row[key], *(row[name] for name in within)) for row in found}
        for row in found:
            new, place = folded(row[text]), tuple(row[name] for name in within)
            # Of two that were different and are the same now, the younger keeps its former key:
            # both can be used, and neither name can be taken a third time.
            if new != row[key] and (new, *place) not in taken:
                taken.add((new, *place))
                change = sa.update(rows).where(rows.c.id == row["id"]).values({key: new})
                connection.execute(change)


def downgrade() -> None:
    """Former keys are not known any more; the new ones are as unique."""
