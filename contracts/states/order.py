"""Order of creation: each record after those that it requires.

Circles begin somewhere: a link that a record can be without is left out where it would lead to
one that does not exist yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, TypeVar

from contracts.model import Relationship

Key: TypeAlias = tuple[str, str]
Record = TypeVar("Record")


def binds(relationship: Relationship) -> bool:
    """Whether no record of the type can be without the other end, which its row names."""
    if relationship.many or relationship.nullable or relationship.mirrored or relationship.others:
        return False
    return relationship.required or relationship.read_only


def in_order(
    wanted: Mapping[Key, Record],
    links: Callable[[Record], Iterable[Key]],
    needs: Mapping[Key, tuple[Key, ...]],
    without_later: Callable[[Record, Mapping[Key, Record]], Record],
) -> dict[Key, Record]:
    """All that is wanted, each record after what it ``needs``, and after its ``links`` if it can.

    ``without_later`` is a record without links to what is not among the earlier ones.
    """
    ordered: dict[Key, Record] = {}
    visiting: set[Key] = set()

    def visit(key: Key) -> None:
        if key in visiting or key not in wanted:
            return
        visiting.add(key)
        for other in needs.get(key, ()):
            visit(other)
        for other in links(wanted[key]):
            # Going there first would leave it without this one, or one around it.
            if not _reaches(needs, other, visiting - ordered.keys()):
                visit(other)
        ordered[key] = without_later(wanted[key], ordered)

    for key in wanted:
        visit(key)
    return ordered


def _reaches(needs: Mapping[Key, tuple[Key, ...]], start: Key, goals: set[Key]) -> bool:
    """Whether something that ``start`` cannot be without is among ``goals``."""
    waiting, seen = [start], set[Key]()
    while waiting:
        current = waiting.pop()
        if current in goals:
            return True
        if current not in seen:
            seen.add(current)
            waiting += needs.get(current, ())
    return False
