"""What a law is: something that must hold whatever the data, derived from the contract."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from contracts.exchange import Problem
from contracts.model import Action, Contract, Location, ResourceType
from contracts.verify.laws.certainty import CRASHED, Undecided
from contracts.verify.laws.fixture import Fixture, LawBroken
from contracts.verify.laws.seeding import LawWorld

#: What the name of every law begins with.
PREFIX: Final = "law: "


@dataclass(frozen=True, slots=True)
class LawKind:
    """What laws of all types have in common: the code of their problems, and what they ask."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Law:
    """A law: its stable name, the operations it exercises, and its trial.

    ``location`` is the place in the blueprint that the law follows from; ``kind`` has the
    code of its problems.
    """

    name: str
    kind: LawKind
    actions: tuple[str, ...]
    location: Location
    contract: Contract = field(repr=False)
    check: Callable[[Fixture], None] = field(repr=False)
    stated: bool = True

    def run(self, world: LawWorld) -> tuple[Problem, ...]:
        """What breaks the law, after a reset of ``world``.

        Raises Undecided when the contract leaves it open, ConnectionError when the server
        cannot be reached; errors of the state handler pass through.
        """
        fixture = Fixture(self.contract, world, self.kind.code)
        world.handler.reset()
        with suppress(LawBroken):
            self.check(fixture)
        problems = tuple(fixture.problems)
        crashed = any(isinstance(p.seen, int) and p.seen >= CRASHED for p in problems)
        if problems and not self.stated and not crashed:
            raise Undecided("the contract does not state that this attribute can be used for it")
        return problems


LawCheck = Callable[[Fixture, ResourceType], None]


@dataclass(frozen=True, slots=True)
class LawTemplate:
    """What a group of laws suggests for a type, without its contract.

    It has a kind, a title after the type's name, and a check. Where the contract does not state
    it (``stated``), only a crash breaks it.
    """

    kind: LawKind
    title: str
    actions: tuple[Action, ...]
    check: LawCheck
    stated: bool = True
