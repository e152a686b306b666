"""The attribute types of generated schemas (and, for them, the relationship types).

Each takes exactly the JSON it documents: no text for a number, no number for a boolean.
``Attribute`` is the contract's attribute of a resource type, at the server; ``Timestamp`` reads and
shows the column of that name.
"""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from operator import attrgetter
from typing import Any

import marshmallow as ma
from flask import current_app
from marshmallow import ValidationError

from contracts.runtime.jsonapi.formats import is_email, is_uri, is_url
from contracts.runtime.jsonapi.linkage import ToMany, ToManyOf, ToOne, ToOneOf
from contracts.runtime.jsonapi.parsing import (
    CLOCK,
    format_timestamp,
    parse_timestamp,
    unstorable,
    unstorable_json,
)

__all__ = [
    "URI",
    "URL",
    "UUID",
    "Attribute",
    "Boolean",
    "Date",
    "Email",
    "Id",
    "Integer",
    "Json",
    "Number",
    "String",
    "Time",
    "Timestamp",
    "ToMany",
    "ToManyOf",
    "ToOne",
    "ToOneOf",
]

MAX_INTEGER = 2**63 - 1
#: Every whole number up to this is a double of its own.
LARGEST_EXACT = 2**53
_INTEGER = re.compile(r"-?\d{1,20}", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(rf"((?!24)\d\d:\d\d|{CLOCK}(\.\d+)?)([Zz]|[+-]\d\d:\d\d)?", re.ASCII)


class Attribute(ma.fields.Field):
    """An attribute; ``choices`` are its only values when given.

    ``writable_by`` is the access level of those who may set it, whoever else may write.
    """

    #: What the attribute must be, to end the sentence "must be …".
    wanted = "a value"
    #: Whether filters and sorting make sense.
    comparable = True

    @property
    def sortable(self) -> bool:
        """Whether sorting makes sense."""
        return self.comparable

    def __init__(
        self, *, choices: Sequence[Any] = (), writable_by: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.writable_by = writable_by
        self.choices = tuple(choices)
        self.error_messages["null"] = f"must be {self.wanted}, not null."
        self.error_messages["required"] = "is required."

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        result = self.parse(value)
        if self.choices and result not in self.choices:
            raise ValidationError(f"must be one of {', '.join(map(str, self.choices))}.")
        return result

    def parse(self, value: Any) -> Any:
        """The Python value of a JSON value that is not null; ValidationError otherwise."""
        return value

    def from_text(self, text: str) -> Any:
        """The JSON value that a query parameter spells; the text itself when it spells none."""
        return text

    def reader(self, name: str) -> Callable[[Any], Any]:
        """What reads the attribute's JSON value from a row, where it is called ``name``."""
        read = attrgetter(self.attribute or name)
        if type(self)._serialize is ma.fields.Field._serialize:
            return read
        return lambda obj: self._serialize(read(obj), name, obj)

    def refuse(self) -> ValidationError:
        """The error for a value of the wrong type or form."""
        return ValidationError(f"must be {self.wanted}.")


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


class Integer(Attribute):
    """A whole number of at most 64 bits."""

    wanted = "an integer of at most 64 bits"

    def parse(self, value: Any) -> int:
        """The number; JSON Schema counts 4.0 as an integer, and so do we."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_INTEGER:
            raise self.refuse()
        return value

    def from_text(self, text: str) -> Any:
        """The number a query parameter spells."""
        return int(text) if _INTEGER.fullmatch(text) else text


class Number(Attribute):
    """A finite number."""

    wanted = "a finite number"

    def parse(self, value: Any) -> float:
        """The number as a double."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse()
        try:
            number = float(value)
        except OverflowError as error:
            raise self.refuse() from error
        if not math.isfinite(number):
            raise self.refuse()
        return number

    def from_text(self, text: str) -> Any:
        """The number a query parameter spells."""
        return float(text) if _NUMBER.fullmatch(text) else text

    def reader(self, name: str) -> Callable[[Any], Any]:
        """What reads the number from a row; one without a fraction is shown without one."""
        read = super().reader(name)
        return lambda obj: _plain(read(obj))


def _plain(number: Any) -> Any:
    is_whole = isinstance(number, float) and number.is_integer() and abs(number) <= LARGEST_EXACT
    return int(number) if is_whole else number


class ExactNumber(Number):
    """A number that is kept with all its digits, and so neither sorted nor filtered by."""

    comparable = False

    def parse(self, value: Any) -> Any:
        """The number itself, if it is finite."""
        super().parse(value)
        return value


class Boolean(Attribute):
    """``true`` or ``false``."""

    wanted = "true or false"

    def parse(self, value: Any) -> bool:
        """The boolean itself; neither "true" nor 1 is one."""
        if not isinstance(value, bool):
            raise self.refuse()
        return value

    def from_text(self, text: str) -> Any:
        """The boolean a query parameter spells."""
        return {"true": True, "false": False}.get(text, text)


class Timestamp(String):
    """An RFC 3339 date-time with its zone; shown in UTC."""

    wanted = "an RFC 3339 date-time with a zone, such as 2099-12-13T23:59:59Z, after year 0 in UTC"

    def parse(self, value: Any) -> datetime:  # type: ignore[override]
        """The moment, aware, in UTC."""
        moment = parse_timestamp(value) if isinstance(value, str) else None
        if moment is None:
            raise self.refuse()
        return moment

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return None if value is None else format_timestamp(value)


class Date(String):
    """An RFC 3339 full-date."""

    wanted = "a date such as 2099-12-13"

    def parse(self, value: Any) -> date:  # type: ignore[override]
        """The day."""
        try:
            if isinstance(value, str) and _DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError as error:
            raise self.refuse() from error
        raise self.refuse()

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return None if value is None else value.isoformat()


class Time(String):
    """An RFC 3339 time, with or without seconds and zone, kept as written."""

    wanted = "a time such as 23:59:59"

    def parse(self, value: Any) -> str:
        """The time as given."""
        text = super().parse(value)
        try:
            if _TIME.fullmatch(text):
                time.fromisoformat(text.upper())
                return text
        except ValueError as error:
            raise self.refuse() from error
        raise self.refuse()


class Json(Attribute):
    """Any JSON: objects, arrays, and values the blueprint leaves open."""

    wanted = "JSON"
    comparable = False

    def __init__(self, *, kind: type | None = None, **kwargs: Any) -> None:
        self.kind = kind
        if kind is not None:
            self.wanted = "an object" if kind is dict else "an array"
        super().__init__(**kwargs)

    @property
    def sortable(self) -> bool:
        """Values of an open type are sorted as their JSON texts; objects and arrays are not."""
        return self.kind is None

    def parse(self, value: Any) -> Any:
        """The value itself when every text inside can be stored."""
        if self.kind is not None and not isinstance(value, self.kind):
            raise self.refuse()
        reason = unstorable_json(value)
        if reason:
            raise ValidationError(f"must not hold {reason}.")
        return value
