"""The error statuses that an action implies beyond those it documents.

JSON:API and HTTP oblige a server to refuse what it cannot process; a blueprint documents
the refusals worth showing. One table has the others that a client must expect, so that a
status outside both is still a failure. 405 is missing on purpose: it answers a method that
the path does not have, so it is no status of any action.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from contracts.model import (
    DEFAULT_CONVENTIONS,
    Access,
    Action,
    Contract,
    Conventions,
    EndpointKind,
    Schema,
)
from contracts.text.payloads import is_json_api, sends_json


@dataclass(frozen=True, slots=True)
class ImpliedError:
    """A status that an action may answer without documenting it, and the occasion."""

    status: int
    why: str


@dataclass(frozen=True, slots=True)
class DefaultError:
    """A status, the occasion in words, and the condition on the action."""

    status: int
    why: str
    applies: Callable[[Action], bool]


def speaks_json_api(action: Action) -> bool:
    """Whether the action's successful transactions exchange JSON:API documents."""
    successes = [t for t in action.transactions if not t.response.is_error]
    return any(
        is_json_api(t.response) or is_json_api(t.request) for t in successes or action.transactions
    )


def has_json_api(contract: Contract) -> bool:
    """Whether some action speaks JSON:API; other contracts oblige a server to no refusal."""
    return any(speaks_json_api(action) for action in contract.actions())


def has_body(action: Action) -> bool:
    """Whether some request of the action has a body."""
    return any(t.request.body or t.request.schema for t in action.transactions)


def has_json(action: Action) -> bool:
    """Whether some request of the action has a JSON body."""
    return any(sends_json(t.request) for t in action.transactions)


def has_linkage(action: Action) -> bool:
    """Whether a request links to resources (JSON:API 1.0, "Resource Linkage")."""
    if action.endpoint is not None and action.endpoint.kind is EndpointKind.RELATIONSHIP:
        return has_body(action)
    return any(_links(t.request.schema) for t in action.transactions)


def _links(document: Schema | None) -> bool:
    relationships = document.member("data", "relationships") if document else None
    return relationships is not None and any(
        m.schema.member("data") is not None for m in relationships.members
    )


def _has(place: str) -> Callable[[Action], bool]:
    return lambda action: any(p.place == place for p in action.parameters)


def _access(*levels: Access) -> Callable[[Action], bool]:
    return lambda action: action.access in levels


def _names(parameter: str) -> Callable[[Action], bool]:
    return lambda action: any(p.name == parameter for p in action.parameters)


def _creates(action: Action) -> bool:
    return action.endpoint is not None and action.endpoint.kind is EndpointKind.CREATE


def _updates(action: Action) -> bool:
    kind = action.endpoint.kind if action.endpoint is not None else None
    return kind is EndpointKind.UPDATE and speaks_json_api(action)


@cache
def default_errors(conventions: Conventions) -> tuple[DefaultError, ...]:
    """All rules; the parameter that shows deleted resources is the project's own."""
    trash = _names(conventions.trash_parameter)
    return (
        DefaultError(400, "a query parameter is malformed or unknown", _has("query")),
        DefaultError(400, "the body is not valid JSON", has_json),
        DefaultError(
            401,
            "the token is missing, expired or forged",
            _access(Access.USER, Access.SELF, Access.ORGANIZER, Access.ADMIN),
        ),
        DefaultError(
            403,
            "the token belongs to somebody who may not do this",
            _access(Access.SELF, Access.ORGANIZER, Access.ADMIN),
        ),
        DefaultError(
            401, "only administrators look into the trash, and the token is missing", trash
        ),
        DefaultError(403, "only administrators look into the trash", trash),
        # JSON:API 1.0, "Client-Generated IDs": an unsupported request with one answers 403.
        DefaultError(403, "the document brings an id of its own", _creates),
        # JSON:API 1.0, "Updating Resources": an unsupported update answers 403.
        DefaultError(403, "the document changes what is read-only", _updates),
        DefaultError(404, "the path names nothing that exists", _has("path")),
        DefaultError(404, "the document links to something that does not exist", has_linkage),
        # JSON:API 1.0, "Server Responsibilities".
        DefaultError(406, "the Accept header allows no JSON:API document", speaks_json_api),
        DefaultError(
            409,
            "the document contradicts the address or another resource",
            lambda action: has_body(action) and speaks_json_api(action),
        ),
        DefaultError(413, "the body is too large", has_body),
        DefaultError(415, "the Content-Type is not the documented one", has_body),
        DefaultError(422, "the body is JSON, but not what is expected", has_json),
    )


def implied_errors(
    action: Action, conventions: Conventions = DEFAULT_CONVENTIONS
) -> tuple[ImpliedError, ...]:
    """The statuses that the action implies and does not document, in ascending order.

    A status that is implied on several occasions names them all.
    """
    documented = {t.response.status for t in action.transactions}
    reasons: dict[int, list[str]] = {}
    for rule in default_errors(conventions):
        if rule.status not in documented and rule.applies(action):
            reasons.setdefault(rule.status, []).append(rule.why)
    return tuple(ImpliedError(status, "; ".join(why)) for status, why in sorted(reasons.items()))
