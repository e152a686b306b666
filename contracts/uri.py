"""URI templates (RFC 6570): their variables, and the URI that Dredd makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import uritemplate

from contracts.model import Parameter

EXPRESSION: Final = re.compile(r"\{([+#./;?&]?)([^{}]*)\}")


def template_variables(template: str) -> Iterator[tuple[str, bool]]:
    """The template's variables as spelled, each with whether it is part of the query."""
    for operator, names in EXPRESSION.findall(template):
        for name in names.split(","):
            spelling = name.split(":", 1)[0].strip().removesuffix("*")
            if spelling:
                yield spelling, operator in ("?", "&")


def expand(template: str, parameters: Sequence[Parameter]) -> str:
    """The template filled with each parameter's example, else its default, else nothing.

    That is the choice Dredd makes, so the result is the URI of its request.
    """
    values = {p.spelling: p.example or p.default for p in parameters}
    return uritemplate.expand(template, {name: value for name, value in values.items() if value})
