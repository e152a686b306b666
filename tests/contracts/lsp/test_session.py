"""Open documents, and the blueprints they are part of, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.editor.text import FileText
from contracts.lint import Folder
from contracts.lsp import session as module
from contracts.lsp.session import ClientSession, OpenDocument, report_of, report_place
from contracts.read.source import Source, load

ROOT = "FORMAT: 1A\n\n# API\n\n<!-- include(part.apib) -->\n"
PART = "# Group Parts\n\n## Part [/part]\n\n### Show [GET]\n\n+ Response 204\n"


@pytest.fixture
def session() -> Iterator[ClientSession]:
    made = ClientSession()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a blueprint of two files."""
    (tmp_path / "api.apib").write_text(ROOT)
    (tmp_path / "part.apib").write_text(PART)
    return tmp_path


def opened(session: ClientSession, path: Path, text: str) -> None:
    session.documents[str(path)] = OpenDocument(path.as_uri(), FileText(text), 1)


def test_an_open_document_has_precedence_over_the_file(
    session: ClientSession, folder: Path
) -> None:
    path = folder / "api.apib"
    assert session.text(str(path)) == FileText(ROOT)
    opened(session, path, "FORMAT: 1A\n")
    assert session.text(str(path)) == FileText("FORMAT: 1A\n")
    assert session.text(str(path), {}) == FileText(ROOT)


def test_a_file_is_read_again_when_it_was_saved(session: ClientSession, folder: Path) -> None:
    path = folder / "part.apib"
    before = session.text(str(path))
    assert session.text(str(path)) is before
    path.write_text(PART + "more\n")
    assert session.text(str(path)) == FileText(PART + "more\n")


@pytest.mark.parametrize("name", ["gone.apib", "folder", "a\0b"])
def test_what_cannot_be_read_has_no_text(session: ClientSession, folder: Path, name: str) -> None:
    (folder / "folder").mkdir()
    assert session.text(str(folder / name)) is None


def test_the_root_of_a_file_is_the_blueprint_that_includes_it(
    session: ClientSession, folder: Path
) -> None:
    assert session.root_of(str(folder / "part.apib")) == str(folder / "api.apib")
    assert session.root_of(str(folder / "api.apib")) == str(folder / "api.apib")
    opened(session, folder / "api.apib", "FORMAT: 1A\n\n# API\n")
    assert session.root_of(str(folder / "part.apib")) == str(folder / "part.apib")


def test_what_cannot_be_read_beside_a_file_does_not_include_it(
    session: ClientSession, folder: Path
) -> None:
    (folder / "a.apib").mkdir()
    assert session.root_of(str(folder / "part.apib")) == str(folder / "api.apib")


def test_the_root_may_be_above_a_file(session: ClientSession, tmp_path: Path) -> None:
    below = tmp_path / "groups" / "deep"
    below.mkdir(parents=True)
    part = below / "part.apib"
    part.write_text(PART)
    root = tmp_path / "api.apib"
    root.write_text("FORMAT: 1A\n\n# API\n\n<!-- include(groups/deep/part.apib) -->\n")
    assert session.root_of(str(part)) == str(root)
    session.folders.append(str(tmp_path / "groups"))  # the editor's folder ends the search
    assert session.root_of(str(part)) == str(part)


@pytest.mark.parametrize(("levels", "is_found"), [(3, True), (4, False)])
def test_four_folders_are_searched(
    session: ClientSession, tmp_path: Path, levels: int, is_found: bool
) -> None:
    inner = "/".join("abcd"[:levels])
    (tmp_path / inner).mkdir(parents=True)
    part, root = tmp_path / inner / "part.apib", tmp_path / "api.apib"
    part.write_text(PART)
    root.write_text(f"FORMAT: 1A\n\n# API\n\n<!-- include({inner}/part.apib) -->\n")
    assert session.root_of(str(part)) == str(root if is_found else part)


def test_a_project_has_its_files_and_what_was_last_analysed(
    session: ClientSession, folder: Path
) -> None:
    root, part = str(folder / "api.apib"), str(folder / "part.apib")
    before = session.project(part)
    assert (before.root, set(before.files), list(before.contract.actions())) == (
        root,
        {root, part},
        [],
    )
    session.projects[root] = session.analyse(session.snapshot(root))
    after = session.project(part)
    assert [action.name for action in after.contract.actions()] == ["Show"]
    assert after.diagnostics == session.projects[root].diagnostics


def test_a_file_outside_the_folder_is_no_part(session: ClientSession, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.apib").write_text(PART)
    root = tmp_path / "inside" / "api.apib"
    root.write_text("FORMAT: 1A\n\n# API\n\n<!-- include(../secret.apib) -->\n")
    files = session.project(str(root)).files
    assert [file.text.content for file in files.values() if file.text.content == PART] == []


def nearby(session: ClientSession, root: Path) -> list[str]:
    found = session.project(str(root)).nearby()
    return sorted(Path(each).relative_to(root.parent).as_posix() for each in found)


def test_blueprints_below_the_root_may_be_included(session: ClientSession, folder: Path) -> None:
    for name in ("groups/a.apib", "groups/b.apib.md", "groups/c.md", ".git/d.apib"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(PART)
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "e.apib").write_text(PART)
    assert nearby(session, folder / "api.apib") == [
        "api.apib",
        "groups/a.apib",
        "groups/b.apib.md",
        "part.apib",
    ]


@pytest.mark.parametrize(("most", "count"), [(2, 0), (3, 2), (5, 2), (6, 4)])
def test_few_files_are_looked_at(
    session: ClientSession,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    count: int,
) -> None:
    """A folder counts as one, its files each."""
    (folder / "groups").mkdir()
    for name in ("a", "b"):
        (folder / "groups" / f"{name}.apib").write_text(PART)
    monkeypatch.setattr(module, "MOST_NEARBY", most)
    assert len(nearby(session, folder / "api.apib")) == count


def test_the_report_is_below_the_project_that_has_settings(tmp_path: Path) -> None:
    (tmp_path / "blueprint").mkdir()
    root = str(tmp_path / "blueprint" / "api.apib")
    assert report_place(root) == tmp_path / "blueprint" / "build" / "verify.json"
    (tmp_path / "pyproject.toml").write_text("[tool.contract.lint]\n")
    assert report_place(root) == tmp_path / "build" / "verify.json"
    assert report_of(root) is None
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "verify.json").write_text("{}")
    assert report_of(root) == tmp_path / "build" / "verify.json"


def test_files_beside_a_blueprint_are_listed_again_after_a_while_or_a_change(
    session: ClientSession, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    asked: list[float] = []

    def folder_of(source: Source) -> Folder:
        asked.append(now[0])
        return real(source)

    real = module.folder_of
    monkeypatch.setattr(module, "folder_of", folder_of)
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    source, _ = load(folder / "api.apib")
    for seconds in (0, module.STALE, 0.5, 1):
        now[0] += seconds
        session._folder_lookup(source)
    assert asked == [100, 105.5]
    session.forget_disk()
    session._folder_lookup(source)
    assert asked == [100, 105.5, 106.5]
