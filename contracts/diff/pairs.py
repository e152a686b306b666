"""What of the old contract is what of the new one: actions by address, transactions by use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from contracts.model import Action, Contract, Transaction
from contracts.text.payloads import media_type
from contracts.text.uri import path_shape

T = TypeVar("T")
Key = Callable[[Any], Hashable]


@dataclass(frozen=True, slots=True)
class Pairing(Generic[T]):
    """Pairs in the order of the old side, and what has no partner."""

    pairs: tuple[tuple[T, T], ...]
    removed: tuple[T, ...]
    added: tuple[T, ...]


def paired_actions(old: Contract, new: Contract) -> Pairing[Action]:
    """Actions of the same address; of what is left, those whose name is unique on both sides."""
    at_address = _paired(list(old.actions()), list(new.actions()), _BY_ADDRESS)
    named = _unique(at_address.removed) & _unique(at_address.added)
    moved = _paired(
        at_address.removed, at_address.added, (lambda a: a.name if a.name in named else id(a),)
    )
    return Pairing(at_address.pairs + moved.pairs, moved.removed, moved.added)


def paired_transactions(old: Action, new: Action) -> Pairing[Transaction]:
    """Transactions of the same status, the most alike first."""
    return _paired(old.transactions, new.transactions, _BY_USE)


def address(action: Action) -> str:
    """The path without the names of its variables: ``/v1/events/{}/faqs``."""
    return path_shape(action.path)


def label(action: Action) -> str:
    """``POST /v1/faqs``: what an operation is called in a report."""
    return f"{action.method} {action.path}"


def _media_types(transaction: Transaction) -> tuple[str, str]:
    return media_type(transaction.request.content_type), media_type(
        transaction.response.content_type
    )


_BY_ADDRESS: Final[tuple[Key, ...]] = (
    lambda a: (a.method, a.uri_template, a.name),
    lambda a: (a.method, address(a), a.name),
    lambda a: (a.method, a.uri_template),
    lambda a: (a.method, address(a)),
)
_BY_USE: Final[tuple[Key, ...]] = (
    lambda t: (t.response.status, *_media_types(t), t.request.name, t.request.body),
    lambda t: (t.response.status, *_media_types(t), t.request.name),
    lambda t: (t.response.status, *_media_types(t)),
    lambda t: (t.response.status, t.request.name),
    lambda t: t.response.status,
)


def _unique(actions: Sequence[Action]) -> set[str]:
    counts = Counter(action.name for action in actions if action.name)
    return {name for name, count in counts.items() if count == 1}


def _paired(old: Sequence[T], new: Sequence[T], keys: Sequence[Key]) -> Pairing[T]:
    """Each old value with the first free new one of the same key, for one key after another."""
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for key in keys:
        free: dict[Hashable, list[int]] = {}
        for number, value in enumerate(new):
            if number not in taken:
                free.setdefault(key(value), []).append(number)
        for number, value in enumerate(old):
            candidates = free.get(key(value), [])
            if number not in partners and candidates:
                partners[number] = candidates.pop(0)
                taken.add(partners[number])
    return Pairing(
        tuple((old[number], new[partner]) for number, partner in sorted(partners.items())),
        tuple(value for number, value in enumerate(old) if number not in partners),
        tuple(value for number, value in enumerate(new) if number not in taken),
    )
