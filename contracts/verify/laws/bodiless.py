"""Operations that answer without a body (204): what they do, from their path and method.

A type is seen in documents, and these operations show none. Their path is that of an
operation that does (JSON:API 1.0, "Updating Resources" and "Deleting Resources").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from contracts.model import Action, Contract, Endpoint, EndpointKind, Resource

_SINGLE: Final = {"PATCH": EndpointKind.UPDATE, "DELETE": EndpointKind.DELETE}
_LINKAGE: Final = frozenset({"PATCH", "POST", "DELETE"})


def with_bodiless_operations(contract: Contract) -> Contract:
    """The contract in which writes that answer nothing are endpoints as well."""
    read = {a.path: a.endpoint for a in contract.actions() if a.method == "GET" and a.endpoint}
    groups = tuple(
        replace(group, resources=tuple(_resource(each, read) for each in group.resources))
        for group in contract.groups
    )
    return contract if groups == contract.groups else replace(contract, groups=groups)


def _resource(resource: Resource, read: Mapping[str, Endpoint]) -> Resource:
    actions = tuple(_action(action, read.get(action.path)) for action in resource.actions)
    return resource if actions == resource.actions else replace(resource, actions=actions)


def _action(action: Action, beside: Endpoint | None) -> Action:
    """The action with the endpoint that the reading at its path lets it have."""
    if action.endpoint is not None or beside is None or not _answers_nothing(action):
        return action
    if beside.kind is EndpointKind.DETAIL and action.method in _SINGLE:
        return replace(action, endpoint=replace(beside, kind=_SINGLE[action.method]))
    if beside.kind is EndpointKind.RELATIONSHIP and action.method in _LINKAGE:
        return replace(action, endpoint=beside)
    return action


def _answers_nothing(action: Action) -> bool:
    good = [t.response for t in action.transactions if not t.response.is_error]
    return bool(good) and not any(response.body.strip() for response in good)
