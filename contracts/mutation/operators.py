"""Answers corrupted deliberately: what a judge must notice if its green is to mean anything.

``OPERATORS`` is the table: each operator turns a right answer into wrong ones. A mutant is
*equivalent*, and not counted, when the contract has no word against it:

- a value of the right type, format and enum, where the value is neither fixed, nor sent, nor
  that of a documented resource (the judges made it, so its values are known), nor an id, a
  type, a link or an error's status: a health check's ``timestamp``, an error's ``title``;
- an optional member left out, a nullable value that is ``null``, unless its value is known;
- a repeated item that is no resource (JSON:API forbids repeated resources only);
- half of a body of which nothing is documented but its type: an image;
- a member added to an object of which nothing is documented.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts.exchange import Answer
from contracts.model import MISSING, Headers, Schema
from contracts.mutation.json_nodes import (
    JsonNode,
    MutationSubject,
    changed,
    identity,
    is_resource,
    without,
)
from contracts.text.json_pointer import pointer

RUBBISH: Final = "rubbish"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A corrupted answer; ``place`` is a JSON Pointer, ``header:Name``, ``status`` or ``body``."""

    place: str
    answer: Answer
    equivalent: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to corrupt an answer; ``wrong`` is why nobody should accept it."""

    name: str
    wrong: str
    mutants: Callable[[MutationSubject], Iterator[Mutant]]


def mutants(subject: MutationSubject) -> Iterator[tuple[Operator, Mutant]]:
    """Every mutant of an answer, with its operator."""
    for operator in OPERATORS:
        for mutant in operator.mutants(subject):
            yield operator, mutant


def _put(
    subject: MutationSubject, node: JsonNode, value: Any, *, equivalent: bool = False
) -> Mutant:
    document = changed(subject.document, node.path, value)
    return Mutant(_place(node), _with(subject.answer, document), equivalent)


def _cut(subject: MutationSubject, node: JsonNode, *, equivalent: bool = False) -> Mutant:
    document = without(subject.document, node.path)
    return Mutant(_place(node), _with(subject.answer, document), equivalent)


def _with(answer: Answer, document: Any) -> Answer:
    return replace(answer, body=json.dumps(document).encode())


def _place(node: JsonNode) -> str:
    return pointer(*node.path)


def _scalars(subject: MutationSubject) -> Iterator[JsonNode]:
    return (node for node in subject.nodes if node.is_scalar and node.path)


def _is_known(subject: MutationSubject, node: JsonNode) -> bool:
    """Whether an attribute's value was sent, or is that of a documented resource."""
    if not node.is_attribute:
        return False
    if node.path[:-2] == ("data",) and subject.echoed:
        return node.name in subject.echoed
    if subject.transaction.request.method != "GET" or node.documented != node.value:
        return False
    return identity(node.owner) in subject.documented


def _is_bound(subject: MutationSubject, node: JsonNode) -> bool:
    """Whether the contract fixes the value here, and not only its type."""
    if node.schema is not None and node.schema.fixed:
        return True
    if node.in_identity or node.in_links or _is_known(subject, node):
        return True
    return node.name == "status" and "errors" in node.path


def _types(subject: MutationSubject) -> Iterator[Mutant]:
    for node in _scalars(subject):
        if node.value is None:
            anything = node.schema is None or node.schema.kind == "any"
            yield _put(subject, node, {RUBBISH: True}, equivalent=anything)
        else:
            other = 7 if isinstance(node.value, str) else RUBBISH
            yield _put(subject, node, other, equivalent=_takes_anything(node))


def _takes_anything(node: JsonNode) -> bool:
    """Whether neither a type nor an example documents the value here."""
    return node.schema.kind == "any" if node.schema else node.documented is MISSING


def _values(subject: MutationSubject) -> Iterator[Mutant]:
    for node in _scalars(subject):
        if node.value is not None and not (node.schema and node.schema.choices):
            other = _another(node.value, node.schema)
            yield _put(subject, node, other, equivalent=not _is_bound(subject, node))


