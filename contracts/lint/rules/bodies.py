"""Example bodies: they are JSON, and they satisfy their own schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from contracts.lint.breaches import REQUIRED, Breach, breaches, by_fixed_alone
from contracts.lint.example_bodies import Body
from contracts.lint.finding import Finding, Rule, Subject
from contracts.model import Contract, Location, Payload, Severity, Transaction
from contracts.text.json_mistakes import json_mistake
from contracts.text.json_schema import first_line
from contracts.text.payloads import Unreadable, is_json_media, media_type, parsed


def not_json(subject: Subject) -> Iterator[Finding]:
    """Written bodies that are announced as JSON and are not.

    The request of a 400 transaction may be broken on purpose.
    """
    for transaction, payload in _payloads(subject.contract):
        broken_on_purpose = payload is transaction.request and transaction.response.status == 400
        if not payload.body.strip() or not _says_json(payload) or broken_on_purpose:
            continue
        start = payload.body_location or payload.location or transaction.location
        try:
            parsed(payload.body)
        except json.JSONDecodeError as error:
            mistake = json_mistake(error)
            end = replace(start, line=start.line + payload.body.count("\n") + 1)
            if subject.is_misread(payload.location or start, end):
                # A body that no empty line precedes is placed at its section's line.
                lines = (start, replace(start, line=start.line + 1))
                verbatim = [line for line in lines if subject.lines.hold(line, payload.body)]
                if not verbatim or payload.body.lstrip()[0] not in "{[":
                    continue  # the parser reports that the body is not what it seems
                start = verbatim[0]
            place = subject.lines.inside(start, payload.body, mistake.offset)
            yield Finding(
                place,
                f"the body is not JSON: {mistake.message}",
                "fix the JSON, or its Content-Type",
            )
        except Unreadable as error:
            yield Finding(start, f"the body {error}", "leave out what nobody has to see")


def against_schema(subject: Subject) -> Iterator[Finding]:
    """Example bodies that break their MSON attributes or JSON Schema.

    The request of an error transaction may break its schema on purpose.
    """
    causes: dict[tuple[object, ...], tuple[Body, list[Breach]]] = {}
    for body, breach, is_ambiguous in _breaches(subject):
        if isinstance(body, Finding):
            yield body
        elif not is_ambiguous:
            causes.setdefault((id(body), *breach.cause), (body, []))[1].append(breach)
    for body, grouped in causes.values():
        path = grouped[0].path
        shown = "".join(f"/{step}" for step in path) or "the whole body"
        written = body.payload.body_schema and body.payload.schema_location
        hint = f"fix the body or its JSON Schema ({written})" if written else ""
        message = f"{shown} breaks the schema: {_together(grouped)}"
        also = dict.fromkeys(body.place(*each.path) for each in grouped if each.path != path)
        yield Finding(body.place(*path), message, hint, also=tuple(also))


def _together(grouped: Sequence[Breach]) -> str:
    """What is wrong, once for all breaches of one cause."""
    first = grouped[0]
    here = [each for each in grouped if each.path == first.path]
    message = first.message
    if len(here) > 1 and all(each.message.endswith(REQUIRED) for each in here):
        names = [each.message.removesuffix(f" {REQUIRED}") for each in here]
        message = f"{', '.join(names[:-1])} and {names[-1]} are required properties"
    else:
        here = here[:1]
    others = len(grouped) - len(here)
    return message + (f"; {others} {'others' if others > 1 else 'other'} alike" if others else "")


def without_fixed(subject: Subject) -> Iterator[Finding]:
    """Example bodies that lack members which only ``fixed`` requires."""
    for body, breach, is_ambiguous in _breaches(subject):
        if is_ambiguous and not isinstance(body, Finding):
            path = breach.path
            shown = "".join(f"/{step}" for step in path) or "the body"
            name = breach.message.partition('"')[2].rpartition('"')[0]
            yield Finding(
                body.place(*path),
                f"{shown} has no {name!r}, which is `fixed` and not `required`",
                f"show {name!r}, or leave out `fixed` if it may be missing",
            )


def _breaches(subject: Subject) -> Iterator[tuple[Body | Finding, Breach, bool]]:
    """What breaks a schema, and whether only ``fixed`` says so; schemas that are none."""
    values = {id(body.payload): body for body in subject.bodies}
    for transaction, payload in _payloads(subject.contract):
        body = values.get(id(payload))
        if not _is_json(payload) and not payload.body_schema.lstrip().startswith("{"):
            continue
        if body is None and not payload.body_schema:
            continue
        if payload is transaction.request and transaction.response.is_error:
            continue
        try:
            here = breaches(payload, body, subject.contract.schemas)
        except (ValueError, RecursionError) as error:
            start = payload.schema_location or payload.location or transaction.location
            yield _unreadable(subject, start, payload.body_schema, error), Breach((), ""), False
            continue
        if body is not None:
            schemas = subject.contract.schemas
            ambiguous = by_fixed_alone(payload, body, schemas, here)
            for breach in here:
                yield body, breach, breach in ambiguous


def _unreadable(subject: Subject, start: Location, text: str, error: Exception) -> Finding:
    """A schema that is no JSON, or none of JSON Schema's."""
    if isinstance(error, json.JSONDecodeError):
        mistake = json_mistake(error)
        place = subject.lines.inside(start, text, mistake.offset)
        return Finding(place, f"the schema is not JSON: {mistake.message}", "fix the schema")
    return Finding(start, f"the schema is no JSON Schema: {first_line(error)}", "fix the schema")


