"""Attributes as columns of the model and fields of the schema, from tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from contracts.build.infer.paths import words_of
from contracts.model import (
    MISSING,
    Attribute,
    Confidence,
    Contract,
    EndpointKind,
    Json,
    Missing,
    Payload,
    ResourceType,
    Schema,
    SourceKind,
)
from contracts.render.flask.identifiers import public_key
from contracts.render.flask.layout import call, quoted
from contracts.text.documents import as_object, json_member
from contracts.text.payloads import json_of


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one kind of value is spelled: Python type, column, field, and a value for "none"."""

    python: str
    column: str
    field: str
    empty: str


#: By (kind, format); what is not here is any JSON.
SPELLINGS: Final[dict[tuple[str, str], Spelling]] = {
    ("string", ""): Spelling("str", "Text", "String", '""'),
    ("string", "date-time"): Spelling("datetime", "Timestamp", "Timestamp", "now"),
    ("string", "date"): Spelling("date", "Date", "Date", "date.today"),
    ("string", "time"): Spelling("str", "Text", "Time", '"00:00:00"'),
    ("string", "email"): Spelling("str", "Text", "Email", '""'),
    ("string", "uri"): Spelling("str", "Text", "URI", '""'),
    ("string", "url"): Spelling("str", "Text", "URL", '""'),
    ("string", "uuid"): Spelling("str", "Text", "UUID", '""'),
    ("integer", ""): Spelling("int", "BigInteger", "Integer", "0"),
    ("number", ""): Spelling("float", "Float", "Number", "0.0"),
    ("boolean", ""): Spelling("bool", "Boolean", "Boolean", "False"),
    ("object", ""): Spelling("dict[str, Any]", "JSON", "Json", "dict"),
    ("array", ""): Spelling("list[Any]", "JSON", "Json", "list"),
}
ANY: Final = Spelling("Any", "JSON", "Json", "dict")


EXACT: Final = Spelling("Any", "Digits", "ExactNumber", "0")
#: Above these, a column of integers has no place, and one of doubles loses digits.
LARGEST: Final = {"integer": 2**63 - 1, "number": 2**53}


def spelling(schema: Schema) -> Spelling:
    """How values of this schema are spelled."""
    sample, largest = schema.sample, LARGEST.get(schema.kind)
    if largest is not None and isinstance(sample, int) and abs(sample) > largest:
        return EXACT
    return SPELLINGS.get((schema.kind, schema.format)) or SPELLINGS.get((schema.kind, ""), ANY)


def is_secret(attribute: Attribute) -> bool:
    """Whether only the attribute's hash is kept: a plain text that no response shows."""
    schema = attribute.schema
    plain = schema.kind == "string" and not schema.format and not schema.choices
    return attribute.write_only and plain


def column(
    resource_type: ResourceType, attribute: Attribute, name: str, made: Json | Missing = MISSING
) -> str:
    """The line of the model that declares the attribute's column, called ``name``.

    ``made``: what a server gives to new resources by itself (:func:`made_values`).
    """
    spelled, secret = spelling(attribute.schema), is_secret(attribute)
    nullable = attribute.schema.nullable or (secret and not attribute.required)
    kind = f"{spelled.python} | None" if nullable else spelled.python
    arguments = ["Secret" if secret else _sized(spelled, attribute.schema)]
    if attribute.name == resource_type.natural_key:
        if attribute.read_only or not (attribute.required or nullable):
            arguments.append("default=random_identifier")
        arguments.append("unique=True")
    elif not secret:
        default = _default(attribute, spelled, made)
        arguments += [f"default={default}"] if default else []
    return call(f"{name}: Mapped[{kind}] = mapped_column", arguments)


def _sized(spelled: Spelling, schema: Schema) -> str:
    """The type of the column; a text of a stated length has no more room."""
    most = schema.lengths.most
    return f"String({most})" if most and spelled.column == "Text" else spelled.column


