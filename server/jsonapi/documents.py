"""Response documents (JSON:API 1.0, "Document Structure")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Request

from .columns import in_order
from .package import jsonapi, schema_of
from .querystring import IncludeTree, QueryString
from .schema import SchemaClass, dumper, is_to_many, relationship

Document = dict[str, Any]
VERSION = {"version": "1.0"}


def address(request: Request, **changed: int) -> str:
    """The request's own address; ``number`` replaces its ``page[number]``."""
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k != "page[number]"]
    if "number" in changed:
        pairs.append(("page[number]", str(changed["number"])))
    elif "page[number]" in request.args:
        pairs.append(("page[number]", request.args["page[number]"]))
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path


def page_links(request: Request, qs: QueryString, count: int) -> dict[str, str]:
    """``self``, ``first``, ``last``, and ``prev`` and ``next`` where such pages exist."""
    number, size = qs.pagination.number, qs.pagination.size
    last = max(1, -(-count // size))
    links = {
        "self": address(request),
        "first": address(request, number=1),
        "last": address(request, number=last),
    }
    if number > 1:
        links["prev"] = address(request, number=number - 1)
    if number < last:
        links["next"] = address(request, number=number + 1)
    return links


def document_of_one(schema: SchemaClass, obj: Any, qs: QueryString, self_link: str) -> Document:
    """A document whose primary data is ``obj`` (or null)."""
    compound = Compound(schema, [] if obj is None else [obj], qs)
    data = compound.primary()
    return {"data": data[0] if data else None, **compound.included(), **_ending(self_link)}


def document_of_many(
    schema: SchemaClass, objects: Sequence[Any], qs: QueryString, request: Request, count: int
) -> Document:
    """A document with a page of resources, out of ``count``."""
    compound = Compound(schema, objects, qs)
    return {
        "data": compound.primary(),
        **compound.included(),
        "links": page_links(request, qs, count),
        "meta": {"count": count},
        "jsonapi": VERSION,
    }


def _ending(self_link: str) -> Document:
    return {"links": {"self": self_link}, "jsonapi": VERSION}


def deletion_document() -> Document:
    """The answer to a deletion."""
    return {"meta": {"message": "Object successfully deleted"}, "jsonapi": VERSION}


def linkage_document(schema: SchemaClass, name: str, obj: Any, linked: Any) -> Document:
    """The document of a relationship endpoint (JSON:API 1.0, "Fetching Relationships")."""
    declared = relationship(schema, name)
    if isinstance(linked, list):
        data: Any = [{"type": declared.type_, "id": str(row.id)} for row in linked]
    else:
        data = None if linked is None else {"type": declared.type_, "id": str(linked.id)}
    return {**declared.links_of(obj), "data": data, "jsonapi": VERSION}


@dataclass
class _Member:
    """A resource of a compound document; ``linked`` are the to-many linkages it shows."""

    schema: SchemaClass
    obj: Any
    linked: set[str] = field(default_factory=set)


class Compound:
    """Primary data with what it includes, each resource once (JSON:API 1.0, "Compound Documents").

    Every included resource is linked from another one, so whatever is reached by several
    paths shows the linkage of all of them.
    """

    def __init__(self, schema: SchemaClass, objects: Iterable[Any], qs: QueryString) -> None:
        self._qs = qs
        self._members: dict[tuple[str, int], _Member] = {}
        self._primary = [self._visit(schema, obj, qs.include) for obj in objects]

    def _visit(self, schema: SchemaClass, obj: Any, tree: IncludeTree) -> tuple[str, int]:
        key = (schema.opts_type(), obj.id)
        member = self._members.setdefault(key, _Member(schema, obj))
        for name, below in tree.items():
            declared = relationship(schema, name)
            if is_to_many(declared):
                member.linked.add(name)
            target = schema_of(declared.type_)
            for other in _rows(getattr(obj, name)):
                jsonapi().guard.admit_reader(target, other)
                self._visit(target, other, below)
        return key

    def _dump(self, keys: Iterable[tuple[str, int]]) -> Iterator[Document]:
        for key in keys:
            member = self._members[key]
            only = self._qs.fields.get(key[0])
            yield dumper(member.schema, only, frozenset(member.linked))(member.obj)

    def primary(self) -> list[Document]:
        """The resource objects of the primary data."""
        return list(self._dump(self._primary))

    def included(self) -> Document:
        """``{"included": […]}`` when the client asked for a compound document."""
        if not self._qs.includes:
            return {}
        primary = set(self._primary)
        return {"included": list(self._dump(key for key in self._members if key not in primary))}


def _rows(value: Any) -> list[Any]:
    if value is None:
        return []
    return in_order(value) if isinstance(value, list) else [value]
