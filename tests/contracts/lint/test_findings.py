"""What the case files cannot say: odd schemas, depth, several findings, and our own blueprint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contracts.lint import lint
from contracts.lint.example_bodies import position
from contracts.lint.finding import Subject
from contracts.lint.rules.consistency import same_value
from contracts.model import Diagnostic
from contracts.project.blueprint import read
from contracts.read.source import from_text
from contracts.text.spelling import dasherized, has_words, stem
from tests.contracts.blueprints import contract

ROOT = Path(__file__).parents[3]
HEAD = "FORMAT: 1A\n\n# API\n\n## Thing [/things]\n\n### Read [GET]\nReads.\n\n"
JSON = HEAD + "+ Response 200 (application/json)\n"


def found(text: str) -> list[Diagnostic]:
    return list(lint(contract(text)))


def test_the_items_of_descriptions_are_apart_from_those_that_are_read() -> None:
    text = "FORMAT: 1A\n\n# A\n\n# Data Structures\n\n## T\n+ a\n\n## U\nWords.\n\n+ b\n"
    subject = Subject(contract("# Group G\n"), from_text(text))
    assert [each.text for each in subject.items] == ["a"]
    assert [each.text for each in subject.described_items] == ["b"]
    without = Subject(subject.contract)
    assert (without.items, without.described_items) == ((), ())


def test_our_own_blueprint_is_clean_down_to_the_notes() -> None:
    assert not read(ROOT / "blueprint" / "api.apib", cache=None).diagnostics


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ('{"type": "nonsense"}', "no JSON Schema"),
        ('{"$ref": "http://192.0.2.1/schema.json"}', "no JSON Schema"),
        ('{"type": "object", "required": ["b"]}', "breaks the schema"),
    ],
)
def test_a_written_schema_is_checked_without_the_network(schema: str, message: str) -> None:
    text = JSON + f'    + Body\n\n            {{"a": 1}}\n\n    + Schema\n\n            {schema}\n'
    (diagnostic,) = found(text)
    assert diagnostic.code == "body-schema"
    assert message in diagnostic.message


def test_a_schema_that_is_no_json_is_shown_at_its_mistake() -> None:
    text = JSON + '    + Schema\n\n            {\n              "type": object\n            }\n'
    (diagnostic,) = [each for each in found(text) if each.code == "body-schema"]
    assert diagnostic.message == "the schema is not JSON: 'object' is no JSON value"
    line = text.splitlines()[diagnostic.location.line - 1]
    assert line[diagnostic.location.column - 1 :] == "object"


@pytest.mark.parametrize(
    ("sections", "hint"),
    [
        ("+ Response 404\n\n        {}\n", "Write `+ Response 404 (application/json)`."),
        (
            "+ Request Again\n\n        {}\n\n+ Response 204\n",
            "Write `+ Request Again (application/json)`.",
        ),
        (
            "+ Request\n\n        {}\n\n+ Response 204\n",
            "Write `+ Request (application/json)`.",
        ),
    ],
)
def test_a_missing_content_type_is_proposed_for_its_own_section(sections: str, hint: str) -> None:
    text = f"## Thing [/things]\n\n### Make [POST]\nMakes one.\n\n{sections}"
    (diagnostic,) = [d for d in found(text) if d.code == "content-type-missing"]
    assert diagnostic.hint == hint


def test_an_action_without_a_response_has_no_method_that_a_list_could_lack() -> None:
    text = "## Things [/things{?limit}]\n\n+ Parameters\n    + limit: 1\n\n### GET\nReads.\n"
    assert "query-without-list" not in [each.code for each in found(text)]


def test_one_value_that_breaks_its_schema_twice_is_one_finding() -> None:
    schema = '{"properties": {"a": {"type": "string", "enum": ["b"]}}}'
    text = (
        JSON + f'    + Body\n\n            {{"a": null}}\n\n    + Schema\n\n            {schema}\n'
    )
    (diagnostic,) = found(text)
    assert diagnostic.code == "body-schema"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"a": [1,]}', "a comma before the closing ]"),
        ('{"a": 1, }', "a comma before the closing }"),
        ('{"a": 1} /* b */', "no comments"),
        ("{'a': 1}", "in double quotes"),
        ('{"a": [1, ...]}', "a placeholder for omitted text"),
        ('{"a": 1}{"a": 2}', "something follows its end"),
        ('{"a" 1}', "a colon is missing"),
    ],
)
def test_a_mistake_in_json_is_named(body: str, message: str) -> None:
    (diagnostic,) = found(f"{JSON}\n        {body}\n")
    assert message in diagnostic.message


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('\n    {"a": 1,\n     "b": 2,}\n', (13, 12)),
        ('    {"a": 1,\n    "b": 2,}\n', (12, 11)),
        ('    + Body\n        {"a": 1,\n        "b": 2,}\n', (13, 15)),
    ],
    ids=["with too few blanks", "without an empty line", "under Body without an empty line"],
)
def test_a_mistake_in_json_is_named_where_the_indentation_is_wrong_as_well(
    body: str, place: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "api.apib"
    path.write_text(JSON + body, encoding="utf-8")
    parser, lint_ = read(path, cache=None).diagnostics
    assert (parser.code, lint_.code) == ("parser-10", "body-not-json")
    assert (lint_.location.line, lint_.location.column) == place


def test_a_body_nested_too_deeply_is_a_finding() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    assert [d.code for d in found(JSON + f"\n        {deep}\n")] == ["body-not-json"]


def test_a_further_response_is_no_duplicate_but_dropped() -> None:
    text = HEAD + "+ Response 204\n\n+ Response 404\n"
    assert [d.code for d in found(text)] == ["dredd-drops"]


def test_actions_without_a_response_have_no_method_and_are_no_duplicates() -> None:
    text = "FORMAT: 1A\n\n# API\n\n## Thing [/things]\n\n### A [PUT]\nA.\n\n### B [PATCH]\nB.\n"
    assert found(text) == []


def test_a_template_that_is_none_is_a_finding_and_no_crash() -> None:
    text = "FORMAT: 1A\n\n# API\n\n## Thing [/things/{a:b}]\n\n### A [PUT]\nA.\n\n+ Response 204\n"
    assert next(contract(text).resources()).uri_template == "/things/{a:b}"
    assert "parameter-undeclared" in {d.code for d in found(text)}


def test_a_body_that_the_parser_changed_is_no_second_finding(tmp_path: Path) -> None:
    path = tmp_path / "api.apib"
    path.write_text(JSON + '\n        {"a": 1,\n\n    "b"}\n', encoding="utf-8")
    assert {d.code for d in read(path, cache=None).diagnostics} == {"parser-10"}


def test_a_place_is_right_in_a_body_that_begins_with_blanks() -> None:
    text = (
        HEAD + "+ Response 200 (application/vnd.api+json)\n\n"
        '            {"data": {"type": "thing",\n              "id": 1, "attributes": {}}}\n'
    )
    (diagnostic,) = [d for d in found(text) if d.code == "jsonapi-id"]
    line = text.splitlines()[diagnostic.location.line - 1]
    assert line[diagnostic.location.column - 1 :].startswith("1,")


def test_one_type_used_in_many_places_is_one_finding() -> None:
    use = "+ Response 200 (application/vnd.api+json)\n    + Attributes (Document)\n\n"
    actions = "".join(f"### Read {n} [GET /things/{n}x]\nReads.\n\n{use}" for n in "abcdef")
    types = (
        "# Data Structures\n\n## Document\n+ data (required)\n"
        "    + type: `thing` (string, required, fixed)\n    + id: 1 (number, required)\n"
    )
    findings = found("FORMAT: 1A\n\n# API\n\n## Thing [/things]\n\n" + actions + types)
    assert [d.code for d in findings] == ["jsonapi-id"]


@pytest.mark.parametrize(
    ("text", "pointer", "expected"),
    [
        ('{"a": 1}', ("a",), "1"),
        ('{"a": {"b": [1, {"c": "x"}]}}', ("a", "b", 1, "c"), '"x"'),
        ('{"a\\"b": [[], {}, 3]}', ('a"b', 2), "3"),
        ('{"a": 1, "a": 2}', ("a",), "2"),
        ('["}", "]", 5]', (2,), "5"),
        ("[1, 2]", (7,), None),
        ('{"a": 1}', ("b",), None),
        ('{"a": 1}', (0,), None),
        ("1", (), "1"),
    ],
)
def test_a_pointer_finds_its_value(
    text: str, pointer: tuple[str | int, ...], expected: str | None
) -> None:
    at = position(text, pointer)
    assert (None if at is None else text[at : at + len(expected or "")]) == expected


@pytest.mark.parametrize(
    ("name", "singular"),
    [
        ("faq-types", "faqtype"),
        ("Categories", "category"),
        ("taxes", "tax"),
        ("address", "address"),
    ],
)
def test_a_plural_has_the_stem_of_its_singular(name: str, singular: str) -> None:
    assert stem(name) == stem(singular) == singular


@pytest.mark.parametrize(
    ("name", "expected"),
    [("firstName", "first-name"), ("first_name", "first-name"), ("name", "name"), ("a-b", "a-b")],
)
def test_names_are_dasherized(name: str, expected: str) -> None:
    assert dasherized(name) == expected
    assert has_words(name) == ("-" in expected)


@pytest.mark.parametrize(("size", "is_cut"), [(20, False), (900, True)])
def test_a_long_value_is_cut_in_the_middle_of_the_message(size: int, is_cut: bool) -> None:
    body, schema = f'{{"a": "{"x" * size}"}}', '{"properties": {"a": {"type": "number"}}}'
    text = JSON + f"    + Body\n\n            {body}\n\n    + Schema\n\n            {schema}\n"
    (diagnostic,) = found(text)
    assert (" … " in diagnostic.message) is is_cut
    assert ("x" * size in diagnostic.message) is not is_cut
    assert 'is not of type "number"' in diagnostic.message
    assert len(diagnostic.message) < 300


@pytest.mark.parametrize(
    ("sent", "shown", "is_same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("2099-01-01T10:00:00Z", "2099-01-01T12:00:00+02:00", True),
        ("2099-01-01T10:00:00Z", "2099-01-01T10:00:00+02:00", False),
        ("2099-01-01T10:00:00Z", "later", False),
        (1, 1.0, True),
        (1, "1", True),
        (True, "true", True),
        ("TRUE", True, True),
        (1, 2, False),
        (None, "none", True),
        ([1], [1], True),
        ([1], [2], False),
    ],
)
def test_a_value_comes_back_in_any_spelling(sent: Any, shown: Any, is_same: bool) -> None:
    assert same_value(sent, shown) is is_same


def test_a_finding_about_the_whole_text_is_at_its_beginning_where_lines_are_unknown() -> None:
    found = [
        each
        for each in lint(contract("FORMAT: 1A\n\n# API\n\n+ Paramters\n"))
        if each.code == "swallowed-section"
    ]
    assert [(each.location.line, each.location.column) for each in found] == [(1, 1)]


def test_no_link_is_dead_where_no_folder_is_known() -> None:
    text = "FORMAT: 1A\n\n# API\n\nSee [the guide](guide.md) and [the rest](../rest.md#a).\n"
    assert [each.code for each in lint(contract(text)) if each.code == "link-dead"] == []
