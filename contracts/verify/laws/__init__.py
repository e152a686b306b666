"""Stateful laws: what must hold over several requests, derived from the contract.

``laws(contract)`` suggests them for every type, attribute, relationship and list whose
operations are documented; none is written for a type. A law resets the server, makes what
it needs exist through the state handler, and asks as documented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from contracts.model import Contract, ResourceType
from contracts.verify.laws.addresses import addresses
from contracts.verify.laws.authentication import authentication
from contracts.verify.laws.bodiless import with_bodiless_operations
from contracts.verify.laws.documented import Operations
from contracts.verify.laws.fieldsets import fieldsets
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import PREFIX, Law, LawCheck, LawTemplate
from contracts.verify.laws.lifecycle import lifecycle
from contracts.verify.laws.lists import lists
from contracts.verify.laws.relationships import relationships
from contracts.verify.laws.safe_methods import safe_methods
from contracts.verify.laws.seeding import LawWorld
from contracts.verify.laws.trash import trash

__all__ = ["PREFIX", "Law", "LawWorld", "laws"]

GROUPS: Final[tuple[Callable[[Operations, ResourceType], Iterator[LawTemplate]], ...]] = (
    lifecycle,
    relationships,
    lists,
    fieldsets,
    addresses,
    authentication,
    trash,
)


def laws(contract: Contract) -> tuple[Law, ...]:
    """All laws of the contract, type by type, each with a name of its own.

    Operations that are about no type come last.
    """
    contract = with_bodiless_operations(contract)
    operations = Operations(contract)
    chosen = tuple(
        Law(
            f"{PREFIX}{owner.name}: {template.title}",
            template.kind,
            tuple(action.id for action in template.actions),
            template.actions[0].location,
            contract,
            partial(_try, template.check, owner),
            template.stated,
        )
        for owner in contract.resource_types
        for group in GROUPS
        for template in group(operations, owner)
    )
    return (*chosen, *safe_methods(contract, {action for law in chosen for action in law.actions}))


def _try(check: LawCheck, owner: ResourceType, fixture: Fixture) -> None:
    check(fixture, owner)
