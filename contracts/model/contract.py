"""The contract: a whole blueprint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from contracts.model.actions import Action, Group, Resource
from contracts.model.conventions import DEFAULT, Conventions
from contracts.model.payloads import Transaction
from contracts.model.resource_types import Relationship, ResourceType
from contracts.model.schemas import Schema


@dataclass(frozen=True, slots=True)
class Contract:
    """A whole blueprint. ``file`` is its root; ``schemas`` are the named types by name.

    ``conventions`` are the names of the project that it was read in.
    """

    title: str
    file: str
    description: str = ""
    host: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    groups: tuple[Group, ...] = ()
    resource_types: tuple[ResourceType, ...] = ()
    schemas: dict[str, Schema] = field(default_factory=dict)
    conventions: Conventions = DEFAULT

    def resources(self) -> Iterator[Resource]:
        """All blueprint resources, in document order."""
        return (resource for group in self.groups for resource in group.resources)

    def actions(self) -> Iterator[Action]:
        """All actions, in document order."""
        return (action for resource in self.resources() for action in resource.actions)

    def transactions(self) -> Iterator[Transaction]:
        """All transactions, in document order, as Dredd runs them."""
        return (transaction for action in self.actions() for transaction in action.transactions)

    def action(self, operation_id: str) -> Action | None:
        """The action with this operation id, or None."""
        return next((a for a in self.actions() if a.id == operation_id), None)

    def resource_type(self, name: str) -> ResourceType | None:
        """The JSON:API type called ``name``, or None."""
        return next((t for t in self.resource_types if t.name == name), None)

    def inverse(self, relationship: Relationship) -> Relationship | None:
        """The relationship at the other end of a relationship, or None."""
        target = self.resource_type(relationship.target)
        return target.relationship(relationship.inverse) if target else None
