"""What can be done with a resource that was just created (OpenAPI 3.1, "Link Object")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from contracts.model import Action, EndpointKind
from contracts.render.openapi.operations import OpenApiOperation

_SINGLE: Final = (EndpointKind.DETAIL, EndpointKind.UPDATE, EndpointKind.DELETE)
ID: Final = "$response.body#/data/id"


def add_links(written: Iterable[tuple[OpenApiOperation, dict[str, Any]]]) -> None:
    """Lead from each creation's 201 to every operation whose path takes the new id.

    ``written`` are the operations with their Operation Objects, which are completed.
    """
    known = list(written)
    for operation, item in known:
        created = next((t for t in map(_creates, operation.actions) if t), "")
        response = item["responses"].get("201")
        if not created or response is None:
            continue
        links = {
            other["operationId"]: {
                "operationId": other["operationId"],
                "parameters": {name: ID},
            }
            for target, other in known
            if (name := _variable_of(target, created))
        }
        if links:
            response["links"] = links


def _creates(action: Action) -> str:
    """The type of the resource that the action creates, or an empty text."""
    endpoint = action.endpoint
    return endpoint.type if endpoint and endpoint.kind is EndpointKind.CREATE else ""


def _variable_of(operation: OpenApiOperation, kind: str) -> str:
    """The path variable that takes the id of a resource of this type, or an empty text."""
    for action in operation.actions:
        endpoint = action.endpoint
        if endpoint is None:
            continue
        single = endpoint.kind in _SINGLE and endpoint.type == kind
        renamed = operation.renamed[action.id]
        if (single or endpoint.parent == kind) and len(renamed) == 1:
            return next(iter(renamed.values()))
    return ""
