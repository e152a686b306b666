"""Lengths of texts, as a description states them: ``(at most 255 characters)``.

API Blueprint has no syntax for it. The phrase is in parentheses in the description of a member,
an attribute or a named type, as ``(writable by: admin)`` does. Characters are Unicode code points,
as in JSON Schema (validation, section 6.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from contracts.model import Lengths

_NUMBER: Final = r"([1-9]\d{0,2}(?:,\d{3}){1,2}|\d{1,9})"
_PHRASE: Final = re.compile(
    rf"\((?:at most {_NUMBER}|at least {_NUMBER}|{_NUMBER} to {_NUMBER}|exactly {_NUMBER})"
    r" characters?\)",
    re.ASCII,
)


def stated_lengths(description: str) -> Lengths:
    """The lengths that ``description`` states; both 0 where it states none."""
    match = _PHRASE.search(description)
    if match is None:
        return Lengths()
    most, least, low, high, exact = (int((text or "0").replace(",", "")) for text in match.groups())
    return Lengths(least or low or exact, most or high or exact)


def json_schema_lengths(schema: Mapping[str, Any]) -> Lengths:
    """The lengths in a JSON Schema (validation, section 6.3); what is no length is no limit."""

    def number(keyword: str) -> int:
        given = schema.get(keyword)
        return given if isinstance(given, int) and given > 0 and given is not True else 0

    return Lengths(number("minLength"), number("maxLength"))


def lengths_phrase(lengths: Lengths) -> str:
    """``at most 255 characters``; empty where nothing is stated."""
    least, most = lengths.least, lengths.most
    if not least and not most:
        return ""
    if least == most:
        amount = f"exactly {most}"
    elif least and most:
        amount = f"{least} to {most}"
    else:
        amount = f"at most {most}" if most else f"at least {least}"
    return f"{amount} character{'s' * ((most or least) != 1)}"
