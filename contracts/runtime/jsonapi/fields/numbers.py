"""Attributes that are numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from contracts.runtime.jsonapi.fields.attribute import Attribute

MAX_INTEGER = 2**63 - 1
#: Every whole number up to this is a double of its own.
LARGEST_EXACT = 2**53
_INTEGER = re.compile(r"-?\d{1,20}", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


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

    def converter(self) -> Callable[[Any], Any]:
        """A number without a fraction is shown without one."""
        return _plain


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
