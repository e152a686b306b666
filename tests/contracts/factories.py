"""Contract values by hand, for what no blueprint is needed to say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from contracts.model import (
    Access,
    Action,
    Contract,
    Group,
    Headers,
    Json,
    Location,
    Member,
    Parameter,
    Request,
    Resource,
    Response,
    Schema,
    Transaction,
)

HERE = Location("test.apib", 1, 1)
JSON_API = "application/vnd.api+json"


def obj(*members: Member, **changes: Any) -> Schema:
    """An object with these members."""
    return replace(Schema("object", members=members), **changes)


def required(name: str, schema: Schema) -> Member:
    """A member that must be there."""
    return Member(name, schema, required=True)


def array(*items: Schema, **changes: Any) -> Schema:
    """An array of these item types."""
    return replace(Schema("array", items=items), **changes)


def identifier(type_name: str) -> Schema:
    """A resource identifier object (JSON:API 1.0)."""
    return obj(
        required("type", Schema("string", fixed=True, sample=type_name)),
        required("id", Schema("string", sample="1")),
    )


def transaction(
    status: int = 200,
    *,
    method: str = "GET",
    uri: str = "/things",
    name: str = "",
    sends: Schema | Json = None,
    answers: Schema | Json = None,
    media_type: str = JSON_API,
    headers: Headers = (),
) -> Transaction:
    """A transaction; ``sends`` and ``answers`` are a schema or the value of a written body."""
    type_header: Headers = (("Content-Type", media_type),)
    return Transaction(
        name or f"{method} {uri} {status}",
        Request(
            name,
            method,
            uri,
            headers=(*(type_header if sends is not None else ()), *headers),
            **_body(sends),
        ),
        Response(status, headers=type_header if answers is not None else (), **_body(answers)),
        HERE,
    )


def _body(value: Schema | Json) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, Schema):
        return {"schema": value}
    return {"body": json.dumps(value), "body_written": True}


def action(
    *transactions: Transaction,
    method: str = "GET",
    template: str = "/things",
    name: str = "",
    parameters: tuple[Parameter, ...] = (),
    access: Access | None = None,
    **changes: Any,
) -> Action:
    """An action whose id is its name in lower case, or its method and template."""
    made = Action(
        id=(name or f"{method} {template}").lower().replace(" ", "-"),
        name=name,
        method=method,
        uri_template=template,
        location=HERE,
        parameters=parameters,
        transactions=transactions,
        access=access,
    )
    return replace(made, **changes)


def contract(*actions: Action, **changes: Any) -> Contract:
    """A contract of one group; each action is the only one of its resource."""
    resources = tuple(Resource(a.name, a.uri_template, HERE, actions=(a,)) for a in actions)
    made = Contract("Things API", "test.apib", groups=(Group("Things", HERE, resources=resources),))
    return replace(made, **changes)
