"""OpenAPI 3.1 from the contract: the same promises, for the tools that speak OpenAPI.

Every response that the blueprint documents or implies (:mod:`contracts.implied`) is there,
so a status that is not there is a failure.
"""

from __future__ import annotations

import json
from typing import Any

from contracts.model import Contract
from contracts.render.openapi.components import Components
from contracts.render.openapi.links import add_links
from contracts.render.openapi.operations import SECURITY_SCHEME, operation_object, operations

__all__ = ["document", "render"]


def render(contract: Contract) -> dict[str, str]:
    """The contract as one file, ``openapi.json``."""
    text = json.dumps(document(contract), indent=2, ensure_ascii=False)
    return {"openapi.json": text + "\n"}


def document(contract: Contract) -> dict[str, Any]:
    """The OpenAPI Object of the contract (OpenAPI 3.1.0, "OpenAPI Object")."""
    metadata = {name.upper(): value for name, value in contract.metadata}
    info: dict[str, Any] = {
        "title": contract.title or "API",
        "version": metadata.get("VERSION", "1.0.0"),
    }
    if contract.description:
        info["description"] = contract.description
    components = Components(contract.schemas)
    paths: dict[str, dict[str, Any]] = {}
    secured = False
    written = [(o, operation_object(o, components)) for o in operations(contract)]
    add_links(written)
    for operation, item in written:
        secured = secured or bool(item["security"])
        paths.setdefault(operation.path, {})[operation.method.lower()] = item
    shared: dict[str, Any] = {"schemas": dict(sorted(components.schemas.items()))}
    if secured:
        shared["securitySchemes"] = {SECURITY_SCHEME: _token()}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": contract.host or "/"}],
        "tags": _tags(contract),
        "paths": paths,
        "components": shared,
    }


def _token() -> dict[str, str]:
    """`Authorization: JWT …` is no scheme that HTTP registers, hence a key in a header."""
    return {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`JWT <access_token>`",
    }


def _tags(contract: Contract) -> list[dict[str, str]]:
    """One tag for each group name; groups of the same name share it."""
    descriptions: dict[str, list[str]] = {}
    for group in contract.groups:
        descriptions.setdefault(group.name, []).append(group.description)
    tags = []
    for name, texts in descriptions.items():
        text = "\n\n".join(filter(None, texts))
        tags.append({"name": name, "description": text} if text else {"name": name})
    return tags
