"""One module: the model, the schema and the views of a JSON:API type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from contracts.build.ownership import owner_path
from contracts.model import Contract, ResourceType
from contracts.render.flask import columns, relations, views
from contracts.render.flask.identifiers import Names
from contracts.render.flask.layout import WIDTH, origin, prose, quoted, sequence

#: Names a module may use, by where they come from, in import order.
IMPORTS = {
    "datetime": ("date", "datetime"),
    "typing": ("TYPE_CHECKING", "Any"),
    "sqlalchemy": (
        "JSON",
        "BigInteger",
        "Boolean",
        "Column",
        "Date",
        "Float",
        "ForeignKey",
        "Table",
        "Text",
    ),
    "sqlalchemy.orm": ("Mapped", "mapped_column", "relationship"),
    "contracts.runtime": (
        "Operation",
        "ResourceDetail",
        "ResourceList",
        "ResourceRelated",
        "ResourceRelationship",
        "Schema",
        "Secret",
        "SoftDeleted",
        "TextId",
        "Timestamp",
        "fields",
        "now",
        "random_identifier",
        "reference",
    ),
}
#: The import blocks of a module: standard library, third party, our own.
BLOCKS = (("datetime", "typing"), ("sqlalchemy", "sqlalchemy.orm"), ("contracts.runtime",))


def module(
    contract: Contract, names: Names, resource_type: ResourceType, found: Sequence[views.View]
) -> str:
    """The source text of the type's module, which has the views ``found``."""
    shown = [view.name for view in found]
    related = relations.served(contract, resource_type)
    body = "\n\n\n".join(
        [
            *(
                relations.association(names, resource_type, r)
                for r in related
                if relations.needs_association(contract, r)
            ),
            _model(contract, names, resource_type),
            _schema(contract, names, resource_type),
            *(views.text(view, names) for view in found),
            sequence("RESOURCES = ", shown) if len(found) > 4 else _short(shown),
        ]
    )
    others = sorted({r.target for r in related} - {resource_type.name})
    said = f"JSON:API type ``{prose(resource_type.name)}``."
    source = f"Generated from {prose(origin(contract, resource_type.file))}, do not edit."
    docstring = f'"""{said} {source}"""'
    if len(docstring) > WIDTH:
        docstring = f'"""{said}\n\n{source}\n"""'
    return f"{docstring}\n\n{_imports(names, body, others)}\n\n\n{body}\n"


def _short(names: list[str]) -> str:
    one_line = f"RESOURCES = ({', '.join(names)}{',' if len(names) == 1 else ''})"
    return one_line if len(one_line) <= 100 else sequence("RESOURCES = ", names)


def _model(contract: Contract, names: Names, resource_type: ResourceType) -> str:
    mixins = ["SoftDeleted"] * resource_type.soft_deleted + ["TextId"] * resource_type.text_ids
    base = ", ".join([*mixins, "Model"])
    spelled = names.members[resource_type.name]
    attributes = [
        columns.column(resource_type, attribute, spelled[attribute.name])
        for attribute in resource_type.attributes
        if not (resource_type.soft_deleted and attribute.name == "deleted-at")
    ]
    related = relations.served(contract, resource_type)
    keys = [relations.foreign_key(names, resource_type, r) for r in related if relations.has_key(r)]
    lines = [relations.model_line(contract, names, resource_type, r) for r in related]
    table = names.tables[resource_type.name]
    parts = [f'    """A row of ``{table}``."""', f"    __tablename__ = {quoted(table)}"]
    parts += ["\n".join(part) for part in ([*attributes, *keys], lines) if part]
    return f"class {names.classes[resource_type.name]}({base}):\n" + "\n\n".join(parts)


def _schema(contract: Contract, names: Names, resource_type: ResourceType) -> str:
    name, spelled = names.classes[resource_type.name], names.members[resource_type.name]
    path = owner_path(contract, resource_type.name)
    meta = [f"type_ = {quoted(resource_type.name)}", f"model = {name}"]
    home = views.served_path(resource_type.path or resource_type.link)
    if home:
        meta.append(f"self_url = {quoted(home)}")
    if resource_type.natural_key:
        meta.append(f"natural_key = {quoted(spelled[resource_type.natural_key])}")
    if resource_type.client_ids:
        meta.append("client_ids = True")
    if path:
        steps = [quoted(step) for step in _steps(contract, names, resource_type, path)]
        meta.append(f"owner = ({', '.join(steps)}{',' if len(steps) == 1 else ''})")
    fields = [columns.field(a, spelled[a.name]) for a in resource_type.attributes]
    fields += [
        relations.field(contract, names, resource_type, r)
        for r in relations.served(contract, resource_type)
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


def _imports(names: Names, body: str, others: Iterable[str]) -> str:
    """The imports that the text of the module needs."""
    used = set(re.findall(r"(?<![.\w])[A-Za-z_]+", re.sub(r'"[^"]*"', "", body)))
    models = [f"    from .{names.modules[o]} import {names.classes[o]}" for o in others]
    if models:
        used.add("TYPE_CHECKING")
    blocks = ["from __future__ import annotations"]
    for block in BLOCKS:
        lines = [import_line(name, [n for n in IMPORTS[name] if n in used]) for name in block]
        if any(lines):
            blocks.append("\n".join(line for line in lines if line))
    blocks.append("from .database import Model")
    if models:
        blocks.append("\n".join(["if TYPE_CHECKING:", *sorted(models)]))
    return "\n\n".join(blocks)


def import_line(source: str, names: Sequence[str]) -> str:
    """``from source import names``, one a line where they are too many; '' for none."""
    if not names:
        return ""
    one_line = f"from {source} import {', '.join(names)}"
    if len(one_line) <= 100:
        return one_line
    return "\n".join([f"from {source} import (", *(f"    {name}," for name in names), ")"])
