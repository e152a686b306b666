"""Lines of a source found by their place or their words, and cycles of inheritance in its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.model import Location
from contracts.read.inheritance_cycles import type_cycle
from contracts.read.lines import Lines
from contracts.read.source import from_text, load


def at(line: int, column: int = 1, file: str = "blueprint.apib") -> Location:
    return Location(file, line, column)


TEXT = "# A\n\n  words\n\n+ a\n\twide\nend\n"
LINES = Lines(from_text(TEXT))


@pytest.mark.parametrize(
    ("place", "line"),
    [(at(1), "# A"), (at(2), ""), (at(3, 9), "  words"), (at(6), "    wide"), (at(7), "end"),
     (at(8), ""), (at(1, 1, "other.apib"), "")],
)  # fmt: skip
def test_the_line_at_a_place(place: Location, line: str) -> None:
    assert LINES.at(place) == line
    assert Lines().at(place) == ""


def test_a_line_is_verbatim_unless_it_was_changed() -> None:
    assert [LINES.is_verbatim(at(n)) for n in range(9)] == [
        *(False, True, True, True, True, True, False, True, False)
    ]
    assert not Lines().is_verbatim(at(1))


def test_the_lines_after_a_place() -> None:
    assert list(LINES.after(at(5))) == [(at(6), "    wide"), (at(7), "end")]
    assert list(LINES.after(at(7))) == []
    assert list(LINES.after(at(8))) == []
    assert list(Lines().after(at(1))) == []
    assert [text for _, text in LINES.all()] == TEXT.replace("\t", "    ").split("\n")[:-1]
    assert list(Lines().all()) == []


@pytest.fixture
def included(tmp_path: Path) -> tuple[Lines, str, str]:
    """The lines of a file that includes another one twice, and both names."""
    root, part = tmp_path / "api.apib", tmp_path / "part.apib"
    root.write_text("# A\n<!-- include(part.apib) -->\nx\n<!-- include(part.apib) -->\n", "utf-8")
    part.write_text("first\nlast\n", encoding="utf-8")
    source, _ = load(root)
    return Lines(source), str(root), str(part)


def test_of_a_file_that_is_included_twice_the_first_time_counts(
    included: tuple[Lines, str, str],
) -> None:
    lines, root, part = included
    assert lines.at(Location(part, 2, 1)) == "last"
    following = [location for location, _ in lines.after(Location(part, 2, 1))]
    assert Location(root, 3, 1) in following
    assert Location(part, 1, 1) in following


BODY = Lines(
    from_text('+ Body\n\n        {\n          "a": 1,\n\n          "b": 2\n        }\nend\n')
)
JSON = '{\n  "a": 1,\n\n  "b": 2\n}\n'


@pytest.mark.parametrize(
    ("words", "place"),
    [("{", at(3, 9)), ('"a"', at(4, 11)), ("1", at(4, 16)), ('"b"', at(6, 11)), ("}", at(7, 9))],
)
def test_an_offset_in_a_text_has_its_place(words: str, place: Location) -> None:
    assert BODY.inside(at(3, 9), JSON, JSON.index(words)) == place


def test_an_offset_past_the_last_word_is_its_end() -> None:
    assert BODY.inside(at(3, 9), JSON, len(JSON)) == at(7, 10)
    assert BODY.inside(at(3, 9), JSON, 1000) == at(7, 10)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        # The text begins with blanks: its first word is at the start.
        ("\n  {\n}", 3, at(3, 9)),
        ("\n  {\n}", 5, at(4, 3)),
        # The source has other lines, or none: the place is counted.
        ("{\nx}", 3, at(4, 10)),
        ("abc", 2, at(3, 11)),
        ("{\n" * 20, 39, at(22, 10)),
    ],
)
def test_without_such_a_line_the_place_is_counted(text: str, offset: int, place: Location) -> None:
    assert Lines().inside(at(3, 9), text, offset).line == place.line
    if text[0] != "\n":
        assert BODY.inside(at(3, 9), text, offset) == place


def test_a_text_is_held_whatever_its_blanks() -> None:
    assert BODY.hold(at(3), JSON)
    assert BODY.hold(at(3), '  {\n"a": 1,  \n\n"b": 2\n}')
    assert not BODY.hold(at(3), '{\n"a": 1,\n"b": 2\n}')
    assert not BODY.hold(at(4), JSON)
    assert not BODY.hold(at(3), JSON + "\nmore")
    assert not BODY.hold(at(99), JSON)
    assert not Lines().hold(at(3), JSON)


def test_a_line_of_a_description_is_the_first_one_below_its_owner() -> None:
    lines = Lines(from_text("words\n# A\n  words\n## B\nwords\n"))
    assert lines.below(at(2), "words") == at(3, 3)
    assert lines.below(at(3), " words ") == at(3, 3)
    assert lines.below(at(4), "words") == at(5, 1)
    assert lines.below(at(1), "words") == at(1, 1)
    assert lines.below(at(4, 5), "other") == at(4, 5)
    assert lines.below(at(5, 2), "# A") == at(5, 2)
    assert Lines().below(at(4, 5), "words") == at(4, 5)


HEAD = "# Data Structures\n\n"


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        (HEAD + "## A (A)\n", 3, "A → A"),
        (HEAD + "## A (B)\n## B (A, required)\n", 3, "A → B → A"),
        (HEAD + "## C (A)\n## B (A)\n## A (B)\n", 4, "B → A → B"),
        (HEAD + "## `A` (`B`)\n## B (`A`)\n", 3, "A → B → A"),
        (HEAD + "## A (B)\n# Group G\n## B (A)\n", 0, ""),
        (HEAD + "## A (B)\n# R [/r]\n" + HEAD + "## B (A)\n", 3, "A → B → A"),
        (HEAD + "## A (B)\n## B (C)\n", 0, ""),
        (HEAD + "## A (object)\n## Object (A)\n", 0, ""),
        (HEAD + "## A (array[A])\n", 0, ""),
        (HEAD + "## A\n", 0, ""),
        ("## A (A)\n", 0, ""),
        ("# R [/r]\n+ Attributes (A)\n" + HEAD + "## A (R)\n", 1, "R → A → R"),
        ("# R [/r]\n+ Attributes (R)\n", 0, ""),
        ("# R [/r]\n## Get [GET]\n+ Attributes (A)\n" + HEAD + "## A (R)\n", 0, ""),
        ("# R [GET]\n+ Attributes (A)\n" + HEAD + "## A (R)\n", 0, ""),
    ],
)
def test_a_type_that_inherits_from_itself_is_an_error_at_its_first_heading(
    text: str, line: int, shown: str
) -> None:
    found = type_cycle(from_text(text))
    if not line:
        assert found is None
        return
    assert found is not None
    assert (found.code, found.location.line, found.location.column) == ("type-cycle", line, 1)
    assert found.message == f"The type {shown[0]} inherits from itself: {shown}."
