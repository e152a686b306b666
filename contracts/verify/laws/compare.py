"""Comparing what two answers show of a resource."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from contracts.build.infer.paths import words_of
from contracts.model import MISSING, Attribute
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.text.json_values import same_as
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.requests import Reply
from contracts.verify.strict.computed import is_computed
from contracts.verify.strict.context import identifiers
from contracts.verify.strict.facts import TypeFacts

Difference = tuple[str, Any, Any]


def differences(
    facts: TypeFacts, left: Mapping[str, Any], right: Mapping[str, Any], but: Collection[str] = ()
) -> Iterator[Difference]:
    """Place and both values of every field in which two resource objects differ.

    Fields in ``but`` are left out, linkage counts where both show it.
    """
    for name in ("type", "id"):
        if left.get(name) != right.get(name):
            yield f"/{name}", left.get(name, MISSING), right.get(name, MISSING)
    left_values, right_values = (
        as_object(left.get("attributes")),
        as_object(right.get("attributes")),
    )
    for name in {**left_values, **right_values}:
        known = facts.attributes.get(name)
        one, other = left_values.get(name, MISSING), right_values.get(name, MISSING)
        if name not in but and not same_as(one, other, known.schema.format if known else ""):
            yield f"/attributes{pointer(name)}", one, other
    left_values, right_values = (
        as_object(left.get("relationships")),
        as_object(right.get("relationships")),
    )
    for name in left_values.keys() & right_values.keys() - set(but):
        if "data" in as_object(left_values[name]) and "data" in as_object(right_values[name]):
            one, other = left_values[name]["data"], right_values[name]["data"]
            if identifiers(one) != identifiers(other):
                yield f"/relationships{pointer(name)}/data", one, other


def expect_equal(
    fixture: Fixture,
    reply: Reply,
    wanted: Mapping[str, Any],
    seen: Mapping[str, Any],
    message: str,
    but: Collection[str] = (),
) -> None:
    """Note every field of ``seen`` that is not as ``wanted``."""
    facts = fixture.types.get(str(wanted.get("type"))) or fixture.types.get(str(seen.get("type")))
    if facts is None:
        fixture.note(reply, message, "/data", dict(wanted), dict(seen))
        return
    for place, one, other in differences(facts, wanted, seen, but):
        fixture.note(reply, f"{message}: {place}", f"/data{place}", one, other)


def expect_attribute(
    fixture: Fixture, reply: Reply, attribute: Attribute, wanted: Any, message: str
) -> None:
    """Note when the primary resource's attribute is not ``wanted``."""
    seen = as_object(reply.resource.get("attributes")).get(attribute.name, MISSING)
    good = same_as(wanted, seen, attribute.schema.format)
    place = f"/data/attributes{pointer(attribute.name)}"
    fixture.expect(reply, good, message, place, wanted, seen)


def touched(facts: TypeFacts) -> frozenset[str]:
    """Read-only attributes that any request may set, such as ``last-accessed-at``.

    They are nullable; the moment of a deletion is not among them.
    """
    deleted_at = facts.type.deleted_at
    return frozenset(
        name
        for name, attribute in facts.attributes.items()
        if attribute.read_only and attribute.schema.nullable and name != deleted_at
    )


#: Words of a moment that every change moves, whether or not a request may send it.
_CHANGE: Final = frozenset({"modified", "updated", "changed", "edited", "touched"})


def moved(facts: TypeFacts) -> frozenset[str]:
    """What a change may set by itself: also read-only moments, and ``last-modified-at``."""
    return touched(facts) | {
        name
        for name, attribute in facts.attributes.items()
        if attribute.schema.format == "date-time"
        and (attribute.read_only or _CHANGE & set(words_of(name)))
        and name != facts.type.deleted_at
    }


def follows(
    facts: TypeFacts, changed: str, sendable: Collection[str], shown: Mapping[str, Any]
) -> frozenset[str]:
    """Attributes that the server may compute from a changed one.

    No request sends them. Of attributes that are not documented, nothing is promised.
    """
    alike = {name for name in facts.attributes if is_computed(name, (changed,))}
    unknown = as_object(shown.get("attributes")).keys() - facts.attributes.keys()
    return frozenset((alike - set(sendable)) | unknown)


def named_resources(keys: Iterable[tuple[str, str]]) -> list[str]:
    """Resources by type and id, in order, as messages show them."""
    return [f"{kind} {id}" for kind, id in sorted(keys)]
