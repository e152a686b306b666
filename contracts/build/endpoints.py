"""What each action does to JSON:API resources, from its method, path and payloads.

Specification: JSON:API 1.0, "Fetching Data" and "Creating, Updating and Deleting
Resources"; the paths follow its recommendations, section "URLs".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from contracts.build.infer.evidence import PayloadDocument
from contracts.build.infer.paths import VARIABLE, collection_of, is_plain, key, parent_of, segments
from contracts.model import (
    Action,
    Endpoint,
    EndpointKind,
    Payload,
    Relationship,
    ResourceType,
    Response,
)
from contracts.text.documents import is_identifier, json_member
from contracts.text.payloads import fixed_type, is_json_api, json_of, shows_json_api

SINGLE = {
    "GET": EndpointKind.DETAIL,
    "PATCH": EndpointKind.UPDATE,
    "DELETE": EndpointKind.DELETE,
}


@dataclass(frozen=True, slots=True)
class DocumentedTypes:
    """What the documents show: the type of each collection, and each action's documents.

    ``single`` are paths without a variable that show the only resource of its type.
    """

    held: Mapping[str, str]
    documents: Mapping[str, Sequence[PayloadDocument]]
    single: frozenset[str] = frozenset()

    @classmethod
    def of(cls, documents: Iterable[PayloadDocument], held: Mapping[str, str]) -> DocumentedTypes:
        """The documents by the id of their action."""
        by_action: dict[str, list[PayloadDocument]] = {}
        for document in documents:
            by_action.setdefault(document.action.id, []).append(document)
        return cls(held, by_action, frozenset(_singles(by_action.values(), held)))

    def type_of(self, action: Action) -> str:
        """The type of the primary data in the action's documents, or an empty text."""
        documents = self.documents.get(action.id, ())
        ordered = sorted(documents, key=lambda d: not isinstance(d.payload, Response))
        return next((d.type for d in ordered if d.type), "")

    def shows_list(self, action: Action) -> bool | None:
        """Whether its responses show a list; None where they show no data."""
        for document in self.documents.get(action.id, ()):
            if isinstance(document.payload, Response) and document.schema.member("data"):
                return document.many
        return None

    def several_types(self, action: Action) -> tuple[str, ...]:
        """The types in a list of resources of several types, each of which has another path.

        Empty where the path has other actions: their type is that of the list, and an example
        of another type is a mistake.
        """
        path = collection_of(action)
        elsewhere = {name for home, name in self.held.items() if home != path}
        for document in self.documents.get(action.id, ()):
            data = document.schema.member("data") if document.many else None
            names = map(fixed_type, data.items if data else ())
            distinct = tuple(dict.fromkeys(name for name in names if name))
            if len(distinct) > 1 and elsewhere.issuperset(distinct):
                return () if self._has_other_actions(path, action) else distinct
        return ()

    def _has_other_actions(self, path: str, action: Action) -> bool:
        others = (d.action for each in self.documents.values() for d in each)
        return any(other.id != action.id and collection_of(other) == path for other in others)


def _singles(groups: Iterable[Sequence[PayloadDocument]], held: Mapping[str, str]) -> Iterator[str]:
    """``/v1/settings``, where nothing is created, and its type has no other path."""
    homes = Counter(held.values())
    documents = [d for each in groups for d in each]
    created = {collection_of(d.action) for d in documents if d.action.method == "POST"}
    for document in documents:
        path = collection_of(document.action)
        is_read = document.action.method == "GET" and isinstance(document.payload, Response)
        is_static = VARIABLE not in segments(document.action.path)
        shows_one = document.type and not document.many
        is_only = homes[held.get(path, "")] == 1 and path not in created
        if is_only and is_read and is_static and shows_one:
            yield path


def classify(
    action: Action, shown: DocumentedTypes, types: Mapping[str, ResourceType]
) -> Endpoint | None:
    """The action as a JSON:API endpoint, or None when it is not one."""
    parts = segments(action.path)
    if not is_plain(parts) or not _is_json_api(action, parts):
        return None
    endpoint = _endpoint(action, parts, shown, types)
    if endpoint is None:
        return None
    if endpoint.relationship:
        endpoint = _of_all_types(endpoint, types)
    elif endpoint.kind is EndpointKind.LIST and shown.several_types(action):
        return None
    if parts.count(VARIABLE) < 2:
        return endpoint
    return _nested(endpoint, parts, shown, types)


def _of_all_types(endpoint: Endpoint, types: Mapping[str, ResourceType]) -> Endpoint:
    """The endpoint of a relationship, with all the types that this leads to."""
    relationship = types[endpoint.parent].relationship(endpoint.relationship)
    if relationship is None or endpoint.type not in relationship.targets:
        return endpoint
    others = tuple(name for name in relationship.targets if name != endpoint.type)
    return replace(endpoint, others=others)


def _endpoint(
    action: Action,
    parts: tuple[str, ...],
    shown: DocumentedTypes,
    types: Mapping[str, ResourceType],
) -> Endpoint | None:
    if len(parts) > 3 and parts[-2] == "relationships" and parts[-3] == VARIABLE:
        return _relationship(shown, parts, types)
    if parts[-1] == VARIABLE:
        owner = shown.held.get(key(parts[:-1]), "")
        kind = SINGLE.get(action.method) if shown.shows_list(action) is not True else None
        return Endpoint(kind, owner) if owner in types and kind else None
    if parent_of(action)[0]:
        return _below_parent(action, shown, types)
    owner = shown.held.get(key(parts), "")
    if owner in types and key(parts) in shown.single:
        kind = SINGLE.get(action.method) if action.method != "DELETE" else None
        return Endpoint(kind, owner) if kind else None
    if owner not in types or VARIABLE in parts or action.method not in ("GET", "POST"):
        return None
    if action.method == "POST":
        return Endpoint(EndpointKind.CREATE, owner)
    return None if shown.shows_list(action) is False else Endpoint(EndpointKind.LIST, owner)


