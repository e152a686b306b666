"""The database of the generated models. Generated from blueprint/api.apib, do not edit."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from contracts.runtime import Record, new_database, new_metadata


class Model(Record, DeclarativeBase):
    """The base of all models."""

    metadata = new_metadata()


db = new_database(Model.metadata)
Model.session = db.session
