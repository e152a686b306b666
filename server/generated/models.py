"""The tables. Generated from blueprint/api.apib, do not edit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from contracts.runtime import (
    Record,
    Secret,
    SoftDeleted,
    Timestamp,
    TokenVersion,
    new_database,
    new_metadata,
    now,
    random_identifier,
    reference,
)
from server.columns import FaqTypeColumns, TaskColumns, UserColumns


class Model(Record, DeclarativeBase):
    """The base of all models."""

    metadata = new_metadata()


db = new_database(Model.metadata)
Model.session = db.session


class Event(SoftDeleted, Model):
    """A row of ``events``."""

    __tablename__ = "events"

    name: Mapped[str] = mapped_column(String(255))
    starts_at: Mapped[datetime] = mapped_column(Timestamp)
    ends_at: Mapped[datetime] = mapped_column(Timestamp)
    identifier: Mapped[str] = mapped_column(Text, default=random_identifier, unique=True)
    created_at: Mapped[datetime] = mapped_column(Timestamp, default=now)
    owner_id: Mapped[int] = reference("users", required=True)

    owner: Mapped[User] = relationship(foreign_keys=[owner_id], back_populates="events")
    faqs: Mapped[list[Faq]] = relationship(back_populates="event")
    faq_types: Mapped[list[FaqType]] = relationship(back_populates="event")


class Faq(SoftDeleted, Model):
    """A row of ``faqs``."""

    __tablename__ = "faqs"

    question: Mapped[str] = mapped_column(String(255))
    answer: Mapped[str] = mapped_column(String(10000))
    event_id: Mapped[int] = reference("events", required=True)
    faq_type_id: Mapped[int | None] = reference("faq_types", required=False)

    event: Mapped[Event] = relationship(foreign_keys=[event_id], back_populates="faqs")
    faq_type: Mapped[FaqType | None] = relationship(
        foreign_keys=[faq_type_id], back_populates="faqs"
    )


class FaqType(FaqTypeColumns, SoftDeleted, Model):
    """A row of ``faq_types``."""

    __tablename__ = "faq_types"

    name: Mapped[str] = mapped_column(String(255))
    event_id: Mapped[int] = reference("events", required=True)

    event: Mapped[Event] = relationship(foreign_keys=[event_id], back_populates="faq_types")
    faqs: Mapped[list[Faq]] = relationship(back_populates="faq_type")


class Task(TaskColumns, Model):
    """A row of ``tasks``."""

    __tablename__ = "tasks"

    name: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="PENDING")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Timestamp, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Timestamp)


class User(UserColumns, TokenVersion, SoftDeleted, Model):
    """A row of ``users``."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(254))
    first_name: Mapped[str | None] = mapped_column(String(255))
    last_name: Mapped[str | None] = mapped_column(String(255))
    details: Mapped[str | None] = mapped_column(String(10000))
    contact: Mapped[str | None] = mapped_column(String(255))
    facebook_url: Mapped[str | None] = mapped_column(String(2048))
    twitter_url: Mapped[str | None] = mapped_column(String(2048))
    instagram_url: Mapped[str | None] = mapped_column(String(2048))
    google_plus_url: Mapped[str | None] = mapped_column(String(2048))
    avatar_url: Mapped[str | None] = mapped_column(String(2048))
    password: Mapped[str] = mapped_column(Secret)
    original_image_url: Mapped[str | None] = mapped_column(String(2048))
    thumbnail_image_url: Mapped[str | None] = mapped_column(String(2048))
    small_image_url: Mapped[str | None] = mapped_column(String(2048))
    icon_image_url: Mapped[str | None] = mapped_column(String(2048))
    is_admin: Mapped[bool] = mapped_column(Boolean, default=False)
    is_verified: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(Timestamp, default=now)
    last_accessed_at: Mapped[datetime | None] = mapped_column(Timestamp)

    events: Mapped[list[Event]] = relationship(back_populates="owner")
