"""JSON:API types and routes. Generated from blueprint/api.apib, do not edit."""

from __future__ import annotations

from . import event, faq, faq_type, user
from .database import db

SCHEMAS = (
    event.EventSchema,
    faq.FaqSchema,
    faq_type.FaqTypeSchema,
    user.UserSchema,
)

RESOURCES = (
    *event.RESOURCES,
    *faq.RESOURCES,
    *faq_type.RESOURCES,
    *user.RESOURCES,
)

__all__ = ["RESOURCES", "SCHEMAS", "db"]
