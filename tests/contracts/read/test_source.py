"""Reading a blueprint's files: includes, what is wrong with them, and where each character is."""

from __future__ import annotations

import os
from itertools import combinations
from pathlib import Path

import pytest

from contracts.model import Diagnostic, Severity
from contracts.read.source import Source, from_text, load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to write blueprints in, and the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def place(source: Source, words: str) -> str:
    """Where ``words`` stand in their file, by way of their offset in the expanded text."""
    return str(source.location(source.text.index(words)))


def test_includes_are_replaced_by_the_files_they_name(folder: Path) -> None:
    written(
        {
            "api.apib": "# API\n\n<!-- include(a.apib) -->\n<!-- include(sub/b.apib) -->\nend\n",
            "a.apib": "# Group A\n\nof a\n",
            "sub/b.apib": "# Group B\n\n<!-- include(c.apib) -->\n",
            "sub/c.apib": "of c",
        }
    )
    source, found = load("api.apib")
    assert found == ()
    assert [line for line in source.text.split("\n") if line] == [
        *("# API", "# Group A", "of a", "# Group B", "of c", "end"),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("# API", "blueprint/api.apib:1:1"),
        ("intro", "blueprint/api.apib:3:4"),
        ("# Group", "blueprint/groups/a.apib:1:1"),
        ("deep", "blueprint/shared.apib:2:3"),
        ("end", "blueprint/api.apib:6:1"),
    ],
)
def test_every_character_knows_its_file_line_and_column(
    folder: Path, words: str, expected: str
) -> None:
    written(
        {
            "blueprint/api.apib": "# API\n\né: intro\n\n<!-- include(groups/a.apib) -->\nend\n",
            "blueprint/groups/a.apib": "# Group A\n\n<!-- include(../shared.apib) -->\n",
            "blueprint/shared.apib": "of\n漢 deep\n",
        }
    )
    source, found = load("blueprint/api.apib")
    assert found == ()
    assert place(source, words) == expected


def test_files_are_named_as_the_user_named_the_root(folder: Path) -> None:
    written({"api.apib": "<!-- include(a.apib) -->\n", "a.apib": "words\n"})
    assert place(load("api.apib")[0], "words") == "a.apib:1:1"
    assert place(load(folder / "api.apib")[0], "words") == f"{folder / 'a.apib'}:1:1"


def test_a_file_that_ends_without_a_newline_does_not_run_into_the_next(folder: Path) -> None:
    include = "<!-- include(a.apib) -->\n"
    written({"api.apib": include * 2, "a.apib": "# Group A\n\n+ Response 200"})
    assert "+ Response 200\n\n# Group A" in load("api.apib")[0].text


def test_an_indented_include_indents_what_it_includes(folder: Path) -> None:
    written(
        {
            "api.apib": "+ Body\n\n        <!-- include(body.json) -->\n",
            "body.json": '{\n  "a": 1\n}\n',
        }
    )
    source, _ = load("api.apib")
    assert source.text == '+ Body\n\n        {\n          "a": 1\n        }\n'
    assert place(source, '"a"') == "body.json:2:3"
    assert str(source.location(source.text.index("{") - 1)) == "body.json:1:1"


@pytest.mark.parametrize(
    ("text", "plain", "places"),
    [
        ("a\r\nb\n", "a\nb\n", {"b": (2, 1)}),
        ("a\rb\rc", "a\nb\nc\n", {"b": (2, 1), "c": (3, 1)}),
        ("a\r\r\nb", "a\n\nb\n", {"b": (3, 1)}),
        ("\tb c", "    b c\n", {"b": (1, 2), "c": (1, 4)}),
        ("a\tb\tc", "a   b   c\n", {"b": (1, 3), "c": (1, 5)}),
        ("é漢\t😀b", "é漢  😀b\n", {"😀": (1, 4), "b": (1, 5)}),
        ("\ufeffab", "ab\n", {"b": (1, 2)}),
        ("a\0b", "a\ufffdb\n", {"b": (1, 3)}),
        ("a\ud800b", "a\ufffdb\n", {"b": (1, 3)}),
        ("a\u2028b\x0bc", "a\u2028b\x0bc\n", {"c": (1, 5)}),
    ],
)
def test_what_the_parser_cannot_take_is_replaced_and_columns_stay(
    text: str, plain: str, places: dict[str, tuple[int, int]]
) -> None:
    source = from_text(text)
    assert source.text == plain
    for words, (line, column) in places.items():
        at = source.location(source.text.index(words))
        assert (at.line, at.column) == (line, column), words


