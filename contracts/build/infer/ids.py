"""Ids as examples show them, and the links of the resources that have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.build.infer.evidence import PayloadDocument, Sighting, place
from contracts.build.infer.paths import is_variable, key_attribute
from contracts.model import Action, Confidence, Fact, ResourceType, Schema, SourceKind

#: What a row of a database with numbered rows can have as its id.
NUMBER: Final = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
LARGEST: Final = 2**63 - 1


def is_number(id_: str) -> bool:
    """Whether a numbered row can have this id."""
    return NUMBER.fullmatch(id_) is not None and int(id_) <= LARGEST


def with_text_ids(
    types: Sequence[ResourceType], shown: Iterable[PayloadDocument], actions: Iterable[Action]
) -> tuple[ResourceType, ...]:
    """The types, each with whether its documented ids are texts rather than numbers."""
    evidence: dict[str, PayloadDocument | Action] = {}
    for document in shown:
        for name, id_ in _identifiers(document.schema):
            if not is_number(id_):
                evidence.setdefault(name, document)
    by_path = {t.path: t for t in types if t.path.endswith("}")}
    for action in actions:
        for name in _named_by_text(action, by_path):
            evidence.setdefault(name, action)
    return tuple(_with_text_id(t, evidence[t.name]) if t.name in evidence else t for t in types)


def _with_text_id(owner: ResourceType, source: PayloadDocument | Action) -> ResourceType:
    if isinstance(source, PayloadDocument):
        kind, place = source.source, source.transaction.location
    else:
        kind, place = SourceKind.URI, source.location
    fact = Fact("text_ids", kind, Confidence.LIKELY, place)
    return replace(owner, text_ids=True, facts=(*owner.facts, fact))


def _identifiers(schema: Schema) -> Iterator[tuple[str, str]]:
    """Type and id of every resource object and identifier inside a document."""
    kind, id_ = schema.member("type"), schema.member("id")
    if kind is not None and id_ is not None and kind.fixed and id_.sample is not None:
        sample: Any = id_.sample
        if isinstance(sample, str | int) and not isinstance(sample, bool):
            yield str(kind.sample), str(sample)
    for member in schema.members:
        if member.name != "attributes":
            yield from _identifiers(member.schema)
    for item in schema.items:
        yield from _identifiers(item)


def _named_by_text(action: Action, by_path: dict[str, ResourceType]) -> Iterator[str]:
    """The types whose resource a URI names by a text that is no natural key's value."""
    parts = action.path.split("/")
    examples = {p.spelling: p.example or p.default for p in action.parameters}
    for path, owner in by_path.items():
        depth = path.count("/") + 1
        if len(parts) < depth or parts[: depth - 1] != path.split("/")[:-1]:
            continue
        segment = parts[depth - 1]
        value = examples.get(segment[1:-1], "") if is_variable(segment) else ""
        if value and not is_number(value) and not key_attribute(owner, segment[1:-1]):
            yield owner.name


def resource_link(seen: Iterable[Sighting]) -> str:
    """The template of the resource's own link (``links.self``) in the first example with one.

    One that ends in the resource's id is preferred.
    """
    address = ""
    for sighting in seen:
        link, id_ = sighting.object.member("links", "self"), sighting.object.member("id")
        href = link.member("href") if link is not None and link.kind == "object" else link
        if href is None or not isinstance(href.sample, str) or not href.sample.startswith("/"):
            continue
        shown = str(id_.sample) if id_ is not None else ""
        path = href.sample.partition("?")[0]
        if re.search(r"[{}<>\s]", path):
            continue
        parts = ["{id}" if p == shown or is_number(p) else p for p in path.split("/")]
        if parts[-1] == "{id}":
            return "/".join(parts)
        address = address or "/".join(parts)
    return address


def with_client_ids(
    types: Iterable[ResourceType], seen: Iterable[Sighting]
) -> tuple[ResourceType, ...]:
    """The types, each with whether a creation may send the id.

    Specification: JSON:API 1.0, "Client-Generated IDs".
    """
    creations: dict[str, Sighting] = {}
    for sighting in seen:
        if sighting.creates and sighting.object.member("id") is not None:
            creations.setdefault(sighting.type, sighting)
    return tuple(_with_client_id(t, creations.get(t.name)) for t in types)


def _with_client_id(owner: ResourceType, sighting: Sighting | None) -> ResourceType:
    if sighting is None:
        return owner
    return replace(owner, client_ids=True, facts=(*owner.facts, _sent(sighting)))


def _sent(sighting: Sighting) -> Fact:
    location = place(sighting.document, "id")
    return Fact("client_ids", sighting.source, Confidence.LIKELY, location)
