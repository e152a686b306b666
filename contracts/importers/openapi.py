"""OpenAPI 3.0, 3.1 and 3.2 documents (spec.openapis.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from contracts.importers.described import (
    Api,
    DescribedOperation,
    DescribedParameter,
    DescribedPayload,
)
from contracts.importers.json_schema import inlined, is_valid
from contracts.model import Access
from contracts.text.schema_examples import example_of
from contracts.text.statuses import reason

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MOST_REFERENCES: Final = 50
#: Members of an operation that have no place in a blueprint.
UNSAID: Final = ("callbacks", "deprecated", "externalDocs", "servers")


def from_openapi(document: dict[str, Any]) -> Api:
    """What an OpenAPI 3 document describes."""
    return _OpenApiReader(document).api()


class _OpenApiReader:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.left_out: list[str] = []
        self.has_security = bool(_dict(_dict(document.get("components")).get("securitySchemes")))

    def api(self) -> Api:
        """The whole document."""
        info = _dict(self.document.get("info"))
        servers = self.document.get("servers")
        first = _dict(servers[0]) if isinstance(servers, list) and servers else {}
        operations = tuple(self.operations())
        for name in ("webhooks",):
            if self.document.get(name):
                self.left_out.append(name)
        return Api(
            title=str(info.get("title") or "API"),
            description=str(info.get("description") or ""),
            host=_host(first),
            groups={
                str(tag.get("name")): str(tag.get("description") or "")
                for tag in _list(self.document.get("tags"))
                if isinstance(tag, dict)
            },
            operations=operations,
            schemas=dict(_dict(_dict(self.document.get("components")).get("schemas"))),
            left_out=tuple(dict.fromkeys(self.left_out)),
        )

    def operations(self) -> Iterator[DescribedOperation]:
        """The operations in the order of the paths."""
        for path, item in _dict(self.document.get("paths")).items():
            item = self.resolved(item)
            if item.get("servers"):
                self.left_out.append(f"{path}: servers")
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield self.operation(str(path), method, item, item[method])

    def operation(
        self, path: str, method: str, item: dict[str, Any], found: dict[str, Any]
    ) -> DescribedOperation:
        """One operation with the parameters of its path."""
        self.left_out += [f"{method.upper()} {path}: {name}" for name in UNSAID if found.get(name)]
        own = [self.resolved(p) for p in _list(found.get("parameters"))]
        shared = [self.resolved(p) for p in _list(item.get("parameters"))]
        unique = {(p.get("name"), p.get("in")): p for p in (*shared, *own)}
        parameters = list(unique.values())
        named = str(found.get("summary") or "").strip()
        name = named or _words(str(found.get("operationId") or "")) or f"{method.upper()} {path}"
        tags = _list(found.get("tags"))
        return DescribedOperation(
            method=method.upper(),
            path=path,
            name=_one_line(name),
            description=str(found.get("description") or ""),
            group=str(tags[0]) if tags else "",
            access=self.access(found),
            parameters=tuple(
                self.parameter(p) for p in parameters if p.get("in") in ("path", "query")
            ),
            pairs=tuple(self.pairs(path, method, found, parameters)),
        )

    def access(self, found: dict[str, Any]) -> Access | None:
        """``user`` where an operation needs credentials, ``public`` where it needs none."""
        if not self.has_security:
            return None
        security = found.get("security", self.document.get("security"))
        needed = isinstance(security, list) and bool(security) and all(security)
        return Access.USER if needed else Access.PUBLIC

    def parameter(self, found: dict[str, Any]) -> DescribedParameter:
        """A parameter of path or query."""
        schema = self.resolved(found.get("schema") or {})
        content = next(iter(_dict(found.get("content")).values()), None)
        if content:
            schema = self.resolved(_dict(content).get("schema") or {})
        example = found.get("example", _first_example(found.get("examples")))
        if example is None:
            example = schema.get("example", _first(schema.get("examples")))
        return DescribedParameter(
            name=str(found.get("name") or "x"),
            place=str(found.get("in")),
            required=found.get("required") is True or found.get("in") == "path",
            description=_one_line(str(found.get("description") or "")),
            schema=schema,
            example=_text(example),
        )

    def pairs(
        self, path: str, method: str, found: dict[str, Any], parameters: list[dict[str, Any]]
    ) -> Iterator[tuple[DescribedPayload, DescribedPayload]]:
        """A pair for each response, and for each further media type of the request."""
        where = f"{method.upper()} {path}"
        requests = list(self.requests(where, found, parameters))
        responses = list(self.responses(where, found))
        if not responses:
            responses = [DescribedPayload(status=200)]
        for number, response in enumerate(responses):
            for other, request in enumerate(requests):
                if number and other:
                    break
                name = _one_line(response.description) or reason(response.status)
                is_named = len(requests) > 1 or len(responses) > 1
                yield replace(request, name=name if is_named else ""), response

    def note_body(self, where: str, media: dict[str, Any], payload: DescribedPayload) -> None:
        """Name a body as left out that is described and of which nothing is written."""
        is_described = any(media.get(name) for name in ("example", "examples", "schema"))
        if is_described and not payload.body and payload.schema is None:
            self.left_out.append(f"{where}: the body of {payload.media_type}")

    def requests(
        self, where: str, found: dict[str, Any], parameters: list[dict[str, Any]]
    ) -> Iterator[DescribedPayload]:
        """The request, once for each media type of its body."""
        headers = [
            (str(p.get("name")), self.parameter(p).example or _placeholder(self.parameter(p)))
            for p in parameters
            if p.get("in") == "header"
        ]
        if self.access(found) is Access.USER:
            headers.append(("Authorization", "Bearer <access_token>"))
        body = self.resolved(found.get("requestBody") or {})
        content = _dict(body.get("content"))
        for media_type, media in content.items():
            request = self.payload(str(media_type), _dict(media), tuple(headers), 0, body)
            self.note_body(f"{where}: the request", _dict(media), request)
            yield request
        if not content:
            yield DescribedPayload(headers=tuple(headers))

    def responses(self, where: str, found: dict[str, Any]) -> Iterator[DescribedPayload]:
        """The responses with a status, once for each media type; the successes come first."""
        known: list[tuple[int, dict[str, Any]]] = []
        for key, found_response in _dict(found.get("responses")).items():
            if re.fullmatch(r"[1-5]\d\d", str(key)):
                known.append((int(key), self.resolved(found_response)))
            else:
                self.left_out.append(f"{where}: the response {key}")
        for status, response in sorted(known, key=lambda each: (each[0] >= 300, each[0])):
            headers = tuple(
                (str(name), self.header(header))
                for name, header in _dict(response.get("headers")).items()
            )
            if response.get("links"):
                self.left_out.append(f"{where}: links of the response {status}")
            content = _dict(response.get("content"))
            for media_type, media in content.items():
                found_payload = self.payload(
                    str(media_type), _dict(media), headers, status, response
                )
                self.note_body(f"{where}: the response {status}", _dict(media), found_payload)
                yield found_payload
            if not content:
                text = str(response.get("description") or "")
                yield DescribedPayload(headers=headers, status=status, description=text)

    def header(self, header: Any) -> str:
        """An example of a response header."""
        found = self.resolved(header)
        schema = self.resolved(found.get("schema") or {})
        value = found.get("example", schema.get("example"))
        return _text(value) or _text(example_of(schema, self.resolved)) or "x"

    def payload(
        self,
        media_type: str,
        media: dict[str, Any],
        headers: tuple[tuple[str, str], ...],
        status: int,
        owner: dict[str, Any],
    ) -> DescribedPayload:
        """A payload with the example it shows, or one made of its schema."""
        example = media.get("example", _first_example(media.get("examples"), self.resolved))
        schema = media.get("schema")
        if isinstance(example, str) and "json" in media_type:
            example = _parsed(example)
        if example is None and isinstance(schema, dict):
            example = example_of(schema, self.resolved)
            if not is_valid(example, self.inlined(schema)):
                example = None  # better none than a wrong one
        body = example if isinstance(example, str) else ""
        if "json" in media_type and example is not None:
            body = json.dumps(example, ensure_ascii=False)
        if media_type == "application/x-www-form-urlencoded" and isinstance(example, dict):
            body = urlencode({name: _text(each) for name, each in example.items()})
        is_plain = media_type.startswith("text/") or "xml" in media_type
        return DescribedPayload(
            media_type=media_type,
            headers=headers,
            schema=schema if "json" in media_type else None,
            body=body if "json" in media_type or "urlencoded" in media_type or is_plain else "",
            description=str(owner.get("description") or ""),
            status=status,
        )

    def inlined(self, schema: Any) -> Any:
        """A schema without references."""
        schemas = _dict(_dict(self.document.get("components")).get("schemas"))
        return inlined(schema, schemas)

    def resolved(self, value: Any) -> dict[str, Any]:
        """What a value is, its references followed; an empty object for what is none."""
        for _ in range(MOST_REFERENCES):
            if not isinstance(value, dict):
                return {}
            reference = value.get("$ref")
            if not isinstance(reference, str):
                return value
            value = self.target(reference)
        return {}

    def target(self, reference: str) -> Any:
        """What a reference into this document leads to (RFC 6901); others are left out."""
        if not reference.startswith("#/"):
            self.left_out.append(f"the reference {reference}")
            return {}
        node: Any = self.document
        for step in reference[2:].split("/"):
            step = step.replace("~1", "/").replace("~0", "~")
            node = node.get(step) if isinstance(node, dict) else None
        return node


def _parsed(example: str) -> Any:
    """The JSON that an example's text is, where it is an object or a list; else the text."""
    if example.lstrip()[:1] not in ("{", "["):
        return example
    try:
        return json.loads(example)
    except ValueError:
        return example


def _host(server: dict[str, Any]) -> str:
    url = str(server.get("url") or "")
    for name, variable in _dict(server.get("variables")).items():
        url = url.replace(f"{{{name}}}", str(_dict(variable).get("default", "")))
    return url.rstrip("/") if "://" in url else ""


def _words(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+", " ", name).strip()
    return spaced[:1].upper() + spaced[1:]


def _one_line(text: str) -> str:
    return re.sub(r"[\[\](){}`]", "", " ".join(text.split()))[:120].rstrip(" .")


def _placeholder(parameter: DescribedParameter) -> str:
    return _text(parameter.schema.get("default")) or "x"


def _first_example(examples: Any, resolved: Any = None) -> Any:
    first = next(iter(examples.values()), None) if isinstance(examples, dict) else None
    if resolved is not None and isinstance(first, dict):
        first = resolved(first)
    return first.get("value") if isinstance(first, dict) else None


def _first(values: Any) -> Any:
    return values[0] if isinstance(values, list) and values else None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    return str(value) if not isinstance(value, dict) else json.dumps(value)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
