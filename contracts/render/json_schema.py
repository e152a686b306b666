"""JSON Schema 2020-12 files: one for each payload and resource type, and an index."""

from __future__ import annotations

from typing import Any

from contracts.build.schemas import (
    DIALECT,
    JsonSchema,
    described,
    payload_schema,
    readable_schema,
    schema_of,
)
from contracts.model import Contract, Relationship, ResourceType
from contracts.text.numbers import json_text

__all__ = ["payload_schema", "render", "resource_schema", "schema_of"]


def resource_schema(resource_type: ResourceType) -> JsonSchema:
    """What every resource object of a type satisfies, in requests and in responses.

    JSON:API 1.0, "Resource Objects": sparse fieldsets and updates may leave anything out, so
    only ``type`` is required; ``readOnly`` and ``writeOnly`` say where a member appears.
    """
    members: JsonSchema = {"type": {"const": resource_type.name}, "id": {"type": "string"}}
    if resource_type.attributes:
        members["attributes"] = {
            "type": "object",
            "properties": {
                a.name: {
                    **described(schema_of(a.schema), a.description),
                    **({"readOnly": True} if a.read_only else {}),
                    **({"writeOnly": True} if a.write_only else {}),
                }
                for a in resource_type.attributes
            },
        }
    if resource_type.relationships:
        members["relationships"] = {
            "type": "object",
            "properties": {r.name: _relationship(r) for r in resource_type.relationships},
        }
    return {
        "$schema": DIALECT,
        "title": resource_type.name,
        "type": "object",
        "properties": members,
        "required": ["type"],
    }


def render(contract: Contract) -> dict[str, str]:
    """The files of all schemas: of transactions, of resource types, and an index of both.

    Payloads of one action and status with the same schema share a file. A written schema
    that is not JSON gets no file.
    """
    files: dict[str, str] = {}
    index = []
    for action in contract.actions():
        for transaction in action.transactions:
            status = transaction.response.status
            entry: dict[str, Any] = {
                "name": transaction.name,
                "operation": action.id,
                "status": status,
            }
            for side, payload in (
                ("request", transaction.request),
                ("response", transaction.response),
            ):
                stem = f"operations/{action.id}-{status}-{side}"
                entry[side] = _add(files, stem, readable_schema(payload, contract.schemas))
            index.append(entry)
    types = {t.name: f"types/{t.name}.json" for t in contract.resource_types}
    for resource_type in contract.resource_types:
        files[types[resource_type.name]] = _text(resource_schema(resource_type))
    files["index.json"] = _text({"transactions": index, "types": types})
    return files


def _add(files: dict[str, str], stem: str, schema: JsonSchema | None) -> str | None:
    """The path of a schema under ``stem``, numbered from 2 where several differ."""
    if schema is None:
        return None
    text, number = _text(schema), 1
    path = f"{stem}.json"
    while files.get(path, text) != text:
        number += 1
        path = f"{stem}-{number}.json"
    files[path] = text
    return path


def _text(value: object) -> str:
    return json_text(value, indent=2) + "\n"


def _relationship(relationship: Relationship) -> JsonSchema:
    data = _linkage(relationship.targets, relationship.many, not relationship.required)
    schema: JsonSchema = {"type": "object", "properties": {"data": data}}
    if relationship.read_only:
        schema["readOnly"] = True
    return described(schema, relationship.description)


def _linkage(targets: tuple[str, ...], many: bool, nullable: bool) -> JsonSchema:
    kind: JsonSchema = {"enum": list(targets)} if len(targets) > 1 else {"const": "".join(targets)}
    identifier: JsonSchema = {
        "type": "object",
        "properties": {"type": kind, "id": {"type": "string"}},
        "required": ["type", "id"],
    }
    if many:
        return {"type": "array", "items": identifier}
    return {**identifier, "type": ["object", "null"]} if nullable else identifier
