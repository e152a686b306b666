"""Attributes that are texts, and ids."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import current_app
from marshmallow import ValidationError

from contracts.runtime.jsonapi.fields.attribute import Attribute
from contracts.runtime.jsonapi.formats import is_email, is_uri, is_url
from contracts.runtime.jsonapi.parsing import unstorable


class String(Attribute):
    """Any Unicode text that can be stored, of ``min_length`` to ``max_length`` characters.

    Without ``max_length`` it may have ``MAX_TEXT_LENGTH`` characters.
    """

    wanted = "a string"

    def __init__(
        self, *, min_length: int = 0, max_length: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.min_length = min_length
        self.max_length = max_length

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        longest = self.max_length or current_app.config["MAX_TEXT_LENGTH"]
        if isinstance(value, str) and len(value) > longest:
            raise ValidationError(f"must have at most {longest} characters.")
        result = super()._deserialize(value, *args, **kwargs)
        if self.min_length and not value.strip():
            raise ValidationError("must have a visible character.")
        if len(value) < self.min_length:
            raise ValidationError(f"must have at least {self.min_length} characters.")
        return result

    def parse(self, value: Any) -> str:
        """The text itself."""
        if not isinstance(value, str):
            raise self.refuse()
        reason = unstorable(value)
        if reason:
            raise ValidationError(f"must not hold {reason}.")
        return value


class Id(String):
    """The resource's id: a text outside, a number in the database."""

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return None if value is None else str(value)


class _Formatted(String):
    """A text of a format, kept as given."""

    is_of_format: Callable[[str], bool]

    def parse(self, value: Any) -> str:
        """The text itself."""
        text = super().parse(value)
        if not self.is_of_format(text):
            raise self.refuse()
        return text


class Email(_Formatted):
    """An e-mail address (RFC 5321, "Mailbox")."""

    wanted = "an e-mail address"
    is_of_format = staticmethod(is_email)


class URI(_Formatted):
    """A URI of any scheme (RFC 3986)."""

    wanted = "an absolute URI"
    is_of_format = staticmethod(is_uri)


class URL(_Formatted):
    """An http or https URL."""

    wanted = "an http or https URL"
    is_of_format = staticmethod(is_url)


class UUID(String):
    """A UUID (RFC 9562) in its usual form."""

    wanted = "a UUID"

    def parse(self, value: Any) -> str:
        """The UUID in lower case."""
        text = super().parse(value).lower()
        try:
            canonical = str(uuid.UUID(text))
        except ValueError as error:
            raise self.refuse() from error
        if canonical != text:
            raise self.refuse()
        return text
