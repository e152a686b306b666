"""Periods: what a request needs and no response shows is open and enabled, whenever the run is.

Examples have dates, and grow old: a server that is asked to sell a ticket for an event of 2017, or
to take a code that is valid from 2099, is right to refuse. Where the documented response shows the
resource, its values are the contract's; elsewhere the end of a period lies ahead, what is valid
from some moment is valid already, and what can be switched off is on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from contracts.build.infer.paths import words_of
from contracts.model import Action, Json, Transaction
from contracts.states.documented_resources import ResourceState, held_by, resources
from contracts.states.world import World
from contracts.text.payloads import json_of

#: Words of attributes that end a period, and that begin the time in which something may be done;
#: an event that starts later is no reason to refuse.
ENDS: Final = frozenset({"end", "ends", "till", "until", "expires", "expiry", "deadline", "closes"})
_VALID: Final = frozenset({"valid", "sales", "sale", "opens", "open", "available", "active"})
BEGINS: Final = frozenset({"from", "since", "start", "starts", "begins", "opens"})
#: Words of flags without which a resource takes part in nothing.
_ON: Final = frozenset({"active", "activated", "enabled"})
_AHEAD: Final = "2099-12-31"
_PAST: Final = "2001-01-01"
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?=$|[T ])", re.ASCII)


def open_periods(
    world: World, action: Action, transaction: Transaction, subject: ResourceState | None
) -> None:
    """Move the dates of what a success requires and does not show.

    Not of the resource that the operation is about, which a DELETE does not show either.
    """
    body, uri = transaction.response.body, transaction.request.uri
    if transaction.response.is_error:
        return
    held = action.endpoint.type if action.endpoint else ""
    shown = {resource.type for resource in resources(json_of(body), held_by(action))}
    for key, resource in world.wanted.items():
        if resource.type in shown or (subject and held and key == (held, subject.id)):
            continue
        moved = {
            name: value if _is_shown(value, body, uri) else _moved(name, value)
            for name, value in resource.attributes.items()
        }
        world.wanted[key] = replace(resource, attributes=moved)


def _is_shown(value: Json, body: str, uri: str) -> bool:
    """Whether a date is one that the response shows or the query asks for."""
    return isinstance(value, str) and (value in body or value in uri)


def _moved(name: str, value: Json) -> Json:
    if value is False and set(words_of(name)) & _ON:
        return True
    if not isinstance(value, str) or not (match := _DATE.match(value)):
        return value
    words = set(words_of(name))
    if words & ENDS:
        return max(match[0], _AHEAD) + value[match.end() :]
    if words & BEGINS and words & _VALID:
        return min(match[0], _PAST) + value[match.end() :]
    return value