@pytest.mark.parametrize("offset", [7, 8, 1000])
def test_past_the_end_is_the_end(offset: int) -> None:
    assert str(from_text("a\nb").location(offset)).startswith("blueprint.apib:2:")


def test_a_source_without_text_has_a_place_for_everything() -> None:
    assert str(from_text("").location(0)) == "blueprint.apib:1:1"


@pytest.mark.parametrize("included", ["a.apib", "z.apib"])
def test_places_are_equal_where_each_location_is(folder: Path, included: str) -> None:
    """The same text of other files is at other places, whatever the files are called."""
    include = f"# API\n<!-- include({included}) -->\n"
    made = []
    for root, other in (
        (f"{include}y\nz\n\n", "x\n"),
        (include, "x\n\ny\nz\n"),
        ("# API\nx\n\ny\nz\n\n", ""),
    ):
        written({"m.apib": root, included: other})
        made += [load("m.apib")[0], load("m.apib")[0]]
    assert {source.text for source in made} == {"# API\nx\n\ny\nz\n\n"}
    for one, other in combinations(made, 2):
        for start, end in combinations((0, 6, 8, 9, 11, 13), 2):
            same = all(one.location(at) == other.location(at) for at in range(start, end))
            assert (one.places(start, end) == other.places(start, end)) is same


def test_places_do_not_depend_on_what_is_above(folder: Path) -> None:
    found = []
    for above in ("x\n", "x\ny\n", "x\n\ny\n\nz and more\n"):
        includes = "<!-- include(a.apib) -->\n<!-- include(b.apib) -->\n"
        written({"m.apib": f"# API\n{includes}", "a.apib": above, "b.apib": "one\ntwo\n"})
        source, _ = load("m.apib")
        start = source.text.index("ne\ntwo")
        found.append(source.places(start, len(source.text)))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(("includes", "too_many"), [(3, 0), (4, 1)])
def test_so_many_includes_are_read_and_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch, includes: int, too_many: int
) -> None:
    monkeypatch.setattr("contracts.read.source.MOST", 3)
    written({"api.apib": "# API\n" + "<!-- include(a.apib) -->\n" * includes, "a.apib": "x\n"})
    assert [each.code for each in load("api.apib")[1]] == ["include-limit"] * too_many


INCLUDE = "# API\n\n<!-- include(%s) -->\n"
MISTAKES: list[tuple[str, dict[str, str | bytes], str, str]] = [
    ("missing root", {}, "file-missing", "b/api.apib:1:1"),
    ("root is a file in a file", {"b": "x"}, "file-missing", "b/api.apib:1:1"),
    ("root is a folder", {"b/api.apib/x": ""}, "file-directory", "b/api.apib:1:1"),
    ("empty root", {"b/api.apib": b""}, "file-empty", "b/api.apib:1:1"),
    ("only a byte order mark", {"b/api.apib": "\ufeff"}, "file-empty", "b/api.apib:1:1"),
    ("only blanks", {"b/api.apib": "\n \n"}, "file-empty", "b/api.apib:1:1"),
    (
        "empty include",
        {"b/api.apib": INCLUDE % "a.apib", "b/a.apib": ""},
        "file-empty",
        "b/a.apib:1:1",
    ),
    ("Latin-1", {"b/api.apib": b"# API\n\nna\xefve\n"}, "file-encoding", "b/api.apib:3:3"),
    (
        "a bad byte after others",
        {"b/api.apib": "\ufeffé漢\r\n😀".encode() + b"\xff"},
        "file-encoding",
        "b/api.apib:2:2",
    ),
    ("cut UTF-8", {"b/api.apib": "# é".encode()[:-1]}, "file-encoding", "b/api.apib:1:3"),
    ("UTF-16", {"b/api.apib": "# API".encode("utf-16")}, "file-encoding", "b/api.apib:1:1"),
    (
        "bad byte in an include",
        {"b/api.apib": INCLUDE % "a.apib", "b/a.apib": b"x\n\xe9"},
        "file-encoding",
        "b/a.apib:2:1",
    ),
    ("NUL", {"b/api.apib": "# API\n\nab\0c"}, "file-nul", "b/api.apib:3:3"),
    ("missing include", {"b/api.apib": INCLUDE % "a.apib"}, "include-missing", "b/api.apib:3:6"),
    ("include of nothing", {"b/api.apib": INCLUDE % " "}, "include-missing", "b/api.apib:3:6"),
    ("include of NUL", {"b/api.apib": INCLUDE % "a\0"}, "include-missing", "b/api.apib:3:6"),
    (
        "include of a folder",
        {"b/api.apib": INCLUDE % "sub", "b/sub/x": ""},
        "file-directory",
        "b/api.apib:3:6",
    ),
    (
        "include with an endless name",
        {"b/api.apib": INCLUDE % ("a" * 5000)},
        "file-unreadable",
        "b/api.apib:3:6",
    ),
    ("itself", {"b/api.apib": INCLUDE % "api.apib"}, "include-cycle", "b/api.apib:3:6"),
    (
        "itself over another",
        {"b/api.apib": INCLUDE % "s/a.apib", "b/s/a.apib": INCLUDE % "../api.apib"},
        "include-cycle",
        "b/s/a.apib:3:6",
    ),
    (
        "above the root's folder",
        {"b/api.apib": INCLUDE % "../a.apib", "a.apib": "x"},
        "include-outside",
        "b/api.apib:3:6",
    ),
    (
        "a neighbour whose name begins alike",
        {"b/api.apib": INCLUDE % "../bb/a.apib", "bb/a.apib": "x"},
        "include-outside",
        "b/api.apib:3:6",
    ),
    ("absolute", {"b/api.apib": INCLUDE % "/etc/hostname"}, "include-outside", "b/api.apib:3:6"),
]


