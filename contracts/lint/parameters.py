"""URI parameters: every variable is declared."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.model import Contract, Location
from contracts.uri import template_variables

Finding = tuple[Location, str, str]


def undeclared(contract: Contract) -> Iterator[Finding]:
    """Variables of a URI template that no Parameters section describes."""
    for action in contract.actions():
        declared = {parameter.spelling for parameter in action.parameters}
        for spelling, _ in template_variables(action.uri_template):
            if spelling not in declared:
                message = f"the variable {spelling!r} of {action.uri_template} is not declared"
                yield action.location, message, f"add `+ {spelling}: …` under + Parameters"
