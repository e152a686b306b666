"""Files that renderers return are written where they differ, and superfluous ones removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.project.files import PACKAGE, FileChange, FolderNotOwned, changes, write
from contracts.render.flask import render
from tests.contracts.blueprints import contract


def test_a_package_is_brought_up_to_date_in_one_go(tmp_path: Path) -> None:
    # The first file of every generated package has the mark that the others have as well.
    root = render(contract("FORMAT: 1A\n\n# API\n"))["__init__.py"]
    for name in ("__init__.py", "a_old.py", "b_old.py", "stale.py"):
        (tmp_path / name).write_text(root, encoding="utf-8")
    (tmp_path / "a_own.py").write_text("mine = 1\n", encoding="utf-8")
    wanted = {"__init__.py": root, "stale.py": f"{root}new = 1\n", "z/missing.py": root}
    assert write(tmp_path, wanted, owned=PACKAGE) == [
        FileChange("a_old.py", "superfluous"),
        FileChange("b_old.py", "superfluous"),
        FileChange("stale.py", "stale"),
        FileChange("z/missing.py", "missing"),
    ]
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py")}
    assert left == {*wanted, "a_own.py"}
    assert write(tmp_path, wanted, owned=PACKAGE) == []


def root() -> str:
    """A file that was generated."""
    return render(contract("FORMAT: 1A\n\n# API\n"))["__init__.py"]


def test_what_cannot_be_encoded_is_written_once(tmp_path: Path) -> None:
    wanted = {"a.txt": "half a pair: \ud800", "b/c.txt": "é\n"}
    assert [each.kind for each in write(tmp_path, wanted)] == ["missing", "missing"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "half a pair: ?"
    assert changes(tmp_path, wanted) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\xff", "stale"), (b"words", "stale"), (b"text\n\n", "stale"), ("é\n".encode(), "")],
)
def test_a_file_of_any_bytes_is_compared(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert [each.kind for each in changes(tmp_path, {"a.txt": "é\n"})] == ([kind] if kind else [])


def test_without_an_owner_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text(root(), encoding="utf-8")
    assert write(tmp_path, {"a.py": "a = 1\n"}) == [FileChange("a.py", "missing")]
    assert (tmp_path / "old.py").exists()


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({}, ""),
        ({"__init__.py": "own"}, "__init__.py"),
        ({"b.txt": "own", "a.py": "own"}, "a.py"),
        ({"__pycache__/x.pyc": ""}, ""),
        ({"__init__.py": None}, ""),
        ({"__init__.py": None, "a.py": "own"}, "a.py"),
        ({"__init__.py": None, "a.py": None}, ""),
        ({"__init__.py": None, "other.py": "own", "a.txt": "own"}, ""),
        ({"__init__.py": None, "a.py": "#" * 2000, "b.py": None}, "a.py"),
    ],
)
def test_what_somebody_else_wrote_is_not_touched(
    tmp_path: Path, files: dict[str, str | None], named: str
) -> None:
    """None stands for a file that was generated."""
    folder = tmp_path / "package"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(root() if text is None else text, encoding="utf-8")
    wanted = {"__init__.py": root(), "a.py": root(), "a.txt": "x"}
    if not named:
        write(folder, wanted, owned=PACKAGE)
        assert (folder / "a.py").read_text(encoding="utf-8") == root()
        return
    with pytest.raises(FolderNotOwned) as refused:
        write(folder, wanted, owned=PACKAGE)
    assert str(refused.value) == f"{folder} holds {named}, which was not generated"
    assert {name: (folder / name).read_text(encoding="utf-8") for name in files} == {
        name: root() if text is None else text for name, text in files.items()
    }


@pytest.mark.parametrize(("before", "is_known"), [(0, True), (1900, True), (2000, False)])
def test_the_mark_is_near_the_beginning(tmp_path: Path, before: int, is_known: bool) -> None:
    (tmp_path / "a.py").write_text("#" * before + "\n" + root(), encoding="utf-8")
    assert PACKAGE.wrote(tmp_path / "a.py") == is_known
