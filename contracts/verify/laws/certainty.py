"""What a contract states for certain, and what is only inferred from its examples.

A law may demand what is stated. Of what is inferred, a refusal decides nothing: the server may
have limits that no example shows. That it crashes is wrong in any case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contracts.model import (
    MISSING,
    Attribute,
    Confidence,
    Parameter,
    Relationship,
    ResourceType,
    SourceKind,
)
from contracts.text.documents import as_object, json_member
from contracts.verify.strict.facts import TypeFacts

CRASHED: Final = 500


class Undecided(Exception):
    """A law neither holds nor is broken; the message names what the contract leaves open."""


def is_stated(attribute: Attribute | Relationship, about: str) -> bool:
    """Whether something about a field is stated: no part of it is a guess."""
    return all(f.confidence is Confidence.CERTAIN for f in attribute.facts if f.about == about)


def has_schema(owner: ResourceType) -> bool:
    """Whether MSON or a JSON Schema describes all attributes of a type.

    Examples, and tables in prose, leave open what else holds of a resource (that it is published,
    that somebody has written it), and a server may hide what lacks that.
    """
    facts = (f for a in owner.attributes for f in a.facts if f.about == "type")
    return all(f.source in (SourceKind.MSON, SourceKind.SCHEMA) for f in facts)


def guessed(types: Mapping[str, TypeFacts], data: Any) -> str:
    """A field in a sent resource whose values are only inferred, or an empty text."""
    facts = types.get(str(data.get("type"))) if isinstance(data, dict) else None
    for name, link in as_object(json_member(data, "relationships")).items():
        relationship = facts.relationships.get(name) if facts else None
        is_null = isinstance(link, dict) and link.get("data", MISSING) is None
        if relationship is not None and is_null and not is_stated(relationship, "required"):
            return f"{facts.type.name}.{name}" if facts else name
    sent = json_member(data, "attributes")
    for name, value in sent.items() if facts and isinstance(sent, dict) else ():
        attribute = facts.attributes.get(name) if facts else None
        if attribute is None:
            continue
        if not is_stated(attribute, "nullable" if value is None else "type"):
            return f"{facts.type.name}.{name}" if facts else name
    return ""


def refused_value(types: Mapping[str, TypeFacts], data: Any, document: Any) -> str:
    """A sent text or number that an error document points at, and that the contract does not limit.

    A law makes them up; a server that takes some of them only has choices, or a range, that
    nothing states.
    """
    facts = types.get(str(data.get("type"))) if isinstance(data, dict) else None
    sent = json_member(data, "attributes")
    errors = json_member(document, "errors")
    sources = [e.get("source") for e in errors if isinstance(e, dict)] if errors else []
    places = [str(v) for s in sources if isinstance(s, dict) for v in s.values()]
    for name, value in sent.items() if facts and isinstance(sent, dict) else ():
        attribute = facts.attributes.get(name) if facts else None
        limited = attribute is None or attribute.schema.choices or attribute.schema.format
        pointed = any(place.endswith(f"attributes/{name}") for place in places)
        is_open = isinstance(value, str | int | float) and not isinstance(value, bool)
        if pointed and is_open and not limited:
            return f"{facts.type.name}.{name}" if facts else name
    return ""


def names(given: Parameter | None, attribute: Attribute) -> bool:
    """Whether a parameter documents that it takes an attribute, or takes the stated ones."""
    if given is None or is_stated(attribute, "type"):
        return True
    words = f" {given.description} {given.example} {' '.join(map(str, given.choices))} "
    return any(f"{sign}{attribute.name}{end}" in words for sign in " `-'\"," for end in " `'\",.")
