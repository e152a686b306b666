"""One action compared with what it became: address, name, access, and all it takes and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from contracts.diff import operation_changes
from contracts.diff.change import ChangeFinding, ChangeKind, Places
from contracts.diff.deprecation import deprecation_kind
from contracts.diff.pairs import address, label, paired_transactions
from contracts.diff.parameters import compare_parameters
from contracts.diff.payloads import Linked, Payloads
from contracts.model import Access, Action, Conventions
from contracts.text.uri import template_variables

#: How many may call: more for a lower number. `self` and `organizer` are different people.
_OPENNESS: Final = {
    Access.PUBLIC: 0,
    Access.USER: 1,
    Access.SELF: 2,
    Access.ORGANIZER: 2,
    Access.ADMIN: 3,
}


def compare_actions(
    old: Action, new: Action, linked: Linked, words: tuple[Conventions, Conventions]
) -> Iterator[ChangeFinding]:
    """Every difference of a pair of actions; the new address identifies the operation.

    ``words`` are the conventions of both contracts.
    """
    operation = label(new)
    places = Places(old.location, new.location)

    def finding(kind: ChangeKind, before: str = "", after: str = "") -> ChangeFinding:
        return ChangeFinding(kind, operation, places, before, after, operation)

    if (old.method, address(old)) != (new.method, address(new)):
        yield finding(operation_changes.OPERATION_MOVED, label(old), operation)
    elif _variables(old) != _variables(new):
        yield finding(operation_changes.PATH_VARIABLE_RENAMED, old.path, new.path)
    if deprecation := deprecation_kind(old.description, new.description):
        yield finding(deprecation)
    if old.name != new.name:
        yield finding(operation_changes.OPERATION_RENAMED, old.name or old.id, new.name or new.id)
    kind = _access_change(old.access, new.access)
    if kind:
        before, after = (
            own.word(action.access) if action.access else ""
            for own, action in zip(words, (old, new), strict=True)
        )
        yield finding(kind, before, after)
    renamed = dict(zip(_variables(old), _variables(new), strict=False))
    yield from compare_parameters(old, new, renamed, operation)
    yield from Payloads(old, new, operation, linked).findings(paired_transactions(old, new))


def _variables(action: Action) -> list[str]:
    return [v.spelling for v in template_variables(action.uri_template) if v.place == "path"]


def _access_change(old: Access | None, new: Access | None) -> ChangeKind | None:
    if old == new:
        return None
    if old is None or new is None:
        return (
            operation_changes.ACCESS_DOCUMENTED
            if old is None
            else operation_changes.ACCESS_UNDOCUMENTED
        )
    before, after = _OPENNESS[old], _OPENNESS[new]
    if before == after:
        return operation_changes.ACCESS_CHANGED
    return (
        operation_changes.ACCESS_TIGHTENED if before < after else operation_changes.ACCESS_LOOSENED
    )
