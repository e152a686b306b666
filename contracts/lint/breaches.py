"""Where an example body breaks its schema; what was found in a payload is kept.

A long-lived process lints the same payloads after each keystroke (:mod:`contracts.build.memo`).
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

import jsonschema_rs

from contracts.build.schemas import payload_schema
from contracts.lint.example_bodies import Body
from contracts.model import Payload, Schema

Breach: TypeAlias = "tuple[tuple[str | int, ...], str]"

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
    found = () if body is None else tuple(_breaches(body, validator))
    if "$defs" not in schema:  # with a type inside itself, other named types decide as well
        _kept[id(payload)] = (payload, found)
        if len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


def _breaches(body: Body, validator: jsonschema_rs.Validator) -> Iterator[Breach]:
    told: set[tuple[str | int, ...]] = set()
    for problem in validator.iter_errors(body.value):
        at = tuple(problem.instance_path)
        is_single = not isinstance(problem.instance, dict | list)
        if is_single and at in told:
            continue  # null is neither text nor one of the texts
        told.add(at)
        if not body.payload.body_written and isinstance(problem.instance, dict | list):
            continue  # a type inside itself ends somewhere in what is made from MSON
        yield at, _short(problem.message)


@lru_cache(maxsize=256)
def _validator(schema: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema, validate_formats=True, retriever=_refuse_remote)


def _refuse_remote(uri: str) -> Any:
    """Lint reads nothing from the network, whatever a schema refers to."""
    raise ValueError(f"{uri} is not part of the blueprint")


def _short(message: str) -> str:
    """The message with what it quotes of the body cut out in the middle."""
    return message if len(message) <= LONG else f"{message[: LONG // 2]} … {message[-LONG // 2 :]}"