def _default(attribute: Attribute, spelled: Spelling, value: Json | Missing) -> str:
    """What a row has when nobody sends the attribute: its default, else an empty value."""
    schema = attribute.schema
    given = schema.default
    if not isinstance(given, Missing) and spelled.column in ("Text", "Boolean"):
        return quoted(given) if isinstance(given, str) else repr(given)
    if spelled.column in ("BigInteger", "Float") and _is_finite(given):
        return repr(given)
    if made := _made(attribute, spelled, value):
        return made
    if attribute.required or schema.nullable:
        return ""
    if schema.choices and schema.kind == "string":
        return quoted(str(schema.choices[0]))
    return spelled.empty


def made_values(contract: Contract, owner: ResourceType) -> dict[str, Json]:
    """What the examples of creations answer beside what they send, by the attribute's name.

    Null where one of several creations shows null: what a server always makes is in all of them.
    """
    values: dict[str, Json] = {}
    for action in contract.actions():
        endpoint = action.endpoint
        if endpoint is None or endpoint.kind is not EndpointKind.CREATE:
            continue
        for transaction in action.transactions if endpoint.type == owner.name else ():
            sent = _attributes(transaction.request)
            shown = {} if transaction.response.is_error else _attributes(transaction.response)
            for name in shown.keys() - sent.keys():
                value = values.setdefault(name, shown[name])
                values[name] = value if shown[name] is not None else None
    return values


def _attributes(payload: Payload) -> dict[str, Json]:
    """The attributes of the one resource that a body shows."""
    data = json_member(json_of(payload.body), "data")
    return as_object(json_member(data, "attributes"))


#: Words in the names of moments that a new resource has, though nobody sends them.
_CHANGED: Final = frozenset(("created", "modified", "updated", "changed"))


def _made(attribute: Attribute, spelled: Spelling, value: Json | Missing) -> str:
    """A scalar as the creation's example shows it, or the moment of creation; empty where more
    than examples says that nothing is sent."""
    nullable = next((f for f in attribute.facts if f.about == "nullable"), None)
    by_example = nullable is not None and nullable.source is SourceKind.EXAMPLE
    if nullable is None or not (by_example or nullable.confidence is Confidence.GUESSED):
        return ""
    if spelled.column == "Text" and isinstance(value, str) and value:
        return quoted(value)
    if spelled.column == "Boolean":
        return repr(value) if isinstance(value, bool) else ""
    if spelled.column in ("BigInteger", "Float") and _is_finite(value):
        return repr(value)
    is_creation = spelled.column == "Timestamp" and _CHANGED & set(words_of(attribute.name))
    return spelled.empty if is_creation and isinstance(value, str) else ""


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and value is not True and abs(value) <= LARGEST["integer"]


def field(attribute: Attribute, name: str) -> str:
    """The line of the schema that declares the attribute, called ``name``."""
    schema = attribute.schema
    arguments = []
    key = public_key(attribute.name, name)
    if schema.kind in ("object", "array"):
        arguments.append(f"kind={'dict' if schema.kind == 'object' else 'list'}")
    if schema.choices:
        choices = [quoted(c) if isinstance(c, str) else repr(c) for c in schema.choices]
        arguments.append(f"choices=({', '.join(choices)}{',' * (len(choices) == 1)})")
    if schema.kind == "string":
        least, most = schema.lengths.least, schema.lengths.most
        arguments += [f"min_length={least}"] if least else []
        arguments += [f"max_length={most}"] if most else []
    if key:
        arguments.append(f"data_key={quoted(key)}")
    if attribute.required:
        arguments.append("required=True")
    if schema.nullable:
        arguments.append("allow_none=True")
    if attribute.read_only:
        arguments.append("dump_only=True")
    if attribute.write_only:
        arguments.append("load_only=True")
    if attribute.writable_by:
        arguments.append(f"writable_by={quoted(attribute.writable_by.value)}")
    return call(f"{name} = fields.{spelling(schema).field}", arguments)