def _nested(
    endpoint: Endpoint,
    parts: tuple[str, ...],
    shown: DocumentedTypes,
    types: Mapping[str, ResourceType],
) -> Endpoint | None:
    """The endpoint with the resources that its path names before; None where they are unclear.

    What belongs to one of its own type is something else (``/forms/{id}/versions/{version}``),
    and whether a DELETE deletes what has another address is unknown.
    """
    places = [at for at, part in enumerate(parts) if part == VARIABLE]
    collections = [key(parts[:at]) for at in places]
    chain = [shown.held.get(collection, "") for collection in collections]
    if not all(name in types for name in chain) or len(set(chain)) < len(chain):
        return None
    homes = [path for path, name in shown.held.items() if name == endpoint.type]
    if endpoint.kind is EndpointKind.DELETE and len(homes) > 1:
        return None
    above = []
    for at, (name, below) in zip(places, pairwise(chain), strict=False):
        owner = types[name]
        candidates = [r for r in owner.relationships if r.target == below and not r.others]
        named = [r for r in candidates if r.name == parts[at + 1]] or candidates
        if _back(types, below, name):
            above.append((name, ""))
        elif len(named) == 1:
            above.append((name, named[0].name))
        else:
            return None
    return replace(endpoint, above=tuple(above))


def _is_json_api(action: Action, parts: tuple[str, ...]) -> bool:
    """Whether an action exchanges JSON:API documents, announced as such or not.

    Where no success has a body, as with 204, the request decides; of a DELETE, the path.
    """
    if any(_sends_plain_json(t.request) for t in action.transactions):
        return False
    if any(shows_json_api(t.response) for t in action.transactions):
        return True
    done = [t for t in action.transactions if not t.response.is_error]
    if parts[-2:-1] == ("relationships",):
        documents = (json_of(p.body) for t in done for p in (t.request, t.response))
        if any(map(_is_linkage, documents)):
            return True
    is_silent = all(
        t.response.status == 204 or not (t.response.body or t.response.schema) for t in done
    )
    sends = action.method == "DELETE" or any(shows_json_api(t.request) for t in done)
    return bool(done) and is_silent and sends


def _sends_plain_json(request: Payload) -> bool:
    """Whether a request sends what is no document: a call that answers with one, no resource."""
    document = json_of(request.body)
    return not is_json_api(request) and isinstance(document, dict) and "data" not in document


def _is_linkage(document: Any) -> bool:
    """Whether a document shows resource identifiers (JSON:API 1.0, 5.2.2)."""
    data = json_member(document, "data")
    items = data if isinstance(data, list) else [data]
    return bool(items) and all(is_identifier(item) for item in items)


def _relationship(
    shown: DocumentedTypes, parts: tuple[str, ...], types: Mapping[str, ResourceType]
) -> Endpoint | None:
    parent, name = shown.held.get(key(parts[:-3]), ""), parts[-1]
    owner = types.get(parent)
    relationship = owner.relationship(name) if owner else None
    if relationship is None:
        return None
    return Endpoint(EndpointKind.RELATIONSHIP, relationship.target, parent, name)


def _below_parent(
    action: Action, shown: DocumentedTypes, types: Mapping[str, ResourceType]
) -> Endpoint | None:
    collection, segment = parent_of(action)
    parent = shown.held.get(collection, "")
    owner = types.get(parent)
    leading = _leading(owner, segment, shown.type_of(action)) if owner else None
    name = leading.target if leading else shown.type_of(action)
    if not parent or not name:
        return None
    relationship = leading.name if leading else ""
    if action.method == "POST":
        leads = leading is not None or _back(types, name, parent)
        return Endpoint(EndpointKind.CREATE, name, parent, relationship) if leads else None
    if action.method != "GET":
        return None
    many = shown.shows_list(action)
    if many is None:
        many = leading is None or leading.many
    if leading is None:
        return (
            Endpoint(EndpointKind.LIST, name, parent)
            if many and _back(types, name, parent)
            else None
        )
    if many is not leading.many:
        return None
    return Endpoint(EndpointKind.LIST if many else EndpointKind.RELATED, name, parent, relationship)


def _back(types: Mapping[str, ResourceType], name: str, parent: str) -> bool:
    """Whether a type has exactly one to-one relationship to the parent of its list."""
    owner = types.get(name)
    candidates = (
        [r for r in owner.relationships if r.target == parent and not r.many] if owner else []
    )
    return len(candidates) == 1


def _leading(owner: ResourceType, segment: str, target: str) -> Relationship | None:
    """The relationship that a path below ``owner`` follows: by name, link, or the only one."""
    related = [r for r in owner.relationships if r.target == target]
    for candidates in (related, owner.relationships if not target else ()):
        for relationship in candidates:
            last = relationship.related_link.rstrip("/").rsplit("/", 1)[-1]
            if segment in (relationship.name, last):
                return relationship
    return related[0] if len(related) == 1 else None
