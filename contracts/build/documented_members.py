"""The members that a payload's body documents, in the whole document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from contracts.model import Schema

#: The members of objects, each with what is below it: None where anything may be.
Members: TypeAlias = "Mapping[str, Members | None]"


def schema_members(schema: Schema) -> Members | None:
    """The members that a schema has; a list is as its items."""
    if schema.kind == "array":
        return union(map(schema_members, schema.items))
    if schema.types:
        return union(map(schema_members, schema.types))
    if schema.kind != "object" or not schema.members or schema.variable:
        return None
    return {member.name: schema_members(member.schema) for member in schema.members}


def example_members(value: Any) -> Members | None:
    """The members that an example's value shows; a list is as its items."""
    if isinstance(value, list):
        return union(map(example_members, value))
    if isinstance(value, dict) and value:
        return {name: example_members(part) for name, part in value.items()}
    return None


def union(options: Iterable[Members | None]) -> Members | None:
    """What any of several values has; None, for anything, where one may have anything."""
    merged: dict[str, Members | None] = {}
    for option in options:
        if option is None:
            return None
        for name, below in option.items():
            merged[name] = union([merged[name], below]) if name in merged else below
    return merged or None
