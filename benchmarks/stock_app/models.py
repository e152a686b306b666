"""The tables of the server under measurement, as Flask-SQLAlchemy's manual writes them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class User(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "users"

    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.Text, nullable=False)
    first_name = db.Column(db.Text)
    last_name = db.Column(db.Text)
    deleted_at = db.Column(db.DateTime)


class Event(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "events"

    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.Text, nullable=False)
    starts_at = db.Column(db.DateTime, nullable=False)
    ends_at = db.Column(db.DateTime, nullable=False)
    identifier = db.Column(db.Text, default=lambda: secrets.token_hex(4), unique=True)
    created_at = db.Column(db.DateTime, default=lambda: datetime.now(UTC))
    deleted_at = db.Column(db.DateTime)
    owner_id = db.Column(db.Integer, db.ForeignKey("users.id"), nullable=False)
    owner = db.relationship("User")
    faqs = db.relationship("Faq", back_populates="event")


class FaqType(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "faq_types"

    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.Text, nullable=False)
    deleted_at = db.Column(db.DateTime)
    event_id = db.Column(db.Integer, db.ForeignKey("events.id"), nullable=False)
    event = db.relationship("Event")
    faqs = db.relationship("Faq", back_populates="faq_type")


class Faq(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "faqs"

    id = db.Column(db.Integer, primary_key=True)
    question = db.Column(db.Text, nullable=False)
    answer = db.Column(db.Text, nullable=False)
    deleted_at = db.Column(db.DateTime)
    event_id = db.Column(db.Integer, db.ForeignKey("events.id"), nullable=False)
    faq_type_id = db.Column(db.Integer, db.ForeignKey("faq_types.id"))
    event = db.relationship("Event", back_populates="faqs")
    faq_type = db.relationship("FaqType", back_populates="faqs")
