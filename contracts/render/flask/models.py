"""``models.py``: the tables of all JSON:API types.

They stand in one module because relationships have two ends, each of which names the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contracts.build.identity.ownership import identity_type
from contracts.model import MISSING, Contract, ResourceType
from contracts.render.flask import columns, relations
from contracts.render.flask.identifiers import Names
from contracts.render.flask.imports import MODELS, import_block, import_line
from contracts.render.flask.layout import origin, prose, quoted

BASE = '''\
class Model(Record, DeclarativeBase):
    """The base of all models."""

    metadata = new_metadata()


db = new_database(Model.metadata)
Model.session = db.session'''


def models(contract: Contract, names: Names, mixins: Mapping[str, str]) -> str:
    """The source text; ``mixins`` name, by type, what adds columns that no document shows."""
    types = sorted(contract.resource_types, key=lambda t: names.modules[t.name])
    classes = {name: mixin.partition(":")[2] for name, mixin in mixins.items()}
    parts = [BASE]
    for resource_type in types:
        parts += _associations(contract, names, resource_type)
        parts.append(_model(contract, names, resource_type, classes.get(resource_type.name)))
    body = "\n\n\n".join(parts)
    source = prose(origin(contract, contract.file))
    docstring = f'"""The tables. Generated from {source}, do not edit."""'
    imports = import_block(MODELS, body, _mixin_imports(mixins.values()))
    return f"{docstring}\n\n{imports}\n\n\n{body}\n"


def _mixin_imports(mixins: Iterable[str]) -> Iterator[str]:
    by_module: dict[str, set[str]] = {}
    for mixin in mixins:
        module, _, name = mixin.partition(":")
        by_module.setdefault(module, set()).add(name)
    return (import_line(module, sorted(by_module[module])) for module in sorted(by_module))


def _associations(contract: Contract, names: Names, resource_type: ResourceType) -> Iterator[str]:
    for relationship in relations.served(contract, resource_type):
        if relations.needs_association(contract, relationship):
            yield relations.association(names, resource_type, relationship)


def _model(contract: Contract, names: Names, resource_type: ResourceType, mixin: str | None) -> str:
    mixins = [mixin] if mixin else []
    mixins += ["TokenVersion"] * (resource_type.name == identity_type(contract))
    mixins += ["SoftDeleted"] * resource_type.soft_deleted + ["TextId"] * resource_type.text_ids
    base = ", ".join([*mixins, "Model"])
    spelled = names.members[resource_type.name]
    made = columns.made_values(contract, resource_type)
    attributes = [
        columns.column(
            resource_type, attribute, spelled[attribute.name], made.get(attribute.name, MISSING)
        )
        for attribute in resource_type.attributes
        if attribute.name != resource_type.deleted_at
    ]
    attributes += [
        relations.polymorphic_column(names, resource_type, r)
        for r in relations.polymorphic(resource_type)
    ]
    related = relations.served(contract, resource_type)
    keys = [relations.foreign_key(names, resource_type, r) for r in related if relations.has_key(r)]
    lines = [relations.model_line(contract, names, resource_type, r) for r in related]
    table = names.tables[resource_type.name]
    parts = [f'    """A row of ``{table}``."""', f"    __tablename__ = {quoted(table)}"]
    parts += ["\n".join(part) for part in ([*attributes, *keys], lines) if part]
    return f"class {names.classes[resource_type.name]}({base}):\n" + "\n\n".join(parts)
