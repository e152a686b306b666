"""Actions as the views that serve them: one class for each path of a type's module."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from textwrap import indent
from urllib.parse import parse_qsl, urlsplit

from contracts.model import Access, Action, Contract, Endpoint, EndpointKind, ResourceType
from contracts.render.flask import answers
from contracts.render.flask.identifiers import TAKEN_CLASSES, Names, distinct, view_name
from contracts.render.flask.layout import WIDTH, call, prose, quoted, sequence
from contracts.text.uri import path_shape

BASES = {
    EndpointKind.LIST: "ResourceList",
    EndpointKind.CREATE: "ResourceList",
    EndpointKind.DETAIL: "ResourceDetail",
    EndpointKind.UPDATE: "ResourceDetail",
    EndpointKind.DELETE: "ResourceDetail",
    EndpointKind.RELATED: "ResourceRelated",
    EndpointKind.RELATIONSHIP: "ResourceRelationship",
}


#: The query parameters of an operation of each kind, beside those below.
QUERY = {
    EndpointKind.LIST: ("fields", "include", "filter", "sort", "page"),
    EndpointKind.RELATIONSHIP: (),
}
#: Those of a list of resources of several types.
QUERY_OF_SEVERAL = ("fields", "page")
DOCUMENT = ("fields", "include")


@dataclass(slots=True)
class PathView:
    """One path: the base class that serves it and its actions by method.

    ``above`` are the resources that it names before (:class:`~contracts.model.Endpoint`).

    ``home`` is the type whose module it is in, ``name`` the name of its class.
    """

    path: str
    base: str
    home: str
    relationship: str = ""
    parent: str = ""
    above: tuple[tuple[str, str], ...] = ()
    name: str = ""
    actions: dict[str, Action] = field(default_factory=dict)
    ignored: dict[str, list[str]] = field(default_factory=dict)


def views(contract: Contract, names: Names) -> list[PathView]:
    """All views, in document order.

    A type's module has its own lists and resources, and what hangs below one resource.
    ``/v1/events/{identifier}`` is served by ``/v1/events/{id}``. Of two actions for one
    method of one path the first is served.
    """
    by_path: dict[str, PathView] = {}
    for action in contract.actions():
        endpoint = action.endpoint
        if endpoint is None:
            continue
        base = _base(endpoint)
        home = endpoint.type if base in ("ResourceList", "ResourceDetail") else endpoint.parent
        if home not in names.classes or _is_replayed(endpoint, names):
            continue
        path = served_path(action.path)
        view = by_path.setdefault(path, PathView(path, base, home, endpoint.relationship))
        if (view.base, view.home) != (base, home):
            continue
        if base == "ResourceList":
            view.parent = endpoint.parent
        view.above = endpoint.above
        view.actions.setdefault(action.method, action)
        succeeds = any(not t.response.is_error for t in action.transactions)
        view.ignored.setdefault(action.method, []).extend(
            _ignored(contract, action) if succeeds else ()
        )
    _name(by_path.values(), names)
    return list(by_path.values())


def _base(endpoint: Endpoint) -> str:
    if endpoint.kind is EndpointKind.LIST and endpoint.others:
        return BASES[EndpointKind.RELATED]
    return BASES[endpoint.kind]


def _is_replayed(endpoint: Endpoint, names: Names) -> bool:
    """Whether it shows resources of types without a table, or creates one of several types."""
    if not endpoint.others or endpoint.kind is EndpointKind.RELATIONSHIP:
        return False
    has_tables = set(endpoint.types) <= names.classes.keys()
    return endpoint.kind is EndpointKind.CREATE or not has_tables


def served_path(path: str) -> str:
    """The path with every variable, and every number in place of an id, as ``{id}``."""
    return re.sub(r"(?<=/)\d+(?=/|$)", "{id}", path_shape(path, "{id}"))


def is_nested(path: str) -> bool:
    """Whether a served path names several resources, so that no row alone makes it."""
    return path.count("{") > 1


def _name(path_views: Iterable[PathView], names: Names) -> None:
    """Give each view a class name of its own, apart from those of models and schemas."""
    classes = set(names.classes.values())
    taken = classes | {f"{name}Schema" for name in classes} | TAKEN_CLASSES
    wanted = {}
    for view in path_views:
        name = view_name(view.path)
        own = names.classes[view.home]
        wanted[view.path] = f"{name}View" if name in (own, f"{own}Schema") else name
    chosen = distinct(wanted, taken)
    for view in path_views:
        view.name = chosen[view.path]


def text(contract: Contract, view: PathView, names: Names, *, whole: bool) -> str:
    """The source text of the view's class; ``whole``: documents have all that is known."""
    lines = [
        f"class {view.name}({view.base}):",
        f'    """``{prose(view.path)}``."""',
        "",
        f"    schema = {names.classes[view.home]}Schema",
        f"    url = {quoted(view.path)}",
    ]
    if view.base == "ResourceDetail" and "{id}" not in view.path:
        lines.append("    only = True")
    if view.parent:
        lines.append(f"    parent = {quoted(view.parent)}")
    if view.relationship and (view.parent or view.base not in ("ResourceList", "ResourceDetail")):
        owner = view.parent if view.base == "ResourceList" else view.home
        lines.append(f"    relationship = {quoted(names.members[owner][view.relationship])}")
    if view.above:
        steps = [
            f"({quoted(name)}, {quoted(names.members[name][link] if link else '')})"
            for name, link in view.above
        ]
        lines.append(f"    above = ({', '.join(steps)}{',' * (len(steps) == 1)})")
    operations = [
        _operation(
            [
                *_arguments(method, action, view.ignored[method]),
                *answers.arguments(contract, action, whole=whole),
            ]
        )
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


def _operation(arguments: list[str]) -> str:
    """An item of the tuple, four columns left of where it is going to stand."""
    first, *others = call("Operation", arguments, 8, WIDTH - 1).split("\n")
    return "\n".join([first.strip(), *(line[4:] for line in others)])


def _arguments(method: str, action: Action, names: Iterable[str]) -> list[str]:
    arguments = [quoted(method), quoted(action.id), f"access={quoted(_access(action))}"]
    ignored = [quoted(name) for name in dict.fromkeys(names)]
    if ignored:
        arguments.append(f"ignores=({', '.join(ignored)}{',' * (len(ignored) == 1)})")
    return arguments


def _ignored(contract: Contract, action: Action) -> list[str]:
    """Documented query parameters that have no meaning in JSON:API here."""
    endpoint = action.endpoint
    kind = endpoint.kind if endpoint else EndpointKind.DETAIL
    owner = contract.resource_type(endpoint.type) if endpoint else None
    known = () if action.method == "DELETE" else QUERY.get(kind, DOCUMENT)
    if endpoint and kind is EndpointKind.LIST and endpoint.others:
        known = QUERY_OF_SEVERAL
    named = [p.name for p in action.parameters if p.place == "query"]
    written = [name for name, _ in parse_qsl(urlsplit(action.uri_template.split("{?")[0]).query)]
    trash = contract.conventions.trash_parameter
    return [
        n for n in dict.fromkeys([*written, *named]) if not _is_understood(n, known, owner, trash)
    ]


def _is_understood(name: str, known: Iterable[str], owner: ResourceType | None, trash: str) -> bool:
    """Whether the server implements a parameter, in one of ``known`` families."""
    if name == trash:
        return True
    family, bracket, member = name.removesuffix("]").partition("[")
    if family not in known:
        return False
    if family == "page":
        return member in ("number", "size")
    if family == "filter" and bracket:
        return owner is not None and owner.attribute(member) is not None
    return bool(bracket) == (family == "fields")


def _access(action: Action) -> str:
    return (action.access or Access.PUBLIC).value
