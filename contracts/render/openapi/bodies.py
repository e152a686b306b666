"""Request bodies and responses of an operation (OpenAPI 3.1, "Media Type Object")."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from contracts.build.default_errors import implied_errors, speaks_json_api
from contracts.build.samples import sample
from contracts.build.schemas import JsonSchema, readable_schema
from contracts.model import Action, Json, Member, Payload, Request, Response, Schema
from contracts.render.openapi.components import Components, pascal
from contracts.render.openapi.sparse import is_selective, sparse
from contracts.text.payloads import MEDIA_TYPE, json_of, sends_json
from contracts.text.statuses import reason

UNDOCUMENTED: Final = "Not documented."
#: What every JSON:API error document satisfies (JSON:API 1.0, "Error Objects").
ERROR_DOCUMENT: Final = Schema(
    "object",
    name="Error Document",
    description="Why a request was refused.",
    members=(
        Member(
            "errors",
            Schema(
                "array",
                items=(
                    Schema(
                        "object",
                        members=(
                            Member("status", Schema("string"), description="The HTTP status."),
                            Member("title", Schema("string"), description="The kind of problem."),
                            Member("detail", Schema("string"), description="This problem."),
                            Member("source", Schema("object"), description="Where it is."),
                        ),
                    ),
                ),
            ),
            required=True,
        ),
    ),
)


@dataclass(slots=True)
class MediaTypeContent:
    """What is known about one media type: schemas, and examples by name."""

    schemas: list[JsonSchema | None] = field(default_factory=list)
    examples: dict[str, dict[str, Any]] = field(default_factory=dict)

    def media_type_object(self, *, unknown_accepts_all: bool) -> dict[str, Any]:
        """The Media Type Object; ``unknown_accepts_all``: a body without a schema may be any."""
        result: dict[str, Any] = {}
        schemas = _distinct(schema for schema in self.schemas if schema is not None)
        unknown = None in self.schemas and unknown_accepts_all
        if schemas and not unknown:
            result["schema"] = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        if self.examples:
            result["examples"] = self.examples
        return result

    def add_example(self, name: str, summary: str, value: Json, description: str = "") -> None:
        """Adds an example unless the same value is there; a name taken gets a number."""
        if any(example["value"] == value for example in self.examples.values()):
            return
        wanted, number = name, 1
        while name in self.examples:
            number += 1
            name = f"{wanted}-{number}"
        texts = {"summary": summary, "description": description}
        self.examples[name] = {**{key: text for key, text in texts.items() if text}, "value": value}


def request_body(actions: Iterable[Action], components: Components) -> dict[str, Any] | None:
    """The body that a server accepts, or None when no request has one.

    Its schema is that of any successful transaction; the requests of errors are examples of
    the same media types only, for they may be wrong on purpose.
    """
    pairs = [
        (action, t) for action in actions for t in action.transactions if t.request.documents_body
    ]
    successes = [pair for pair in pairs if pair[1].response.is_success]
    contents: dict[str, MediaTypeContent] = {}
    for action, transaction in successes or pairs:
        request = transaction.request
        content = contents.setdefault(_media_type(request), MediaTypeContent())
        name = f"{action.id}-{transaction.response.status}-request"
        content.schemas.append(_schema(request, name, components))
    for _, transaction in pairs:
        request = transaction.request
        known = contents.get(_media_type(request))
        value = _example(request)
        if known is not None and value is not None:
            status = transaction.response.status
            name = _slug(request.name) or f"request-{status}"
            summary = f"{request.name} ({status})" if request.name else _status_meaning(status)
            known.add_example(name, summary, value, request.description)
    if not contents:
        return None
    # A body is required unless some success goes without one.
    succeeding = [t for a in actions for t in a.transactions if t.response.is_success]
    return {
        "required": all(t.request.documents_body for t in succeeding),
        "content": {
            media_type: content.media_type_object(unknown_accepts_all=False)
            for media_type, content in contents.items()
        },
    }


def responses(actions: Iterable[Action], components: Components) -> dict[str, Any]:
    """The documented responses by status, then those that actions of a JSON:API service imply."""
    by_status: dict[int, list[tuple[Action, Request, Response]]] = {}
    for action in actions:
        for t in action.transactions:
            by_status.setdefault(t.response.status, []).append((action, t.request, t.response))
    result = {
        status: _documented(status, entries, components) for status, entries in by_status.items()
    }
    for action in actions if components.with_implied else ():
        for possible in implied_errors(action, components.conventions):
            if possible.status not in result:
                result[possible.status] = _implied(action, possible.why, components)
    named = {str(status): result[status] for status in sorted(result) if 100 <= status < 600}
    others = [status for status in sorted(result) if not 100 <= status < 600]
    if others or not result:
        # OpenAPI has no key for a request without a response, or for a status HTTP lacks.
        named["default"] = result[others[-1]] if others else {"description": UNDOCUMENTED}
    return named


def refused_requests(
    actions: Iterable[Action], body: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Bodies that are refused and fit no media type of the request body, as broken JSON."""
    accepted = body["content"] if body else {}
    return [
        {"name": t.name, "status": t.response.status, "body": t.request.body}
        for action in actions
        for t in action.transactions
        if t.request.body and t.response.is_error
        if _media_type(t.request) not in accepted or _example(t.request) is None
    ]


