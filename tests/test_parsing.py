"""The parser that tests share gives the replies of the parser itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from contracts.read.drafter import ParserReply, parse_texts
from tests.parsing import SharedParser

TEXTS = ["# A\n\n## B [/b]\n", "# \u00e9\u6f22\n", "", "# A\n\n## B [/b]\n"]
#: A type that the parser cannot survive: an enum of a named, nullable one.
CRASH = (
    "# A\n\n## T [/t]\n\n### G [GET]\n\n+ Response 200 (application/json)\n    + Attributes\n"
    "        + e (enum)\n            + (B, nullable)\n\n# Data Structures\n\n## B (string)\n"
)


@pytest.fixture
def parser() -> Iterator[SharedParser]:
    made = SharedParser()
    yield made
    made.close()


@pytest.fixture
def asked(parser: SharedParser, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that its children are asked for."""
    texts: list[str] = []
    real = parser._warm

    def warm(wanted: Sequence[str], *, limit: float) -> list[ParserReply]:
        texts.extend(wanted)
        return real(wanted, limit=limit)

    monkeypatch.setattr(parser, "_warm", warm)
    monkeypatch.setattr(warm, "close", real.close, raising=False)
    return texts


def test_replies_are_those_of_the_parser_in_the_order_of_the_texts(parser: SharedParser) -> None:
    assert parser(TEXTS, limit=30) == parse_texts(TEXTS)


def test_a_text_is_parsed_once(parser: SharedParser, asked: list[str]) -> None:
    first = parser(TEXTS, limit=30)
    assert parser(list(reversed(TEXTS)), limit=30) == list(reversed(first))
    assert asked == TEXTS[:3]


def test_a_crash_is_found_each_time(parser: SharedParser, asked: list[str]) -> None:
    for _ in range(2):
        (reply,) = parser([CRASH], limit=30)
        assert reply.outcome == "crashed"
    assert asked == [CRASH, CRASH]


def test_replies_that_take_much_memory_make_place(
    parser: SharedParser, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.parsing.MOST", 1)
    for _ in range(2):
        parser(TEXTS[:1], limit=30)
    assert asked == [TEXTS[0], TEXTS[0]]
