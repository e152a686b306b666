"""Colours for JSON text, put in when the page is rendered and not by a script in it."""

from __future__ import annotations

import json
import re
from typing import Final

from markupsafe import Markup, escape

# A name (a text before a colon), another text, a number or literal.
_TOKENS: Final = re.compile(
    r'(?P<b>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<i>"(?:[^"\\]|\\.)*")'
    r"|(?P<u>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)"
)


def highlighted(text: str) -> Markup:
    """``text`` escaped; JSON has names in ``<b>``, texts in ``<i>``, the rest in ``<u>``.

    The short elements, styled by the page, keep it small: there are thousands of them.
    """
    try:
        json.loads(text)
    except ValueError:
        return escape(text)
    parts: list[Markup] = []
    position = 0
    for match in _TOKENS.finditer(text):
        parts.append(escape(text[position : match.start()]))
        parts.append(Markup("<{0}>{1}</{0}>").format(match.lastgroup, match.group()))
        position = match.end()
    parts.append(escape(text[position:]))
    return Markup("").join(parts)