@pytest.mark.parametrize(
    ("files", "code", "at"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_a_mistake_in_files_is_a_diagnostic_at_its_place(
    folder: Path, files: dict[str, str | bytes], code: str, at: str
) -> None:
    written(files)
    found = load("b/api.apib")[1]
    assert (code, at) in [(each.code, str(each.location)) for each in found]
    assert all(each.severity is Severity.ERROR and each.message for each in found)


def only(found: tuple[Diagnostic, ...]) -> Diagnostic:
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"\xff\xfe#\0", "UTF-16"),
        (b"\xfe\xff\0#", "UTF-16"),
        (b"# A\xff\xfe", "another encoding, perhaps Latin-1 or Windows-1252"),
        (b"\xefve", "another encoding, perhaps Latin-1 or Windows-1252"),
    ],
)
def test_the_encoding_that_a_file_seems_to_have_is_named(
    folder: Path, content: bytes, encoding: str
) -> None:
    written({"api.apib": content})
    hints = [each.hint for each in load("api.apib")[1] if each.code == "file-encoding"]
    assert hints == [f"This looks like {encoding}; save the file as UTF-8."]


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    written({"b/api.apib": INCLUDE % "a.apib", "secret": "secret words"})
    os.symlink(folder / "secret", "b/a.apib")
    source, found = load("b/api.apib")
    assert only(found).code == "include-outside"
    assert "secret words" not in source.text


def test_a_blueprint_reached_over_a_link_is_read(folder: Path) -> None:
    written({"b/api.apib": INCLUDE % "a.apib", "b/a.apib": "words"})
    os.symlink(folder / "b", "linked")
    source, found = load("linked/api.apib")
    assert found == ()
    assert place(source, "words") == "linked/a.apib:1:1"


def test_a_special_file_is_not_waited_for(folder: Path) -> None:
    os.mkfifo("api.apib")
    found = only(load("api.apib")[1])
    assert (found.code, found.message) == ("file-directory", "api.apib is a special file.")
    assert only(load(str(folder))[1]).message == f"{folder} is a folder."


def test_a_cycle_shows_the_way_around(folder: Path) -> None:
    written({"a.apib": INCLUDE % "b.apib", "b.apib": INCLUDE % "a.apib"})
    assert "a.apib → b.apib → a.apib" in only(load("a.apib")[1]).message


def test_the_bad_byte_is_named_and_the_rest_is_read(folder: Path) -> None:
    written({"api.apib": b"na\xefve\nlast words\n"})
    source, found = load("api.apib")
    assert "0xef" in only(found).message
    assert place(source, "last words") == "api.apib:2:1"


def test_the_same_file_may_be_included_twice(folder: Path) -> None:
    written({"api.apib": INCLUDE % "a.apib" + INCLUDE % "a.apib", "a.apib": "words"})
    source, found = load("api.apib")
    assert found == ()
    assert source.text.count("words") == 2


def test_files_that_include_each_other_many_times_over_end(folder: Path) -> None:
    for number in range(40):
        written({f"{number}.apib": (INCLUDE % f"{number + 1}.apib") * 2})
    written({"40.apib": "words"})
    assert {each.code for each in load("0.apib")[1]} == {"include-limit"}


def test_files_that_include_each_other_very_deep_end(folder: Path) -> None:
    for number in range(2000):
        written({f"{number}.apib": INCLUDE % f"{number + 1}.apib"})
    assert only(load("0.apib")[1]).code == "include-limit"
