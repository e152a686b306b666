"""Small things that templates say in words: statuses, times, templates of paths."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup, escape

from contracts.model.actions import template_path
from contracts.text.uri import template_parts

#: A line that is no heading, table, list, quotation, code or HTML.
_PROSE: Final = re.compile(r"(?! {4})\s*(?![#|>+<~`-]|\*\*[^*]+\*\*:?\s*$|\* |\d+[.)] |=+\s*$)\S")
_MARKUP: Final = re.compile(r"[*`]|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|</?\w+>")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SENTENCE: Final = re.compile(r".{3,}?[^.][.!?:](?=\s+[^\Wa-z]|\s*$)")
_BARE_QUERY: Final = re.compile(r"[^?{}]*(?:\{\w+\}[^?{}]*)*(?:\{\?[^{}]*\})?")


def moment(text: str) -> str:
    """A time (RFC 3339) as people read it, to the minute; another text as it is."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if when.tzinfo else text


def templated(template: str) -> Markup:
    """A URI template, escaped, with its expressions marked and breakable (RFC 6570, section 2)."""
    marked = [
        f"{escape(literal)}<var>{escape(expression)}</var>" if expression else str(escape(literal))
        for literal, expression in template_parts(template)
    ]
    return Markup("".join(marked).replace(",", ",<wbr>"))  # noqa: S704


def pathname(template: str) -> str:
    """A URI template without query and fragment."""
    return template_path(template)


def has_bare_query(template: str) -> bool:
    """Whether all that follows the template's path is one list of query parameters."""
    return _BARE_QUERY.fullmatch(template) is not None


def first_line(description: str) -> str:
    """The first sentence of a description's prose, without markup; empty when there is none."""
    prose = next((line for line in description.splitlines() if _PROSE.match(line)), "")
    plain = _MARKUP.sub("", _LINK.sub(r"\1", prose)).strip()
    sentence = _SENTENCE.match(plain)
    return sentence[0] if sentence else plain
