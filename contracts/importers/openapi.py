"""OpenAPI 3.0, 3.1 and 3.2 documents (spec.openapis.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from contracts.importers.described import (
    Api,
    DescribedOperation,
    DescribedParameter,
    DescribedPayload,
)
from contracts.importers.openapi_payloads import header, payload
from contracts.importers.openapi_references import Locate, References
from contracts.importers.openapi_values import (
    first_example,
    first_of,
    host_of,
    one_line,
    placeholder,
    text_of,
    words,
)
from contracts.model import Access
from contracts.text.documents import as_list, as_object
from contracts.text.json_pointer import pointer
from contracts.text.statuses import reason

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
#: Members of an operation that have no place in a blueprint.
UNSAID: Final = ("callbacks", "servers")
#: The status that is written for a range, where none of it is documented.
OF_RANGE: Final = {"2XX": 200, "4XX": 400, "5XX": 500}


def from_openapi(document: dict[str, Any], locate: Locate = pointer) -> Api:
    """What an OpenAPI 3 document describes; ``locate`` says where something stands."""
    return _OpenApiReader(document, locate).api()


class _OpenApiReader:
    def __init__(self, document: dict[str, Any], locate: Locate) -> None:
        self.document = document
        self.references = References(document, locate)
        self.resolved = self.references.resolved
        self.leave_out = self.references.leave_out
        self.has_security = bool(
            as_object(as_object(document.get("components")).get("securitySchemes"))
        )

    def api(self) -> Api:
        """The whole document."""
        info = as_object(self.document.get("info"))
        servers = self.document.get("servers")
        first = as_object(servers[0]) if isinstance(servers, list) and servers else {}
        operations = tuple(self.operations())
        for name in as_object(self.document.get("webhooks")):
            self.leave_out(f"the webhook {name}", "webhooks", str(name))
        return Api(
            title=str(info.get("title") or "API"),
            description=str(info.get("description") or ""),
            host=host_of(first),
            groups={
                str(tag.get("name")): str(tag.get("description") or "")
                for tag in as_list(self.document.get("tags"))
                if isinstance(tag, dict)
            },
            operations=operations,
            schemas=dict(self.references.schemas),
            left_out=tuple(dict.fromkeys(self.references.left_out)),
        )

    def operations(self) -> Iterator[DescribedOperation]:
        """The operations in the order of the paths."""
        for path, item in as_object(self.document.get("paths")).items():
            item = self.resolved(item)
            if item.get("servers"):
                self.leave_out(f"{path}: servers", "paths", str(path), "servers")
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield self.operation(str(path), method, item, item[method])

    def operation(
        self, path: str, method: str, item: dict[str, Any], found: dict[str, Any]
    ) -> DescribedOperation:
        """One operation with the parameters of its path."""
        at = ("paths", path, method)
        for unsaid in UNSAID:
            if found.get(unsaid):
                self.leave_out(f"{method.upper()} {path}: {unsaid}", *at, unsaid)
        own = [self.resolved(p) for p in as_list(found.get("parameters"))]
        shared = [self.resolved(p) for p in as_list(item.get("parameters"))]
        unique = {(p.get("name"), p.get("in")): p for p in (*shared, *own)}
        parameters = list(unique.values())
        named = str(found.get("summary") or "").strip()
        name = named or words(str(found.get("operationId") or "")) or f"{method.upper()} {path}"
        tags = as_list(found.get("tags"))
        return DescribedOperation(
            method=method.upper(),
            path=path,
            name=one_line(name),
            description="\n\n".join(filter(None, self.prose(found))),
            group=str(tags[0]) if tags else "",
            access=self.access(found),
            parameters=tuple(
                self.parameter(p) for p in parameters if p.get("in") in ("path", "query")
            ),
            pairs=tuple(self.pairs(at, found, parameters)),
        )

    def prose(self, found: dict[str, Any]) -> Iterator[str]:
        """The description of an operation, with what blueprints have no other place for."""
        if found.get("deprecated") is True:
            yield "**Deprecated**"
        yield str(found.get("description") or "")
        further = as_object(found.get("externalDocs"))
        if further.get("url"):
            yield f"[{one_line(str(further.get('description') or 'More'))}]({further['url']})"
        for key, response in as_object(found.get("responses")).items():
            described = one_line(str(self.resolved(response).get("description") or ""))
            if described and not str(key).isdecimal():
                yield f"**Response {one_line(str(key))}:** {described}"

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
        content = next(iter(as_object(found.get("content")).values()), None)
        if content:
            schema = self.resolved(as_object(content).get("schema") or {})
        example = found.get("example", first_example(found.get("examples")))
        if example is None:
            example = schema.get("example", first_of(schema.get("examples")))
        return DescribedParameter(
            name=str(found.get("name") or "x"),
            place=str(found.get("in")),
            required=found.get("required") is True or found.get("in") == "path",
            description=one_line(str(found.get("description") or "")),
            schema=schema,
            example=text_of(example),
        )

    def pairs(
        self, at: tuple[str, ...], found: dict[str, Any], parameters: list[dict[str, Any]]
    ) -> Iterator[tuple[DescribedPayload, DescribedPayload]]:
        """A pair for each response, and for each further media type of the request."""
        requests = list(self.requests(at, found, parameters))
        responses = list(self.responses(at, found))
        if not responses:
            responses = [DescribedPayload(status=200)]
        for number, response in enumerate(responses):
            for other, request in enumerate(requests):
                if number and other:
                    break
                name = one_line(response.description) or reason(response.status)
                is_named = len(requests) > 1 or len(responses) > 1
                yield replace(request, name=name if is_named else ""), response

    def note_body(
        self, what: str, media: dict[str, Any], found: DescribedPayload, *at: str
    ) -> None:
        """Name a body as left out that is described and of which nothing is written."""
        is_described = any(media.get(name) for name in ("example", "examples", "schema"))
        if is_described and not found.body and found.schema is None:
            self.leave_out(
                f"{_where(at)}: {what}: the body of {found.media_type}",
                *(*at, "content", found.media_type),
            )

    def requests(
        self, at: tuple[str, ...], found: dict[str, Any], parameters: list[dict[str, Any]]
    ) -> Iterator[DescribedPayload]:
        """The request, once for each media type of its body."""
        headers = [
            (str(p.get("name")), self.parameter(p).example or placeholder(self.parameter(p)))
            for p in parameters
            if p.get("in") == "header"
        ]
        if self.access(found) is Access.USER:
            headers.append(("Authorization", "Bearer <access_token>"))
        body = self.resolved(found.get("requestBody") or {})
        content = as_object(body.get("content"))
        for media_type, media in content.items():
            request = payload(
                self.references, str(media_type), as_object(media), tuple(headers), 0, body
            )
            self.note_body("the request", as_object(media), request, *at, "requestBody")
            yield request
        if not content:
            yield DescribedPayload(headers=tuple(headers))

    def responses(self, at: tuple[str, ...], found: dict[str, Any]) -> Iterator[DescribedPayload]:
        """The responses with a status, once for each media type; the successes come first."""
        known = self.by_status(at, as_object(found.get("responses")))
        for status, key, response in sorted(known, key=lambda each: (each[0] >= 300, each[0])):
            headers = tuple(
                (str(name), header(self.references, each))
                for name, each in as_object(response.get("headers")).items()
            )
            if response.get("links"):
                place = (*at, "responses", key, "links")
                self.leave_out(f"{_where(at)}: links of the response {status}", *place)
            content = as_object(response.get("content"))
            for media_type, media in content.items():
                found_payload = payload(
                    self.references, str(media_type), as_object(media), headers, status, response
                )
                what, place = f"the response {status}", (*at, "responses", key)
                self.note_body(what, as_object(media), found_payload, *place)
                yield found_payload
            if not content:
                text = str(response.get("description") or "")
                yield DescribedPayload(headers=headers, status=status, description=text)

    def by_status(
        self, at: tuple[str, ...], responses: dict[str, Any]
    ) -> list[tuple[int, str, dict[str, Any]]]:
        """Status, key and response of those that a blueprint can document.

        The only response, if it is ``default``, is that of success as well; a range of which no
        status is documented is that of its first.
        """
        keys = [str(key) for key in responses]
        known = [(int(key), key) for key in keys if re.fullmatch(r"[1-5]\d\d", key)]
        for key in keys:
            if re.fullmatch(r"[1-5]\d\d", key):
                continue
            status = OF_RANGE.get(key.upper(), 200 if keys == ["default"] else 0)
            if not status or any(each // 100 == status // 100 for each, _ in known):
                self.leave_out(f"{_where(at)}: the response {key}", *at, "responses", key)
                continue
            what = f"{_where(at)}: the response {key} is that of {status} alone"
            self.leave_out(what, *at, "responses", key)
            known.append((status, key))
        found = {str(key): self.resolved(each) for key, each in responses.items()}
        return [(status, key, found[key]) for status, key in known]


def _where(at: tuple[str, ...]) -> str:
    """An operation as it is called: its method and path."""
    return f"{at[2].upper()} {at[1]}"
