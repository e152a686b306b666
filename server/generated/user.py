"""JSON:API type ``user``. Generated from blueprint/users.apib, do not edit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Text
from sqlalchemy.orm import Mapped, mapped_column

from contracts.runtime import (
    Operation,
    ResourceDetail,
    ResourceList,
    Schema,
    Secret,
    SoftDeleted,
    Timestamp,
    fields,
    now,
)

from .database import Model


class User(SoftDeleted, Model):
    """A row of ``users``."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(Text)
    first_name: Mapped[str | None] = mapped_column(Text)
    last_name: Mapped[str | None] = mapped_column(Text)
    details: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(Text)
    facebook_url: Mapped[str | None] = mapped_column(Text)
    twitter_url: Mapped[str | None] = mapped_column(Text)
    instagram_url: Mapped[str | None] = mapped_column(Text)
    google_plus_url: Mapped[str | None] = mapped_column(Text)
    avatar_url: Mapped[str | None] = mapped_column(Text)
    password: Mapped[str] = mapped_column(Secret)
    original_image_url: Mapped[str | None] = mapped_column(Text)
    thumbnail_image_url: Mapped[str | None] = mapped_column(Text)
    small_image_url: Mapped[str | None] = mapped_column(Text)
    icon_image_url: Mapped[str | None] = mapped_column(Text)
    is_admin: Mapped[bool] = mapped_column(Boolean, default=False)
    is_verified: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(Timestamp, default=now)
    last_accessed_at: Mapped[datetime | None] = mapped_column(Timestamp)


class UserSchema(Schema):
    """The members of a resource of type ``user``."""

    class Meta:
        """Where resources live, and who owns them."""

        type_ = "user"
        model = User
        self_url = "/v1/users/{id}"

    email = fields.Email(required=True)
    first_name = fields.String(allow_none=True)
    last_name = fields.String(allow_none=True)
    details = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    facebook_url = fields.URL(allow_none=True)
    twitter_url = fields.URL(allow_none=True)
    instagram_url = fields.URL(allow_none=True)
    google_plus_url = fields.URL(allow_none=True)
    avatar_url = fields.URL(allow_none=True)
    password = fields.String(required=True, load_only=True)
    original_image_url = fields.URL(allow_none=True, dump_only=True)
    thumbnail_image_url = fields.URL(allow_none=True, dump_only=True)
    small_image_url = fields.URL(allow_none=True, dump_only=True)
    icon_image_url = fields.URL(allow_none=True, dump_only=True)
    is_admin = fields.Boolean(writable_by="admin")
    is_verified = fields.Boolean(writable_by="admin")
    created_at = fields.Timestamp(dump_only=True)
    last_accessed_at = fields.Timestamp(allow_none=True, dump_only=True)
    deleted_at = fields.Timestamp(allow_none=True, dump_only=True, writable_by="admin")


class Users(ResourceList):
    """``/v1/users``."""

    schema = UserSchema
    url = "/v1/users"
    operations = (
        Operation("GET", "list-users", access="admin"),
        Operation("POST", "create-user", access="public"),
    )


class UsersId(ResourceDetail):
    """``/v1/users/{id}``."""

    schema = UserSchema
    url = "/v1/users/{id}"
    operations = (
        Operation("GET", "get-user", access="self"),
        Operation("PATCH", "update-user", access="self"),
        Operation("DELETE", "delete-user", access="self"),
    )


RESOURCES = (Users, UsersId)
