"""Attributes that are booleans, objects, arrays, or any JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError

from contracts.runtime.jsonapi.fields.attribute import Attribute
from contracts.runtime.jsonapi.parsing import unstorable_json


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
