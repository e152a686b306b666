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

ERROR_TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Object not found",
    409: "Conflict",
    412: "Precondition failed",
    415: "Unsupported media type",
    416: "Range not satisfiable",
    422: "Validation error",
}

__all__ = ["ERROR_TITLES", "RESOURCES", "SCHEMAS", "SIGN_IN", "db"]
