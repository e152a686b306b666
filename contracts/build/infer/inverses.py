"""Which relationships are the two ends of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from contracts.model import Relationship, ResourceType


def with_inverses(types: Mapping[str, ResourceType]) -> dict[str, ResourceType]:
    """Relationships are inverse when each is the only one between its type and the other.

    Of two ends with the same cardinality one is ``mirrored``: the other keeps the linkage.
    That is the one that clients send, else the one of the type that comes first.
    """
    order = {name: number for number, name in enumerate(types)}

    def inverse(owner: ResourceType, relationship: Relationship) -> Relationship | None:
        target = types.get(relationship.target)
        if target is None or owner.name == target.name or relationship.others:
            return None
        forth = [r for r in owner.relationships if r.target == target.name]
        back = [r for r in target.relationships if owner.name in r.targets]
        if any(r.others for r in back):
            return None
        return back[0] if len(forth) == len(back) == 1 else None

    def linked(owner: ResourceType, relationship: Relationship) -> Relationship:
        other = inverse(owner, relationship)
        if other is None:
            return relationship
        mirrored = relationship.many == other.many and (
            (relationship.read_only, order[owner.name])
            > (other.read_only, order[relationship.target])
        )
        return replace(relationship, inverse=other.name, mirrored=mirrored)

    return {
        name: replace(owner, relationships=tuple(linked(owner, r) for r in owner.relationships))
        for name, owner in types.items()
    }
