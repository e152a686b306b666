"""One module: the schema and the views of a JSON:API type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contracts.build.identity.ownership import admin_attributes, identity_type, owner_path
from contracts.model import DEFAULT_CONVENTIONS, Contract, ResourceType
from contracts.render.flask import columns, relations, views
from contracts.render.flask.identifiers import Names
from contracts.render.flask.imports import VIEWS, import_block, import_line
from contracts.render.flask.layout import WIDTH, origin, prose, quoted, sequence


def module(
    contract: Contract,
    names: Names,
    resource_type: ResourceType,
    path_views: Sequence[views.PathView],
    *,
    whole: bool,
) -> str:
    """The source text of the type's module, which has the views ``path_views``.

    ``whole``: documents have all that is known, else what the blueprint shows.
    """
    shown = [view.name for view in path_views]
    body = "\n\n\n".join(
        [
            _schema(contract, names, resource_type),
            *(views.text(contract, view, names, whole=whole) for view in path_views),
            sequence("RESOURCES = ", shown) if len(path_views) > 4 else _short(shown),
        ]
    )
    subject = f"JSON:API type ``{prose(resource_type.name)}``."
    source = f"Generated from {prose(origin(contract, resource_type.file))}, do not edit."
    docstring = f'"""{subject} {source}"""'
    if len(docstring) > WIDTH:
        docstring = f'"""{subject}\n\n{source}\n"""'
    own = import_line(".models", [names.classes[resource_type.name]])
    return f"{docstring}\n\n{import_block(VIEWS, body)}\n\n{own}\n\n\n{body}\n"


def _short(names: list[str]) -> str:
    one_line = f"RESOURCES = ({', '.join(names)}{',' if len(names) == 1 else ''})"
    return one_line if len(one_line) <= 100 else sequence("RESOURCES = ", names)


def _schema(contract: Contract, names: Names, resource_type: ResourceType) -> str:
    name, spelled = names.classes[resource_type.name], names.members[resource_type.name]
    path = owner_path(contract, resource_type.name)
    meta = [f"type_ = {quoted(resource_type.name)}", f"model = {name}"]
    home = views.served_path(resource_type.path or resource_type.link)
    if home and not views.is_nested(home):
        meta.append(f"self_url = {quoted(home)}")
    if resource_type.natural_key:
        meta.append(f"natural_key = {quoted(spelled[resource_type.natural_key])}")
    if resource_type.client_ids:
        meta.append("client_ids = True")
    if path:
        steps = [quoted(step) for step in _steps(contract, names, resource_type, path)]
        meta.append(f"owner = {_tuple(steps)}")
    if resource_type.name == identity_type(contract):
        flags = [quoted(spelled[a]) for a in admin_attributes(contract) if a in spelled]
        meta += [f"admin = {_tuple(flags)}"] * bool(flags)
        last_access = resource_type.attribute(contract.conventions.last_access)
        if last_access and last_access.read_only and last_access.schema.format == "date-time":
            meta.append(f"last_access = {quoted(spelled[last_access.name])}")
    trash = contract.conventions.trash_parameter
    if resource_type.soft_deleted and trash != DEFAULT_CONVENTIONS.trash_parameter:
        meta.append(f"trash_parameter = {quoted(trash)}")
    fields = [columns.field(a, spelled[a.name]) for a in resource_type.attributes]
    fields += [
        relations.field(contract, names, resource_type, r)
        for r in (
            *relations.served(contract, resource_type),
            *relations.polymorphic(resource_type),
        )
    ]
    lines = [
        f"class {name}Schema(Schema):",
        f'    """The members of a resource of type ``{prose(resource_type.name)}``."""',
        "",
        "    class Meta:",
        '        """Where resources live, and who owns them."""',
        "",
        *(f"        {line}" for line in meta),
    ]
    return "\n".join([*lines, "", *fields]) if fields else "\n".join(lines)


def _tuple(items: Sequence[str]) -> str:
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def _steps(
    contract: Contract, names: Names, start: ResourceType, path: Iterable[str]
) -> Iterator[str]:
    """The Python names of the relationships on the way to an owner."""
    owner: ResourceType | None = start
    for step in path:
        relationship = owner.relationship(step) if owner else None
        if owner is None or relationship is None:
            return
        yield names.members[owner.name][step]
        owner = contract.resource_type(relationship.target)
