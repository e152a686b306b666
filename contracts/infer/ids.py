"""Ids as examples show them, and the links of the resources that have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.infer.paths import is_variable, key_attribute
from contracts.infer.sightings import Document, Sighting
from contracts.model import Action, Confidence, Fact, ResourceType, Schema, SourceKind

#: What a row of a database with numbered rows can have as its id.
NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def with_text_ids(
    types: Sequence[ResourceType], shown: Iterable[Document], actions: Iterable[Action]
) -> tuple[ResourceType, ...]:
    """The types, each told whether its documented ids are texts rather than numbers."""
    found: dict[str, Document | Action] = {}
    for document in shown:
        for name, id_ in _identifiers(document.schema):
            if not NUMBER.fullmatch(id_):
                found.setdefault(name, document)
    by_path = {t.path: t for t in types if t.path}
    for action in actions:
        for name in _named_by_text(action, by_path):
            found.setdefault(name, action)
    return tuple(_with_text_id(t, found[t.name]) if t.name in found else t for t in types)


def _with_text_id(owner: ResourceType, source: Document | Action) -> ResourceType:
    if isinstance(source, Document):
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
        if value and not NUMBER.fullmatch(value) and not key_attribute(owner, segment[1:-1]):
            yield owner.name


def resource_link(seen: Iterable[Sighting]) -> str:
    """The template of the resource's own link (``links.self``) in the first example with one."""
    for sighting in seen:
        link, id_ = sighting.object.member("links", "self"), sighting.object.member("id")
        href = link.member("href") if link is not None and link.kind == "object" else link
        if href is None or id_ is None or not isinstance(href.sample, str):
            continue
        head, _, last = href.sample.rpartition("/")
        if head.startswith("/") and last:
            return f"{head}/{{id}}" if last == str(id_.sample) or NUMBER.fullmatch(last) else ""
    return ""
