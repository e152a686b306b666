"""OpenAPI 3.1 from the contract: the same promises, for the tools that speak OpenAPI.

Every response that the blueprint documents is there and, of a JSON:API service, every one that it
implies (:mod:`contracts.build.default_errors`), so a status that is not there is a failure.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

from contracts.build.default_errors import has_json_api
from contracts.model import Contract
from contracts.render.openapi.components import Components
from contracts.render.openapi.defaults import drop_false_defaults
from contracts.render.openapi.links import add_links
from contracts.render.openapi.operations import UNGROUPED, operation_object, operations
from contracts.render.openapi.security import Security
from contracts.text.numbers import json_text
from contracts.text.uri import server_url

__all__ = ["document", "render"]

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def render(contract: Contract) -> dict[str, str]:
    """The contract as one file, ``openapi.json``."""
    text = json_text(document(contract), indent=2)
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
    # Importers and generators of clients take what stands here for documented.
    components = Components(
        contract.schemas, contract.conventions, with_implied=has_json_api(contract)
    )
    security = Security.of(contract)
    paths: dict[str, dict[str, Any]] = {}
    written = [
        (o, operation_object(o, components, security, server_url(contract.host)))
        for o in operations(contract)
    ]
    add_links(written)
    for operation, item in written:
        method = operation.method.lower()
        # Other methods, as WebDAV's, have no place of their own ("Path Item Object").
        key = method if method in METHODS else f"x-{method}"
        paths.setdefault(operation.path, {})[key] = item
    shared: dict[str, Any] = {"schemas": dict(sorted(components.schemas.items()))}
    if security.used:
        shared["securitySchemes"] = security.schemes()
    whole = {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": server_url(contract.host) or "/"}],
        "tags": _tags(contract, {tag for _, item in written for tag in item["tags"]}),
        "paths": paths,
        "components": shared,
    }
    drop_false_defaults(whole)
    return whole


def _tags(contract: Contract, used: Container[str]) -> list[dict[str, str]]:
    """One tag for each group name; groups of the same name share it.

    It also has the descriptions of the group's resources, which OpenAPI has no place for.
    """
    descriptions: dict[str, list[str]] = {}
    for group in contract.groups:
        # A group whose operations are all in others would be an empty chapter.
        if (group.name or UNGROUPED) not in used:
            continue
        texts = descriptions.setdefault(group.name or UNGROUPED, [])
        texts.append(group.description)
        for resource in group.resources:
            if resource.description:
                title = resource.name or resource.uri_template
                texts.append(f"**{title}**\n\n{resource.description}")
    tags = []
    for name, texts in descriptions.items():
        text = "\n\n".join(filter(None, texts))
        tags.append({"name": name, "description": text} if text else {"name": name})
    return tags
