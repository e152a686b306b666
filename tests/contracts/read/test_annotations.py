"""Findings made of the parser's annotations, which are given here: the parser is not asked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.model import Diagnostic, Severity
from contracts.read.elements import Annotation
from contracts.read.parser_diagnostics import diagnostics, line_at
from contracts.read.source import from_text
from contracts.read.source_maps import Offsets, annotation
from tests.examples import examples

HEADING = "unexpected header block, expected a group, resource or an action definition"
BLOCK = "ignoring unrecognized block"
DANGLING = "dangling message-body asset, expected a pre-formatted code block"
NO_RESPONSE = "action is missing a response"


def found(text: str, *messages: tuple[str, str], error: bool = False) -> list[Diagnostic]:
    """The findings of messages, each at the first place of some words of the text."""
    made = [Annotation(7, message, error, text.index(words)) for words, message in messages]
    return list(diagnostics(from_text(text), made))


def not_declared(name: str) -> str:
    return f"base type '{name}' is not defined in the document"


@pytest.mark.parametrize(("error", "severity"), [(True, Severity.ERROR), (False, Severity.WARNING)])
def test_a_finding_has_the_code_severity_and_place_of_its_annotation(
    error: bool, severity: Severity
) -> None:
    (finding,) = found("# A\n\né: words\n", ("words", "something new"), error=error)
    assert (finding.code, finding.severity) == ("parser-7", severity)
    assert (finding.location.line, finding.location.column) == (3, 4)
    assert (finding.message, finding.hint) == ("something new", "")


@pytest.mark.parametrize(
    ("ranges", "place"),
    [([], (7, 0)), ([[2, 3]], (2, 3)), ([[2, 3], [10, 4]], (2, 12)), ([[0, 1], [3, 2]], (0, 5))],
)
def test_an_annotation_reaches_from_its_first_range_to_the_end_of_its_last(
    ranges: list[list[int]], place: tuple[int, int]
) -> None:
    maps = [{"element": "sourceMap", "content": ranges}]
    element = {"element": "annotation", "content": "words", "attributes": {"sourceMap": maps}}
    made = annotation(element, Offsets("a" * 20), default=7)
    assert (made.offset, made.length) == place


def test_what_lint_reports_itself_is_left_out() -> None:
    unknown = Annotation(7, "the parameter is not found within the URI template", False, 0)
    templates = Annotation(12, "URI template", False, 0)
    others = [Annotation(code, f"another {code}", False, 0) for code in (11, 13)]
    findings = diagnostics(from_text("# A\n"), [templates, unknown, *others])
    assert [each.message for each in findings] == ["another 11", "another 13"]


ACTION = "### One [GET]\n\n"
OTHER = "### Two [PUT]\n\n"

#: A text, messages at words of it, and the words of those that are not consequences.
CONSEQUENCES = {
    "a response is not missing where it is misspelled": (
        f"{ACTION}+ Respone 200\n",
        [("### One", NO_RESPONSE), ("+ Resp", BLOCK)],
        ["+ Resp"],
    ),
    "the misspelled response is of another action": (
        f"{ACTION}{OTHER}+ Respone 200\n",
        [("### One", NO_RESPONSE), ("+ Resp", BLOCK)],
        ["### One", "+ Resp"],
    ),
    "the misspelled response is before the action": (
        f"+ Respone 200\n\n{ACTION}",
        [("+ Resp", BLOCK), ("### One", NO_RESPONSE)],
        ["+ Resp", "### One"],
    ),
    "the nearest misspelled response counts": (
        f"+ Respone 1\n\n{ACTION}+ Respons 2\n\n{OTHER}+ Respnse 3\n",
        [(w, BLOCK) for w in ("+ Respone", "+ Respons ", "+ Respnse")]
        + [("### One", NO_RESPONSE), ("### Two", NO_RESPONSE)],
        ["+ Respone", "+ Respons ", "+ Respnse"],
    ),
    "a misspelled request is no response": (
        f"{ACTION}+ Reqest\n",
        [("### One", NO_RESPONSE), ("+ Req", BLOCK)],
        ["### One", "+ Req"],
    ),
    "text below a heading that is none": (
        "### Foo\n\nwords\n",
        [("### Foo", HEADING), ("words", DANGLING)],
        ["### Foo"],
    ),
    "text below a heading after one that is none": (
        f"### Foo\n\n{ACTION}words\n",
        [("### Foo", HEADING), ("words", DANGLING)],
        ["### Foo", "words"],
    ),
    "text above a heading that is none": (
        "words\n\n### Foo\n",
        [("words", DANGLING), ("### Foo", HEADING)],
        ["words", "### Foo"],
    ),
    "text below the second of two headings that are none": (
        "### Foo\n\n### Bar\n\nwords\n",
        [("### Foo", HEADING), ("### Bar", HEADING), ("words", DANGLING)],
        ["### Foo", "### Bar"],
    ),
    "text is missing otherwise": (
        "### Foo\n\nwords\n",
        [("### Foo", HEADING), ("words", NO_RESPONSE)],
        ["### Foo", "words"],
    ),
    "a header without a colon has no value": (
        "    X-One\n",
        [
            ("X-One", "missing colon after header name 'X-One'"),
            ("X-One", "HTTP header 'X-One' has no value"),
        ],
        ["X-One"],
    ),
    "another header has no value": (
        "    X-One\n    X-Two:\n",
        [
            ("X-One", "missing colon after header name 'X-One'"),
            ("X-Two", "HTTP header 'X-Two' has no value"),
        ],
        ["X-One", "X-Two"],
    ),
}


@pytest.mark.parametrize(
    ("text", "messages", "kept"), CONSEQUENCES.values(), ids=list(CONSEQUENCES)
)
def test_what_follows_from_another_finding_is_not_reported(
    text: str, messages: list[tuple[str, str]], kept: list[str]
) -> None:
    source = from_text(f"{text}end\n")
    places = [each.location for each in found(source.text, *messages, ("end", "a last one"))]
    assert places == [source.location(source.text.index(words)) for words in (*kept, "end")]


#: The line of a finding of which the parser says what is the key's first, and words of the hint.
HINTS = {
    (BLOCK, "+ Respone 200"): "did you mean `+ Response`?",
    (BLOCK, "    [Thing One][]"): "write it directly below",
    (BLOCK, "+ words"): "check the indentation",
    (BLOCK, "+ See [Thing][]"): "check the indentation",
    (HEADING, "### A [PACTH]"): "did you mean `[PATCH]`?",
    (HEADING, "### A [PACTH /a]"): "did you mean `[PATCH /a]`?",
    (HEADING, "### A [gett]"): "did you mean `[GET]`?",
    (HEADING, "### A"): "write `# Group X`",
    ("ignoring unrecognized type attribute", "+ a: 1 (number, requird)"): "'required' instead of",
    ("ignoring unrecognized type attribute", "+ a (strng, optional)"): "'string' instead of",
    ("ignoring unrecognized type attribute", "+ a (Foo, reqired)"): "'required' instead of",
    ("ignoring unrecognized type attribute", "+ a (requird) (optinal)"): "'required' instead of",
    ("ignoring unrecognized type attribute", "+ a (Required)"): "'required' instead of 'Required'",
    ("ignoring unrecognized type attribute", "+ a (string, required)"): "write one type, then",
    ("ignoring unrecognized type attribute", "+ requird"): "write one type, then",
    ("ignoring unrecognized type attribute", "+ a (requi-rd)"): "write one type, then",
}


@pytest.mark.parametrize(("message", "line"), HINTS)
def test_a_hint_is_of_the_line(message: str, line: str) -> None:
    (finding,) = found(f"### Get [GET]\n{line}\n+ Request\n", (line, message))
    assert HINTS[message, line] in finding.hint


#: A type that nobody declares, more and more unlike the declared one: up to three parts in ten.
@pytest.mark.parametrize(
    ("name", "is_near"), [("Abcdefghij", True), ("Abcdefgxyz", True), ("Abcdefwxyz", False)]
)
def test_a_name_too_unlike_is_not_proposed(name: str, is_near: bool) -> None:
    text = "# Data Structures\n\n## Abcdefghik\n\nuse\n"
    (finding,) = found(text, ("use", not_declared(name)))
    assert finding.hint.startswith("did you mean") == is_near


def test_a_reference_that_is_not_read_names_its_model() -> None:
    (finding,) = found("  [Thing One][]  \n", ("[", BLOCK))
    assert finding.message == "the reference to the model 'Thing One' is not read as one"


class TestUnknownNames:
    """A name that is used and not declared."""

    def test_the_first_use_is_reported_wherever_the_parser_begins(self) -> None:
        text = "one\ntwo\nthree\n"
        findings = found(
            text,
            *((words, not_declared("Foo")) for words in ("three", "one", "two")),
            ("two", not_declared("Bar")),
            *((words, not_declared("Baz")) for words in ("three", "two")),
        )
        assert [(each.location.line, each.message) for each in findings] == [
            (1, "the type 'Foo' is not declared, and used in 3 places"),
            (2, "the type 'Bar' is not declared"),
            (2, "the type 'Baz' is not declared, and used in 2 places"),
        ]

    @pytest.mark.parametrize(
        ("declared", "name", "near"),
        [
            ("# Data Structures\n\n## Thing", "Thign", "Thing"),
            ("# Data Structures\n\n## Thing (object)", "Thign", "Thing"),
            ("# Data Structures\n\n## `Thing`", "Thign", "Thing"),
            ("# data structures\n\n### Thing", "Thign", "Thing"),
            ("# Data Structures\n\n## A\n\n### Thing", "Thign", "Thing"),
            ("## Data Structures\n\n# Thing", "Thign", ""),
            ("# Data Structures\n\n# Thing", "Thign", ""),
            ("## Thing [/things]", "Thign", "Thing"),
            ("## Thing [GET]", "Thign", ""),
            ("## Thing", "Thign", ""),
            ("# Data Structures\n\n## thign\n\n## Thigns", "Thign", "thign"),
            ("# Data Structures\n\n## Other", "Thign", ""),
            ("", "strin", "string"),
            ("", "String", "string"),
            ("## `Foo Bar` [/a]\n\n## foo bar [/b]", "FOO BAR", "Foo Bar"),
            ("## Abcd1 [/a]\n\n## Abcde [/b]", "Abcdef", "Abcde"),
            (f"# Data Structures\n\n## {'a' * 80}", "b" + "a" * 79, "a" * 80),
            (f"# Data Structures\n\n## {'a' * 81}", "a" * 80, ""),
        ],
    )
    def test_a_declared_name_that_resembles_it_is_proposed(
        self, declared: str, name: str, near: str
    ) -> None:
        (finding,) = found(f"{declared}\n\nuse\n", ("use", not_declared(name)))
        expected = f"did you mean {near!r}?" if near else "declare it under `# Data Structures`"
        assert finding.hint.startswith(expected)

    def test_of_a_model_no_base_type_is_proposed(self) -> None:
        findings = found(
            "## Thing [/things]\n\none\ntwo\n",
            ("one", "Undefined resource model strin"),
            ("two", "Undefined resource model Thign"),
        )
        assert [each.hint.startswith("a model is called") for each in findings] == [True, False]
        assert findings[1].hint == "did you mean 'Thing'?"

    def test_for_many_names_nothing_is_proposed_after_the_first(self) -> None:
        text = "# Data Structures\n\n" + "".join(f"## Name{n}x\n\n" for n in range(30)) + "use\n"
        findings = found(text, *(("use", not_declared(f"Name{n}y")) for n in range(30)))
        proposed = [each.hint.startswith("did you mean") for each in findings]
        assert proposed == [n < 20 for n in range(30)]


@settings(max_examples=examples(60))
@given(st.text("a\n", max_size=12), st.data())
def test_the_line_at_an_offset_is_the_one_that_holds_it(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert line_at(text, offset) == text.split("\n")[text.count("\n", 0, offset)]
