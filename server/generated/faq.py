"""JSON:API type ``faq``. Generated from blueprint/faqs.apib, do not edit."""

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

from .models import Faq


class FaqSchema(Schema):
    """The members of a resource of type ``faq``."""

    class Meta:
        """Where resources live, and who owns them."""

        type_ = "faq"
        model = Faq
        self_url = "/v1/faqs/{id}"
        owner = ("event", "owner")

    question = fields.String(min_length=1, max_length=255, required=True)
    answer = fields.String(max_length=10000, required=True)
    deleted_at = fields.Timestamp(allow_none=True, dump_only=True, writable_by="admin")
    event = fields.ToOne(
        "event",
        required=True,
        self_url="/v1/faqs/{id}/relationships/event",
        related_url="/v1/faqs/{id}/event",
    )
    faq_type = fields.ToOne(
        "faq-type",
        self_url="/v1/faqs/{id}/relationships/faq-type",
        related_url="/v1/faqs/{id}/faq-type",
    )


class Faqs(ResourceList):
    """``/v1/faqs``."""

    schema = FaqSchema
    url = "/v1/faqs"
    operations = (Operation("POST", "create-faq", access="organizer"),)


class FaqsId(ResourceDetail):
    """``/v1/faqs/{id}``."""

    schema = FaqSchema
    url = "/v1/faqs/{id}"
    operations = (
        Operation("GET", "get-faq", access="public"),
        Operation("PATCH", "update-faq", access="organizer"),
        Operation("DELETE", "delete-faq", access="organizer"),
    )


class EventsIdFaqs(ResourceList):
    """``/v1/events/{id}/faqs``."""

    schema = FaqSchema
    url = "/v1/events/{id}/faqs"
    parent = "event"
    relationship = "faqs"
    operations = (Operation("GET", "list-faqs-of-an-event", access="public"),)


class FaqsIdRelationshipsEvent(ResourceRelationship):
    """``/v1/faqs/{id}/relationships/event``."""

    schema = FaqSchema
    url = "/v1/faqs/{id}/relationships/event"
    relationship = "event"
    operations = (
        Operation("GET", "get-event-relationship-of-a-faq", access="public"),
        Operation("PATCH", "update-event-relationship-of-a-faq", access="organizer", status=204),
    )


class FaqsIdRelationshipsFaqType(ResourceRelationship):
    """``/v1/faqs/{id}/relationships/faq-type``."""

    schema = FaqSchema
    url = "/v1/faqs/{id}/relationships/faq-type"
    relationship = "faq_type"
    operations = (
        Operation("GET", "get-faq-type-relationship-of-a-faq", access="public"),
        Operation("PATCH", "update-faq-type-relationship-of-a-faq", access="organizer", status=204),
    )


class FaqsIdEvent(ResourceRelated):
    """``/v1/faqs/{id}/event``."""

    schema = FaqSchema
    url = "/v1/faqs/{id}/event"
    relationship = "event"
    operations = (Operation("GET", "get-event-of-a-faq", access="public"),)


class FaqsIdFaqType(ResourceRelated):
    """``/v1/faqs/{id}/faq-type``."""

    schema = FaqSchema
    url = "/v1/faqs/{id}/faq-type"
    relationship = "faq_type"
    operations = (Operation("GET", "get-faq-type-of-a-faq", access="public"),)


class FaqTypesIdFaqs(ResourceList):
    """``/v1/faq-types/{id}/faqs``."""

    schema = FaqSchema
    url = "/v1/faq-types/{id}/faqs"
    parent = "faq-type"
    relationship = "faqs"
    operations = (Operation("GET", "list-faqs-of-a-faq-type", access="public"),)


RESOURCES = (
    Faqs,
    FaqsId,
    EventsIdFaqs,
    FaqsIdRelationshipsEvent,
    FaqsIdRelationshipsFaqType,
    FaqsIdEvent,
    FaqsIdFaqType,
    FaqTypesIdFaqs,
)
