"""Small things that templates say in words: statuses, times, templates of paths."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from contracts.model import Action, Request
from contracts.model.actions import template_path
from contracts.text.payloads import is_json
from contracts.text.uri import expand, template_parts, template_variables

ONE_LINE: Final = 80
"""JSON of one line that is longer gets lines."""

_JSON_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s"\[\]{},:]+')
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


def shown_uri(action: Action, request: Request) -> str:
    """The request's URI; a path variable without an example stays a variable, ``{id}``."""
    values = {p.spelling: p.example or p.default for p in action.parameters_of(request)}
    given = {name: value for name, value in values.items() if value}
    unfilled = [
        v.spelling
        for v in template_variables(action.uri_template)
        if v.place == "path" and v.spelling not in given
    ]
    if not unfilled or expand(action.uri_template, given) != request.uri:
        return request.uri
    marks = {name: f"unfilled-{number}." for number, name in enumerate(unfilled)}
    uri = expand(action.uri_template, {**given, **marks})
    for name, mark in marks.items():
        uri = uri.replace(mark, f"{{{name}}}")
    return uri


def has_bare_query(template: str) -> bool:
    """Whether all that follows the template's path is one list of query parameters."""
    return _BARE_QUERY.fullmatch(template) is not None


def first_line(description: str) -> str:
    """The first sentence of a description's prose, without markup; empty when there is none."""
    prose = next((line for line in description.splitlines() if _PROSE.match(line)), "")
    plain = _MARKUP.sub("", _LINK.sub(r"\1", prose)).strip()
    sentence = _SENTENCE.match(plain)
    return sentence[0] if sentence else plain


@lru_cache(maxsize=4096)
def indented(body: str) -> str:
    """JSON text with two spaces for each level; its values stay as they are spelled.

    A short line stays a line, and what is no JSON stays as it is.
    """
    text = body.strip()
    if not is_json(body):
        return body
    if len(text) <= ONE_LINE and "\n" not in text:
        return text
    parts: list[str] = []
    depth = 0
    pieces = _JSON_TOKENS.findall(text)
    for number, piece in enumerate(pieces):
        if piece in "]}":
            depth -= 1
            if pieces[number - 1] not in "[{":
                parts.append("\n" + "  " * depth)
        elif number and pieces[number - 1] in ("[", "{", ","):
            parts.append("\n" + "  " * depth)
        parts.append(": " if piece == ":" else piece)
        depth += piece in "[{"
    return "".join(parts)
