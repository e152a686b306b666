"""A derived state as the JSON document of the state protocol (docs/state.md)."""

from __future__ import annotations

from typing import Any, Final

from contracts.states import ResourceState, State

VERSION: Final = 1


def document(state: State) -> dict[str, Any]:
    """What is sent before a transaction: everything is reset, then these records are made."""
    value: dict[str, Any] = {
        "version": VERSION,
        "reset": True,
        "resources": [_described(resource) for resource in state.resources],
    }
    if state.failing:
        value["failing"] = list(state.failing)
    if state.token is not None:
        value["token"] = {
            "user": state.token.user,
            "kind": state.token.kind,
            "role": state.token.role,
        }
    return value


def _described(resource: ResourceState) -> dict[str, Any]:
    guessed = {"guessed": True} if resource.guessed else {}
    return {
        "type": resource.type,
        "id": resource.id,
        "attributes": dict(resource.attributes),
        "relationships": dict(resource.relationships),
        **guessed,
    }