def _documented(
    status: int, entries: list[tuple[Action, Request, Response]], components: Components
) -> dict[str, Any]:
    contents: dict[str, MediaTypeContent] = {}
    headers: dict[str, Any] = {}
    descriptions = [_status_meaning(status)]
    for action, request, response in entries:
        if response.description:
            descriptions.append(response.description)
        for name, text in response.headers:
            if name.lower() != "content-type":
                headers.setdefault(name, {"schema": {"type": "string"}, "example": text})
        if not response.documents_body:
            continue
        content = contents.setdefault(_media_type(response), MediaTypeContent())
        name = f"{action.id}-{status}-response"
        content.schemas.append(_schema(response, name, components, selective=is_selective(action)))
        value = _example(response)
        if value is not None:
            content.add_example(
                _slug(request.name) or name, request.name or _status_meaning(status), value
            )
    result: dict[str, Any] = {"description": "\n\n".join(dict.fromkeys(descriptions))}
    if headers:
        result["headers"] = headers
    if contents:
        result["content"] = {
            media_type: content.media_type_object(unknown_accepts_all=True)
            for media_type, content in contents.items()
        }
    return result


def _implied(action: Action, why: str, components: Components) -> dict[str, Any]:
    """An implied refusal, in the media type of the action's documented ones."""
    documented = [t.response for t in action.transactions if t.response.is_error]
    default = MEDIA_TYPE if speaks_json_api(action) else "application/json"
    media_type = next((r.content_type for r in documented if r.content_type), default)
    media_type = media_type.split(";", 1)[0].strip()
    components.learn(ERROR_DOCUMENT)
    content = {"schema": components.schema(ERROR_DOCUMENT)} if media_type == MEDIA_TYPE else {}
    return {"description": why[:1].upper() + why[1:] + ".", "content": {media_type: content}}


def _schema(
    payload: Payload, name: str, components: Components, *, selective: bool = False
) -> JsonSchema | None:
    if payload.body_schema:
        written = readable_schema(payload)
        if written is None:
            return None
        return components.written(name, written)
    if payload.schema is None:
        return None
    schema = sparse(payload.schema, components) if selective else payload.schema
    return components.schema(schema)


def _media_type(payload: Payload) -> str:
    """The media type without parameters, which OpenAPI's keys need not have.

    What is described without one is taken for JSON.
    """
    plain = payload.content_type.split(";", 1)[0].strip()
    return plain or ("application/json" if sends_json(payload) else "application/octet-stream")


def _example(payload: Payload) -> Json:
    """The body as an example value; None for no body or JSON broken on purpose."""
    if not payload.body.strip():
        return None
    if not _media_type(payload).endswith("json"):
        # Made from attributes, a form's fields are an object of its schema.
        is_made = payload.schema is not None and not payload.body_written
        return sample(payload.schema) if is_made and payload.schema else payload.body
    value: Json = json_of(payload.body, as_written=True)
    return value


def _distinct(schemas: Iterable[JsonSchema]) -> list[JsonSchema]:
    return list({json.dumps(schema, sort_keys=True): schema for schema in schemas}.values())


def _status_meaning(status: int) -> str:
    if status == 0:
        return UNDOCUMENTED
    return reason(status) or f"Status {status}"


def _slug(name: str) -> str:
    return "-".join(pascal(word) for word in name.split()).lower() if name else ""
