"""JSON:API types and routes. Generated from blueprint/api.apib, do not edit."""

from __future__ import annotations

from . import event, faq, faq_type, task, user
from .models import db

SCHEMAS = (
    event.EventSchema,
    faq.FaqSchema,
    faq_type.FaqTypeSchema,
    task.TaskSchema,
    user.UserSchema,
)

RESOURCES = (
    *event.RESOURCES,
    *faq.RESOURCES,
    *faq_type.RESOURCES,
    *task.RESOURCES,
    *user.RESOURCES,
)

__all__ = ["RESOURCES", "SCHEMAS", "db"]
