"""FAQs and FAQ types."""

from __future__ import annotations

from typing import Any

from server.jsonapi.errors import ApiError


def is_filed_in_its_event(faq: Any) -> None:
    """A FAQ's type belongs to the FAQ's event; ApiError 422 otherwise."""
    if faq.faq_type is not None and faq.faq_type.event_id != faq.event_id:
        raise ApiError(
            422,
            "The FAQ type belongs to another event than the FAQ.",
            pointer="/data/relationships/faq-type",
        )


def files_faqs_of_its_event(faq_type: Any) -> None:
    """The FAQs of a FAQ type belong to its event; ApiError 422 otherwise."""
    if any(faq.event_id != faq_type.event_id for faq in faq_type.faqs):
        raise ApiError(
            422,
            "A FAQ of the FAQ type belongs to another event.",
            pointer="/data/relationships/faqs",
        )
