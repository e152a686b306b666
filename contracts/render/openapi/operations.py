"""Operations: the actions that share a method and a path (OpenAPI 3.1, "Path Item Object").

To OpenAPI ``/v1/events/{id}`` and ``/v1/events/{identifier}`` are the same path, so the
actions of both become one operation, under the variable names met first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from contracts.model import Access, Action, Contract, Parameter, header
from contracts.render.openapi.bodies import request_body, responses
from contracts.render.openapi.components import Components
from contracts.render.openapi.parameters import Use, parameter_objects

SECURITY_SCHEME: Final = "jwt"

# A path expression: operator and names (RFC 6570, section 2.2); only these are of a path.
_EXPRESSION: Final = re.compile(r"\{([+#./;?&]?)([^{}]*)\}")
_SEPARATORS: Final = {"": ("", ","), "+": ("", ","), "/": ("/", "/"), ".": (".", ".")}


@dataclass(slots=True)
class Operation:
    """A method on a path, its actions and the group of the first of them.

    ``renamed`` maps, for each action's id, its path variables to the names in ``path``.
    """

    path: str
    method: str
    group: str
    actions: list[Action] = field(default_factory=list)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)


def operations(contract: Contract) -> list[Operation]:
    """The operations of a contract, in the order of their first actions."""
    paths: dict[str, str] = {}
    found: dict[tuple[str, str], Operation] = {}
    for group in contract.groups:
        for action in (a for resource in group.resources for a in resource.actions):
            own = openapi_path(action)
            path = paths.setdefault(re.sub(r"\{[^{}]*\}", "{}", own), own)
            operation = found.setdefault(
                (path, action.method), Operation(path, action.method, group.name)
            )
            operation.actions.append(action)
            operation.renamed[action.id] = dict(zip(_variables(own), _variables(path), strict=True))
    return list(found.values())


def openapi_path(action: Action) -> str:
    """The path with plain ``{name}`` variables: no operators, names decoded."""
    return _EXPRESSION.sub(_plain_expression, action.path)


def operation_object(operation: Operation, components: Components) -> dict[str, Any]:
    """The Operation Object; `x-access` says who may call it."""
    actions = operation.actions
    first = actions[0]
    result: dict[str, Any] = {
        "operationId": first.id,
        "summary": " / ".join(dict.fromkeys(a.name for a in actions if a.name)) or first.id,
        "tags": [operation.group],
    }
    description = "\n\n".join(dict.fromkeys(a.description for a in actions if a.description))
    if description:
        result["description"] = description
    if first.access is not None:
        result["x-access"] = str(first.access)
    result["security"] = _security(actions)
    parameters = parameter_objects(_uses(operation))
    if parameters:
        result["parameters"] = parameters
    body = request_body(actions, components)
    if body is not None:
        result["requestBody"] = body
    result["responses"] = responses(actions, components)
    return result


def _uses(operation: Operation) -> Iterator[Use]:
    """Every parameter of every action; path variables nobody described are texts."""
    for action in operation.actions:
        names = operation.renamed[action.id]
        described = {p.name: p for p in action.parameters if p.place == "path"}
        for own, shared in names.items():
            parameter = described.get(own, Parameter(own, own, "path", required=True))
            yield Use(shared, parameter, action)
        for parameter in action.parameters:
            if parameter.place == "query":
                yield Use(parameter.name, parameter, action)


def _security(actions: list[Action]) -> list[dict[str, list[str]]]:
    """A token where one is needed; one and none where that depends on the action."""
    needs = {_needs_token(action) for action in actions}
    if needs == {False}:
        return []
    token: dict[str, list[str]] = {SECURITY_SCHEME: []}
    return [token] if needs == {True} else [{}, token]


def _needs_token(action: Action) -> bool:
    """By its access level; a public action may still ask for one, as a token refresh does."""
    if action.access not in (None, Access.PUBLIC):
        return True
    successes = [t.request for t in action.transactions if t.response.status < 300]
    return bool(successes) and all(header(r.headers, "Authorization") for r in successes)


def _plain_expression(match: re.Match[str]) -> str:
    operator, names = match.groups()
    if operator not in _SEPARATORS:
        return ""
    before, between = _SEPARATORS[operator]
    plain = (unquote(name.split(":", 1)[0].removesuffix("*")) for name in names.split(","))
    return before + between.join(f"{{{name}}}" for name in plain)


def _variables(path: str) -> list[str]:
    return re.findall(r"\{([^{}]*)\}", path)
