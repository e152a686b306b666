"""FAQs and FAQ types."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, object_session

from server.jsonapi.errors import ApiError
from server.jsonapi.package import schema_of


def is_filed_in_its_event(faq: Any) -> None:
    """A FAQ's type belongs to the FAQ's event; ApiError 422 otherwise."""
    if faq.faq_type is not None and faq.faq_type.event_id != faq.event_id:
        raise ApiError(
            422,
            "The FAQ type belongs to another event than the FAQ.",
            pointer="/data/relationships/faq-type",
        )


def files_faqs_of_its_event(faq_type: Any) -> None:
    """The FAQs of a FAQ type belong to its event; ApiError 422 otherwise.

    The database looks for one that does not: a new FAQ changes its type, too, and must not
    cost more the more FAQs there are.
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
