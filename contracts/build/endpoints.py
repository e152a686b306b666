"""What each action does to JSON:API resources, from its method, path and payloads.

Specification: JSON:API 1.0, "Fetching Data" and "Creating, Updating and Deleting
Resources"; the paths follow its recommendations, section "URLs".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.build.infer.evidence import PayloadDocument
from contracts.build.infer.paths import VARIABLE, collection_of, is_plain, key, parent_of, segments
from contracts.model import Action, Endpoint, EndpointKind, Relationship, ResourceType, Response
from contracts.text.payloads import is_json_api

SINGLE = {
    "GET": EndpointKind.DETAIL,
    "PATCH": EndpointKind.UPDATE,
    "DELETE": EndpointKind.DELETE,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the documents show: the type of each collection, and each action's documents.

    ``single`` are paths without a variable that show the only resource of its type.
    """

    held: Mapping[str, str]
    documents: Mapping[str, Sequence[PayloadDocument]]
    single: frozenset[str] = frozenset()

    @classmethod
    def of(cls, documents: Iterable[PayloadDocument], held: Mapping[str, str]) -> Shown:
        """The documents by the id of their action."""
        found: dict[str, list[PayloadDocument]] = {}
        for document in documents:
            found.setdefault(document.action.id, []).append(document)
        return cls(held, found, frozenset(_singles(found.values(), held)))

    def type_of(self, action: Action) -> str:
        """The type of the primary data in the action's documents, or an empty text."""
        found = self.documents.get(action.id, ())
        ordered = sorted(found, key=lambda d: not isinstance(d.payload, Response))
        return next((d.type for d in ordered if d.type), "")

    def shows_list(self, action: Action) -> bool | None:
        """Whether its responses show a list; None where they show no data."""
        for document in self.documents.get(action.id, ()):
            if isinstance(document.payload, Response) and document.schema.member("data"):
                return document.many
        return None


def _singles(found: Iterable[Sequence[PayloadDocument]], held: Mapping[str, str]) -> Iterator[str]:
    """``/v1/settings``, where nothing is created, and its type has no other path."""
    homes = Counter(held.values())
    documents = [d for each in found for d in each]
    created = {collection_of(d.action) for d in documents if d.action.method == "POST"}
    for document in documents:
        path = collection_of(document.action)
        is_read = document.action.method == "GET" and isinstance(document.payload, Response)
        is_static = VARIABLE not in segments(document.action.path)
        shows_one = document.type and not document.many
        is_only = homes[held.get(path, "")] == 1 and path not in created
        if is_only and is_read and is_static and shows_one:
            yield path


def classify(action: Action, shown: Shown, types: Mapping[str, ResourceType]) -> Endpoint | None:
    """The action as a JSON:API endpoint, or None when it is not one."""
    if not any(is_json_api(t.response) for t in action.transactions) and not _is_silent(action):
        return None
    parts = segments(action.path)
    if parts.count(VARIABLE) > 1 or not is_plain(parts):
        return None
    if len(parts) > 3 and parts[-2] == "relationships" and parts[-3] == VARIABLE:
        return _relationship(shown, parts, types)
    if parts[-1] == VARIABLE:
        owner = shown.held.get(key(parts[:-1]), "")
        kind = SINGLE.get(action.method)
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


def _is_silent(action: Action) -> bool:
    """Whether it deletes and no success shows anything, as 204 does: the path alone tells."""
    successes = [t.response for t in action.transactions if t.response.status < 400]
    is_empty = all(r.status == 204 or not (r.body or r.schema) for r in successes)
    return action.method == "DELETE" and bool(successes) and is_empty


def _relationship(
    shown: Shown, parts: tuple[str, ...], types: Mapping[str, ResourceType]
) -> Endpoint | None:
    parent, name = shown.held.get(key(parts[:-3]), ""), parts[-1]
    owner = types.get(parent)
    relationship = owner.relationship(name) if owner else None
    if relationship is None:
        return None
    return Endpoint(EndpointKind.RELATIONSHIP, relationship.target, parent, name)


def _below_parent(
    action: Action, shown: Shown, types: Mapping[str, ResourceType]
) -> Endpoint | None:
    collection, segment = parent_of(action)
    parent = shown.held.get(collection, "")
    owner = types.get(parent)
    found = _leading(owner, segment, shown.type_of(action)) if owner else None
    name = found.target if found else shown.type_of(action)
    if not parent or not name:
        return None
    relationship = found.name if found else ""
    if action.method == "POST":
        leads = found is not None or _back(types, name, parent)
        return Endpoint(EndpointKind.CREATE, name, parent, relationship) if leads else None
    if action.method != "GET":
        return None
    many = shown.shows_list(action)
    if many is None:
        many = found is None or found.many
    if found is None:
        return (
            Endpoint(EndpointKind.LIST, name, parent)
            if many and _back(types, name, parent)
            else None
        )
    if many is not found.many:
        return None
    return Endpoint(EndpointKind.LIST if many else EndpointKind.RELATED, name, parent, relationship)


def _back(types: Mapping[str, ResourceType], name: str, parent: str) -> bool:
    """Whether a type has exactly one to-one relationship to the parent of its list."""
    owner = types.get(name)
    found = [r for r in owner.relationships if r.target == parent and not r.many] if owner else []
    return len(found) == 1


def _leading(owner: ResourceType, segment: str, target: str) -> Relationship | None:
    """The relationship that a path below ``owner`` follows: by name, link, or the only one."""
    related = [r for r in owner.relationships if r.target == target]
    for candidates in (related, owner.relationships if not target else ()):
        for relationship in candidates:
            last = relationship.related_link.rstrip("/").rsplit("/", 1)[-1]
            if segment in (relationship.name, last):
                return relationship
    return related[0] if len(related) == 1 else None
