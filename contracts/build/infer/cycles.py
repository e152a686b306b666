"""Cycles of required relationships: one of each cycle is treated as optional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from contracts.build.infer import conflicts
from contracts.model import Confidence, Diagnostic, Relationship, ResourceType

#: The surest facts first: a guess gives way before a statement.
_SURENESS = {Confidence.CERTAIN: 0, Confidence.LIKELY: 1, Confidence.GUESSED: 2}


def without_cycles(
    types: Mapping[str, ResourceType],
) -> tuple[dict[str, ResourceType], list[Diagnostic]]:
    """The types with no circle of required to-one relationships, and what was decided."""
    wanted = [(owner.name, r) for owner in types.values() for r in owner.relationships if _binds(r)]
    wanted.sort(key=lambda each: _sureness(each[1]))
    needs: dict[str, set[str]] = {name: set() for name in types}
    loosened: set[tuple[str, str]] = set()
    diagnostics = []
    for name, relationship in wanted:
        if relationship.target in types and _reaches(needs, relationship.target, name):
            loosened.add((name, relationship.name))
            where = relationship.location or types[name].location
            message = f"{name!r} requires its {relationship.name!r}, and that requires {name!r}"
            diagnostics.append(conflicts.RELATIONSHIPS_CYCLIC.at(where, message))
        else:
            needs[name].add(relationship.target)
    if not loosened:
        return dict(types), []
    return {name: _loosened(owner, loosened) for name, owner in types.items()}, diagnostics


def _binds(relationship: Relationship) -> bool:
    """Whether a resource needs the other end (not if it is nullable)."""
    if relationship.many or relationship.nullable or relationship.others:
        return False
    return relationship.required or relationship.read_only


def _sureness(relationship: Relationship) -> int:
    return next((_SURENESS[f.confidence] for f in relationship.facts if f.about == "required"), 1)


def _reaches(needs: Mapping[str, set[str]], start: str, goal: str) -> bool:
    waiting, seen = [start], set()
    while waiting:
        current = waiting.pop()
        if current == goal:
            return True
        if current not in seen:
            seen.add(current)
            waiting += needs.get(current, ())
    return False


def _loosened(owner: ResourceType, loosened: set[tuple[str, str]]) -> ResourceType:
    relationships = tuple(
        replace(r, required=False, nullable=True) if (owner.name, r.name) in loosened else r
        for r in owner.relationships
    )
    return replace(owner, relationships=relationships)
