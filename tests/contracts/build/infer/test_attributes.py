"""An attribute without MSON: what examples, tables, JSON Schemas and its name say of it."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.build.infer.attributes import by_name
from contracts.model import MISSING, Attribute, SourceKind
from tests.contracts.blueprints import built
from tests.contracts.build.infer.shown import action, blueprint, payload

HEADER = (
    "| Name | Type | Required | Nullable | Default | Read only | Description |\n"
    f"{'|--' * 7}|\n| other | string | | | | | |\n"
)


def document(value: Any, id_: str | None = "1") -> dict[str, Any]:
    attributes = {"other": "x"} if value is MISSING else {"other": "x", "size": value}
    identity = {"type": "box"} if id_ is None else {"type": "box", "id": id_}
    return {"data": {**identity, "attributes": attributes}}


def found(
    shown: tuple[Any, ...] = (),
    sent: tuple[Any, ...] = (),
    table: str = "",
    schema: Any = None,
    name: str = "size",
) -> tuple[Attribute | None, list[str]]:
    """The attribute ``size`` of boxes, and the codes of what is reported.

    ``shown`` are its values in responses, ``sent`` those in creations, ``table`` a row without its
    name, ``schema`` what a JSON Schema of creations says of it.
    """
    words = f"{HEADER}| {name} | {table}" if table else ""
    stated = schema and {
        "type": "object",
        "properties": {
            "data": {
                "type": "object",
                "properties": {
                    "type": {"enum": ["box"]},
                    "attributes": {
                        "type": "object",
                        "properties": {"size": schema[0]},
                        **schema[1],
                    },
                },
            }
        },
    }
    actions = [
        action(
            "GET", f"/boxes/{{id}}?n={n}", f"Show {n}", words, payload("Response 200", document(v))
        )
        for n, v in enumerate(shown)
    ] + [
        action(
            "POST",
            "/boxes",
            f"Make {n}",
            words,
            payload("Request", document(value, None), stated),
            payload("Response 201", document(MISSING)),
        )
        for n, value in enumerate(sent)
    ]
    result = built(blueprint(actions))
    box = result.contract.resource_type("box")
    assert box is not None
    codes = [each.code for each in result.diagnostics]
    return box.attribute(name), sorted(codes)


def one(*given: Any, **named: Any) -> Attribute:
    attribute, codes = found(*given, **named)
    assert attribute is not None
    assert codes == []
    return attribute


#: Values in responses and a row of the table; the kind, the format, and where it is known from.
KINDS: dict[str, tuple[tuple[Any, ...], str, str, str, SourceKind]] = {
    "an example": ((1,), "", "integer", "", SourceKind.EXAMPLE),
    "examples of whole and other numbers": ((1, 2.5), "", "number", "", SourceKind.EXAMPLE),
    "examples with null": ((None, "a"), "", "string", "", SourceKind.EXAMPLE),
    "texts of one format": (("2020-01-01",) * 2, "", "string", "date", SourceKind.EXAMPLE),
    "texts of which one has no format": (("2020-01-01", "a"), "", "string", "", SourceKind.EXAMPLE),
    "a table that agrees": ((1,), "integer", "integer", "", SourceKind.TABLE),
    "a table that is wider": ((1,), "number", "number", "", SourceKind.TABLE),
    "null and a table": ((None,), "boolean", "boolean", "", SourceKind.TABLE),
    "null and a name": ((None,), "", "string", "", SourceKind.NAME),
}


@pytest.mark.parametrize(("shown", "table", "kind", "format_", "source"), KINDS.values(), ids=KINDS)
def test_the_type_is_what_the_best_source_says(
    shown: tuple[Any, ...], table: str, kind: str, format_: str, source: SourceKind
) -> None:
    attribute = one(shown, table=f"{table} | | | | |" if table else "")
    assert (attribute.schema.kind, attribute.schema.format) == (kind, format_)
    assert [fact.source for fact in attribute.facts if fact.about == "type"] == [source]


#: Values in responses and a row of the table; what is reported, and the kind.
CONTRADICTIONS: dict[str, tuple[tuple[Any, ...], str, str, str]] = {
    "examples of two kinds": ((1, "a"), "", "attribute-type-varies", "any"),
    "a table that is narrower": ((1.5,), "integer", "table-disagrees", "number"),
    "a table of another kind": (("a",), "integer", "table-disagrees", "string"),
    "a table with an unknown word": (("a",), "vibe", "table-type-unknown", "string"),
}


@pytest.mark.parametrize(
    ("shown", "table", "code", "kind"), CONTRADICTIONS.values(), ids=CONTRADICTIONS
)
def test_a_contradiction_is_reported(
    shown: tuple[Any, ...], table: str, code: str, kind: str
) -> None:
    attribute, codes = found(shown, table=f"{table} | | | | |" if table else "")
    assert attribute is not None
    assert (attribute.schema.kind, codes) == (kind, [code])


@pytest.mark.parametrize(
    ("values", "words", "line"),
    [
        ((1, "a"), "any", '"size": 1'),
        ((1.5,), "integer", "| size |"),
        (("a",), "vibe", "| size |"),
        ((1, "a"), "", '"size": 1'),
    ],
)
def test_a_contradiction_is_at_the_table_or_the_example_that_is_wrong(
    values: tuple[Any, ...], words: str, line: str
) -> None:
    table = f"{HEADER}| size | {words} | | | | | |" if words else ""
    text = blueprint(
        [
            action(
                "GET",
                f"/boxes/{{id}}?n={n}",
                f"Show {n}",
                table,
                payload("Response 200", document(v)),
            )
            for n, v in enumerate(values)
        ]
    )
    (found_one,) = built(text).diagnostics
    assert line in text.split("\n")[found_one.location.line - 1]


#: Values in creations and the column "Required"; whether it is required, and what is reported.
REQUIRED: dict[str, tuple[tuple[Any, ...], str, bool, list[str]]] = {
    "the table, and all creations send it": (("a", "b"), "yes", True, []),
    "the table, and one creation does not": (("a", MISSING), "yes", False, ["required-not-sent"]),
    "the table says no": (("a",), "no", False, []),
    "the table, and nothing is created": ((), "yes", False, []),
    "examples alone": (("a", "b"), "", False, []),
}


@pytest.mark.parametrize(("sent", "column", "required", "codes"), REQUIRED.values(), ids=REQUIRED)
def test_an_attribute_is_required_where_a_source_states_it_and_every_creation_sends_it(
    sent: tuple[Any, ...], column: str, required: bool, codes: list[str]
) -> None:
    table = f"string | {column} | | | |" if column else ""
    attribute, reported = found(("a",), sent, table=table)
    assert attribute is not None
    assert (attribute.required, reported) == (required, codes)


#: A JSON Schema of the attribute and of those that are required; what becomes of it.
SCHEMAS: dict[str, tuple[dict[str, Any], list[str], tuple[str, bool, bool]]] = {
    "required": ({"type": "string"}, ["size"], ("string", True, False)),
    "not required": ({"type": "string"}, [], ("string", False, True)),
    "nullable": ({"type": ["string", "null"]}, ["size"], ("string", True, True)),
}


@pytest.mark.parametrize(("schema", "names", "stated"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_json_schema_states_type_null_and_what_is_required(
    schema: dict[str, Any], names: list[str], stated: tuple[str, bool, bool]
) -> None:
    attribute = one(("a",), ("b",), schema=(schema, {"required": names}))
    assert (attribute.schema.kind, attribute.required, attribute.schema.nullable) == stated
    sources = {fact.about: fact.source for fact in attribute.facts}
    assert sources["type"] is sources["required"] is SourceKind.SCHEMA


def test_a_json_schema_whose_type_no_example_has_is_contradicted() -> None:
    attribute, codes = found(("a",), (3,), schema=({"type": "integer"}, {}))
    assert attribute is not None
    assert (attribute.schema.kind, codes) == ("any", ["attribute-type-varies"])


#: Values in responses, those in creations, a row; whether null may be sent.
NULLABLE: dict[str, tuple[tuple[Any, ...], tuple[Any, ...], str, bool]] = {
    "null is shown": ((None, "a"), ("a",), "string | yes | no | | |", True),
    "null is stated": (("a",), ("a",), "string | yes | yes | | |", True),
    "it is required": (("a",), ("a",), "string | yes | | | |", False),
    "it is optional": (("a",), ("a",), "string | no | | | |", True),
    "it is optional and has a default": (("a",), ("a",), "string | no | | `b` | |", False),
}


@pytest.mark.parametrize(("shown", "sent", "table", "nullable"), NULLABLE.values(), ids=NULLABLE)
def test_null_is_allowed_where_it_is_shown_or_nothing_speaks_against_it(
    shown: tuple[Any, ...], sent: tuple[Any, ...], table: str, nullable: bool
) -> None:
    assert one(shown, sent, table=table).schema.nullable is nullable


#: Values in responses, those in creations, a row; whether it is read-only, and write-only.
WRITERS: dict[str, tuple[tuple[Any, ...], tuple[Any, ...], str, tuple[bool, bool]]] = {
    "shown and sent": (("a",), ("a",), "", (False, False)),
    "only shown": (("a",), (MISSING,), "", (True, False)),
    "only shown, and in the table": (("a",), (MISSING,), "string | | | | |", (False, False)),
    "read-only in the table": (("a",), ("a",), "string | | | | yes |", (True, False)),
    "only sent": ((MISSING,), ("a",), "", (False, False)),
}


@pytest.mark.parametrize(("shown", "sent", "table", "only"), WRITERS.values(), ids=WRITERS)
def test_who_writes_and_reads_an_attribute_is_shown(
    shown: tuple[Any, ...], sent: tuple[Any, ...], table: str, only: tuple[bool, bool]
) -> None:
    attribute = one(shown, sent, table=table)
    assert (attribute.read_only, attribute.write_only) == only


@pytest.mark.parametrize(
    ("name", "kind", "format_"),
    [
        ("created-at", "string", "date-time"),
        ("createdAt", "string", "date-time"),
        ("start_time", "string", "date-time"),
        ("at", "string", ""),
        ("born-on", "string", "date"),
        ("due_date", "string", "date"),
        ("url", "string", "uri"),
        ("logoUrl", "string", "uri"),
        ("curl", "string", ""),
        ("email", "string", "email"),
        ("contact-e-mail", "string", "email"),
        ("female", "string", ""),
        ("is-open", "boolean", ""),
        ("canEdit", "boolean", ""),
        ("island", "string", ""),
        ("count", "integer", ""),
        ("order_total", "integer", ""),
        ("account", "string", ""),
        ("name", "string", ""),
    ],
)
def test_a_name_suggests_a_type(name: str, kind: str, format_: str) -> None:
    assert by_name(name) == (kind, format_)


def test_an_attribute_that_only_a_table_has_is_as_it_says() -> None:
    row = "integer | no | | `3` | yes | How large."
    attribute, _ = found((MISSING,), table=row, name="depth")
    assert attribute is not None
    assert (attribute.schema.kind, attribute.schema.default) == ("integer", 3)
    assert (attribute.read_only, attribute.required) == (True, False)
    assert (attribute.schema.nullable, attribute.description) == (True, "How large.")
    assert found((MISSING,), table="vibe | | | | |", name="depth")[0] is None


@pytest.mark.parametrize(
    ("value", "format_"), [("2020-01-01T00:00:00Z", "date-time"), ("2020-01-01", ""), ("x", "")]
)
def test_a_format_that_examples_do_not_have_is_not_kept(value: str, format_: str) -> None:
    schema = ({"type": "string", "format": "date-time"}, {})
    assert one(sent=(value,), schema=schema).schema.format == format_


@pytest.mark.parametrize("table", [" | yes | yes | | | Its size", "string | yes | | | | Its size"])
def test_a_fact_is_where_it_was_found(table: str) -> None:
    attribute = one(("a",), table=table)
    lines = {each.source: each.location.line for each in attribute.facts}
    assert set(lines) == {SourceKind.TABLE, SourceKind.EXAMPLE}
    assert lines[SourceKind.TABLE] < lines[SourceKind.EXAMPLE]
