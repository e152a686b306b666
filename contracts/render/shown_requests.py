"""Documented requests as readers see them: URIs without gaps, bodies with lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from contracts.model import Action, Request
from contracts.text.payloads import is_json
from contracts.text.uri import expand, template_variables

EXAMPLE_HOST: Final = "https://api.example.com"
"""The host in requests to an API that documents none."""
ONE_LINE: Final = 80
"""JSON of one line that is longer gets lines."""

_JSON_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s"\[\]{},:]+')


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
