"""Attributes that are moments, days and times of day.

``Timestamp`` reads and shows the column of that name.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from contracts.runtime.jsonapi.fields.texts import String
from contracts.runtime.jsonapi.parsing import CLOCK, format_timestamp, parse_timestamp

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(rf"((?!24)\d\d:\d\d|{CLOCK}(\.\d+)?)([Zz]|[+-]\d\d:[0-5]\d)?", re.ASCII)


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
