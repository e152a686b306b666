"""JSON:API type ``faq-type``. Generated from blueprint/faq-types.apib, do not edit."""

from __future__ import annotations

from contracts.runtime import (
    Operation,
    ResourceDetail,
    ResourceList,
    ResourceRelated,
    ResourceRelationship,
    Schema,
    fields,
)

from .models import FaqType


class FaqTypeSchema(Schema):
    """The members of a resource of type ``faq-type``."""

    class Meta:
        """Where resources live, and who owns them."""

        type_ = "faq-type"
        model = FaqType
        self_url = "/v1/faq-types/{id}"
        owner = ("event", "owner")

    name = fields.String(min_length=1, max_length=255, required=True)
    deleted_at = fields.Timestamp(allow_none=True, dump_only=True, writable_by="admin")
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
    operations = (Operation("POST", "create-faq-type", access="organizer"),)


class FaqTypesId(ResourceDetail):
    """``/v1/faq-types/{id}``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types/{id}"
    operations = (
        Operation("GET", "get-faq-type", access="public"),
        Operation("PATCH", "update-faq-type", access="organizer"),
        Operation("DELETE", "delete-faq-type", access="organizer"),
    )


class EventsIdFaqTypes(ResourceList):
    """``/v1/events/{id}/faq-types``."""

    schema = FaqTypeSchema
    url = "/v1/events/{id}/faq-types"
    parent = "event"
    relationship = "faq_types"
    operations = (Operation("GET", "list-faq-types-of-an-event", access="public"),)


class FaqTypesIdRelationshipsEvent(ResourceRelationship):
    """``/v1/faq-types/{id}/relationships/event``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types/{id}/relationships/event"
    relationship = "event"
    operations = (
        Operation("GET", "get-event-relationship-of-a-faq-type", access="public"),
        Operation(
            "PATCH", "update-event-relationship-of-a-faq-type", access="organizer", status=204
        ),
    )


class FaqTypesIdEvent(ResourceRelated):
    """``/v1/faq-types/{id}/event``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types/{id}/event"
    relationship = "event"
    operations = (Operation("GET", "get-event-of-a-faq-type", access="public"),)


class FaqTypesIdRelationshipsFaqs(ResourceRelationship):
    """``/v1/faq-types/{id}/relationships/faqs``."""

    schema = FaqTypeSchema
    url = "/v1/faq-types/{id}/relationships/faqs"
    relationship = "faqs"
    operations = (
        Operation("GET", "get-faqs-relationship-of-a-faq-type", access="public"),
        Operation("PATCH", "replace-faqs-of-a-faq-type", access="organizer", status=204),
        Operation("POST", "add-faqs-to-a-faq-type", access="organizer", status=204),
        Operation("DELETE", "remove-faqs-from-a-faq-type", access="organizer", status=204),
    )


RESOURCES = (
    FaqTypes,
    FaqTypesId,
    EventsIdFaqTypes,
    FaqTypesIdRelationshipsEvent,
    FaqTypesIdEvent,
    FaqTypesIdRelationshipsFaqs,
)
