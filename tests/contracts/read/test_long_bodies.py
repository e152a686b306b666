"""Bodies of which the parser sees one line: the elements are those of the whole text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.read import long_bodies
from contracts.read import parse as module
from contracts.read.drafter import ParserReply
from contracts.read.long_bodies import Cut, restored, shortened
from contracts.read.parse import parse, parse_whole
from contracts.read.source import from_text

HEAD = "FORMAT: 1A\n\n# API é漢😀\n\n# Group G\n\n## R [/r]\n\n### Get [GET]\nGets é.\n\n"
MORE = "\n# Group H\n\n## S [/s]\n\n### Get [GET]\n\n+ Response 204\n"
BODY = '{\n  "é": [\n    {"😀": 1},\n\n    2\n  ]\n}\n'


def indented(text: str, by: int) -> str:
    return "".join(
        f"{' ' * by}{line}\n" if line else "\n" for line in text.removesuffix("\n").split("\n")
    )


def response(body: str, head: str = "+ Response 200 (application/json)\n\n") -> str:
    return f"{head}{body}\n"


SHORT = response(indented(BODY, 8))
LONG = response("    + Body\n\n" + indented(BODY, 12))

#: Texts of actions, and how many bodies of each are shortened.
TEXTS = {
    "below the response": (SHORT, 1),
    "below Body": (LONG, 1),
    "below Schema, too": (LONG + "    + Schema\n\n" + indented(BODY, 12) + "\n", 2),
    "of a request and its answers": (
        response("    + Body\n\n" + indented(BODY, 12), "+ Request (application/json)\n\n")
        + SHORT
        + "+ Response 201 (application/json)\n\n"
        + indented(BODY, 8),
        3,
    ),
    "after headers": (
        response(
            f"    + Headers\n\n            X: é\n\n    + Body\n\n{indented(BODY, 12)}"
        ),
        1,
    ),
    "with an indentation of its own": (response(indented(BODY, 11)), 1),
    "with blanks on empty lines": (SHORT.replace("\n\n        ", "\n            \n        "), 1),
    "with blanks at ends of lines": (SHORT.replace("[\n", "[   \n"), 1),
    "with blanks at the end of the last line": (SHORT.replace("}\n\n", "}   \n\n"), 1),
    "with a line of no-break spaces": (SHORT.replace("[\n", "[\n        \u00a0\u00a0\n"), 1),
    "with a form feed": (SHORT.replace("[\n", "[\n        \f\n"), 1),
    "with three empty lines before it": (SHORT.replace("json)\n\n", "json)\n\n\n\n"), 1),
    "of another media type": (response(indented("a\nb\nc\nd\n", 8), "+ Response 200\n\n"), 1),
    "of a few lines": (response(indented("{\n}\n", 8)), 0),
    "in a fence": (response(f"    + Body\n\n{indented(f'```{chr(10)}{BODY}```{chr(10)}', 8)}"), 0),
    "indented too little at the end": (SHORT.rstrip().removesuffix("}")[:-8] + "   }\n", 0),
    "with items": (response(indented("- a\n- b\n- c\n- d\n", 8), "+ Response 200\n\n"), 0),
    "below a description": (response("    Words.\n\n" + indented(BODY, 8)), 0),
    "with a mistake after it": (SHORT + "words\n\n", 0),
    "with an annotation after it": (SHORT + "+ Response 2\n\n", 1),
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the parser was asked for."""
    texts: list[str] = []
    real = module.parse_texts

    def parse_texts(wanted: list[str], *, limit: float) -> list[ParserReply]:
        texts.extend(wanted)
        return real(wanted, limit=limit)

    monkeypatch.setattr(module, "parse_texts", parse_texts)
    return texts


@pytest.mark.parametrize(("actions", "number"), TEXTS.values(), ids=TEXTS)
def test_a_body_is_read_as_if_the_parser_had_seen_it(
    actions: str, number: int, asked: list[str]
) -> None:
    source = from_text(HEAD + actions + MORE)
    parsed, found = parse(source)
    assert sum('"😀"' in text for text in asked) <= (0 if number else 1)
    whole, found_in_whole = parse_whole(source)
    assert replace(parsed, annotations=()) == replace(whole, annotations=())
    assert found == found_in_whole
    assert len(shortened(HEAD + actions + MORE)[1]) == number


def test_a_body_that_the_parser_reads_otherwise_is_parsed_as_it_stands(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A safety net: here a body that the parser would see elsewhere is thought to be cut."""
    real = long_bodies.shortened

    def wrong(text: str) -> tuple[str, tuple[Cut, ...]]:
        short, cuts = real(text)
        return short, tuple(replace(cut, shown="something else\n") for cut in cuts)

    monkeypatch.setattr(module, "shortened", wrong)
    source = from_text(HEAD + SHORT + MORE)
    assert parse(source) == parse_whole(source)
    assert any('"😀"' in text for text in asked)


@pytest.mark.parametrize("line", ["            \n", "\n", "        x\n", "+ Response 200\n\n"])
def test_long_texts_are_looked_through_once(line: str) -> None:
    """Text that almost is a body, a hundred thousand times: each line is looked at a few times."""
    text = "+ Response 200\n\n" + line * 100_000 + "   end\n"
    assert shortened(text)[0] == text


def test_elements_without_the_body_are_of_no_use() -> None:
    cut = Cut(first=5, end=9, length=20, shown="{\n", text="{\n}\n")
    asset: dict[str, Any] = {"element": "asset", "offset": 5, "content": "{\n"}
    later: dict[str, Any] = {"element": "copy", "offset": 11}
    assert restored([asset, later], [cut])
    assert (asset["content"], asset["offset"], later["offset"]) == ("{\n}\n", 5, 31)
    assert not restored([{"element": "copy", "offset": 11}], [cut])
