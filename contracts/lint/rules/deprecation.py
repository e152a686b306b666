"""Deprecation: a replacement is named, and no request requires what is deprecated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Finding, Rule, Subject
from contracts.model import Action, Location, Member, Parameter, Schema, Severity
from contracts.text.lifecycle import deprecation_notice, is_deprecated

#: What names a replacement, an end, or a reason.
_HELP: Final = re.compile(
    r"`|\]\(|https?:|\d|\b(?:use[ds]?|using|instead|replac\w+|superseded|prefer|see|moved|renamed"
    r"|sunset|remov\w+|until|in favou?r|no longer|because|since)\b",
    re.I,
)
#: Headers that say so of a response (RFC 8594, RFC 9745).
_HEADERS: Final = ("sunset", "deprecation", "link")


def without_replacement(subject: Subject) -> Iterator[Finding]:
    """Deprecated actions, parameters and members that say nothing but that."""
    for what, description, location in _deprecated(subject):
        if not _HELP.search(deprecation_notice(description)):
            yield Finding(location, f"{what} is deprecated, and its replacement is not documented")


def required(subject: Subject) -> Iterator[Finding]:
    """Deprecated parameters and members that a request must have."""
    for action in subject.contract.actions():
        if is_deprecated(action.description):
            continue
        name = action.title
        for parameter in action.parameters:
            is_chosen = parameter.place == "query" and parameter.required
            if is_chosen and is_deprecated(parameter.description):
                where = parameter.location or action.location
                yield Finding(where, f"{name!r} requires {parameter.name!r}, which is deprecated")
        for member in _required_members(action):
            if is_deprecated(_said(member)):
                where = member.location or action.location
                yield Finding(where, f"{name!r} requires {member.name!r}, which is deprecated")


def _deprecated(subject: Subject) -> Iterator[tuple[str, str, Location]]:
    seen: set[Location] = set()

    def new(location: Location | None) -> bool:
        is_new = location is not None and location not in seen
        if location is not None:
            seen.add(location)
        return is_new

    for action in subject.contract.actions():
        if is_deprecated(action.description) and not _has_header(action):
            yield repr(action.title), action.description, action.location
        found: Iterator[Parameter | Member] = iter((*action.parameters, *_members(action)))
        for each in found:
            text = _said(each)
            if is_deprecated(text) and each.location is not None and new(each.location):
                yield repr(each.name), text, each.location


def _has_header(action: Action) -> bool:
    headers = (name for t in action.transactions for name, _ in t.response.headers)
    return any(name.lower() in _HEADERS for name in headers)


def _said(found: Parameter | Member) -> str:
    if isinstance(found, Member):
        return found.description or found.schema.description
    return found.description


def _members(action: Action) -> Iterator[Member]:
    """All members of the bodies that an action documents."""
    for transaction in action.transactions:
        for payload in (transaction.request, transaction.response):
            if payload.schema is not None:
                yield from _inside(payload.schema, all_of_them=True)


def _required_members(action: Action) -> Iterator[Member]:
    """The members that some successful request must have, each once."""
    seen: set[tuple[str, Location | None]] = set()
    for transaction in action.transactions:
        schema = transaction.request.schema
        if schema is None or not transaction.response.is_success:
            continue
        for member in _inside(schema, all_of_them=False):
            if (member.name, member.location) not in seen:
                seen.add((member.name, member.location))
                yield member


def _inside(schema: Schema, *, all_of_them: bool) -> Iterator[Member]:
    for member in schema.members:
        if all_of_them or member.required:
            yield member
            yield from _inside(member.schema, all_of_them=all_of_them)
    if all_of_them:
        for inner in (*schema.items, *schema.types):
            yield from _inside(inner, all_of_them=True)


RULES: Final = (
    Rule(
        "deprecated-without-replacement",
        Severity.INFO,
        "Something is deprecated without a replacement or a date.",
        "Readers who use it do not learn what to use instead, or how long it stays.",
        "Write it: `**Deprecated:** use [Read](#read) instead, this ends in 2031`; or document the "
        "header `Sunset` (RFC 8594) of the response.",
        without_replacement,
    ),
    Rule(
        "deprecated-required",
        Severity.WARNING,
        "A request must have a parameter or member that is deprecated.",
        "Readers must not use it, and cannot call the action without it.",
        "Make it optional, or deprecate the action as well.",
        required,
    ),
)
