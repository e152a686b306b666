"""Colours for JSON text, put in when the page is rendered and not by a script in it."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from contracts.text.payloads import is_json

# A name (a text before a colon), another text, a number or literal.
_TOKENS: Final = re.compile(
    r'(?P<b>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<i>"(?:[^"\\]|\\.)*")'
    r"|(?P<u>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)"
)


@lru_cache(maxsize=4096)
def highlighted(text: str) -> Markup:
    """``text`` escaped; JSON has names in ``<b>``, texts in ``<i>``, the rest in ``<u>``.

    It is for content: in an attribute its quotes would do harm. The short elements, styled by
    the page, keep it small: there are thousands of them. The same body is shown many times,
    and again after each save of a preview.
    """
    if not is_json(text):
        return Markup(_escaped(text))  # noqa: S704
    parts: list[str] = []
    position = 0
    for match in _TOKENS.finditer(text):
        tag = match.lastgroup
        parts.append(_escaped(text[position : match.start()]))
        parts.append(f"<{tag}>{_escaped(match.group())}</{tag}>")
        position = match.end()
    parts.append(_escaped(text[position:]))
    return Markup("".join(parts))  # noqa: S704


def _escaped(text: str) -> str:
    # Quotes mean nothing outside of tags, and every other token has two.
    return html.escape(text, quote=False)
