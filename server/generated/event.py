"""JSON:API type ``event``. Generated from blueprint/events.apib, do not edit."""

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

from .models import Event


class EventSchema(Schema):
    """The members of a resource of type ``event``."""

    class Meta:
        """Where resources live, and who owns them."""

        type_ = "event"
        model = Event
        self_url = "/v1/events/{id}"
        natural_key = "identifier"
        owner = ("owner",)

    name = fields.String(min_length=1, max_length=255, required=True)
    starts_at = fields.Timestamp(required=True)
    ends_at = fields.Timestamp(required=True)
    identifier = fields.String(dump_only=True)
    created_at = fields.Timestamp(dump_only=True)
    deleted_at = fields.Timestamp(allow_none=True, dump_only=True, writable_by="admin")
    owner = fields.ToOne(
        "user",
        dump_only=True,
        self_url="/v1/events/{id}/relationships/owner",
        related_url="/v1/events/{id}/owner",
    )
    faqs = fields.ToMany("faq", dump_only=True, related_url="/v1/events/{id}/faqs")
    faq_types = fields.ToMany("faq-type", dump_only=True, related_url="/v1/events/{id}/faq-types")


class Events(ResourceList):
    """``/v1/events``."""

    schema = EventSchema
    url = "/v1/events"
    operations = (
        Operation("GET", "list-events", access="public"),
        Operation("POST", "create-event", access="user"),
    )


class EventsId(ResourceDetail):
    """``/v1/events/{id}``."""

    schema = EventSchema
    url = "/v1/events/{id}"
    operations = (
        Operation("GET", "get-event", access="public"),
        Operation("PATCH", "update-event", access="organizer"),
        Operation("DELETE", "delete-event", access="organizer"),
    )


class UsersIdEvents(ResourceList):
    """``/v1/users/{id}/events``."""

    schema = EventSchema
    url = "/v1/users/{id}/events"
    parent = "user"
    relationship = "events"
    operations = (Operation("GET", "list-events-of-a-user", access="self"),)


class EventsIdRelationshipsOwner(ResourceRelationship):
    """``/v1/events/{id}/relationships/owner``."""

    schema = EventSchema
    url = "/v1/events/{id}/relationships/owner"
    relationship = "owner"
    operations = (Operation("GET", "get-owner-relationship-of-an-event", access="public"),)


class EventsIdOwner(ResourceRelated):
    """``/v1/events/{id}/owner``."""

    schema = EventSchema
    url = "/v1/events/{id}/owner"
    relationship = "owner"
    operations = (Operation("GET", "get-owner-of-an-event", access="organizer"),)


RESOURCES = (
    Events,
    EventsId,
    UsersIdEvents,
    EventsIdRelationshipsOwner,
    EventsIdOwner,
)
