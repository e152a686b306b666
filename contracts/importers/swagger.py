"""OpenAPI 2.0 (Swagger) documents, read as OpenAPI 3."""

from __future__ import annotations

import json
from typing import Any

from contracts.importers.described import Api
from contracts.importers.openapi import METHODS, from_openapi
from contracts.text.json_pointer import pointer
from contracts.text.numbers import json_text, written

_SCHEMA_KEYS = (
    "type", "format", "items", "enum", "default", "minimum", "maximum", "pattern", "minLength",
    "maxLength", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
)  # fmt: skip
#: `collectionFormat` in the words of OpenAPI 3; `tsv` has none.
_STYLES = {
    "ssv": {"style": "spaceDelimited"},
    "pipes": {"style": "pipeDelimited"},
    "tsv": {"style": "tabDelimited"},
}


def from_swagger(document: dict[str, Any]) -> Api:
    """What an OpenAPI 2.0 document describes."""
    base = str(document.get("basePath") or "").rstrip("/")

    def locate(*steps: str) -> str:
        """The pointer in this document, where paths are shorter and bodies are parameters."""
        path = [*steps]
        if path[0] == "paths":
            path[1] = path[1].removeprefix(base)
        if path[:2] == ["components", "securitySchemes"]:
            path[:2] = ["securityDefinitions"]
        for name in ("requestBody", "content", "parameters"):
            path = path[: path.index(name)] if name in path else path
        return pointer(*path)

    return from_openapi(as_openapi_3(document), locate)


def as_openapi_3(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the layout of OpenAPI 3.0."""
    text = json_text(document)
    for old, new in (
        ("#/definitions/", "#/components/schemas/"),
        ("#/parameters/", "#/x-parameters/"),
        ("#/responses/", "#/x-responses/"),
    ):
        text = text.replace(old, new)
    source: dict[str, Any] = json.loads(text, parse_float=written)
    schemes = source.get("schemes") or ["https"]
    host = f"{schemes[0]}://{source['host']}" if source.get("host") else ""
    shared = source.get("parameters") or {}
    return {
        "openapi": "3.0.3",
        "info": source.get("info"),
        "servers": [{"url": host}] if host else [],
        "tags": source.get("tags"),
        "externalDocs": source.get("externalDocs"),
        "security": source.get("security"),
        "components": {
            "schemas": source.get("definitions") or {},
            "securitySchemes": source.get("securityDefinitions") or {},
        },
        "paths": {
            f"{str(source.get('basePath') or '').rstrip('/')}{path}": _item(item, source, shared)
            for path, item in (source.get("paths") or {}).items()
            if isinstance(item, dict)
        },
        "x-responses": {
            name: _response(each, source.get("produces") or ["application/json"])
            for name, each in (source.get("responses") or {}).items()
        },
    }


def _item(item: dict[str, Any], source: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    common = [_resolved(each, shared) for each in item.get("parameters") or []]
    operations: dict[str, Any] = {}
    for method in METHODS:
        operation = item.get(method)
        if not isinstance(operation, dict):
            continue
        own = [_resolved(each, shared) for each in operation.get("parameters") or []]
        unique = {(p.get("name"), p.get("in")): p for p in (*common, *own)}
        operations[method] = _operation(operation, source, list(unique.values()))
    return operations


def _resolved(parameter: Any, shared: dict[str, Any]) -> dict[str, Any]:
    if isinstance(parameter, dict) and "$ref" in parameter:
        parameter = shared.get(str(parameter["$ref"]).rpartition("/")[2])
    return parameter if isinstance(parameter, dict) else {}


def _operation(
    operation: dict[str, Any], source: dict[str, Any], parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    consumes = operation.get("consumes") or source.get("consumes") or ["application/json"]
    produces = operation.get("produces") or source.get("produces") or ["application/json"]
    body = next((p for p in parameters if p.get("in") == "body"), None)
    form = [p for p in parameters if p.get("in") == "formData"]
    converted = {k: v for k, v in operation.items() if k not in ("consumes", "produces")}
    converted["parameters"] = [
        {**p, **_style(p), "schema": {k: p[k] for k in _SCHEMA_KEYS if k in p}}
        for p in parameters
        if p.get("in") in ("path", "query", "header")
    ]
    if body is not None:
        content = {str(each): {"schema": body.get("schema")} for each in consumes}
        converted["requestBody"] = {"content": content, "description": body.get("description")}
    elif form:
        types = [t for t in consumes if "form" in str(t)] or ["application/x-www-form-urlencoded"]
        converted["requestBody"] = {"content": {str(each): {} for each in types}}
    converted["responses"] = {
        str(status): _response(each, produces)
        for status, each in (operation.get("responses") or {}).items()
    }
    return converted


def _style(parameter: dict[str, Any]) -> dict[str, Any]:
    """How a list is written in a query: with commas, unless another format is stated."""
    if parameter.get("type") != "array" or parameter.get("in") != "query":
        return {}
    separator = str(parameter.get("collectionFormat") or "csv")
    return {"explode": separator == "multi", **_STYLES.get(separator, {})}


def _response(response: Any, produces: list[Any]) -> Any:
    if not isinstance(response, dict) or "$ref" in response:
        return response
    examples = response.get("examples") or {}
    content = {}
    if response.get("schema") or examples:
        for media in produces:
            content[str(media)] = {"schema": response.get("schema")}
            if str(media) in examples:
                content[str(media)]["example"] = examples[str(media)]
    headers = {name: {"schema": each} for name, each in (response.get("headers") or {}).items()}
    return {"description": response.get("description"), "content": content, "headers": headers}
