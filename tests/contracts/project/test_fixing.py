"""Files before and after their fixes, and the difference."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.lint import LintDiagnostic
from contracts.lint.finding import Edit
from contracts.model import Diagnostic, Location, Severity
from contracts.project.fixing import PASSES, FixFailed, as_diff, diff_of, fix, write


def reader(file: str, steps: Mapping[str, str]) -> Any:
    """Reads a file whose first word is wrong as long as ``steps`` has another one for it."""

    def read(fixed: Mapping[str, bytes]) -> Any:
        word = fixed.get(file, b"one\n").decode().split()[0]
        at = Location(file, 1, 1)
        edits = (Edit(at, word, steps[word]),) if word in steps else ()
        found = LintDiagnostic(Diagnostic("x", Severity.WARNING, "wrong", at), edits)
        return SimpleNamespace(findings=(found,))

    return read


def test_a_file_is_fixed_until_nothing_is_left_and_its_first_text_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.apib"
    file.write_text("one\n")
    fixes = fix(reader(str(file), {"one": "two", "two": "three"}))
    assert (fixes.before, fixes.after) == ({str(file): b"one\n"}, {str(file): b"three\n"})
    assert "-one\n+three\n" in as_diff(fixes)
    assert file.read_text() == "one\n"
    write(fixes)
    assert file.read_text() == "three\n"


def test_fixes_that_undo_each_other_end(tmp_path: Path) -> None:
    file = tmp_path / "a.apib"
    file.write_text("one\n")
    fixes = fix(reader(str(file), {"one": "two", "two": "one"}))
    assert fixes.after[str(file)] == (b"one\n" if PASSES % 2 == 0 else b"two\n")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FixFailed, match=r"gone\.apib cannot be read: No such file"):
        fix(reader(str(tmp_path / "gone.apib"), {"one": "two"}))


def test_a_difference_has_no_byte_order_mark_and_whole_lines() -> None:
    mark = b"\xef\xbb\xbf"
    shown = diff_of({"a.apib": mark + b"one\nend"}, {"a.apib": mark + b"two\nend"})
    assert shown == "--- a/a.apib\n+++ b/a.apib\n@@ -1,2 +1,2 @@\n-one\n+two\n end\n"


def test_a_difference_counts_lines_as_programs_that_apply_it_do() -> None:
    rest = " a\u2028b\x0bc\x0cd\x85e\rf\n"
    before, after = (f"{word}{rest}end\r\n\n".encode() for word in ("one", "two"))
    assert diff_of({"b": before, "a": b"x"}, {"a": b"y", "b": after}) == (
        f"--- a/b\n+++ b/b\n@@ -1,3 +1,3 @@\n-one{rest}+two{rest} end\r\n \n"
        "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+y\n"
    )
