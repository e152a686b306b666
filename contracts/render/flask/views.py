"""Actions as the views that serve them: one class for each path of a type's module."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from textwrap import indent

from contracts.model import Access, Action, Contract, EndpointKind, ResourceType
from contracts.render.flask.layout import WIDTH, quoted, sequence
from contracts.render.flask.names import class_name, python_name, view_name

BASES = {
    EndpointKind.LIST: "ResourceList",
    EndpointKind.CREATE: "ResourceList",
    EndpointKind.DETAIL: "ResourceDetail",
    EndpointKind.UPDATE: "ResourceDetail",
    EndpointKind.DELETE: "ResourceDetail",
    EndpointKind.RELATED: "ResourceRelated",
    EndpointKind.RELATIONSHIP: "ResourceRelationship",
}


@dataclass(slots=True)
class View:
    """One path: the base class that serves it and its actions by method."""

    path: str
    base: str
    relationship: str = ""
    parent: str = ""
    actions: dict[str, Action] = field(default_factory=dict)


def views(contract: Contract, resource_type: ResourceType) -> list[View]:
    """The views in the type's module, in document order.

    A type's module has its own lists and resources, and what hangs below one resource.
    ``/v1/events/{identifier}`` is served by ``/v1/events/{id}``.
    """
    found: dict[str, View] = {}
    for action in contract.actions():
        endpoint = action.endpoint
        if endpoint is None:
            continue
        base = BASES[endpoint.kind]
        home = endpoint.type if base in ("ResourceList", "ResourceDetail") else endpoint.parent
        if home != resource_type.name:
            continue
        path = re.sub(r"\{[^}]*\}", "{id}", action.path)
        view = found.setdefault(path, View(path, base, endpoint.relationship))
        if base == "ResourceList":
            view.parent = endpoint.parent
        view.actions.setdefault(action.method, action)
    return list(found.values())


def class_of(view: View, resource_type: ResourceType) -> str:
    """The view's class name, kept apart from those of the model and the schema."""
    name = view_name(view.path)
    own = class_name(resource_type.name)
    return f"{name}View" if name in (own, f"{own}Schema") else name


def text(view: View, resource_type: ResourceType) -> str:
    """The source text of the view's class."""
    lines = [
        f"class {class_of(view, resource_type)}({view.base}):",
        f'    """``{view.path}``."""',
        "",
        f"    schema = {class_name(resource_type.name)}Schema",
        f"    url = {quoted(view.path)}",
    ]
    if view.parent:
        lines.append(f"    parent = {quoted(view.parent)}")
    if view.relationship and (view.parent or view.base not in ("ResourceList", "ResourceDetail")):
        lines.append(f"    relationship = {quoted(python_name(view.relationship))}")
    operations = [
        f"Operation({quoted(method)}, {quoted(action.id)}, access={quoted(_access(action))})"
        for method, action in view.actions.items()
    ]
    lines.append(_operations(operations))
    return "\n".join(lines)


def _operations(operations: list[str]) -> str:
    if len(operations) == 1:
        one_line = f"    operations = ({operations[0]},)"
        if len(one_line) <= WIDTH:
            return one_line
    return indent(sequence("operations = ", operations), "    ")


def _access(action: Action) -> str:
    return (action.access or Access.PUBLIC).value
