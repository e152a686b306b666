"""The Flask server's generated package: one readable module for each JSON:API type.

The modules state facts of the blueprint in the words of ``server.jsonapi``; all behaviour
is hand-written there. The text is laid out as ``ruff format`` would, so it stays as it is.
"""

from __future__ import annotations

from contracts.model import Contract
from contracts.render.flask.layout import origin, sequence
from contracts.render.flask.module import module
from contracts.render.flask.names import class_name, module_name

DATABASE = '''\
"""The database of the generated models. Generated from {origin}, do not edit."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from server.jsonapi import Record, new_database, new_metadata


class Model(Record, DeclarativeBase):
    """The base of all models."""

    metadata = new_metadata()


db = new_database(Model.metadata)
Model.session = db.session
'''

PACKAGE = '''\
"""JSON:API types and routes. Generated from {origin}, do not edit."""

from __future__ import annotations

{imports}from .database import db

{schemas}

{resources}

__all__ = ["RESOURCES", "SCHEMAS", "db"]
'''


def render(contract: Contract) -> dict[str, str]:
    """The package's files by path: ``__init__.py``, ``database.py`` and a module for each type.

    Types that no response or request describes with attributes have no module.
    """
    types = sorted(contract.resource_types, key=lambda t: module_name(t.name))
    modules = [module_name(t.name) for t in types]
    root = origin(contract, contract.file)
    package = PACKAGE.format(
        origin=root,
        imports=f"from . import {', '.join(modules)}\n" if modules else "",
        schemas=sequence(
            "SCHEMAS = ", [f"{module_name(t.name)}.{class_name(t.name)}Schema" for t in types]
        ),
        resources=sequence("RESOURCES = ", [f"*{name}.RESOURCES" for name in modules]),
    )
    files = {"__init__.py": package, "database.py": DATABASE.format(origin=root)}
    for resource_type in types:
        files[f"{module_name(resource_type.name)}.py"] = module(contract, resource_type)
    return dict(sorted(files.items()))
