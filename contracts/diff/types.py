"""JSON:API types compared: what no single payload shows, such as a relationship's target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from contracts.diff import operation_changes
from contracts.diff.change import ChangeFinding, ChangeKind, Places
from contracts.diff.deprecation import deprecation_kind
from contracts.diff.pairs import label
from contracts.model import Access, Contract, Conventions, Relationship, ResourceType
from contracts.text.lifecycle import is_deprecated


def compare_types(old: Contract, new: Contract) -> Iterator[ChangeFinding]:
    """Types that came or went, and what changed of those that stayed, for each operation."""
    shown = _operations(old)
    for name, operations in _operations(new).items():
        shown[name] = {**shown.get(name, {}), **operations}
    for name, finding in _compared(old, new):
        yield from (replace(finding, operation=each) for each in shown.get(name) or ("",))


def _operations(contract: Contract) -> dict[str, dict[str, None]]:
    """The operations that read or write each type."""
    operations: dict[str, dict[str, None]] = {}
    for action in contract.actions():
        if action.endpoint is not None:
            operations.setdefault(action.endpoint.type, {})[label(action)] = None
    return operations


def _compared(old: Contract, new: Contract) -> Iterator[tuple[str, ChangeFinding]]:
    before = {each.name: each for each in old.resource_types}
    after = {each.name: each for each in new.resource_types}
    words = old.conventions, new.conventions
    for name in {**before, **after}:
        one, other = before.get(name), after.get(name)
        places = Places(one.location if one else None, other.location if other else None)
        if one is None or other is None:
            yield (
                name,
                ChangeFinding(
                    operation_changes.TYPE_ADDED if one is None else operation_changes.TYPE_REMOVED,
                    name,
                    places,
                ),
            )
            continue
        yield from ((name, finding) for finding in _attributes(one, other, words))
        yield from ((name, finding) for finding in _relationships(one, other))


def _attributes(
    old: ResourceType, new: ResourceType, words: tuple[Conventions, Conventions]
) -> Iterator[ChangeFinding]:
    """Who may write an attribute; its type and presence are compared with the payloads."""
    for one in old.attributes:
        other = new.attribute(one.name)
        if other is None or one.writable_by == other.writable_by:
            continue
        # What nobody could write before is new in requests, and reported there.
        if any(a.read_only and a.writable_by is None for a in (one, other)):
            continue
        kind = (
            operation_changes.ATTRIBUTE_RELEASED
            if _LEVELS.index(other.writable_by) < _LEVELS.index(one.writable_by)
            else operation_changes.ATTRIBUTE_RESERVED
        )
        before, after = (
            own.word(a.writable_by) if a.writable_by else "anyone"
            for own, a in zip(words, (one, other), strict=True)
        )
        places = Places(one.location, other.location)
        yield ChangeFinding(kind, f"{new.name}.{one.name}", places, before, after)


#: Who may write, from anyone to the fewest: the levels are declared in this order.
_LEVELS: Final = (None, *Access)


def _relationships(old: ResourceType, new: ResourceType) -> Iterator[ChangeFinding]:
    before = {r.name: r for r in old.relationships}
    after = {r.name: r for r in new.relationships}
    for name in {**before, **after}:
        one, other = before.get(name), after.get(name)
        subject = f"{new.name}.relationships.{name}"
        places = Places(one.location if one else None, other.location if other else None)
        if one is not None and other is not None:
            yield from _TypePair(subject, places).compare(one, other)
        elif one is not None:
            kind = (
                operation_changes.DEPRECATED_RELATIONSHIP_REMOVED
                if is_deprecated(one.description)
                else operation_changes.RELATIONSHIP_REMOVED
            )
            yield ChangeFinding(kind, subject, Places(places.old, new.location))
        elif other is not None:
            kind = (
                operation_changes.RELATIONSHIP_ADDED_REQUIRED
                if other.required
                else operation_changes.RELATIONSHIP_ADDED
            )
            yield ChangeFinding(kind, subject, Places(old.location, places.new))


@dataclass(frozen=True, slots=True)
class _TypePair:
    subject: str
    places: Places

    def finding(self, kind: ChangeKind, before: str = "", after: str = "") -> ChangeFinding:
        return ChangeFinding(kind, self.subject, self.places, before, after)

    def compare(self, old: Relationship, new: Relationship) -> Iterator[ChangeFinding]:
        if deprecation := deprecation_kind(old.description, new.description):
            yield self.finding(deprecation)
        if old.target and new.target and set(old.targets) != set(new.targets):
            before, after = (" or ".join(r.targets) for r in (old, new))
            yield self.finding(operation_changes.RELATIONSHIP_TARGET_CHANGED, before, after)
        if old.many != new.many:
            yield self.finding(
                operation_changes.RELATIONSHIP_NOW_MANY
                if new.many
                else operation_changes.RELATIONSHIP_NOW_ONE
            )
        if old.required != new.required:
            yield self.finding(
                operation_changes.RELATIONSHIP_REQUIRED
                if new.required
                else operation_changes.RELATIONSHIP_OPTIONAL
            )
        if old.nullable != new.nullable and not (old.many or new.many):
            yield self.finding(
                operation_changes.RELATIONSHIP_NULL_ADDED
                if new.nullable
                else operation_changes.RELATIONSHIP_NULL_REMOVED
            )
        if old.read_only != new.read_only:
            yield self.finding(
                operation_changes.RELATIONSHIP_READ_ONLY
                if new.read_only
                else operation_changes.RELATIONSHIP_WRITABLE
            )
