"""JSON:API types and routes. Generated from blueprint/api.apib, do not edit."""

from __future__ import annotations

from contracts.runtime import SignIn

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

SIGN_IN = SignIn(
    scheme="JWT",
    login="/v1/auth/login",
    refresh="/v1/auth/refresh",
    member="access_token",
    identifier=("email", "email"),
    secret=("password", "password"),
)

__all__ = ["RESOURCES", "SCHEMAS", "SIGN_IN", "db"]
