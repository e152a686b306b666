"""Deprecation: a replacement is named, and no request requires what is deprecated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from contracts.build.infer.json_schemas import read_schema
from contracts.lint.finding import Finding, Rule, Subject
from contracts.model import Action, Location, Member, Parameter, Payload, Schema, Severity
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
        for member, where in _required_members(action):
            if is_deprecated(_description(member)):
                yield Finding(where, f"{name!r} requires {member.name!r}, which is deprecated")


def _deprecated(subject: Subject) -> Iterator[tuple[str, str, Location]]:
    seen: set[tuple[str, Location]] = set()
    for action in subject.contract.actions():
        if is_deprecated(action.description) and not _has_header(action):
            yield repr(action.title), action.description, action.location
        candidates: Iterator[tuple[Parameter | Member, Location]] = chain(
            ((each, each.location or action.location) for each in action.parameters),
            _members(action),
        )
        for each, location in candidates:
            text = _description(each)
            if is_deprecated(text) and (each.name, location) not in seen:
                seen.add((each.name, location))
                yield repr(each.name), text, location


def _has_header(action: Action) -> bool:
    headers = (name for t in action.transactions for name, _ in t.response.headers)
    return any(name.lower() in _HEADERS for name in headers)


def _description(described: Parameter | Member) -> str:
    return described.own_description if isinstance(described, Member) else described.description


def _members(action: Action) -> Iterator[tuple[Member, Location]]:
    """All members of the bodies that an action documents, with their places."""
    for transaction in action.transactions:
        for payload in (transaction.request, transaction.response):
            place = payload.location or action.location
            for member in _inside(_schema(payload), all_of_them=True):
                yield member, member.location or place


def _required_members(action: Action) -> Iterator[tuple[Member, Location]]:
    """The members that some successful request must have, each once, with their places."""
    seen: set[tuple[str, Location]] = set()
    for transaction in action.transactions:
        if not transaction.response.is_success:
            continue
        place = transaction.request.location or action.location
        for member in _inside(_schema(transaction.request), all_of_them=False):
            at = member.location or place
            if (member.name, at) not in seen:
                seen.add((member.name, at))
                yield member, at


def _schema(payload: Payload) -> Schema:
    """The shape that the blueprint states: a JSON Schema goes before MSON, as Dredd has it."""
    return read_schema(payload.body_schema) or payload.schema or Schema("any")


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
