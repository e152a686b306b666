"""Response documents (JSON:API 1.0, "Document Structure")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app

from contracts.runtime.jsonapi.columns import in_order
from contracts.runtime.jsonapi.errors import bad_parameter
from contracts.runtime.jsonapi.json_text import json_text
from contracts.runtime.jsonapi.linkage import links_of
from contracts.runtime.jsonapi.names import pointer_steps
from contracts.runtime.jsonapi.package import jsonapi, schema_of
from contracts.runtime.jsonapi.querystring import IncludeTree, QueryString
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    Write,
    is_to_many,
    of_several_types,
    relationship,
    writer,
)
from contracts.runtime.jsonapi.storage.identified import identifiers_in, rows_of

Document = dict[str, Any]
VERSION = {"version": "1.0"}
_VERSION = f'"jsonapi":{json_text(VERSION)}'


def document_of_one(schema: SchemaClass, obj: Any, qs: QueryString, self_link: str) -> str:
    """A document whose primary data is ``obj`` (or null), as JSON."""
    data, included = _resources(schema, [] if obj is None else [obj], qs)
    links = f'{{"self":{json_text(self_link)}}}'
    return f'{{"data":{data[0] if data else "null"}{included},"links":{links},{_VERSION}}}'


def document_of_many(
    schema: SchemaClass, objects: Sequence[Any], qs: QueryString, path: str, count: int
) -> str:
    """A document with a page of resources, out of ``count``, as JSON."""
    data, included = _resources(schema, objects, qs)
    return _page(data, included, qs, path, count)


def document_of_several_types(
    rows: Iterable[tuple[SchemaClass, Any]], qs: QueryString, path: str, count: int
) -> str:
    """A document with a page of resources of several types, out of ``count``, as JSON."""
    data = (writer(schema, qs.fields.get(schema.opts_type()))(row) for schema, row in rows)
    return _page(data, "", qs, path, count)


def _page(data: Iterable[str], included: str, qs: QueryString, path: str, count: int) -> str:
    links = json_text(qs.page_links(path, count))
    meta = f'"meta":{{"count":{count}}}'
    return f'{{"data":[{",".join(data)}]{included},"links":{links},{meta},{_VERSION}}}'


def _resources(
    schema: SchemaClass, objects: Sequence[Any], qs: QueryString
) -> tuple[list[str], str]:
    """The primary data, and ``,"included":[…]`` when the client asked for a compound document."""
    if qs.include:
        compound = Compound(schema, objects, qs)
        return compound.primary(), f',"included":[{",".join(compound.included())}]'
    return [qs.write(obj) for obj in objects], ',"included":[]' if qs.includes else ""


def check_included(schema: SchemaClass, obj: Any, qs: QueryString | None) -> None:
    """Refuse a document of ``obj`` that cannot be made, before a change is committed.

    Raises:
        ApiError: as :class:`Compound` does.
    """
    if qs is not None and qs.include:
        Compound(schema, [obj], qs)


def without(document: Mapping[str, Any], left_out: Sequence[str]) -> Document:
    """The document without the members at the paths ``left_out`` (``data/links``).

    Items of a list are as the list; an object that this leaves empty goes as well.
    """
    result: Any = document
    for path in left_out:
        result = _without(result, pointer_steps(path))
    return cast("Document", result)


def with_attributes(document: Document) -> Document:
    """The document with an empty ``attributes`` in each primary resource that has none."""
    data = document.get("data")
    if isinstance(data, list):
        return {**document, "data": [{"attributes": {}, **each} for each in data]}
    return {**document, "data": {"attributes": {}, **data}} if data else document


def _without(value: Any, path: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_without(item, path) for item in value]
    name, *below = path
    if not isinstance(value, dict) or name not in value:
        return value
    kept = _without(value[name], below) if below else {}
    is_gone = kept == {}
    return {k: kept if k == name else v for k, v in value.items() if k != name or not is_gone}


def deletion_document(message: str) -> Document:
    """The answer to a deletion."""
    return {"meta": {"message": message}, "jsonapi": VERSION}


def linkage_document(schema: SchemaClass, name: str, obj: Any, linked: Any) -> Document:
    """The document of a relationship endpoint (JSON:API 1.0, "Fetching Relationships")."""
    several = of_several_types(schema, name)
    data: Any
    if several:
        data = several.linkage_of(getattr(obj, name))
        return {**links_of(several, obj), "data": data, "jsonapi": VERSION}
    declared = relationship(schema, name)
    if isinstance(linked, list):
        data = [{"type": declared.type_, "id": str(row.id)} for row in linked]
    else:
        data = None if linked is None else {"type": declared.type_, "id": str(linked.id)}
    return {**links_of(declared, obj), "data": data, "jsonapi": VERSION}


@dataclass(frozen=True, slots=True)
class _Branch:
    """An included relationship, and what is included below it; to several types no ``target``."""

    name: str
    many: bool
    target: SchemaClass | None
    below: tuple[_Branch, ...]


def _branches(schema: SchemaClass, tree: IncludeTree) -> tuple[_Branch, ...]:
    branches = []
    for name, below in tree.items():
        if of_several_types(schema, name):
            branches.append(_Branch(name, many=False, target=None, below=()))
            continue
        declared = relationship(schema, name)
        target = schema_of(declared.type_)
        branches.append(_Branch(name, is_to_many(declared), target, _branches(target, below)))
    return tuple(branches)


Key = tuple[str, int]


@dataclass(slots=True)
class _Member:
    """A resource of a compound document; ``linked`` are the to-many linkages it shows."""

    schema: SchemaClass
    obj: Any
    linked: frozenset[str] = frozenset()


class Compound:
    """Primary data with what it includes, each resource once (JSON:API 1.0, "Compound Documents").

    Every included resource is linked from another one, so whatever is reached by several
    paths shows the linkage of all of them.

    Raises:
        ApiError: 400 for more than ``MAX_INCLUDED``; 401 or 403 for one the caller may not read.
    """

    def __init__(self, schema: SchemaClass, objects: Sequence[Any], qs: QueryString) -> None:
        self._fields = qs.fields
        self._guard = jsonapi().guard
        self._members: dict[Key, _Member] = {}
        self._admitted: set[Key] = set()
        self._walked: set[tuple[Key, int]] = set()
        self._writers: dict[tuple[str, frozenset[str]], Write] = {}
        branches = _branches(schema, qs.include)
        several = [branch.name for branch in branches if branch.target is None]
        kept = (getattr(obj, name) for name in several for obj in objects)
        self._identified = rows_of(each for some in kept for each in identifiers_in(some))
        self._most = len(objects) + current_app.config["MAX_INCLUDED"]
        self._primary = [self._visit(schema, obj, branches) for obj in objects]

    def _visit(self, schema: SchemaClass, obj: Any, branches: tuple[_Branch, ...]) -> Key:
        key = (schema.opts_type(), obj.id)
        member = self._members.get(key)
        if member is None:
            member = self._members[key] = _Member(schema, obj)
            if len(self._members) > self._most:
                self._refuse()
        # Many resources may lead to one: what is below it is walked once for each path.
        if (key, id(branches)) in self._walked:
            return key
        self._walked.add((key, id(branches)))
        for branch in branches:
            if branch.many:
                member.linked |= {branch.name}
            for target, other in self._linked(branch, obj):
                self._admit(target, other)
                self._visit(target, other, branch.below)
        return key

    def _linked(self, branch: _Branch, obj: Any) -> Iterable[tuple[SchemaClass, Any]]:
        kept = getattr(obj, branch.name)
        if branch.target is not None:
            return [(branch.target, row) for row in _rows(kept)]
        wanted = identifiers_in(kept)
        self._identified |= rows_of(
            each for each in wanted if (each["type"], each["id"]) not in self._identified
        )
        keys = [(each["type"], each["id"]) for each in wanted]
        return [self._identified[key] for key in keys if key in self._identified]

    @staticmethod
    def _refuse() -> None:
        most = current_app.config["MAX_INCLUDED"]
        raise bad_parameter(
            "include",
            f"The document would include more than {most} resources. Include less, ask for "
            "smaller pages, or read them at their own address.",
        )

    def _admit(self, schema: SchemaClass, obj: Any) -> None:
        """Refuse to include what the caller may not read; each resource is asked for once."""
        key = (schema.opts_type(), obj.id)
        if key not in self._admitted:
            self._guard.admit_reader(schema, obj)
            self._admitted.add(key)

    def _write(self, keys: Iterable[Key]) -> list[str]:
        members = map(self._members.__getitem__, keys)
        return [self._writer(member)(member.obj) for member in members]

    def _writer(self, member: _Member) -> Write:
        kind = (member.schema.opts_type(), member.linked)
        if kind not in self._writers:
            only = self._fields.get(kind[0])
            self._writers[kind] = writer(member.schema, only, member.linked)
        return self._writers[kind]

    def primary(self) -> list[str]:
        """The resource objects of the primary data."""
        return self._write(self._primary)

    def included(self) -> list[str]:
        """The resource objects of everything else."""
        primary = set(self._primary)
        return self._write(key for key in self._members if key not in primary)


def _rows(value: Any) -> list[Any]:
    if value is None:
        return []
    return in_order(value) if isinstance(value, list) else [value]
