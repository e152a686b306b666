"""What templates say in words, and what Markdown of other people's blueprints becomes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.model import (
    Access,
    Attribute,
    Confidence,
    Fact,
    Parameter,
    Relationship,
    ResourceType,
    Schema,
    SourceKind,
)
from contracts.render.docs import render
from contracts.render.docs.body_rows import attribute_rows, example, inferred, shown_value
from contracts.render.docs.phrases import (
    first_line,
    has_bare_query,
    moment,
    pathname,
    templated,
)
from contracts.render.markdown import inline, is_long, markdown
from contracts.render.shown_requests import indented, shown_uri
from tests.contracts.factories import HERE, action, array, contract, obj, required, transaction


@pytest.mark.parametrize(
    ("name", "text"), [("Show it", "Show it"), ("", "GET /things")], ids=["named", "unnamed"]
)
def test_an_action_always_has_a_title(name: str, text: str) -> None:
    assert replace(action(), name=name).title == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-11-23T10:00:59Z", "2026-11-23 10:00 UTC"),
        ("2026-11-23T10:00:59.123+02:00", "2026-11-23 08:00 UTC"),
        ("2026-11-23T10:00:59", "2026-11-23T10:00:59"),
        ("last week", "last week"),
        ("", ""),
    ],
)
def test_a_time_is_shown_to_the_minute(text: str, told: str) -> None:
    assert moment(text) == told


def test_a_template_has_its_variables_marked_and_nothing_else_in_it() -> None:
    assert templated("/a/{id}<b>{?x,y}") == "/a/<var>{id}</var>&lt;b&gt;<var>{?x,<wbr>y}</var>"


@pytest.mark.parametrize("template", ["/a/{id}", "/a/{id}{?x}", "/a/{id}?x=1{&y}"])
def test_a_path_has_no_query(template: str) -> None:
    assert pathname(template) == "/a/{id}"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{\n      "a": 1\n    }', '{\n  "a": 1\n}'),
        ('{"a": {\n     "b": [1,2]}}', '{\n  "a": {\n    "b": [\n      1,\n      2\n    ]\n  }\n}'),
        ('{\n "a": {}, "b": [ ] }', '{\n  "a": {},\n  "b": []\n}'),
        ('{\n"a": 1.50, "a": "\\u00e9{,"}', '{\n  "a": 1.50,\n  "a": "\\u00e9{,"\n}'),
        ('{"a": 1, "b": [1, 2]}', '{"a": 1, "b": [1, 2]}'),
        (f'["{"x" * 90}"]', f'[\n  "{"x" * 90}"\n]'),
        ("\n  7\n", "7"),
        ('{\n    "a": 1,\n    }', '{\n    "a": 1,\n    }'),
        ("a\n  b", "a\n  b"),
    ],
    ids=["place", "depth", "empty", "spelling", "line", "long line", "scalar", "no JSON", "text"],
)
def test_json_is_indented_and_its_values_stay(body: str, shown: str) -> None:
    assert indented(body) == shown


@pytest.mark.parametrize(
    ("description", "line"),
    [
        ("Reads one. And more.", "Reads one."),
        (
            "# Title\n\n| a |\n|---|\n\n- x\n\nThe *first* [line](x) of `it`.",
            "The first line of it.",
        ),
        ("Uses e.g. v1.2 of it", "Uses e.g. v1.2 of it"),
        ("snake_case stays", "snake_case stays"),
        ("**Parameters**\n\nReads one.", "Reads one."),
        ("- only\n- lists", ""),
        ("", ""),
    ],
)
def test_the_first_line_is_a_sentence_of_prose(description: str, line: str) -> None:
    assert first_line(description) == line


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("/a{?x,y}", True),
        ("/a/{id}{?x}", True),
        ("/a", True),
        ("/a?x=1{&y}", False),
        ("/a{+path}", False),
        ("/a{/x}{?y}", False),
    ],
)
def test_a_query_of_parameters_alone_says_nothing_new(template: str, expected: bool) -> None:
    assert has_bare_query(template) is expected


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a<br>b<br/>c", "a<br>b<br>c"),
        ("<b>a</b> H<sub>2</sub>", "<b>a</b> H<sub>2</sub>"),
        ("a <!-- note --> b", "a  b"),
        ("JWT <token>", "JWT &lt;token&gt;"),
        ("<b class=x>a</b>", "<b>a</b>"),
        ("<u class=x>a", "&lt;u class=x&gt;a"),
        ("`<br>`", "<code>&lt;br&gt;</code>"),
    ],
)
def test_raw_html_is_text_unless_it_is_harmless(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "<p><a class=x href='https://a.b/?c'>d</a></p>",
            '<a href="https://a.b/?c" rel="noopener noreferrer">d</a>',
        ),
        ('<a href="javascript:alert(1)">d</a>', "&lt;/a&gt;"),
        ("<a name='x'>d</a> e</a>", "d e"),
        ("<dl class=x>\n<dt>a</dt>\n<dd>b</dd>\n</dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
        ("<ul><li onclick='x()'>a</ul></li></main>", "<ul><li>a</li></ul>"),
        ("<table><tr><td>a", "<table><tbody><tr><td>a"),
        ("send <Token>", "&lt;Token&gt;"),
    ],
)
def test_a_description_has_links_lists_and_tables_of_raw_html(text: str, html: str) -> None:
    assert html in markdown(text)


def test_one_line_has_no_list_of_raw_html() -> None:
    assert inline("<li>a</li>") == "&lt;li&gt;a&lt;/li&gt;"


@pytest.mark.parametrize(
    ("text", "told"),
    [("![A *chart*](http://x/y.png)", "A chart"), ("![](http://x/y.png)", "y.png")],
)
def test_a_picture_is_a_link(text: str, told: str) -> None:
    assert inline(text) == f'<a href="http://x/y.png" rel="noopener noreferrer">{told}</a>'


def test_a_wide_table_scrolls_by_itself() -> None:
    assert markdown("| a |\n|---|\n| b |").startswith('<div class="scroll"><table>')


PROSE = "A sentence that is one of many. " * 20


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("Short.", False),
        (PROSE, True),
        (f"{PROSE}\n\n- one\n- two", True),
        (f"{PROSE}\n\n| a |\n|---|\n| b |", False),
        (f"{PROSE}\n\n## Heading", False),
        (f"{PROSE}\n\n```\ncode\n```", False),
        (f"{PROSE}\n\n    code", False),
    ],
)
def test_only_prose_is_clamped(text: str, long: bool) -> None:
    assert is_long(text) is long


def resource_type() -> ResourceType:
    return ResourceType(
        "thing",
        HERE,
        attributes=(
            Attribute("name", Schema("string", sample="x")),
            Attribute("secret", Schema("string"), write_only=True),
            Attribute("rank", Schema("number", sample=1), writable_by=Access.ADMIN),
        ),
        relationships=(Relationship("owner", "user"), Relationship("tags", "tag", many=True)),
    )


def test_a_resource_type_has_an_example_without_its_secrets() -> None:
    text = " ".join(example(resource_type()).split())
    assert text == (
        '{ "type": "thing", "id": "1", "attributes": { "name": "x", "rank": 1 }, '
        '"relationships": { "owner": { "data": { "type": "user", "id": "1" } }, '
        '"tags": { "data": [ { "type": "tag", "id": "1" } ] } } }'
    )


def test_an_attribute_says_who_alone_sets_it() -> None:
    (rank,) = [r for r in attribute_rows(resource_type(), lambda _: "") if r.name == "rank"]
    assert rank.notes == ("set by admin only",)


@pytest.mark.parametrize(
    ("about", "source", "confidence", "told"),
    [
        ("type", SourceKind.EXAMPLE, Confidence.LIKELY, ["inferred from an example"]),
        ("target", SourceKind.NAME, Confidence.GUESSED, ["guessed from its name"]),
        ("type", SourceKind.TABLE, Confidence.CERTAIN, []),
        ("required", SourceKind.EXAMPLE, Confidence.GUESSED, []),
    ],
)
def test_what_was_inferred_is_reported(
    about: str, source: SourceKind, confidence: Confidence, told: list[str]
) -> None:
    assert list(inferred([Fact(about, source, confidence)])) == told


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        (Schema("string", sample="x"), ""),
        (obj(required("a", Schema("string", sample="x"))), '{\n  "a": "x"\n}'),
        (array(Schema("string", sample="x")), '[\n  "x"\n]'),
        (obj(*(required(f"m{n}", Schema("number")) for n in range(99))), ""),
    ],
    ids=["scalar", "object", "array", "longer than a window"],
)
def test_a_data_type_shows_an_example_where_that_helps(schema: Schema, shown: str) -> None:
    assert shown_value(schema) == shown


def test_a_schema_written_as_text_is_shown_where_nothing_else_describes_the_body() -> None:
    success = transaction(200, name="Fine")
    written = replace(success.response, body_schema='{"title": "Written"}', schema=None)
    found = contract(action(replace(success, response=written), name="Read"))
    html = render(found)["index.html"]
    assert "Schema of the response body" in html
    assert html.count('<i>"Written"</i>') == 1


def param(name: str, example: str = "", place: str = "path") -> Parameter:
    return Parameter(name, name, place, example=example)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("template", "parameters", "uri", "shown"),
    [
        ("/gists/{id}/star", (), "/gists//star", "/gists/{id}/star"),
        ("/gists/{id}", (param("id", "7"),), "/gists/7", "/gists/7"),
        ("/a/{b}{?c}", (param("b"), param("c", "1", "query")), "/a/?c=1", "/a/{b}?c=1"),
        ("/a{/b,c}", (param("b", "1"),), "/a/1", "/a/1/{c}"),
        ("/a{?b}", (), "/a", "/a"),
        ("/a/{b}", (), "/of/the/request", "/of/the/request"),
    ],
)
def test_a_path_variable_without_an_example_stays_a_variable(
    template: str, parameters: tuple[Parameter, ...], uri: str, shown: str
) -> None:
    found = action(transaction(uri=uri), template=template, parameters=parameters)
    assert shown_uri(found, found.transactions[0].request) == shown
