"""Behaviours of FAQs and FAQ types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import event, exists, inspect, select
from sqlalchemy.orm import Session, object_session

from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.package import schema_of
from server.signals import announce, faqs_changed


def type_is_of_the_same_event(faq: Any) -> None:
    """Refuse a FAQ whose type belongs to another event (422)."""
    if faq.faq_type is not None and faq.faq_type.event_id != faq.event_id:
        raise ApiError(
            422,
            "The FAQ type belongs to another event than the FAQ.",
            pointer="/data/relationships/faq-type",
        )


def faqs_are_of_the_same_event(faq_type: Any) -> None:
    """Refuse a FAQ type with FAQs of another event (422).

    One query looks for such a FAQ: a new FAQ also changes its type, and must not cost more the
    more FAQs there are.
    """
    faq = schema_of("faq").opts_model()
    strays = exists().where(
        faq.faq_type_id == faq_type.id,
        faq.event_id != faq_type.event_id,
        faq.deleted_at.is_(None),
    )
    if _session_of(faq_type).scalar(select(strays)):
        raise ApiError(
            422,
            "A FAQ of the FAQ type belongs to another event.",
            pointer="/data/relationships/faqs",
        )


def _session_of(row: Any) -> Session:
    """The session in which the row is about to be committed."""
    return cast("Session", object_session(row))


def announce_changes(model: Any) -> None:
    """Announce the event of every FAQ that is written."""
    if not event.contains(model, "after_update", _announce):
        event.listen(model, "after_insert", _announce)
        event.listen(model, "after_update", _announce)


def _announce(_mapper: object, _connection: object, faq: Any) -> None:
    """Announce the FAQ's event, and its former event if it was moved."""
    session = object_session(faq)
    for event_id in {faq.event_id, *inspect(faq).attrs.event_id.history.deleted}:
        announce(session, faqs_changed, event_id=event_id)


def announce_events(session: Any, ids: Sequence[int]) -> None:
    """Announce the events whose FAQs are deleted or restored."""
    model = schema_of("faq").opts_model()
    events = select(model.event_id).where(model.id.in_(ids)).distinct()
    for event_id in session.execute(events).scalars():
        announce(session, faqs_changed, event_id=event_id)
