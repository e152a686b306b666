"""Where an example body breaks its schema; what was found in a payload is kept.

A long-lived process lints the same payloads after each keystroke (:mod:`contracts.build.memo`).
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

import jsonschema_rs

from contracts.build.schemas import payload_schema
from contracts.lint.example_bodies import Body
from contracts.model import Member, Payload, Schema
from contracts.text.json_schema import validator_of


class Breach(NamedTuple):
    """A pointer into a body, what is wrong there, and the keyword that says so."""

    path: tuple[str | int, ...]
    message: str
    keyword: tuple[str | int, ...] = ()

    @property
    def cause(self) -> tuple[object, ...]:
        """What it has in common with others of one cause: the keyword, and the place in a list."""
        return self.keyword, tuple("*" if isinstance(each, int) else each for each in self.path)


LONG: Final = 200
"""Characters of a validator's message that are shown."""
MOST: Final = 5_000
"""Payloads whose breaches are kept."""

# The payload is kept beside what was found: meanwhile nothing else has its id.
_kept: OrderedDict[int, tuple[Payload, tuple[Breach, ...]]] = OrderedDict()


def breaches(
    payload: Payload, body: Body | None, schemas: Mapping[str, Schema]
) -> tuple[Breach, ...]:
    """The pointers into a body at which it breaks the payload's schema, with the message.

    Nothing without a body or a schema. Raises ValueError and RecursionError for a schema that
    is none.
    """
    kept = _kept.get(id(payload))
    if kept is not None and kept[0] is payload:
        return kept[1]
    schema = payload_schema(payload, schemas)
    if schema is None:
        return ()
    validator = _validator(json.dumps(schema))
    result = () if body is None else tuple(_breaches(body, validator))
    if "$defs" not in schema:  # with a type inside itself, other named types decide as well
        _kept[id(payload)] = (payload, result)
        if len(_kept) > MOST:
            _kept.popitem(last=False)
    return result


def by_fixed_alone(
    payload: Payload, body: Body, schemas: Mapping[str, Schema], strict: Sequence[Breach]
) -> frozenset[Breach]:
    """Those of ``strict`` that would be none if members were not required by ``fixed``.

    MSON has no words for whether a fixed member may be left out: section 5.4 makes the members
    of a fixed object "literally the same", and Dredd's parser lets them be missing.
    """
    schema = payload.schema
    if schema is None or not any(each.message.endswith(REQUIRED) for each in strict):
        return frozenset()
    lenient = replace(payload, schema=_lenient(schema))
    named = {name: _lenient(each) for name, each in schemas.items()}
    return frozenset(strict) - frozenset(breaches(lenient, body, named))


REQUIRED: Final = "is a required property"


def _lenient(schema: Schema) -> Schema:
    """The schema without what only ``fixed`` requires."""
    return replace(
        schema,
        members=tuple(map(_lenient_member, schema.members)),
        items=tuple(map(_lenient, schema.items)),
        types=tuple(map(_lenient, schema.types)),
        one_of=tuple(
            tuple(tuple(map(_lenient_member, option)) for option in options)
            for options in schema.one_of
        ),
    )


def _lenient_member(member: Member) -> Member:
    required = member.required and not member.implied
    return replace(member, schema=_lenient(member.schema), required=required)


def _breaches(body: Body, validator: jsonschema_rs.Validator) -> Iterator[Breach]:
    reported: set[tuple[str | int, ...]] = set()
    for problem in validator.iter_errors(body.value):
        at = tuple(problem.instance_path)
        is_single = not isinstance(problem.instance, dict | list)
        if is_single and at in reported:
            continue  # null is neither text nor one of the texts
        reported.add(at)
        if not body.payload.body_written and isinstance(problem.instance, dict | list):
            continue  # a type inside itself ends somewhere in what is made from MSON
        message = _short(_without_the_whole(problem.message, problem.instance))
        yield Breach(at, message, tuple(problem.schema_path))


@lru_cache(maxsize=256)
def _validator(schema: str) -> jsonschema_rs.Validator:
    return validator_of(schema)


def _without_the_whole(message: str, value: Any) -> str:
    """The message about a list or an object without its text, which nobody compares."""
    kinds = {"[": "the list", "{": "the object"}
    text = json.dumps(value)
    if not isinstance(value, dict | list) or len(text) < LONG // 2:
        return message
    what, _, rest = message.rpartition(" is not of type ")
    return f"{kinds[text[0]]} is not of type {rest}" if what else message


def _short(message: str) -> str:
    """The message with what it quotes of the body cut out in the middle."""
    return message if len(message) <= LONG else f"{message[: LONG // 2]} … {message[-LONG // 2 :]}"