#: Media types of bodies that are no text.
NO_TEXT = ("image/", "audio/", "video/", "application/octet-stream", "application/pdf")


def empty_success(subject: Subject) -> Iterator[Finding]:
    """Answers to GET with a 200 that show no body: often a section indented wrongly."""
    for transaction in subject.contract.transactions():
        response = transaction.response
        if transaction.request.method != "GET" or response.status != 200:
            continue
        if response.content_type.lower().startswith(NO_TEXT):
            continue  # no blueprint can show it
        if not response.body and response.schema is None and not response.body_schema:
            place = response.location or transaction.location
            hint = "indent + Attributes or + Body below the response, or answer 204"
            yield Finding(place, f"the 200 of {transaction.name!r} has no body", hint)


def _payloads(contract: Contract) -> Iterator[tuple[Transaction, Payload]]:
    for transaction in contract.transactions():
        yield transaction, transaction.request
        yield transaction, transaction.response


def _says_json(payload: Payload) -> bool:
    return bool(payload.content_type) and _is_json(payload)


def _is_json(payload: Payload) -> bool:
    return not media_type(payload.content_type) or is_json_media(payload.content_type)


EMPTY_SUCCESS: Final = Rule(
    "empty-success",
    Severity.WARNING,
    "A 200 to a GET shows no body: often a section that is indented wrongly.",
    "Nothing can be compared, so any body passes.",
    "Indent + Attributes or + Body below the response, or answer 204.",
    empty_success,
)
BODY_SCHEMA: Final = Rule(
    "body-schema",
    Severity.ERROR,
    "An example body breaks its own MSON attributes or JSON Schema.",
    "The two contradict each other; no server satisfies both.",
    "Fix one of the two.",
    against_schema,
)
RULES: Final = (
    Rule(
        "body-not-json",
        Severity.ERROR,
        "A body announced as JSON is not JSON.",
        "Clients, judges and Dredd cannot parse it.",
        "Fix the JSON, or its Content-Type.",
        not_json,
    ),
    BODY_SCHEMA,
    Rule(
        "body-without-fixed",
        Severity.WARNING,
        "An example body lacks a member that is `fixed`, and not marked `required`.",
        "MSON does not say whether a fixed member may be left out (section 5.4): our schema "
        "requires it, that of Dredd's parser does not.",
        "Show the member, or leave out `fixed`: an enum of one value fixes the value alone.",
        without_fixed,
    ),
    EMPTY_SUCCESS,
)
