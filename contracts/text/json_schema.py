"""JSON Schemas compiled to validators, which read nothing from the network or from files."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from contracts.text.numbers import plain_numbers


def validator_of(schema: Any) -> jsonschema_rs.Validator:
    """The validator of a schema, or of its JSON text, by the draft that the schema names.

    Raises ValueError for what is no JSON Schema, or refers to what is not in it.
    """
    plain = plain_numbers(schema)
    return jsonschema_rs.validator_for(plain, validate_formats=True, retriever=_refuse_remote)


def validator_of_2020_12(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    """As :func:`validator_of`, by draft 2020-12 whatever the schema names."""
    return jsonschema_rs.Draft202012Validator(
        plain_numbers(schema), validate_formats=True, retriever=_refuse_remote
    )


def first_line(error: Exception) -> str:
    """What an error says in its first line; its class where it says nothing."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _refuse_remote(uri: str) -> Any:
    """Whatever a schema refers to: who writes it must not make this machine send requests."""
    raise ValueError(f"{uri} is not part of the blueprint")
