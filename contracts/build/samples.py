"""The example value of a schema, as Dredd 14 makes it from MSON.

Dredd sends and expects the bodies that its parser (drafter 5) generates, so every rule
here is that parser's: an array shows one value for each item type, an object all its
members, and a sample goes before a default. What MSON leaves open ("MSON Specification",
section 3.5, Sample and Default) was settled by running drafter 5.

Two things a schema does not tell are shown although Dredd leaves them out: a member that is
marked ``optional`` and has no value, and the second and further options of a One Of.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from contracts.model import MISSING, Json, Kind, Missing, Schema

EMPTY_SCALARS: Final[dict[Kind, Json]] = {
    "string": "",
    "number": 0,
    "integer": 0,
    "boolean": False,
    "any": None,
}


def sample(schema: Schema) -> Json:
    """The example value of ``schema``; a type inside itself becomes an empty object."""
    if schema.kind == "object" and schema.members:
        return {member.name: sample(member.schema) for member in schema.members}
    if schema.kind == "array" and schema.items:
        return [sample(item) for item in schema.items if _shows_as_item(item)]
    given = _given(schema)
    if not isinstance(given, Missing):
        return given
    if schema.nullable:
        return None
    if schema.kind == "array":
        return []
    if schema.kind in ("object", "ref"):
        return {}
    return schema.choices[0] if schema.choices else EMPTY_SCALARS[schema.kind]


def body_text(schema: Schema) -> str:
    """The example value as JSON text: two spaces a level, other scripts kept as they are."""
    return json.dumps(sample(schema), indent=2, ensure_ascii=False)


def distinct_items(schema: Schema) -> tuple[Schema, ...]:
    """An array's item types; those that differ in samples and wording only count once."""
    kept: list[Schema] = []
    seen: list[Schema] = []
    for item in schema.items:
        bare = _without_samples(item)
        if bare not in seen:
            seen.append(bare)
            kept.append(item)
    return tuple(kept)


def _without_samples(schema: Schema) -> Schema:
    members = tuple(
        replace(m, schema=_without_samples(m.schema), description="", location=None)
        for m in schema.members
    )
    return replace(
        schema,
        name=schema.name if schema.kind == "ref" else "",
        description="",
        sample=schema.sample if schema.fixed else MISSING,
        members=members,
        items=tuple(map(_without_samples, schema.items)),
    )


def _given(schema: Schema) -> Json | Missing:
    return schema.default if schema.sample is MISSING else schema.sample


def _shows_as_item(item: Schema) -> bool:
    """``array[string]`` stays empty: a bare scalar says nothing that could be shown."""
    if item.kind in ("object", "array", "ref") or item.name or item.choices:
        return True
    return not isinstance(_given(item), Missing)
