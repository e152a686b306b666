"""JSON:API type ``user``. Generated from blueprint/users.apib, do not edit."""

from __future__ import annotations

from contracts.runtime import Operation, ResourceDetail, ResourceList, Schema, fields

from .models import User


class UserSchema(Schema):
    """The members of a resource of type ``user``."""

    class Meta:
        """Where resources live, and who owns them."""

        type_ = "user"
        model = User
        self_url = "/v1/users/{id}"
        admin = ("is_admin",)
        last_access = "last_accessed_at"

    email = fields.Email(max_length=254, required=True)
    first_name = fields.String(max_length=255, allow_none=True)
    last_name = fields.String(max_length=255, allow_none=True)
    details = fields.String(max_length=10000, allow_none=True)
    contact = fields.String(max_length=255, allow_none=True)
    facebook_url = fields.URL(max_length=2048, allow_none=True)
    twitter_url = fields.URL(max_length=2048, allow_none=True)
    instagram_url = fields.URL(max_length=2048, allow_none=True)
    google_plus_url = fields.URL(max_length=2048, allow_none=True)
    avatar_url = fields.URL(max_length=2048, allow_none=True)
    password = fields.String(min_length=8, max_length=128, required=True, load_only=True)
    original_image_url = fields.URL(max_length=2048, allow_none=True, dump_only=True)
    thumbnail_image_url = fields.URL(max_length=2048, allow_none=True, dump_only=True)
    small_image_url = fields.URL(max_length=2048, allow_none=True, dump_only=True)
    icon_image_url = fields.URL(max_length=2048, allow_none=True, dump_only=True)
    is_admin = fields.Boolean(writable_by="admin")
    is_verified = fields.Boolean(writable_by="admin")
    created_at = fields.Timestamp(dump_only=True)
    last_accessed_at = fields.Timestamp(allow_none=True, dump_only=True)
    deleted_at = fields.Timestamp(allow_none=True, dump_only=True, writable_by="admin")
    events = fields.ToMany("event", dump_only=True, related_url="/v1/users/{id}/events")


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
