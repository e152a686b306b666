"""JSON:API type ``faq-type``. Generated from blueprint/faq-types.apib, do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.jsonapi import (
    Operation,
    ResourceDetail,
    ResourceList,
    ResourceRelated,
    ResourceRelationship,
    Schema,
    SoftDeleted,
    fields,
    reference,
)

from .database import Model

if TYPE_CHECKING:
    from .event import Event
    from .faq import Faq


class FaqType(SoftDeleted, Model):
    """A row of ``faq_types``."""

    __tablename__ = "faq_types"

    name: Mapped[str] = mapped_column(Text)
    event_id: Mapped[int] = reference("events", required=True)

    event: Mapped[Event] = relationship(foreign_keys=[event_id], back_populates="faq_types")
    faqs: Mapped[list[Faq]] = relationship(back_populates="faq_type")


class FaqTypeSchema(Schema):
    """The members of a ``faq-type`` resource."""

    class Meta:
        """Where the resource lives, and who owns it."""

        type_ = "faq-type"
        model = FaqType
        self_url = "/v1/faq-types/{id}"
        owner = ("event", "owner")

    name = fields.String(required=True)
    deleted_at = fields.Timestamp(allow_none=True, dump_only=True)
    event = fields.ToOne(
        "event",
        required=True,
        self_url="/v1/faq-types/{id}/relationships/event",
        related_url="/v1/faq-types/{id}/event",
    )
    faqs = fields.ToMany(
        "faq",
        self_url="/v1/faq-types/{id}/relationships/faqs",
        related_url="/v1/faq-types/{id}/faqs",
    )


class FaqTypes(ResourceList):
    """``/v1/faq-types``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types"
    operations = {"POST": Operation("create-faq-type", access="organizer")}


class FaqTypesId(ResourceDetail):
    """``/v1/faq-types/{id}``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types/{id}"
    operations = {
        "GET": Operation("faq-type-details", access="public"),
        "PATCH": Operation("update-faq-type", access="organizer"),
        "DELETE": Operation("delete-faq-type", access="organizer"),
    }


class EventsIdFaqTypes(ResourceList):
    """``/v1/events/{id}/faq-types``."""

    schema = FaqTypeSchema
    url = "/v1/events/{id}/faq-types"
    parent = "event"
    relationship = "faq_types"
    operations = {"GET": Operation("list-event-faq-types", access="public")}


class FaqTypesIdEvent(ResourceRelated):
    """``/v1/faq-types/{id}/event``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types/{id}/event"
    relationship = "event"
    operations = {"GET": Operation("faq-type-event", access="public")}


class FaqTypesIdRelationshipsEvent(ResourceRelationship):
    """``/v1/faq-types/{id}/relationships/event``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types/{id}/relationships/event"
    relationship = "event"
    operations = {
        "GET": Operation("faq-type-event-relationship", access="public"),
        "PATCH": Operation("update-faq-type-event-relationship", access="organizer"),
    }


class FaqTypesIdRelationshipsFaqs(ResourceRelationship):
    """``/v1/faq-types/{id}/relationships/faqs``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types/{id}/relationships/faqs"
    relationship = "faqs"
    operations = {
        "GET": Operation("faq-type-faqs-relationship", access="public"),
        "PATCH": Operation("update-faq-type-faqs-relationship", access="organizer"),
        "POST": Operation("add-faq-type-faqs-relationship", access="organizer"),
        "DELETE": Operation("delete-faq-type-faqs-relationship", access="organizer"),
    }


RESOURCES = (
    FaqTypes,
    FaqTypesId,
    EventsIdFaqTypes,
    FaqTypesIdEvent,
    FaqTypesIdRelationshipsEvent,
    FaqTypesIdRelationshipsFaqs,
)
