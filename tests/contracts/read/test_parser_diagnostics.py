"""What the parser says, in our words: one finding for each mistake, with one hint."""

from __future__ import annotations

import pytest

from contracts.model import Diagnostic
from contracts.read.parse import parse
from contracts.read.parser_diagnostics import near_keyword, near_method
from contracts.read.parser_messages import in_our_words
from contracts.read.source import from_text

HEAD = "FORMAT: 1A\n\n# API\n\n## Thing [/things]\n\n### Read [GET]\nReads.\n\n"
GOOD = "+ Response 204\n\n"
JSON = "+ Response 200 (application/json)\n"


def found(text: str) -> list[Diagnostic]:
    return list(parse(from_text(text))[1])


#: A blueprint's text, the line of its only finding, and words of its message and hint.
MISTAKES = {
    "a misspelled method": (
        HEAD + GOOD + "### Change [PACTH]\nChanges.\n\n+ Response 204\n",
        12,
        "the heading is none of",
        "did you mean `[PATCH]`?",
    ),
    "a misspelled method with a path": (
        HEAD + GOOD + "### Change [DELTE /things/x]\n\n+ Response 204\n",
        12,
        "the heading is none of",
        "did you mean `[DELETE /things/x]`?",
    ),
    "a misspelled response after a request": (
        HEAD + "+ Request (application/json)\n\n        {}\n\n+ Respone 204\n",
        14,
        "no part of the blueprint",
        "did you mean `+ Response`?",
    ),
    "a misspelled type": (
        HEAD + JSON + "    + Attributes (Thign)\n\n# Data Structures\n\n## Thing2\n+ a\n",
        11,
        "the type 'Thign' is not declared",
        "did you mean 'Thing",
    ),
    "a type of another case": (
        HEAD + JSON + "    + Attributes (list item)\n\n# Data Structures\n\n## List Item\n+ a\n",
        11,
        "the type 'list item' is not declared",
        "did you mean 'List Item'?",
    ),
    "a type called like an action": (
        HEAD + JSON + "    + Attributes (Reed)\n",
        11,
        "the type 'Reed' is not declared",
        "declare it under `# Data Structures`, or correct its name",
    ),
    "a header without a colon": (
        HEAD + "+ Response 204\n    + Headers\n\n            nonsense\n",
        13,
        "the header 'nonsense' has no colon",
        "write `nonsense: value`",
    ),
    "a body of a response to HEAD": (
        HEAD.replace("GET", "HEAD") + "+ Response 200\n\n        a\n",
        10,
        "the response to HEAD has a body",
        "leave it out",
    ),
    "two requests of one name": (
        HEAD + "+ Request x\n    + Headers\n\n            A: b\n\n" * 2 + GOOD,
        15,
        "GET has a second request 'x' here",
        "give each request a name of its own",
    ),
    "a misspelled base type": (
        HEAD + JSON + "    + Attributes\n        + a: 1 (nubmer)\n",
        12,
        "the type 'nubmer' is not declared",
        "did you mean 'number'?",
    ),
    "a misspelled attribute": (
        HEAD + JSON + "    + Attributes\n        + a: 1 (number, requird)\n",
        12,
        "neither a type nor an attribute",
        "did you mean 'required' instead of 'requird'?",
    ),
    "a renamed type that others still use": (
        HEAD
        + JSON
        + "    + Attributes (Old)\n\n# Group B\n\n## Other [/others]\n\n### List [GET]\n\n"
        + JSON
        + "    + Attributes (Old)\n\n# Data Structures\n\n## New\n+ a\n",
        11,
        "the type 'Old' is not declared, and used in 2 places",
        "declare it under `# Data Structures`, or correct its name",
    ),
    "a reference to a model beside headers": (
        HEAD + "+ Response 200\n\n    + Headers\n\n            A: b\n\n    [Thing][]\n",
        16,
        "the reference to the model 'Thing' is not read as one",
        "nothing beside it",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_finding_with_one_hint(
    text: str, line: int, message: str, hint: str
) -> None:
    (diagnostic,) = found(text)
    assert (diagnostic.location.line, message in diagnostic.message) == (line, True), diagnostic
    assert hint in diagnostic.hint


def test_two_mistakes_that_resemble_each_other_are_two_findings() -> None:
    text = HEAD + GOOD + "### One [PACTH]\n\n+ Response 204\n\n### Two [PSOT]\n\n+ Response 204\n"
    assert [each.hint for each in found(text)] == [
        "did you mean `[PATCH]`?",
        "did you mean `[POST]`?",
    ]


@pytest.mark.parametrize(
    ("theirs", "ours", "hint"),
    [
        (
            "headers is expected to be a pre-formatted code block, separate it by a newline and"
            " indent every of its line by 12 spaces or 3 tabs",
            "the headers are not indented as a code block",
            "12 spaces",
        ),
        (
            "message-body asset is expected to be a pre-formatted code block, every of its line"
            " indented by exactly 8 spaces or 2 tabs",
            "the message-body is not indented as a code block",
            "8 spaces",
        ),
        (
            "specifying parameter 'id' as required supersedes its default value, declare the"
            " parameter as 'optional' to specify its default value",
            "the parameter 'id' is required and has a default",
            "optional",
        ),
        (
            "the example value 'z' of parameter 'a' is not in its list of expected values",
            "the example 'z' of the parameter 'a' is not among its values",
            "Members",
        ),
        ("cannot use 'fixed' and 'optional' together", "'fixed' and 'optional' contradict", "one"),
        ("Undefined resource model Acount", "there is no model 'Acount'", "resource"),
        ("action is missing a response for a request", "a request without a response", "after it"),
        ("action is missing a response", "an action without a response", "below it"),
        ("missing response HTTP status code, assuming 'Response 200'", "no status", "200"),
        ("something that nobody has heard", "something that nobody has heard", ""),
    ],
)
def test_a_message_of_the_parser_is_in_our_words(theirs: str, ours: str, hint: str) -> None:
    message, proposed = in_our_words(theirs)
    assert ours in message
    assert hint in proposed


def test_a_message_that_quotes_a_name_without_end_is_cut_in_the_middle() -> None:
    whole = f"no example {'a' * 1_989}"
    assert in_our_words(whole) == (whole, "")
    assert in_our_words(f"{whole}b") == (f"no example {'a' * 189} … {'a' * 199}b", "")


@pytest.mark.parametrize(
    ("line", "keyword"),
    [
        ("+ Respone 200", "Response"),
        ("    +Schema", "Schema"),
        ("- paramters", "Parameters"),
        ("+ Response 200", "Response"),
        ("+ well then", ""),
        ("Response", ""),
    ],
)
def test_a_keyword_is_known_by_its_first_word(line: str, keyword: str) -> None:
    assert near_keyword(line) == keyword


@pytest.mark.parametrize("heading", ["### A [DRAFT]", "### A [x]", "## A [/path]", "### Get it"])
def test_brackets_with_other_words_are_no_methods(heading: str) -> None:
    assert near_method(heading) == ""
