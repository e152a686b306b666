"""One layout for all blueprints: what it looks like, and that it says the same as before."""

from __future__ import annotations

import errno
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.cli.main import main
from contracts.editor.project import File, files_of
from contracts.editor.structure import Kind
from contracts.editor.text import FileText, Span, TextEdit, TextPosition
from contracts.format import STEPS, formatted
from contracts.format import blueprint as module
from contracts.format.blueprint import Formatting, format_blueprint, line_edits
from contracts.format.json_layout import is_aligned, json_tokens, laid_out_json
from contracts.format.lost_lines import formatted_around
from contracts.format.meaning import changed_files, meaning
from contracts.model import Location
from contracts.project.blueprint import Blueprint, read
from contracts.read.source import Unsaved
from tests.blueprint import copy_part
from tests.contracts.lsp.workspace import FILES
from tests.examples import examples

HEAD = "FORMAT: 1A\n\n# A\n\n"

#: What is written, and what it becomes.
CASES = {
    "headings": ("#  Group   X\n##R  [ /r ]\n", "# Group   X\n\n## R [/r]\n"),
    "blank lines": ("\n\n# A\n\n\n\ntext\n\n\n", "# A\n\ntext\n"),
    "list markers": (
        "## R [/r]\n\n- Parameters\n    * id\n",
        "## R [/r]\n\n+ Parameters\n    + id\n",
    ),
    "indentation of sections": (
        "### G [GET]\n\n+ Response 200\n  + Body\n\n          x\n",
        "### G [GET]\n\n+ Response 200\n    + Body\n\n            x\n",
    ),
    "a body's own shape": (
        "### G [GET]\n\n+ Response 200\n\n      one\n        two\n",
        "### G [GET]\n\n+ Response 200\n\n        one\n          two\n",
    ),
    "blank lines and line ends of a body": (
        "### G [GET]\n\n+ Response 200\n\n        a  \n        b\n\n\n        c\n",
        "### G [GET]\n\n+ Response 200\n\n        a\n        b\n\n\n        c\n",
    ),
    "blank lines around a body": (
        "### G [GET]\n\n+ Response 200\n\n\n\n        a\n\n\n+ Response 404\n",
        "### G [GET]\n\n+ Response 200\n\n        a\n\n+ Response 404\n",
    ),
    "sections that are indented": (
        "### G [GET]\n\n  + Response 200\n\n          x\n",
        "### G [GET]\n\n+ Response 200\n\n        x\n",
    ),
    "a table in a body": (
        "### G [GET]\n\n+ Response 200\n\n        |a|bc|\n        |-|-|\n        |d|e|\n",
        "### G [GET]\n\n+ Response 200\n\n        |a|bc|\n        |-|-|\n        |d|e|\n",
    ),
    "a body in a fence": (
        "### G [GET]\n\n+ Response 200\n  + Body\n\n    ```\n    x\n    ```\n",
        "### G [GET]\n\n+ Response 200\n    + Body\n\n      ```\n      x\n      ```\n",
    ),
    "a model": (
        "### G [GET]\n\n+ Response 200\n\n  [Thing][]\n",
        "### G [GET]\n\n+ Response 200\n\n    [Thing][]\n",
    ),
    "a model that is indented too far": (
        "### G [GET]\n\n+ Response 200\n\n      [Thing][]\n",
        "### G [GET]\n\n+ Response 200\n\n    [Thing][]\n",
    ),
    "JSON that fits": (
        '### G [GET]\n\n+ Response 200\n\n        {"a":\n   1.50,"a":  "é\\u00e9"}\n',
        '### G [GET]\n\n+ Response 200\n\n        {"a": 1.50, "a": "é\\u00e9"}\n',
    ),
    "tables": (
        "# A\n\n|a|long one|\n|:-|-:|\n|x|漢|\n",
        "# A\n\n| a | long one |\n|:--|---------:|\n| x | 漢       |\n",
    ),
    "wide tables": (
        f"# A\n\n| a |b|\n|---|----|\n| {'x' * 130}|y |\n",
        f"# A\n\n| a | b |\n|---|---|\n| {'x' * 130} | y |\n",
    ),
    "letters of no width in tables": (
        "# A\n\n|e\u0301e\u0301|b|\n|-|-|\n|x|y|\n",
        "# A\n\n| e\u0301e\u0301 | b |\n|----|---|\n| x  | y |\n",
    ),
    "bars in code": ("# A\n\n|a|b|\n|-|-|\n|`x|y`|z|\n", "# A\n\n|a|b|\n|-|-|\n|`x|y`|z|\n"),
    "names with underscores": (
        "# Data Structures\n\n## T\n+ first_name: `x`\n+ `a_b`\n+ plain\n",
        "# Data Structures\n\n## T\n+ `first_name`: `x`\n+ `a_b`\n+ plain\n",
    ),
    "percent-encoding": (
        "## R [/r{?page%5bsize%5d}]\n\n+ Parameters\n    + page%5bsize%5d\n",
        "## R [/r{?page%5Bsize%5D}]\n\n+ Parameters\n    + page%5Bsize%5D\n",
    ),
    "comments and prose": (
        "# A\n<!-- contract: ignore x -->\nIt is *so*.  \nNext   \n\n* a\n  * b\n",
        "# A\n<!-- contract: ignore x -->\nIt is *so*.  \nNext\n\n* a\n  * b\n",
    ),
    "code blocks": ("# A\n\n```\n#  x\n\n\n- y \n```\n", "# A\n\n```\n#  x\n\n\n- y\n```\n"),
    "models": (
        "### G [GET]\n\n+ Response 200\n\n    [R][]\n",
        "### G [GET]\n\n+ Response 200\n\n    [R][]\n",
    ),
    "Windows' line ends": ("#  A\r\n\r\n\r\ntext \r\n", "# A\r\n\r\ntext\r\n"),
    "nothing": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_each_construct_has_one_layout(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


def of_folder(folder: Path, name: str = "api.apib") -> Formatting:
    def reader(texts: Mapping[str, bytes]) -> Blueprint:
        return read(folder / name, files=Unsaved(texts))

    return format_blueprint(reader, lambda path: Path(path).read_bytes())


def test_our_blueprint_with_other_markers_says_the_same_afterwards(tmp_path: Path) -> None:
    root = copy_part(tmp_path, ("faqs.apib",))
    for path in root.parent.rglob("*.apib"):
        text = re.sub(r"(?m)^( *)\+ ", r"\1* ", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    found = of_folder(root.parent)
    assert found.kept == ()
    assert found.after
    before, after = (read(root, files=Unsaved(f)) for f in ({}, found.after))
    assert meaning(before.contract) == meaning(after.contract)
    assert [d.code for d in before.diagnostics] == [d.code for d in after.diagnostics]


def test_our_blueprint_is_formatted_once() -> None:
    def text(path: str) -> FileText:
        return FileText(Path(path).read_text(encoding="utf-8"))

    for file in files_of("blueprint/api.apib", text).values():
        once = formatted(file.text.content, file.inherited)
        assert formatted(once, file.inherited) == once


@pytest.mark.parametrize("seed", range(3))
def test_an_untidy_blueprint_becomes_the_tidy_one(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(untidy(text, chosen).encode())
    before = read(tmp_path / "api.apib")
    assert not before.errors
    found = of_folder(tmp_path)
    assert found.kept == ()
    for path, data in found.after.items():
        Path(path).write_bytes(data)
    assert meaning(before.contract) == meaning(read(tmp_path / "api.apib").contract)
    for name, text in FILES.items():
        tidy = formatted(text, ("types",) if name == "types.apib" else ())
        assert (tmp_path / name).read_bytes().decode().replace("\r\n", "\n") == tidy


def untidy(text: str, chosen: random.Random) -> str:
    """The text with other markers, indentation, blank lines and ends of lines."""
    marker = chosen.choice("+-*")
    lines = []
    for line in text.split("\n"):
        stripped = line.lstrip(" ")
        if stripped.startswith("+ "):
            line = line[: -len(stripped)] + marker + stripped[1:]
        if stripped.startswith("#"):
            line = line.replace("# ", "#" + " " * chosen.randint(1, 3), 1)
        if not line and chosen.random() < 0.3:
            lines.append("")
        lines.append(line + " " * (chosen.randint(0, 1) if stripped.startswith("#") else 0))
    return "\n".join(lines).replace("\n", chosen.choice(["\n", "\r\n"]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('+ Response 200\n\n        {"a": 1}\n', '+ Response 200\n\n        {"a": 2}\n'),
        ("+ Response 200\n", "+ Response 201\n"),
        ("text\n\n+ Response 200\n", "other\n\n+ Response 200\n"),
        ("|a|\n|-|\n|b|\n\n+ Response 200\n", "|a|\n|-|\n|c|\n\n+ Response 200\n"),
        (
            "+ Response 200\n    + Attributes\n        + a\n",
            "+ Response 200\n    + Attributes\n        + b\n",
        ),
        (
            "+ Response 200\n    + Headers\n\n            A: b\n",
            "+ Response 200\n    + Headers\n\n            A: c\n",
        ),
    ],
)
def test_what_another_contract_says_is_not_the_same(one: str, other: str, tmp_path: Path) -> None:
    said = []
    for text in (one, other):
        path = tmp_path / "a.apib"
        path.write_text(HEAD + "## R [/r]\n\n### G [GET]\n" + text)
        said.append(read(path).contract)
    assert meaning(said[0]) != meaning(said[1])
    assert set(changed_files(*said)) == {str(path)}


@dataclass(frozen=True)
class Part:
    """A part of a contract, by its place."""

    location: Location
    name: str


@pytest.mark.parametrize(
    ("before", "after", "files"),
    [
        ({"x": "old"}, {"x": "new"}, ["outside"]),
        ({"x": "same", "y": "old"}, {"x": "same", "y": "new"}, ["outside"]),
        ({"x": "same"}, {"x": "same"}, []),
        ({"x": "same"}, {"y": "same"}, ["outside"]),
        (("a", "b"), ("a", "c"), ["outside"]),
        (("a",), ("a", "b"), ["outside"]),
        (
            {"x": Part(Location("one", 1, 1), "old"), "y": Part(Location("two", 1, 1), "old")},
            {"x": Part(Location("one", 2, 1), "old"), "y": Part(Location("two", 1, 1), "new")},
            ["two"],
        ),
    ],
)
def test_a_change_is_in_the_file_of_the_nearest_part(
    before: Any, after: Any, files: list[str]
) -> None:
    assert list(changed_files(before, after, file="outside")) == files


def test_a_step_that_would_change_the_contract_is_left_out(tmp_path: Path) -> None:
    # "+ Body" is so deep that it is text of the body: laid out, it would be a section.
    path = tmp_path / "a.apib"
    text = "## R [/r]\n\n### G [GET]\n\n+ Response 201 (application/json)\n    Prose.\n\n"
    text = f"|a|b c|\n|-|-|\n|x|y|\n\n##  S [/s{{?page%5bsize%5d}}]\n\nWords.\n\n{text}"
    path.write_text(f'{HEAD}{text}        + Body\n\n                    {{"id": 2}}\n')
    found = of_folder(tmp_path, "a.apib")
    assert found.kept == ((str(path), "layout"),)
    after = found.after[str(path)].decode()
    assert "| a | b c |\n|---|-----|\n| x | y   |\n" in after
    assert "##  S [/s{?page%5Bsize%5D}]" in after


DEEP = "## {0} [/{0}]\n\n### G [GET]\n\n+ Response 201 (application/json)\n    Prose.\n\n"
DEEP_BODY = DEEP + '        + Body\n\n                    {{"id": 2}}\n'
SOUND = "##  {0} [/{0}]\n\n### G [GET]\n\n- Response 204\n"


def test_only_files_whose_contract_changed_are_tried_again(tmp_path: Path) -> None:
    names = "abcdefgh"
    for name in names:
        text = DEEP_BODY if name == "e" else SOUND
        (tmp_path / f"{name}.apib").write_text(text.format(name))
    path = tmp_path / "api.apib"
    path.write_text(HEAD + "".join(f"<!-- include({name}.apib) -->\n" for name in names))
    readings = []

    def reader(texts: Mapping[str, bytes]) -> Blueprint:
        readings.append(texts)
        return read(path, files=Unsaved(texts))

    found = format_blueprint(reader, lambda file: Path(file).read_bytes())
    assert found.kept == ((str(tmp_path / "e.apib"), "layout"),)
    assert {Path(file).stem for file in found.after} >= set(names) - {"e"}
    assert len(readings) <= 2 + len(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_left_out_of_the_file_that_changes_what_others_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A type's file changes the actions that use the type."""

    def wrong(content: str, inherited: Sequence[Kind], steps: Sequence[str]) -> str:
        after = formatted(content, inherited, steps)
        return after.replace("What it is called", "What it was") if step in steps else after

    monkeypatch.setattr("contracts.format.lost_lines.formatted", wrong)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("### ", "###  "))
    found = of_folder(tmp_path)
    assert found.kept == ((str(tmp_path / "types.apib"), step),)
    assert b"### List" in found.after[str(tmp_path / "venues.apib")]


LINES = st.sampled_from(
    [line for text in FILES.values() for line in text.split("\n")]
    + ["\t+ x", "```", "  |a|b|", "|-|-|", "{", "}", '{"a": [1,', "  - y", "#x", "[M][]", "\r"]
)


@settings(max_examples=examples(150))
@given(st.lists(LINES | st.text(max_size=20), max_size=40).map("\n".join))
def test_formatting_twice_is_formatting_once(text: str) -> None:
    once = formatted(text)
    assert formatted(once) == once


@settings(max_examples=examples(30))
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
), st.integers(10, 100))  # fmt: skip
def test_json_keeps_its_tokens(value: object, width: int) -> None:
    import json

    text = json.dumps(value, indent=3)
    laid = laid_out_json(text, width)
    assert laid is not None
    assert json_tokens(laid) == json_tokens(text)
    assert laid_out_json(laid, width) == laid


@pytest.mark.parametrize(
    ("text", "laid"),
    [
        ('{"a":1,\n  "b":2}', '{"a": 1, "b": 2}'),
        ('{\n"a":1}', '{\n  "a": 1\n}'),
        ('{ "a": {\n"b": 1 } }', '{\n  "a": {\n    "b": 1\n  }\n}'),
        ('{"a": 1, "b": {\n}}', '{"a": 1, "b": {}}'),
        ("[\n1,\n2\n]", "[1, 2]"),
        ('[{"a": 1},\n{\n"a": 2}]', '[\n  {"a": 1},\n  {\n    "a": 2\n  }\n]'),
    ],
)
def test_an_object_that_the_author_opened_stays_open(text: str, laid: str) -> None:
    assert laid_out_json(text) == laid
    assert laid_out_json(laid) == laid


BODY = "# A\n\n## B [/b]\n\n### C [GET]\n\n+ Response 200\n\n    + Body\n\n"


@pytest.mark.parametrize("step", [1, 2, 3, 4, 8])
def test_members_are_indented_as_most_of_the_file_indents_them(step: int) -> None:
    own, other = " " * step, " " * (step % 4 + 1)
    bodies = [f'{{\n{own}"a": {{\n{own * 2}"b": 1\n{own}}}\n}}', f'{{\n{other}"c": 1\n}}']
    text = BODY.join(["", *("".join(f"{' ' * 12}{s}\n" for s in b.split("\n")) for b in bodies)])
    after = formatted(text)
    assert f'\n{" " * 12}{own}"a": {{\n{" " * 12}{own * 2}"b": 1\n' in after
    assert f'\n{" " * 12}{own}"c": 1\n' in after
    assert formatted(after) == after


def edited(before: FileText, edits: Iterable[TextEdit]) -> str:
    """A text after edits, which must not overlap."""
    text = before.content
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def offset(place: TextPosition) -> int:
        return starts[place.line] + place.column

    # Of insertions at one place the first of the list comes first (LSP 3.17, "TextEdit[]").
    ordered = sorted(edits, key=lambda e: e.span)
    for one, other in pairwise(ordered):
        assert one.span.end <= other.span.start
    for edit in reversed(ordered):
        text = text[: offset(edit.span.start)] + edit.new + text[offset(edit.span.end) :]
    return text


TYPED = st.lists(st.sampled_from([*"aAb \n", "+ ", "- ", "\n\n"]), max_size=30)


@given(TYPED, TYPED)
def test_edits_of_lines_make_the_other_text(one: list[str], other: list[str]) -> None:
    before, after = FileText("".join(one)), FileText("".join(other))
    assert edited(before, line_edits(before, after)) == after.content


UNTIDY = FileText((Path(__file__).parent / "documents" / "untidy.apib").read_text("utf-8"))
#: What a layout may change: white space, markers of lists, backticks, lines of tables, case.
SPELLING = re.compile(r"[\s`+*-]")


def test_a_range_of_any_lines_is_formatted_without_loss() -> None:
    after = FileText(formatted(UNTIDY.content))
    words = SPELLING.sub("", UNTIDY.content).casefold()
    for line in range(len(UNTIDY.lines)):
        for length in (0, 1, 5):
            span = Span(TextPosition(line, 0), TextPosition(line + length, 0))
            part = edited(UNTIDY, line_edits(UNTIDY, after, span))
            assert SPELLING.sub("", part).casefold() == words, line


def test_a_range_changes_only_its_lines() -> None:
    before = FileText("#  A\n\ntext\n\n#  B\n\ntext\n\n#  C\n")
    after = FileText(formatted(before.content))
    edits = line_edits(before, after, Span(TextPosition(4, 0), TextPosition(4, 2)))
    assert [edit.new for edit in edits] == ["# B\n"]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["fmt", *arguments])
    return result.exit_code, result.output


def test_a_file_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.apib"
    file.write_text("FORMAT: 1A\n\n#  A\n", encoding="utf-8")

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, output = run(str(file))
    assert code == 1
    assert output.endswith(f"{file} cannot be written: No space left on device\n")


def test_the_command_checks_shows_and_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.apib"
    path.write_text(HEAD + "#  Group X\n")
    assert run("--check", str(path))[0] == 1
    code, shown = run("--diff", str(path))
    assert code == 1
    assert "-#  Group X\n+# Group X\n" in shown
    assert path.read_text() == HEAD + "#  Group X\n"
    assert run(str(path))[0] == 0
    assert path.read_text() == HEAD + "# Group X\n"
    assert run("--check", str(path))[0] == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# A\n\n## B [/b]\n\n+ Attributes (No/pe)\n", "is not declared"),
        (HEAD + "<!-- include(gone.apib) -->\n\n#  Group X\n", "gone.apib"),
        (HEAD + "# Data Structures\n\n## B (C)\n\n## C (B)\n\n#  Group X\n", "B → C → B"),
    ],
)
def test_a_blueprint_of_which_nothing_is_known_is_refused_with_a_reason(
    text: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.apib"
    path.write_text(text)
    code, shown = run(str(path))
    assert code == 1
    assert "fix this first" in shown
    assert reason in shown
    assert path.read_text() == text


def test_a_type_that_is_not_declared_leaves_the_blueprint_formattable(tmp_path: Path) -> None:
    path = tmp_path / "a.apib"
    response = "### G [GET]\n\n+ Response 200\n{}+ Attributes (Nope)\n"
    path.write_text(HEAD + "##  R [/r]\n\n" + response.format("  "))
    assert run(str(path)) == (0, f"{path}: formatted\n{path}: 1 file changed\n")
    assert path.read_text() == HEAD + "## R [/r]\n\n" + response.format("    ")


#: The parser reads nothing of a section with an item like this.
LOST = "+ Response 200\n  +  Attributes\n      +  a (No/pe)\n"


def test_sections_that_the_parser_cannot_read_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.apib"
    before = (
        f"{HEAD}# Group X\n\n## R [/r]\n\n### G [GET]\n+  Response 204\n\n\n"
        f"## S [/s]\n### G [GET]\n{LOST}\n\n## T [/t]\n\n### G [GET]\n+  Response 204\n\n\n"
        "# Group Y\n\n\n\nwords"
    )
    path.write_text(before)
    code, shown = run(str(path))
    assert code == 0
    assert f"{path}: lines 13 to 19 stay as they are; fix this first: {path}:17:9: " in shown
    assert path.read_text() == (
        f"{HEAD}# Group X\n\n## R [/r]\n\n### G [GET]\n+ Response 204\n\n"
        f"## S [/s]\n### G [GET]\n{LOST}\n\n## T [/t]\n\n### G [GET]\n+ Response 204\n\n"
        "# Group Y\n\nwords\n"
    )
    assert run("--check", str(path))[0] == 0


#: Texts with a line that is laid out already; a lost part has the blank line after it.
AROUND = {
    "types and a heading of prose": (
        "# A\n\n{}\n\n# Data Structures\n##  T\n- b_c\n\n# Words\n## More\n- b_c\n"
    ),
    "a type": "# Data Structures\n\n## S\n\n{}\n\n##  T\n- b_c\n",
    "members of a type": "# Data Structures\n\n## S\n- a_b\n\n{}\n\n##  T\n- b_c\n",
    "an action": "# Group G\n## R [/r]\n\n{}\n\n###  G [GET]\n- Response 204\n",
    "a response": "## R [/r]\n### G [GET]\n\n{}\n\n- Response 204\n\n- Response 404\n",
    "a title": "{}\n\n# A\nwords\n##  B\nmore\n",
}


@pytest.mark.parametrize("text", AROUND.values(), ids=AROUND)
def test_lines_around_a_lost_one_are_formatted_as_without_it(text: str) -> None:
    text = text.format("Lost.")
    file = File("a.apib", FileText(text))
    number = 1 + text.split("\n").index("Lost.")
    assert formatted_around(file, frozenset({number, number + 1}), STEPS) == formatted(text)


def test_lost_sections_in_included_files_stay_as_they_are(tmp_path: Path) -> None:
    root, part = tmp_path / "a.apib", tmp_path / "part.apib"
    root.write_bytes(f"{HEAD}# Group X\n\n<!-- include(part.apib) -->\n".encode())
    lost = f"## S [/s]\r\n### G [GET]\r\n{LOST}".replace("\n", "\r\n").replace("\r\r", "\r")
    part.write_bytes(f"## R [/r]\r\n\r\n\r\nwords\r\n\r\n{lost}".encode())
    assert run(str(root))[0] == 0
    assert root.read_text() == f"{HEAD}# Group X\n\n<!-- include(part.apib) -->\n"
    assert part.read_bytes() == f"## R [/r]\r\n\r\nwords\r\n\r\n{lost}".encode()
    assert run("--check", str(root))[0] == 0


def test_a_step_that_moves_what_is_lost_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written there is compared, because no contract tells of a change."""
    path = tmp_path / "a.apib"
    path.write_text(
        f"{HEAD}# Group X\n\n## S [/s]\n\n### G [GET]\n\n{LOST}\n# Group Y\n\n\nwords\n"
    )
    real = module.formatted_around

    def spoiled(file: File, lost: frozenset[int], steps: Sequence[str]) -> str:
        text = real(file, lost, steps)
        return text.replace("+  Attributes", "+ Attributes") if "tables" in steps else text

    monkeypatch.setattr(module, "formatted_around", spoiled)
    found = of_folder(tmp_path, "a.apib")
    assert found.kept == ((str(path), "tables"),)
    assert LOST.encode() in found.after[str(path)]


def test_what_is_indented_after_an_include_stays_below_its_last_item() -> None:
    text = (
        "# A\n\n## B [/b]\n\n### C [POST]\n\n+ Response 201\n\n"
        "<!-- include(shared/with-token.apib) -->\n    + Body\n\n            {}\n\n"
        "+ Response 422\n  + Body\n\n          {}\n"
    )
    after = formatted(text).splitlines()
    assert [line for line in after if line.endswith("+ Body")] == ["    + Body", "    + Body"]
    assert after[after.index("    + Body") - 1].startswith("<!-- include")
    assert formatted(formatted(text)) == formatted(text)


@pytest.mark.parametrize(("depth", "is_json"), [(100, True), (101, False)])
def test_json_is_laid_out_to_a_depth(depth: int, is_json: bool) -> None:
    assert (json_tokens("[" * depth + "]" * depth) is not None) is is_json


@pytest.mark.parametrize(("step", "kept"), [(1, 1), (8, 8), (9, 2)])
def test_a_step_that_is_too_wide_is_not_kept(step: int, kept: int) -> None:
    before = f'{BODY}            {{\n{" " * (12 + step)}"a": 1}}\n'
    assert f'\n{" " * (12 + kept)}"a": 1\n' in formatted(before)


def test_our_own_blueprint_is_formatted() -> None:
    result = CliRunner().invoke(main, ["fmt", "--check"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("text", "aligned"),
    [
        ('{"a": [{"b": 1,\n        "c": 2}],\n "d": 3}', True),
        ('[1, 2,\n 3, {"a": 4,\n     "b": 5}]', True),
        ('{"a": 1,\n  "b": 2, "c": 30000}', False),
        ('{"a": 1, "b": 2222222222222\n}', False),
        ('{"a":\n "bbbbbbbbbbbbbbbbbbbbbb"}', False),
        ('{"a":1,\n "b": 2222222222222222}', False),
        ('{"a": 1, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb": 2}', False),
        ('{"a": 1,\n "b": 2}', False),
        ('{"a": 1}, {"b": 2,\n "c": 333333}', False),
        ("{", False),
        ("", False),
    ],
)
def test_lines_of_json_that_are_aligned_stay(text: str, aligned: bool) -> None:
    assert is_aligned(text.split("\n"), 20) is aligned
    body = "".join(f"            {line}\n" for line in text.split("\n"))
    if aligned:
        wide = body.replace("1", "1" * 65)
        blueprint = f"# A\n\n## B [/b]\n\n### C [GET]\n\n+ Response 200\n\n    + Body\n\n{wide}"
        assert formatted(blueprint) == blueprint
