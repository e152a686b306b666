"""A law before it has a contract: what a group of laws suggests for a type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contracts.model import Action, ResourceType
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind

LawCheck = Callable[[Fixture, ResourceType], None]


@dataclass(frozen=True, slots=True)
class LawTemplate:
    """A law about a type: its kind, its title after the type's name, and its check.

    Where the contract does not state it (``stated``), only a crash breaks it.
    """

    kind: LawKind
    title: str
    actions: tuple[Action, ...]
    check: LawCheck
    stated: bool = True
