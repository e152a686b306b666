"""The line that a finding is in, as it stands in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.model import Diagnostic, Location, Severity
from contracts.project.source_lines import source_lines
from contracts.read.source import load


def line_of(file: Path, number: int) -> str:
    return source_lines()(Diagnostic("c", Severity.INFO, "m", Location(str(file), number, 1)))


@pytest.mark.parametrize(
    ("content", "number", "line"),
    [
        (b"# A\n\n  b\tc  \n", 1, "# A"),
        (b"# A\n\n  b\tc  \n", 3, "  b\tc  "),
        (b"# A\n\nlast", 3, "last"),
        (b"# A\n\nlast", 4, ""),
        (b"# A\r\n\r\nb\r\n", 3, "b"),
        (b"# A\r\rb\r", 3, "b"),
        ("a\u2028a\x0ba\x0ca\x85a\n2\n".encode(), 2, "2"),
        (b"\xef\xbb\xbf# A\n", 1, "# A"),
        (b"na\xefve\n", 1, "na\ufffdve"),
    ],
)
def test_it_is_the_line_of_the_number_that_findings_have(
    tmp_path: Path, content: bytes, number: int, line: str
) -> None:
    file = tmp_path / "a.apib"
    file.write_bytes(content)
    assert line_of(file, number) == line
    source, _ = load(file)
    numbers = [each.number for each in source.lines]
    assert (number in numbers) == (line != "")


def test_a_file_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert line_of(tmp_path / "none.apib", 1) == ""


def test_a_file_is_read_once_and_each_has_its_own_lines(tmp_path: Path) -> None:
    line = source_lines()
    for name in ("a", "b"):
        (tmp_path / name).write_text(f"{name}1\n{name}2\n", encoding="utf-8")
    at = [Location(str(tmp_path / name), number, 1) for name in "ab" for number in (1, 2)]
    found = [Diagnostic("c", Severity.INFO, "m", each) for each in at]
    assert list(map(line, found)) == ["a1", "a2", "b1", "b2"]
    (tmp_path / "a").write_text("changed", encoding="utf-8")
    assert line(found[0]) == "a1"
