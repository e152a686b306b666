"""The attributes of resource types, wherever they are written: MSON, JSON bodies, JSON Schemas.

JSON:API 1.0, "Resource Objects": an object with a ``type`` has its attributes in the member
``attributes``. The contract has the line of each MSON member, inherited ones included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from contracts.editor.attribute_mentions import attribute_mentions, owner_of
from contracts.editor.json_text import JsonWord, Pointer, blocks, strings, words
from contracts.editor.place import Occurrence
from contracts.editor.project import EditorProject, File, place_of
from contracts.editor.structure import Kind, Section
from contracts.editor.text import Span, TextPosition
from contracts.model import Contract, Location, Member, Schema
from contracts.text.payloads import fixed_type

#: Where a JSON Schema describes the primary data of a document.
_PRIMARY: Final = (("properties", "data"), ("properties", "data", "items"))
#: The owner where a schema does not say it: the type that the action reads or writes.
_UNSAID: Final = "?"


def attribute_at(
    project: EditorProject, file: File, place: TextPosition
) -> tuple[str, str, Span] | None:
    """The resource type and the name of the attribute at a place, and where it is written."""
    section = file.section(place)
    if section.kind is Kind.MEMBER and section.name_span.holds(place):
        for owner, member in attribute_members(project.contract):
            if member.location and _is_at(member.location, file, section):
                return owner, member.name, section.name_span
    if section in tuple(blocks(file)):
        for owner, word in _json_attributes(project, file, section):
            if word.span.holds(place):
                return owner, word.text, word.span
    for owner, name, span in attribute_mentions(project, file):
        if span.holds(place):
            return owner, name, span
    return None


def attribute_occurrences(project: EditorProject, owner: str, name: str) -> Iterator[Occurrence]:
    """Every place where the attribute ``name`` of the type ``owner`` is written."""
    for each, member in attribute_members(project.contract):
        if each == owner and member.name == name and member.location:
            yield from _member_occurrence(project, member.location)
    for file in project.files.values():
        for section in blocks(file):
            for each, word in _json_attributes(project, file, section):
                if (each, word.text) == (owner, name):
                    yield Occurrence(file.path, word.span)
        for each, mentioned, span in attribute_mentions(project, file):
            if (each, mentioned) == (owner, name):
                yield Occurrence(file.path, span)


def attribute_members(contract: Contract) -> Iterator[tuple[str, Member]]:
    """The MSON members that are attributes, each with its resource type."""
    for schema in _schemas(contract):
        for node in _objects(schema):
            attributes = node.member("attributes")
            owner = fixed_type(node)
            if owner and attributes is not None:
                yield from ((owner, member) for member in attributes.members)


def _schemas(contract: Contract) -> Iterator[Schema]:
    yield from contract.schemas.values()
    for transaction in contract.transactions():
        for payload in (transaction.request, transaction.response):
            if payload.schema is not None:
                yield payload.schema


def _objects(schema: Schema) -> Iterator[Schema]:
    pending = [schema]
    while pending:
        node = pending.pop()
        if node.kind == "object":
            yield node
        pending += [member.schema for member in node.members]
        pending += node.items


def _is_at(location: Location, file: File, section: Section) -> bool:
    return location.file == file.path and location.line == section.line + 1


def _member_occurrence(project: EditorProject, location: Location) -> Iterator[Occurrence]:
    file = project.files.get(location.file)
    section = file.section(place_of(location)) if file else None
    if section is not None and section.kind is Kind.MEMBER and section.line == location.line - 1:
        yield Occurrence(location.file, section.name_span, True)


def _json_attributes(
    project: EditorProject, file: File, section: Section
) -> Iterator[tuple[str, JsonWord]]:
    """The attributes written in the JSON of a section, each with its resource type."""
    tokens = words(file, section)
    values = strings(tokens)
    for word in tokens:
        owner = (
            _in_schema(word, values) if section.kind is Kind.SCHEMA else _in_document(word, values)
        )
        if owner == _UNSAID:
            owner = owner_of(project, file, section, word.text)
        if owner:
            yield owner, word


def _in_document(word: JsonWord, values: Mapping[Pointer, str]) -> str:
    *parent, _ = word.pointer or ("",)
    if not word.is_name or not parent or parent[-1] != "attributes":
        return ""
    return _value(values, (*parent[:-1], "type"))


def _in_schema(word: JsonWord, values: Mapping[Pointer, str]) -> str:
    base, inside = word.pointer[:-4], word.pointer[-4:-1]
    if inside != ("properties", "attributes", "properties" if word.is_name else "required"):
        return ""
    constant = (*base, "properties", "type", "const")
    type_ = _value(values, constant) or _value(values, (*base, "properties", "type", "enum", 0))
    return type_ or (_UNSAID if base in _PRIMARY else "")


def _value(values: Mapping[Pointer, str], pointer: Pointer) -> str:
    return values.get(pointer, "")
