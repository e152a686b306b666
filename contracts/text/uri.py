"""URI templates (RFC 6570): their variables, and the URIs made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import uritemplate

EXPRESSION: Final = re.compile(r"\{([+#./;?&]?)([^{}]*)\}")


def template_variables(template: str) -> Iterator[tuple[str, bool]]:
    """The template's variables as spelled, each with whether it is part of the query."""
    for operator, names in EXPRESSION.findall(template):
        for name in names.split(","):
            spelling = name.split(":", 1)[0].strip().removesuffix("*")
            if spelling:
                yield spelling, operator in ("?", "&")


def expand(template: str, values: Mapping[str, str]) -> str:
    """The URI that the template makes of ``values``, by spelling; empty ones are left out.

    What is no template (the parser and lint say so) stays as it is.
    """
    try:
        return uritemplate.expand(template, {n: value for n, value in values.items() if value})
    except ValueError:  # a prefix that is no number: {a:b}
        return template


def query_values(uri: str) -> dict[str, str]:
    """The query parameters of ``uri``, decoded; of one given twice, the last value."""
    return dict(parse_qsl(urlsplit(uri).query, keep_blank_values=True))


def joined_path(prefix: str, uri: str) -> str:
    """The path of an endpoint and a documented URI as one, slashes as Dredd puts them."""
    if prefix in ("", "/"):
        return uri
    if not uri:
        return prefix
    trailing = "/" if uri != "/" and uri.endswith("/") else ""
    segments = (part.removeprefix("/").removesuffix("/") for part in (prefix, uri))
    return f"/{'/'.join(segments)}{trailing}"
