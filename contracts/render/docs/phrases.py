"""Small things that templates say in words: titles, statuses, times, templates of paths."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from contracts.model import Action, Request
from contracts.text.payloads import is_json
from contracts.text.uri import expand, template_path, template_variables

#: A last line that is indented and only closes what the first line opened.
_CLOSING: Final = re.compile(r"\n( +)[\]}]\s*\Z")
_VARIABLE: Final = re.compile(r"(\{[^{}]*\})")


def title(action: Action) -> str:
    """An action's name, or what it is when it has none."""
    return action.name or f"{action.method} {action.path}"


def moment(text: str) -> str:
    """A time (RFC 3339) as people read it, to the minute; another text as it is."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{found.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if found.tzinfo else text


def templated(template: str) -> Markup:
    """A URI template, escaped, with its expressions marked and breakable (RFC 6570, section 2)."""
    parts = _VARIABLE.split(template)
    marked = [
        f"<var>{escape(part)}</var>" if n % 2 else str(escape(part)) for n, part in enumerate(parts)
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


@lru_cache(maxsize=4096)
def levelled(body: str) -> str:
    """A JSON body without an indentation that only its place in the blueprint explains.

    Then its last line, the closing bracket, is indented, and its first is not.
    """
    margin = _CLOSING.search(body)
    if margin is None:
        return body
    if not is_json(body):
        return body
    return re.sub(rf"(?<=\n) {{1,{len(margin[1])}}}", "", body)
