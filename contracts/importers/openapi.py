"""OpenAPI 3.0, 3.1 and 3.2 documents (spec.openapis.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from contracts.importers.described import Api, DescribedOperation, DescribedPayload
from contracts.importers.openapi_about import description, further, group_description
from contracts.importers.openapi_parameters import header_line, header_prose, parameter, unsaid
from contracts.importers.openapi_payloads import examples_of, header, payload
from contracts.importers.openapi_references import Locate, References
from contracts.importers.openapi_security import Credentials, SecurityReader
from contracts.importers.openapi_values import host_of, one_line, words
from contracts.text.documents import as_list, as_object, objects
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
        self.security = SecurityReader(document, self.references)

    def api(self) -> Api:
        """The whole document."""
        info = as_object(self.document.get("info"))
        servers = as_list(self.document.get("servers"))
        operations = tuple(self.operations())
        for name in as_object(self.document.get("webhooks")):
            self.leave_out(f"the webhook {name}", "webhooks", str(name))
        for number, server in enumerate(servers[1:], 1):
            self.leave_out(f"the server {as_object(server).get('url')}", "servers", str(number))
        return Api(
            title=str(info.get("title") or "API"),
            description="\n\n".join((*description(self.document), *self.security.prose())),
            host=host_of(as_object(next(iter(servers), None))),
            groups={
                str(tag.get("name")): group_description(tag)
                for tag in objects(self.document.get("tags"))
            },
            operations=operations,
            schemas=dict(self.references.schemas),
            left_out=tuple(dict.fromkeys(self.references.left_out)),
            version=one_line(str(info.get("version") or "")),
            resources={
                str(path): "\n\n".join(filter(None, (item.get("summary"), item.get("description"))))
                for path, each in as_object(self.document.get("paths")).items()
                if (item := self.resolved(each))
            },
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
        self, path: str, method: str, item: dict[str, Any], operation: dict[str, Any]
    ) -> DescribedOperation:
        """One operation with the parameters of its path."""
        at = ("paths", path, method)
        for member in UNSAID:
            if operation.get(member):
                self.leave_out(f"{method.upper()} {path}: {member}", *at, member)
        parameters = list(self.parameters(item, operation, *at))
        named = str(operation.get("summary") or "").strip()
        name = named or words(str(operation.get("operationId") or "")) or f"{method.upper()} {path}"
        tags = as_list(operation.get("tags"))
        for tag in tags[1:]:
            self.leave_out(f"{_where(at)}: the tag {tag}", *at, "tags")
        credentials = self.security.credentials(operation, *at)
        in_uri = [parameter(self.references, p) for p in parameters if p["in"] in ("path", "query")]
        known = {p.name for p in in_uri}
        return DescribedOperation(
            method=method.upper(),
            path=path,
            name=one_line(name),
            description="\n\n".join(filter(None, self.prose(operation, parameters))),
            group=str(tags[0]) if tags else "",
            access=self.security.access(operation),
            parameters=(*in_uri, *(p for p in credentials.parameters if p.name not in known)),
            pairs=tuple(self.pairs(at, operation, parameters, credentials)),
        )

    def parameters(
        self, item: dict[str, Any], operation: dict[str, Any], *at: str
    ) -> Iterator[dict[str, Any]]:
        """The parameters of a path and of its operation, which have precedence."""
        unique: dict[tuple[str, str], tuple[dict[str, Any], tuple[str, ...]]] = {}
        for owner, place in ((item, at[:2]), (operation, at)):
            for number, each in enumerate(as_list(owner.get("parameters"))):
                is_shared = isinstance(each, dict) and "$ref" in each
                steps = (*place, "parameters", str(number))
                value = self.resolved(each)
                key = (str(value.get("name")), str(value.get("in")))
                unique[key] = value, () if is_shared else steps
        for value, steps in unique.values():
            for member, what in unsaid(value):
                inside = (*steps, member) if member and steps else steps
                self.leave_out(f"{_where(at)}: {what}", *(inside or (*at[:2],)))
            if value.get("in") in ("path", "query", "header"):
                yield value

    def prose(self, operation: dict[str, Any], parameters: list[dict[str, Any]]) -> Iterator[str]:
        """The description of an operation, with what blueprints have no other place for."""
        if operation.get("deprecated") is True:
            yield "**Deprecated**"
        yield str(operation.get("description") or "")
        yield further(operation)
        for each in parameters:
            if each["in"] == "header":
                yield header_prose(self.references, each)
        responses = as_object(operation.get("responses"))
        for key, value in responses.items():
            response = self.resolved(value)
            described = one_line(str(response.get("description") or ""))
            # The text of a response without headers and body would be its body.
            is_bare = len(responses) == 1 and not (
                response.get("content") or response.get("headers")
            )
            is_said = str(key).isdecimal() and described.lower() == reason(int(key)).lower()
            if described and not is_said and (is_bare or not str(key).isdecimal()):
                yield f"**Response {one_line(str(key))}:** {described}"

    def pairs(
        self,
        at: tuple[str, ...],
        operation: dict[str, Any],
        parameters: list[dict[str, Any]],
        credentials: Credentials,
    ) -> Iterator[tuple[DescribedPayload, DescribedPayload]]:
        """A pair for each response, and for each further media type of the request."""
        shown = (header_line(self.references, p) for p in parameters if p["in"] == "header")
        requests = list(self.requests(at, operation, (*shown, *credentials.headers)))
        responses = list(self.responses(at, operation))
        if not responses:
            responses = [DescribedPayload(status=200)]
        for number, response in enumerate(responses):
            for other, request in enumerate(requests):
                if number and other:
                    break
                name = one_line(response.description.partition("\n\n")[0]) or reason(
                    response.status
                )
                is_named = len(requests) > 1 or len(responses) > 1
                shown_name = request.name if number == 0 and request.name else name
                yield replace(request, name=shown_name if is_named else ""), response

    def note_body(
        self, what: str, media: dict[str, Any], payload: DescribedPayload, *at: str
    ) -> None:
        """Name a body as left out that is described and of which nothing is written."""
        is_described = any(media.get(name) for name in ("example", "examples", "schema"))
        if is_described and not payload.body and payload.schema is None:
            self.leave_out(
                f"{_where(at)}: {what}: the body of {payload.media_type}",
                *(*at, "content", payload.media_type),
            )

    def requests(
        self, at: tuple[str, ...], operation: dict[str, Any], headers: tuple[tuple[str, str], ...]
    ) -> Iterator[DescribedPayload]:
        """The request, once for each media type of its body."""
        body = self.resolved(operation.get("requestBody") or {})
        content = as_object(body.get("content"))
        for media_type, media in content.items():
            for name, example in examples_of(self.references, as_object(media)):
                request = payload(self.references, str(media_type), example, headers, 0, body)
                self.note_body("the request", example, request, *at, "requestBody")
                yield replace(request, name=one_line(name))
        if not content:
            yield DescribedPayload(headers=headers)

    def responses(
        self, at: tuple[str, ...], operation: dict[str, Any]
    ) -> Iterator[DescribedPayload]:
        """The responses with a status, once for each media type; the successes come first."""
        known = self.by_status(at, as_object(operation.get("responses")))
        for status, key, response in sorted(known, key=lambda each: each[0]):
            headers = tuple(
                (str(name), header(self.references, each))
                for name, each in as_object(response.get("headers")).items()
            )
            if response.get("links"):
                place = (*at, "responses", key, "links")
                self.leave_out(f"{_where(at)}: links of the response {status}", *place)
            text = "\n\n".join(filter(None, self.response_prose(response)))
            owner = {"description": text}
            content = as_object(response.get("content"))
            for media_type, media in content.items():
                found_payload = payload(
                    self.references,
                    str(media_type),
                    as_object(media),
                    headers,
                    status,
                    owner,
                )
                what, place = f"the response {status}", (*at, "responses", key)
                self.note_body(what, as_object(media), found_payload, *place)
                if len(as_object(as_object(media).get("examples"))) > 1:
                    inside = (*place, "content", str(media_type), "examples")
                    self.leave_out(f"{_where(at)}: {what}: further examples", *inside)
                yield found_payload
            if not content:
                yield DescribedPayload(headers=headers, status=status, description=text)

    def response_prose(self, response: dict[str, Any]) -> Iterator[str]:
        """The description of a response, and those of its headers."""
        yield str(response.get("description") or "").strip()
        for name, each in as_object(response.get("headers")).items():
            yield header_prose(self.references, self.resolved(each), str(name))

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
        resolved = {str(key): self.resolved(each) for key, each in responses.items()}
        return [(status, key, resolved[key]) for status, key in known]


def _where(at: tuple[str, ...]) -> str:
    """An operation as it is called: its method and path."""
    return f"{at[2].upper()} {at[1]}"
