"""Parents: which resource belongs to which, where a path names several
(``/orgs/{org}/repos/{repo}``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from contracts.model import Contract, Relationship
from contracts.model.memory import once_per_contract


@dataclass(frozen=True, slots=True)
class ParentStep:
    """How a type belongs to the one before it in a path.

    ``up`` is its own relationship to ``parent``; empty where only ``down``, the parent's
    relationship, names it.
    """

    parent: str
    up: str
    down: str


@once_per_contract
def parent_steps(contract: Contract) -> Mapping[str, tuple[ParentStep, ...]]:
    """The parents of each type in the paths with several variables, by the type's name."""
    steps_of: dict[str, dict[ParentStep, None]] = {}
    for endpoint in (action.endpoint for action in contract.actions()):
        if endpoint is None or not endpoint.above:
            continue
        chain = (*endpoint.above, (endpoint.parent or endpoint.type, ""))
        for (parent, down), (child, _) in pairwise(chain):
            step = ParentStep(parent, _up(contract, parent, down, child), down)
            steps_of.setdefault(child, {})[step] = None
    return {child: tuple(steps) for child, steps in steps_of.items()}


def parent_step(contract: Contract, child: str, parent: str) -> ParentStep | None:
    """How one type belongs to another, or None."""
    steps = parent_steps(contract).get(child, ())
    return next((step for step in steps if step.parent == parent), None)


def _up(contract: Contract, parent: str, down: str, child: str) -> str:
    """The child's relationship to the parent, or an empty text."""
    above, below = contract.resource_type(parent), contract.resource_type(child)
    relationship = above.relationship(down) if above and down else None
    if relationship is not None:
        back = contract.inverse(relationship)
        return back.name if back else ""
    candidates: list[Relationship] = [
        r for r in (below.relationships if below else ()) if r.target == parent and not r.many
    ]
    return candidates[0].name if len(candidates) == 1 else ""
