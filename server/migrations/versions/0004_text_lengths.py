"""Documented lengths of texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: The most characters of each column, and whether it may be null.
LENGTHS: dict[str, dict[str, tuple[int, bool]]] = {
    "events": {"name": (255, False)},
    "faq_types": {"name": (255, False)},
    "faqs": {"question": (255, False), "answer": (10_000, False)},
    "users": {
        "email": (254, False),
        "first_name": (255, True),
        "last_name": (255, True),
        "details": (10_000, True),
        "contact": (255, True),
        "facebook_url": (2048, True),
        "twitter_url": (2048, True),
        "instagram_url": (2048, True),
        "google_plus_url": (2048, True),
        "avatar_url": (2048, True),
        "original_image_url": (2048, True),
        "thumbnail_image_url": (2048, True),
        "small_image_url": (2048, True),
        "icon_image_url": (2048, True),
    },
}


def upgrade() -> None:
    if not context.is_offline_mode():
        refuse_longer_texts()
    for table, columns in LENGTHS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, (length, nullable) in columns.items():
                batch_op.alter_column(
                    name,
                    existing_type=sa.Text(),
                    type_=sa.String(length),
                    existing_nullable=nullable,
                )


def refuse_longer_texts() -> None:
    """Stop before a database refuses: no text is cut without its owner's knowledge."""
    connection = op.get_bind()
    for table, columns in LENGTHS.items():
        for name, (length, _) in columns.items():
            rows = sa.table(table, sa.column("id"), sa.column(name))
            longer = sa.select(rows.c.id).where(sa.func.length(rows.c[name]) > length).limit(5)
            ids = connection.execute(longer).scalars().all()
            if ids:
                raise RuntimeError(
                    f"{table}.{name} takes {length} characters from now on; shorten it first in "
                    f"the rows with the ids {', '.join(map(str, ids))} (and perhaps more)."
                )


def downgrade() -> None:
    for table, columns in LENGTHS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, (length, nullable) in columns.items():
                batch_op.alter_column(
                    name,
                    existing_type=sa.String(length),
                    type_=sa.Text(),
                    existing_nullable=nullable,
                )
