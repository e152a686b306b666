"""The files of a blueprint as an editor has them, read again after a change."""

from __future__ import annotations

import pytest

from contracts.editor.project import files_of
from contracts.editor.structure import Kind
from contracts.editor.text import FileText

ROOT = "# Group A\n\n<!-- include(part.apib) -->\n"
BEFORE = {"api.apib": ROOT, "part.apib": "## B [/b]\n"}


@pytest.mark.parametrize(
    ("changed", "read_again"),
    [
        ({}, []),
        ({"part.apib": "## C [/c]\n"}, ["part.apib"]),
        ({"api.apib": f"{ROOT}more\n"}, ["api.apib"]),
        ({"api.apib": ROOT.replace("Group A", "Data Structures")}, ["api.apib", "part.apib"]),
    ],
)
def test_only_files_with_another_text_or_in_another_section_are_read_again(
    changed: dict[str, str], read_again: list[str]
) -> None:
    before = files_of("api.apib", lambda path: FileText(BEFORE[path]))
    present = BEFORE | changed
    after = files_of("api.apib", lambda path: FileText(present[path]), before)
    assert list(after) == ["api.apib", "part.apib"]
    assert [name for name in after if after[name] is not before[name]] == read_again


def test_an_included_file_inherits_the_sections_around_its_include() -> None:
    files = files_of("api.apib", lambda path: FileText(BEFORE[path]))
    assert [file.inherited for file in files.values()] == [(), (Kind.GROUP,)]
