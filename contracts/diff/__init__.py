"""What changed between two contracts, and whether it breaks those who rely on the old one.

:func:`diff` is the only entry; :data:`CHANGES` is the table of every kind of change, from
which docs/compatibility.md is made. Pure: contracts in, changes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contracts.diff import operation_changes
from contracts.diff.actions import compare_actions
from contracts.diff.change import (
    Change,
    ChangeFinding,
    ChangeKind,
    Impact,
    Places,
    by_impact,
    counts,
)
from contracts.diff.changes import CHANGES, CHAPTERS
from contracts.diff.pairs import label, paired_actions
from contracts.diff.payload_changes import EXAMPLES
from contracts.diff.types import compare_types
from contracts.model import Contract
from contracts.text.lifecycle import is_deprecated

__all__ = ["CHANGES", "CHAPTERS", "Change", "ChangeKind", "Impact", "by_impact", "counts", "diff"]

_ORDER = {impact: number for number, impact in enumerate(Impact)}


def diff(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Every change from ``old`` to ``new``, breaking ones first; never raises.

    An edit that shows in many operations, as that of a shared type does, is one change
    that names them all.
    """
    return _merged(_without_echoes(list(_findings(old, new))))


def _findings(old: Contract, new: Contract) -> Iterator[ChangeFinding]:
    if old.host != new.host:
        yield ChangeFinding(
            operation_changes.HOST_CHANGED, "HOST", Places(None, None), old.host, new.host
        )
    linked = _linked(old, new)
    actions = paired_actions(old, new)
    for gone in actions.removed:
        name = label(gone)
        was_deprecated = is_deprecated(gone.description)
        kind = (
            operation_changes.DEPRECATED_OPERATION_REMOVED
            if was_deprecated
            else operation_changes.OPERATION_REMOVED
        )
        yield ChangeFinding(kind, name, Places(gone.location, None), operation=name)
    for come in actions.added:
        name = label(come)
        yield ChangeFinding(
            operation_changes.OPERATION_ADDED, name, Places(None, come.location), operation=name
        )
    words = old.conventions, new.conventions
    for one, other in actions.pairs:
        yield from compare_actions(one, other, lambda kind, name: (kind, name) in linked, words)
    yield from compare_types(old, new)


def _without_echoes(findings: Sequence[ChangeFinding]) -> Iterator[ChangeFinding]:
    """Without the examples of operations that changed otherwise: theirs had to follow."""
    changed = {f.operation for f in findings if f.kind not in EXAMPLES}
    return (f for f in findings if f.operation not in changed or f.kind not in EXAMPLES)


def _linked(old: Contract, new: Contract) -> set[tuple[str, str]]:
    """The relationships, by type and name, that :func:`compare_types` compares."""
    stayed = {t.name for t in old.resource_types} & {t.name for t in new.resource_types}
    return {
        (owner.name, relationship.name)
        for contract in (old, new)
        for owner in contract.resource_types
        if owner.name in stayed
        for relationship in owner.relationships
    }


def _merged(findings: Iterable[ChangeFinding]) -> tuple[Change, ...]:
    """One change for findings of one cause, in the order of impact, then of the blueprint."""
    causes: dict[tuple[str, ...], list[ChangeFinding]] = {}
    for finding in findings:
        cause = finding.kind.code, finding.subject, finding.before, finding.after
        causes.setdefault(cause, []).append(finding)
    changes = [_change(same) for same in causes.values()]
    return tuple(sorted(changes, key=lambda change: _ORDER[change.impact]))


def _change(same: list[ChangeFinding]) -> Change:
    first = same[0]
    return Change(
        first.kind,
        first.subject,
        first.before,
        first.after,
        tuple(dict.fromkeys(finding.operation for finding in same if finding.operation)),
        first.places.old,
        first.places.new,
    )
