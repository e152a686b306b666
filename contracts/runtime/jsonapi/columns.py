"""Building blocks of generated models: mixins, column types, defaults."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flask import current_app, has_app_context
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    inspect,
)
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator
from werkzeug.security import generate_password_hash

from contracts.runtime.turns import turn

MAX_ID = 2**63 - 1
DEFAULT_HASH_METHOD = "scrypt:32768:8:1"

# SQLite only numbers rows by itself when the column is exactly INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """Metadata for one generated package; every constraint gets a predictable name."""
    return MetaData(naming_convention=NAMING_CONVENTION)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def random_identifier() -> str:
    """A random identifier such as ``b8324ae2c07d91f5``; never all digits, so never an id.

    It is long enough to be unique: at half the length, one in a thousand creations would
    collide among a million and a half.
    """
    return secrets.choice("abcdef") + secrets.token_hex(8)[1:]


class Record:
    """The base of every model: a numeric id."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True, sort_order=-1)


def in_order(rows: Iterable[Any]) -> list[Any]:
    """The members of a to-many relationship in order of id: databases guarantee no order."""
    return sorted(rows, key=lambda row: row.id)


class TextId:
    """A model whose ids are texts, for blueprints that document ids other than numbers."""

    id: Mapped[str] = mapped_column(
        Text, primary_key=True, default=random_identifier, sort_order=-1
    )


class Timestamp(TypeDecorator[datetime]):
    """An aware moment: ``timestamptz`` on PostgreSQL, naive UTC on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The moment, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SoftDeleted:
    """A model whose rows are deleted by setting ``deleted_at``."""

    deleted_at: Mapped[datetime | None] = mapped_column(Timestamp, sort_order=1)


class HashedSecret(str):
    """A secret that is already hashed."""


@lru_cache(maxsize=64)
def prepared_hash(secret: str, method: str) -> HashedSecret:
    """The hash of a known test secret, computed once per process (for seeding)."""
    return HashedSecret(generate_password_hash(secret, method=method))


class Digits(TypeDecorator[Any]):
    """A number with all its digits: a text, because SQLite makes doubles of numbers in JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """The number as JSON."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """The number."""
        return None if value is None else json.loads(value)


class Secret(TypeDecorator[str]):
    """A write-only text: only its salted hash reaches the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """The hash of ``value``, made with ``PASSWORD_HASH_METHOD``."""
        if value is None or isinstance(value, HashedSecret):
            return value
        method = DEFAULT_HASH_METHOD
        if has_app_context():
            method = current_app.config.get("PASSWORD_HASH_METHOD", method)
        return generate_password_hash(value, method=method)


def hash_secrets(model: Any, values: dict[str, Any]) -> None:
    """Hash the new secrets among ``values``, which are those of a request for ``model``.

    It is done here and not while the row is written: as one of few of this process, and, for a
    new row, before a transaction holds its locks.
    """
    columns = inspect(model).columns
    for name, value in values.items():
        if name in columns and isinstance(columns[name].type, Secret) and value is not None:
            with turn("PASSWORD_HASHERS"):
                method = current_app.config["PASSWORD_HASH_METHOD"]
                values[name] = HashedSecret(generate_password_hash(value, method=method))


def reference(target: str, *, required: bool) -> MappedColumn[Any]:
    """The foreign key column of a to-one relationship to the table ``target``."""
    on_delete = "CASCADE" if required else "SET NULL"
    return mapped_column(
        ForeignKey(f"{target}.id", ondelete=on_delete), nullable=not required, index=True
    )
