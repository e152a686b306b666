"""Schemas with our public names and links.

Links are URL templates: the Flask flavour of marshmallow-jsonapi, which flask-rest-jsonapi's
manual uses, asks ``url_for`` for each of them and is slower.
"""

from __future__ import annotations

from marshmallow_jsonapi import Schema, fields


def dasherize(text: str) -> str:
    """The public name."""
    return text.replace("_", "-")


class UserSchema(Schema):
    class Meta:
        type_ = "user"
        self_url = "/v1/users/{id}"
        self_url_kwargs = {"id": "<id>"}
        inflect = dasherize

    id = fields.Str(dump_only=True)
    email = fields.Email(required=True)
    first_name = fields.Str(allow_none=True)
    last_name = fields.Str(allow_none=True)
    deleted_at = fields.DateTime(dump_only=True)


class EventSchema(Schema):
    class Meta:
        type_ = "event"
        self_url = "/v1/events/{id}"
        self_url_kwargs = {"id": "<id>"}
        inflect = dasherize

    id = fields.Str(dump_only=True)
    name = fields.Str(required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    identifier = fields.Str(dump_only=True)
    created_at = fields.DateTime(dump_only=True)
    deleted_at = fields.DateTime(dump_only=True)
    owner = fields.Relationship(type_="user", schema="UserSchema")
    faqs = fields.Relationship(
        related_url="/v1/events/{id}/faqs",
        related_url_kwargs={"id": "<id>"},
        many=True,
        type_="faq",
        schema="FaqSchema",
    )


class FaqTypeSchema(Schema):
    class Meta:
        type_ = "faq-type"
        self_url = "/v1/faq-types/{id}"
        self_url_kwargs = {"id": "<id>"}
        inflect = dasherize

    id = fields.Str(dump_only=True)
    name = fields.Str(required=True)
    deleted_at = fields.DateTime(dump_only=True)


class FaqSchema(Schema):
    class Meta:
        type_ = "faq"
        self_url = "/v1/faqs/{id}"
        self_url_kwargs = {"id": "<id>"}
        inflect = dasherize

    id = fields.Str(dump_only=True)
    question = fields.Str(required=True)
    answer = fields.Str(required=True)
    deleted_at = fields.DateTime(dump_only=True)
    event = fields.Relationship(
        self_url="/v1/faqs/{id}/relationships/event",
        self_url_kwargs={"id": "<id>"},
        related_url="/v1/faqs/{id}/event",
        related_url_kwargs={"id": "<id>"},
        type_="event",
        schema="EventSchema",
        required=True,
    )
    faq_type = fields.Relationship(
        self_url="/v1/faqs/{id}/relationships/faq-type",
        self_url_kwargs={"id": "<id>"},
        related_url="/v1/faqs/{id}/faq-type",
        related_url_kwargs={"id": "<id>"},
        type_="faq-type",
        schema="FaqTypeSchema",
    )
