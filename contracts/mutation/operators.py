"""Answers broken on purpose: what a judge must notice if its green is to mean anything.

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
from contracts.mutation.json_nodes import Spot, Subject, changed, identity, is_resource, without
from contracts.text.json_values import pointer

RUBBISH: Final = "rubbish"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoiled answer; ``place`` is a JSON Pointer, ``header:Name``, ``status`` or ``body``."""

    place: str
    answer: Answer
    equivalent: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to spoil an answer; ``wrong`` says why nobody should accept it."""

    name: str
    wrong: str
    mutants: Callable[[Subject], Iterator[Mutant]]


def mutants(subject: Subject) -> Iterator[tuple[Operator, Mutant]]:
    """Every mutant of an answer, with its operator."""
    for operator in OPERATORS:
        for mutant in operator.mutants(subject):
            yield operator, mutant


def _put(subject: Subject, spot: Spot, value: Any, *, equivalent: bool = False) -> Mutant:
    document = changed(subject.document, spot.path, value)
    return Mutant(_place(spot), _with(subject.answer, document), equivalent)


def _cut(subject: Subject, spot: Spot, *, equivalent: bool = False) -> Mutant:
    document = without(subject.document, spot.path)
    return Mutant(_place(spot), _with(subject.answer, document), equivalent)


def _with(answer: Answer, document: Any) -> Answer:
    return replace(answer, body=json.dumps(document).encode())


def _place(spot: Spot) -> str:
    return pointer(*spot.path)


def _scalars(subject: Subject) -> Iterator[Spot]:
    return (spot for spot in subject.spots if spot.is_scalar and spot.path)


def _is_known(subject: Subject, spot: Spot) -> bool:
    """Whether an attribute's value was sent, or is that of a documented resource."""
    if not spot.is_attribute:
        return False
    if spot.path[:-2] == ("data",) and subject.echoed:
        return spot.name in subject.echoed
    if subject.transaction.request.method != "GET" or spot.documented != spot.value:
        return False
    return identity(spot.owner) in subject.documented


def _is_bound(subject: Subject, spot: Spot) -> bool:
    """Whether the contract says which value stands here, and not only of which type."""
    if spot.schema is not None and spot.schema.fixed:
        return True
    if spot.in_identity or spot.in_links or _is_known(subject, spot):
        return True
    return spot.name == "status" and "errors" in spot.path


def _types(subject: Subject) -> Iterator[Mutant]:
    for spot in _scalars(subject):
        if spot.value is None:
            anything = spot.schema is None or spot.schema.kind == "any"
            yield _put(subject, spot, {RUBBISH: True}, equivalent=anything)
        else:
            other = 7 if isinstance(spot.value, str) else RUBBISH
            yield _put(subject, spot, other, equivalent=_takes_anything(spot))


def _takes_anything(spot: Spot) -> bool:
    """Whether neither a type nor an example says what stands here."""
    return spot.schema.kind == "any" if spot.schema else spot.documented is MISSING


def _values(subject: Subject) -> Iterator[Mutant]:
    for spot in _scalars(subject):
        if spot.value is not None and not (spot.schema and spot.schema.choices):
            other = _another(spot.value, spot.schema)
            yield _put(subject, spot, other, equivalent=not _is_bound(subject, spot))


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


def _enums(subject: Subject) -> Iterator[Mutant]:
    for spot in _scalars(subject):
        if spot.schema is not None and spot.schema.choices and spot.value is not None:
            yield _put(subject, spot, _another(spot.value, None))


def _formats(subject: Subject) -> Iterator[Mutant]:
    for spot in _scalars(subject):
        if spot.schema is not None and spot.schema.format and isinstance(spot.value, str):
            yield _put(subject, spot, f"{RUBBISH} {RUBBISH}")


def _nulls(subject: Subject) -> Iterator[Mutant]:
    for spot in subject.spots:
        if spot.value is None:
            continue
        allowed = spot.schema is not None and (spot.schema.nullable or spot.schema.kind == "any")
        unknown = spot.schema is None and spot.documented in (MISSING, None)
        bound = _is_known(subject, spot)
        yield _put(subject, spot, None, equivalent=(allowed or unknown) and not bound)


def _missing_keys(subject: Subject) -> Iterator[Mutant]:
    for spot in subject.spots:
        if spot.name:
            yield _cut(subject, spot, equivalent=_is_optional(subject, spot))


def _is_optional(subject: Subject, spot: Spot) -> bool:
    if _is_known(subject, spot):
        return False
    if spot.parent_schema is not None and spot.parent_schema.members:
        required = spot.member is not None and spot.member.required
        return not required
    return spot.documented is MISSING


def _renamed_keys(subject: Subject) -> Iterator[Mutant]:
    for spot in subject.spots:
        if not spot.name:
            continue
        spelled = spot.name.replace("-", "_") if "-" in spot.name else spot.name.upper()
        parent = {spelled if k == spot.name else k: v for k, v in spot.parent.items()}
        document = changed(subject.document, spot.path[:-1], parent)
        free = _is_free(spot) or bool(spot.member and spot.member.variable)
        yield Mutant(_place(spot), _with(subject.answer, document), free)


