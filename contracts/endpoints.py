"""What each action does to JSON:API resources, from its method, path and payloads.

Specification: JSON:API 1.0, "Fetching Data" and "Creating, Updating and Deleting
Resources"; the paths follow its recommendations, section "URLs".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contracts.model import Action, Endpoint, EndpointKind, ResourceType
from contracts.payloads import fixed_type, is_json_api, primary

SINGLE = {
    "GET": EndpointKind.DETAIL,
    "PATCH": EndpointKind.UPDATE,
    "DELETE": EndpointKind.DELETE,
}


def collections(actions: Iterable[Action]) -> dict[str, str]:
    """The type that each collection path holds: ``{"/v1/faqs": "faq"}``.

    Said by the payloads of ``/v1/faqs/{id}`` (GET, PATCH) and ``/v1/faqs`` (GET, POST).
    """
    found: dict[str, str] = {}
    for action in actions:
        name = primary_type(action)
        if not name:
            continue
        segments = action.path.rstrip("/").split("/")
        if _is_variable(segments[-1]) and action.method in SINGLE:
            found.setdefault("/".join(segments[:-1]), name)
        elif not any(map(_is_variable, segments)) and action.method in ("GET", "POST"):
            found.setdefault(action.path.rstrip("/"), name)
    return found


def primary_type(action: Action) -> str:
    """The fixed type of the primary data in the action's successful transactions, or ''."""
    for transaction in action.transactions:
        if transaction.response.status < 400:
            for payload in (transaction.response, transaction.request):
                name = fixed_type(primary(payload.schema))
                if name:
                    return name
    return ""


def classify(
    action: Action, owners: Mapping[str, str], types: Mapping[str, ResourceType]
) -> Endpoint | None:
    """The action as a JSON:API endpoint, or None when it is not one."""
    if not any(is_json_api(t.response) for t in action.transactions):
        return None
    segments = action.path.rstrip("/").split("/")
    if len(segments) > 3 and segments[-2] == "relationships" and _is_variable(segments[-3]):
        return _relationship(action, owners.get("/".join(segments[:-3]), ""), segments[-1], types)
    if _is_variable(segments[-1]):
        owner = owners.get("/".join(segments[:-1]), "")
        kind = SINGLE.get(action.method)
        return Endpoint(kind, owner) if owner and kind else None
    if len(segments) > 2 and _is_variable(segments[-2]):
        return _below_parent(action, owners.get("/".join(segments[:-2]), ""), segments[-1], types)
    owner = owners.get("/".join(segments), "")
    if not owner or action.method not in ("GET", "POST"):
        return None
    return Endpoint(EndpointKind.LIST if action.method == "GET" else EndpointKind.CREATE, owner)


def _relationship(
    action: Action, parent: str, name: str, types: Mapping[str, ResourceType]
) -> Endpoint | None:
    owner = types.get(parent)
    relationship = owner.relationship(name) if owner else None
    target = relationship.target if relationship else primary_type(action)
    return Endpoint(EndpointKind.RELATIONSHIP, target, parent, name) if parent else None


def _below_parent(
    action: Action, parent: str, segment: str, types: Mapping[str, ResourceType]
) -> Endpoint | None:
    name = primary_type(action)
    if not parent or not name:
        return None
    owner = types.get(parent)
    found = [r for r in owner.relationships if r.target == name] if owner else []
    named = next((r.name for r in found if r.name == segment), "")
    relationship = named or (found[0].name if len(found) == 1 else "")
    if action.method == "POST":
        return Endpoint(EndpointKind.CREATE, name, parent, relationship)
    kind = EndpointKind.LIST if _is_list(action) else EndpointKind.RELATED
    return Endpoint(kind, name, parent, relationship) if action.method == "GET" else None


def _is_list(action: Action) -> bool:
    for transaction in action.transactions:
        schema = transaction.response.schema
        data = schema.member("data") if schema and transaction.response.status < 400 else None
        if data is not None:
            return data.kind == "array"
    return False


def _is_variable(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")
