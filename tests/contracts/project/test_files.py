"""Files that renderers return are written where they differ, and superfluous ones removed."""

from __future__ import annotations

from pathlib import Path

from contracts.project.files import PACKAGE, FileChange, write
from contracts.render.flask import render
from tests.contracts.blueprints import contract

#: The first file of every generated package, whose mark the others have as well.
ROOT = render(contract("FORMAT: 1A\n\n# API\n"))["__init__.py"]


def test_a_package_is_brought_up_to_date_in_one_go(tmp_path: Path) -> None:
    for name in ("__init__.py", "a_old.py", "b_old.py", "stale.py"):
        (tmp_path / name).write_text(ROOT, encoding="utf-8")
    (tmp_path / "a_own.py").write_text("mine = 1\n", encoding="utf-8")
    wanted = {"__init__.py": ROOT, "stale.py": f"{ROOT}new = 1\n", "z/missing.py": ROOT}
    assert write(tmp_path, wanted, owned=PACKAGE) == [
        FileChange("a_old.py", "superfluous"),
        FileChange("b_old.py", "superfluous"),
        FileChange("stale.py", "stale"),
        FileChange("z/missing.py", "missing"),
    ]
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py")}
    assert left == {*wanted, "a_own.py"}
    assert write(tmp_path, wanted, owned=PACKAGE) == []