def _is_free(spot: Spot) -> bool:
    """Whether nothing is documented of the object around a member."""
    known = spot.parent_schema is not None and bool(spot.parent_schema.members)
    return not known and spot.documented is MISSING


def _extra_members(subject: Subject) -> Iterator[Mutant]:
    for spot in subject.spots:
        if isinstance(spot.value, dict):
            extra = {**spot.value, "undocumented": 1}
            silent = not (spot.schema.members if spot.schema else spot.documented)
            silent = silent or bool(spot.schema and spot.schema.variable)
            yield _put(subject, spot, extra, equivalent=silent or spot.documented is MISSING)


def _kinds(subject: Subject) -> Iterator[Mutant]:
    for spot in subject.spots:
        if isinstance(spot.value, dict):
            yield _put(subject, spot, [spot.value])
        elif isinstance(spot.value, list) and spot.value:
            yield _put(subject, spot, spot.value[0])


def _empty_lists(subject: Subject) -> Iterator[Mutant]:
    for spot in subject.spots:
        if isinstance(spot.value, list) and spot.value:
            yield _put(subject, spot, [], equivalent=not spot.documented)


def _repeated_items(subject: Subject) -> Iterator[Mutant]:
    for spot in subject.spots:
        if isinstance(spot.value, list) and spot.value:
            twice = [*spot.value, spot.value[0]]
            yield _put(subject, spot, twice, equivalent=not is_resource(spot.value[0]))


def _hollow_items(subject: Subject) -> Iterator[Mutant]:
    for spot in subject.spots:
        if isinstance(spot.value, list) and spot.value and isinstance(spot.value[0], dict):
            yield _put(subject, spot, [*spot.value, {}])


def _numeric_ids(subject: Subject) -> Iterator[Mutant]:
    for spot in _scalars(subject):
        if spot.name == "id" and spot.in_identity and str(spot.value).isdigit():
            yield _put(subject, spot, int(spot.value))


def _linkage_types(subject: Subject) -> Iterator[Mutant]:
    for spot in _scalars(subject):
        if spot.name == "type" and spot.in_identity and "relationships" in spot.path:
            yield _put(subject, spot, "stranger")


def _links(subject: Subject) -> Iterator[Mutant]:
    for spot in _scalars(subject):
        if spot.in_links and isinstance(spot.value, str):
            yield _put(subject, spot, "/v1/nowhere")


def _statuses(subject: Subject) -> Iterator[Mutant]:
    right = subject.answer.status
    for wrong in (200, 202, 404, 500):
        if wrong != right:
            yield Mutant("status", replace(subject.answer, status=wrong))


def _crashes(subject: Subject) -> Iterator[Mutant]:
    page = b"<!doctype html><title>500 Internal Server Error</title>"
    headers: Headers = (("Content-Type", "text/html; charset=utf-8"),)
    yield Mutant("body", replace(subject.answer, status=500, headers=headers, body=page))


def _media_types(subject: Subject) -> Iterator[Mutant]:
    right = subject.answer.content_type
    for wrong in ("text/html", "application/json", "application/vnd.api+json"):
        if right and wrong != right:
            yield _header(subject, "Content-Type", wrong)


def _media_type_parameters(subject: Subject) -> Iterator[Mutant]:
    if subject.answer.content_type:
        value = f"{subject.answer.content_type}; charset=latin-1"
        yield _header(subject, "Content-Type", value)


def _header(subject: Subject, name: str, value: str) -> Mutant:
    headers = tuple(
        (key, value if key.lower() == name.lower() else old) for key, old in subject.answer.headers
    )
    return Mutant(f"header:{name}", replace(subject.answer, headers=headers))


def _missing_headers(subject: Subject) -> Iterator[Mutant]:
    for name, _ in subject.transaction.response.headers:
        headers = tuple(h for h in subject.answer.headers if h[0].lower() != name.lower())
        yield Mutant(f"header:{name}", replace(subject.answer, headers=headers))


def _changed_headers(subject: Subject) -> Iterator[Mutant]:
    for name, _ in subject.transaction.response.headers:
        if name.lower() == "location":
            yield _header(subject, name, "/v1/nowhere")


def _bodies(subject: Subject) -> Iterator[Mutant]:
    body, response = subject.answer.body, subject.transaction.response
    if body:
        is_free = not (response.body or response.body_schema or response.schema)
        yield Mutant("body", replace(subject.answer, body=b""))
        yield Mutant("body", replace(subject.answer, body=body[: len(body) // 2]), is_free)


OPERATORS: Final[tuple[Operator, ...]] = (
    Operator("type", "a scalar of another type", _types),
    Operator("value", "another value where the contract says which", _values),
    Operator("enum", "a value outside its enum", _enums),
    Operator("format", "a text that breaks its format", _formats),
    Operator("null", "null where nothing is nullable", _nulls),
    Operator("key-missing", "a member left out", _missing_keys),
    Operator("key-renamed", "a member spelled otherwise", _renamed_keys),
    Operator("key-extra", "a member nobody documented", _extra_members),
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
