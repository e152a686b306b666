"""The bodies of an action whose resource type is known, and of which no attributes are written.

What the examples, tables and JSON Schemas of a blueprint say of a type is put together in its
resource type (:mod:`contracts.build.resource_types`); an action shows what of it is sent, and
links to the rest. Specification: JSON:API 1.0, "Creating, Updating and Deleting Resources".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from contracts.model import (
    Action,
    EndpointKind,
    Payload,
    Relationship,
    ResourceType,
)
from contracts.render.docs.body_rows import attribute_row, inferred
from contracts.render.value_rows import Link, ValueRow
from contracts.text.documents import json_member
from contracts.text.payloads import json_of

SENDS = (EndpointKind.CREATE, EndpointKind.UPDATE)


@dataclass(frozen=True, slots=True)
class ResourceBody:
    """A body that holds resources of a type: ``what`` is ``one``, ``a list of``, …"""

    title: str
    what: str
    type: str
    anchor: str
    rows: tuple[ValueRow, ...] = ()


def resource_bodies(
    action: Action, types: Mapping[str, ResourceType], anchors: Mapping[str, str], link: Link
) -> Iterator[ResourceBody]:
    """The request body, member by member, and the response body, by its type.

    Nothing of an action that is no JSON:API endpoint, nor of a body whose attributes or JSON
    Schema are written.
    """
    owner = types.get(action.endpoint.type) if action.endpoint else None
    if action.endpoint is None or owner is None:
        return
    successes = [t for t in action.transactions if t.response.is_success]
    kind, anchor = action.endpoint.kind, anchors.get(owner.name, "")
    sent = next((w for t in successes if (w := _what(t.request, kind))), "")
    answered = next((w for t in successes if (w := _what(t.response, kind))), "")
    if sent:
        rows = tuple(_sent(owner, kind, anchors, link)) if kind in SENDS else ()
        yield ResourceBody("Request body", sent, owner.name, anchor, rows)
    if answered:
        yield ResourceBody("Response body", answered, owner.name, anchor)


def _what(payload: Payload, kind: EndpointKind) -> str:
    """How many resources the payload's example holds, or an empty text where it holds none."""
    if payload.schema is not None or payload.body_schema:
        return ""
    document = json_of(payload.body)
    data = json_member(document, "data")
    if not isinstance(data, dict | list):
        return ""
    if kind is EndpointKind.RELATIONSHIP:
        return "identifiers of" if isinstance(data, list) else "the identifier of one"
    return "a list of" if isinstance(data, list) else "one"


def _sent(
    owner: ResourceType, kind: EndpointKind, anchors: Mapping[str, str], link: Link
) -> Iterator[ValueRow]:
    """``type``, ``attributes`` and ``relationships``, without what clients cannot send."""
    creates = kind is EndpointKind.CREATE
    yield ValueRow("type", "string", required=True, facts=(("always", owner.name),))
    attributes = tuple(
        replace(attribute_row(a, link), required=a.required and creates)
        for a in owner.attributes
        if not a.read_only
    )
    if attributes:
        needed = any(row.required for row in attributes)
        yield ValueRow("attributes", "object", required=needed, children=attributes)
    relationships = tuple(
        _linkage(r, anchors, is_required=r.required and creates)
        for r in owner.relationships
        if not r.read_only
    )
    if relationships:
        needed = any(row.required for row in relationships)
        yield ValueRow("relationships", "object", required=needed, children=relationships)


def _linkage(
    relationship: Relationship, anchors: Mapping[str, str], *, is_required: bool
) -> ValueRow:
    anchor = anchors.get(relationship.target, "")
    return ValueRow(
        name=relationship.name,
        kind=f"linkage to {'many' if relationship.many else 'one'}"
        + (f" {' or '.join(relationship.targets)}" if relationship.others else ""),
        type_name=relationship.target if anchor and not relationship.others else "",
        anchor="" if relationship.others else anchor,
        required=is_required,
        notes=(
            *(("nullable",) if relationship.nullable and not relationship.many else ()),
            *inferred(relationship.facts),
        ),
        description=relationship.description,
    )
