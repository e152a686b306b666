"""What `contract new` writes, as it was reviewed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contracts.scaffold.test_scaffold import ALL, new

Golden = Callable[[str, str], None]


def contents(folder: Path) -> str:
    """The files of a folder, one after another."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    parts = (f"#### {f.relative_to(folder).as_posix()}\n\n{f.read_text('utf-8')}\n" for f in files)
    return "".join(parts).replace(str(folder), "FOLDER")


def test_a_new_project_is_its_golden_file(tmp_path: Path, golden: Golden) -> None:
    code, output = new("project", str(tmp_path / "notes"))
    assert code == 0, output
    golden("scaffold/project.txt", contents(tmp_path / "notes"))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("plain", ("opening-hour", "--attributes", ALL)),
        (
            "child",
            ("category", "--belongs-to", "note", "--attributes", "name:string! level:gold|silver"),
        ),
    ],
)
def test_a_new_resource_is_its_golden_file(
    name: str, options: tuple[str, ...], tmp_path: Path, golden: Golden
) -> None:
    new("project", str(tmp_path))
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    code, output = new("resource", *options, "--blueprint", str(tmp_path / "api.apib"))
    assert code == 0, output
    for path in before - {tmp_path / "api.apib"}:
        path.unlink()
    golden(f"scaffold/{name}.txt", contents(tmp_path) + output.replace(str(tmp_path), "FOLDER"))