def _another(value: Any, schema: Schema | None) -> Any:
    """Another value of the same type and format."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    format = schema.format if schema else ""
    if format in ("date-time", "date"):
        return ("1999" if value[:4] != "1999" else "2001") + value[4:]
    if format == "time":
        return "01:02:03" if value != "01:02:03" else "03:02:01"
    if format == "uuid":
        return ("0" if value[0] != "0" else "1") + value[1:]
    if format == "email":
        return f"another.{value}"
    return f"{value}9"


def _enums(subject: MutationSubject) -> Iterator[Mutant]:
    for node in _scalars(subject):
        if node.schema is not None and node.schema.choices and node.value is not None:
            yield _put(subject, node, _another(node.value, None))


def _formats(subject: MutationSubject) -> Iterator[Mutant]:
    for node in _scalars(subject):
        if node.schema is not None and node.schema.format and isinstance(node.value, str):
            yield _put(subject, node, f"{RUBBISH} {RUBBISH}")


def _nulls(subject: MutationSubject) -> Iterator[Mutant]:
    for node in subject.nodes:
        if node.value is None:
            continue
        allowed = node.schema is not None and (node.schema.nullable or node.schema.kind == "any")
        unknown = node.schema is None and node.documented in (MISSING, None)
        bound = _is_known(subject, node)
        yield _put(subject, node, None, equivalent=(allowed or unknown) and not bound)


def _missing_keys(subject: MutationSubject) -> Iterator[Mutant]:
    for node in subject.nodes:
        if node.name:
            yield _cut(subject, node, equivalent=_is_optional(subject, node))


def _is_optional(subject: MutationSubject, node: JsonNode) -> bool:
    if _is_known(subject, node):
        return False
    if node.parent_schema is not None and node.parent_schema.members:
        required = node.member is not None and node.member.required
        return not required
    return node.documented is MISSING


def _renamed_keys(subject: MutationSubject) -> Iterator[Mutant]:
    for node in subject.nodes:
        if not node.name:
            continue
        spelled = node.name.replace("-", "_") if "-" in node.name else node.name.upper()
        parent = {spelled if k == node.name else k: v for k, v in node.parent.items()}
        document = changed(subject.document, node.path[:-1], parent)
        free = _is_free(node) or bool(node.member and node.member.variable)
        yield Mutant(_place(node), _with(subject.answer, document), free)


def _is_free(node: JsonNode) -> bool:
    """Whether nothing is documented of the object around a member."""
    known = node.parent_schema is not None and bool(node.parent_schema.members)
    return not known and node.documented is MISSING


def _extra_members(subject: MutationSubject) -> Iterator[Mutant]:
    for node in subject.nodes:
        if isinstance(node.value, dict):
            extra = {**node.value, "undocumented": 1}
            silent = not (node.schema.members if node.schema else node.documented)
            silent = silent or bool(node.schema and node.schema.variable)
            yield _put(subject, node, extra, equivalent=silent or node.documented is MISSING)


def _kinds(subject: MutationSubject) -> Iterator[Mutant]:
    for node in subject.nodes:
        if isinstance(node.value, dict):
            yield _put(subject, node, [node.value])
        elif isinstance(node.value, list) and node.value:
            yield _put(subject, node, node.value[0])


def _empty_lists(subject: MutationSubject) -> Iterator[Mutant]:
    for node in subject.nodes:
        if isinstance(node.value, list) and node.value:
            yield _put(subject, node, [], equivalent=not node.documented)


def _repeated_items(subject: MutationSubject) -> Iterator[Mutant]:
    for node in subject.nodes:
        if isinstance(node.value, list) and node.value:
            twice = [*node.value, node.value[0]]
            yield _put(subject, node, twice, equivalent=not is_resource(node.value[0]))


def _hollow_items(subject: MutationSubject) -> Iterator[Mutant]:
    for node in subject.nodes:
        if isinstance(node.value, list) and node.value and isinstance(node.value[0], dict):
            yield _put(subject, node, [*node.value, {}])


def _numeric_ids(subject: MutationSubject) -> Iterator[Mutant]:
    for node in _scalars(subject):
        if node.name == "id" and node.in_identity and str(node.value).isdigit():
            yield _put(subject, node, int(node.value))


def _linkage_types(subject: MutationSubject) -> Iterator[Mutant]:
    for node in _scalars(subject):
        if node.name == "type" and node.in_identity and "relationships" in node.path:
            yield _put(subject, node, "stranger")


def _links(subject: MutationSubject) -> Iterator[Mutant]:
    for node in _scalars(subject):
        if node.in_links and isinstance(node.value, str):
            yield _put(subject, node, "/v1/nowhere")


def _statuses(subject: MutationSubject) -> Iterator[Mutant]:
    right = subject.answer.status
    for wrong in (200, 202, 404, 500):
        if wrong != right:
            yield Mutant("status", replace(subject.answer, status=wrong))


def _crashes(subject: MutationSubject) -> Iterator[Mutant]:
    page = b"<!doctype html><title>500 Internal Server Error</title>"
    headers: Headers = (("Content-Type", "text/html; charset=utf-8"),)
    yield Mutant("body", replace(subject.answer, status=500, headers=headers, body=page))


def _media_types(subject: MutationSubject) -> Iterator[Mutant]:
    right = subject.answer.content_type
    for wrong in ("text/html", "application/json", "application/vnd.api+json"):
        if right and wrong != right:
            yield _header(subject, "Content-Type", wrong)


def _media_type_parameters(subject: MutationSubject) -> Iterator[Mutant]:
    if subject.answer.content_type:
        value = f"{subject.answer.content_type}; charset=latin-1"
        yield _header(subject, "Content-Type", value)


def _header(subject: MutationSubject, name: str, value: str) -> Mutant:
    headers = tuple(
        (key, value if key.lower() == name.lower() else old) for key, old in subject.answer.headers
    )
    return Mutant(f"header:{name}", replace(subject.answer, headers=headers))


def _missing_headers(subject: MutationSubject) -> Iterator[Mutant]:
    for name, _ in subject.transaction.response.headers:
        headers = tuple(h for h in subject.answer.headers if h[0].lower() != name.lower())
        yield Mutant(f"header:{name}", replace(subject.answer, headers=headers))


def _changed_headers(subject: MutationSubject) -> Iterator[Mutant]:
    for name, _ in subject.transaction.response.headers:
        if name.lower() == "location":
            yield _header(subject, name, "/v1/nowhere")


def _bodies(subject: MutationSubject) -> Iterator[Mutant]:
    body, response = subject.answer.body, subject.transaction.response
    if body:
        is_free = not response.documents_body
        yield Mutant("body", replace(subject.answer, body=b""))
        yield Mutant("body", replace(subject.answer, body=body[: len(body) // 2]), is_free)


OPERATORS: Final[tuple[Operator, ...]] = (
    Operator("type", "a scalar of another type", _types),
    Operator("value", "another value where the contract fixes it", _values),
    Operator("enum", "a value outside its enum", _enums),
    Operator("format", "a string that violates its format", _formats),
    Operator("null", "null where nothing is nullable", _nulls),
    Operator("key-missing", "a member left out", _missing_keys),
    Operator("key-renamed", "a member with another spelling", _renamed_keys),
    Operator("key-extra", "an undocumented member", _extra_members),
    Operator("kind", "a list for an object, or an object for a list", _kinds),
    Operator("list-empty", "an empty list where the example has items", _empty_lists),
    Operator("item-repeated", "the same resource twice", _repeated_items),
    Operator("item-hollow", "an empty object among the items", _hollow_items),
    Operator("id-number", "an id that is a number", _numeric_ids),
    Operator("linkage-type", "a relationship to another type", _linkage_types),
    Operator("link", "a link that leads nowhere", _links),
    Operator("status", "another status", _statuses),
    Operator("crash", "500 with an HTML page", _crashes),
    Operator("media-type", "another Content-Type", _media_types),
    Operator("media-type-parameter", "a Content-Type with a parameter", _media_type_parameters),
    Operator("header-missing", "a documented header left out", _missing_headers),
    Operator("header-value", "a Location that leads nowhere", _changed_headers),
    Operator("body", "no body, or half of it", _bodies),
)
