"""Operations: the actions that share a method and a path (OpenAPI 3.1, "Path Item Object").

To OpenAPI ``/v1/events/{id}`` and ``/v1/events/{identifier}`` are the same path, so the
actions of both become one operation, under the variable names met first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import unquote

from contracts.model import Action, Contract, Parameter, Request
from contracts.render.curl import curl
from contracts.render.openapi.bodies import refused_requests, request_body, responses
from contracts.render.openapi.components import Components
from contracts.render.openapi.parameters import ParameterUse, header_objects, parameter_objects
from contracts.render.openapi.security import Security
from contracts.render.shown_requests import EXAMPLE_HOST, indented, shown_uri
from contracts.text.lifecycle import lifecycle
from contracts.text.uri import path_shape, path_variables, template_parts, template_routes

#: The tag of operations without a group.
UNGROUPED: Final = "Operations"

MOST_SAMPLES: Final = 3
"""More commands for one operation say nothing new."""


@dataclass(slots=True)
class OpenApiOperation:
    """A method on a path, its actions and the group of the first of them.

    ``renamed`` maps, for each action's id, its path variables to the names in ``path``.
    """

    path: str
    method: str
    group: str
    actions: list[Action] = field(default_factory=list)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)


def operations(contract: Contract) -> list[OpenApiOperation]:
    """The operations of a contract, in the order of their first actions."""
    paths: dict[str, str] = {}
    by_path: dict[tuple[str, str], OpenApiOperation] = {}
    for group in contract.groups:
        for action in (a for resource in group.resources for a in resource.actions):
            own = openapi_path(action)
            path = paths.setdefault(path_shape(own), own)
            operation = by_path.setdefault(
                (path, action.method), OpenApiOperation(path, action.method, group.name)
            )
            operation.actions.append(action)
            operation.renamed[action.id] = dict(
                zip(path_variables(own), path_variables(path), strict=True)
            )
    return list(by_path.values())


def openapi_path(action: Action) -> str:
    """The path with plain ``{name}`` variables: no operators, names decoded."""
    path = ""
    for literal, variable in template_parts(template_routes(action.uri_template)[0]):
        name = unquote(variable.strip("{+}"))
        path += _literal(literal) + (f"{{{name}}}" if variable else "")
    return path if path.startswith("/") else f"/{path}"


def _literal(text: str) -> str:
    """A brace that opens or closes nothing is no part of a template, hence of a URI."""
    return text.replace("{", "%7B").replace("}", "%7D")


def operation_object(
    operation: OpenApiOperation, components: Components, security: Security, host: str = ""
) -> dict[str, Any]:
    """The Operation Object; `x-access` is who may call it.

    Of several actions the first one names it, and the descriptions of all describe it.
    """
    actions = operation.actions
    first = actions[0]
    result: dict[str, Any] = {
        "operationId": first.id,
        "summary": next((a.name for a in actions if a.name), first.id),
        "tags": [operation.group or UNGROUPED],
    }
    description = "\n\n".join(dict.fromkeys(a.description for a in actions if a.description))
    if description:
        result["description"] = description
    lives = {lifecycle(a.description) for a in actions}
    if lives == {"deprecated"}:
        result["deprecated"] = True
    if lives == {"not yet implemented"}:
        result["x-implemented"] = False
    if first.access is not None:
        result["x-access"] = components.conventions.word(first.access)
    result["security"] = security.requirements(actions)
    parameters = [*parameter_objects(_uses(operation)), *header_objects(actions)]
    if parameters:
        result["parameters"] = parameters
    body = request_body(actions, components)
    if body is not None:
        result["requestBody"] = body
    result["responses"] = responses(actions, components)
    samples = code_samples(actions, host)
    if samples:
        result["x-codeSamples"] = samples
    refused = refused_requests(actions, body)
    if refused:
        result["x-refused-requests"] = refused
    return result


def code_samples(actions: Iterable[Action], host: str) -> list[dict[str, str]]:
    """A curl command for each successful example, as Redoc and Scalar show them."""
    successes = [(a, t) for a in actions for t in a.transactions if t.response.is_success]
    labels = {t.request.name or t.name: (a, t) for a, t in reversed(successes)}
    return [
        {
            "lang": "Shell",
            "label": f"curl: {t.request.name}" if t.request.name and len(labels) > 1 else "curl",
            "source": curl(
                replace(t.request, body=indented(t.request.body)),
                host or EXAMPLE_HOST,
                _uri_with_variables(a, t.request),
            ),
        }
        for a, t in reversed(labels.values())
    ][:MOST_SAMPLES]


def _uri_with_variables(action: Action, request: Request) -> str:
    """The URI where a path variable has no example; else an empty text."""
    shown = shown_uri(action, request)
    return "" if shown == request.uri else shown


def _uses(operation: OpenApiOperation) -> Iterator[ParameterUse]:
    """Every parameter of every action; path variables nobody described are texts."""
    for action in operation.actions:
        names = operation.renamed[action.id]
        requested = (p for t in action.transactions for p in t.request.parameters)
        described = {p.name: p for p in (*requested, *action.parameters) if p.place == "path"}
        for own, shared in names.items():
            parameter = described.get(own, Parameter(own, own, "path", required=True))
            yield ParameterUse(shared, parameter, action)
        for parameter in action.parameters:
            if parameter.place == "query":
                yield ParameterUse(parameter.name, parameter, action)
        known = {p.name for p in action.parameters}
        for parameter in (p for t in action.transactions for p in t.request.parameters):
            if parameter.place == "query" and parameter.name not in known:
                known.add(parameter.name)
                yield ParameterUse(parameter.name, replace(parameter, required=False), action)
