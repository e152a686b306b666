"""What all attributes of a generated schema have in common.

``Attribute`` is the contract's attribute of a resource type, at the server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError

from contracts.runtime.jsonapi.json_text import json_text


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

    def converter(self) -> Callable[[Any], Any] | None:
        """What makes the JSON value of a row's value; None where they are the same."""
        if type(self)._serialize is ma.fields.Field._serialize:
            return None
        return lambda value: self._serialize(value, None, None)

    def writer(self) -> Callable[[Any], str]:
        """What makes the JSON text of a row's value."""
        convert = self.converter()
        return json_text if convert is None else lambda value: json_text(convert(value))

    def reader(self, name: str) -> Callable[[Any], Any]:
        """What reads the attribute's JSON value from a row, where it is called ``name``."""
        read, convert = attrgetter(self.attribute or name), self.converter()
        return read if convert is None else lambda obj: convert(read(obj))

    def refuse(self) -> ValidationError:
        """The error for a value of the wrong type or form."""
        return ValidationError(f"must be {self.wanted}.")
