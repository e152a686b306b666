"""Blueprint files that nothing includes, and where links of a blueprint lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.project import unreferenced_files as module
from contracts.project.unreferenced_files import folder_of, leads, strays
from contracts.read.source import load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blueprint of two files, and others beside it; the working directory."""
    monkeypatch.chdir(tmp_path)
    files = {
        "api.apib": "FORMAT: 1A\n\n# API\n\n<!-- include(a.apib) -->\n",
        "a.apib": "# Group A\n",
        "stray.apib": "# Group S\n",
        "sub/below.apib": "# Group B\n",
        "notes.md": "# Notes\n",
        "whole.apib": "\ufeff\n \nFORMAT: 1A\n\n# Another\n",
        "including.apib": "# Group I\n<!-- include(a.apib) -->\n",
        ".hidden/x.apib": "# Group H\n",
        "node_modules/x.apib": "# Group N\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_strays_are_fragments_in_the_folder_that_are_not_read(folder: Path) -> None:
    assert strays("api.apib", ["api.apib", "a.apib"]) == ("stray.apib", "sub/below.apib")
    named = [str(folder / "api.apib"), "a.apib"]
    assert strays(named[0], named) == (
        str(folder / "stray.apib"),
        str(folder / "sub/below.apib"),
    )
    source, _ = load("api.apib")
    assert folder_of(source).strays == ("stray.apib", "sub/below.apib")


def test_a_blueprint_of_one_file_has_no_strays(folder: Path) -> None:
    assert strays("api.apib", ["api.apib"]) == ()
    assert strays("api.apib", ["api.apib", "./api.apib"]) == ()


def test_a_link_to_a_file_that_is_read_is_no_stray(folder: Path) -> None:
    (folder / "link.apib").symlink_to(folder / "a.apib")
    assert "link.apib" not in strays("api.apib", ["api.apib", "a.apib"])


def test_a_folder_of_too_many_files_is_no_blueprints_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = len([path for path in folder.rglob("*") if path.is_file()]) - 2  # the hidden ones
    for most, found in ((files, ("stray.apib", "sub/below.apib")), (files - 1, ())):
        monkeypatch.setattr(module, "MOST", most)
        assert strays("api.apib", ["api.apib", "a.apib"]) == found


@pytest.mark.parametrize(
    ("file", "path", "leads_there"),
    [
        ("api.apib", "notes.md", True),
        ("sub/below.apib", "../notes.md", True),
        ("sub/below.apib", "notes.md", False),
        ("api.apib", "sub", True),
        ("api.apib", "none", False),
    ],
)
def test_a_relative_path_leads_to_a_file_or_not(
    folder: Path, file: str, path: str, leads_there: bool
) -> None:
    assert leads(file, path) == leads_there
