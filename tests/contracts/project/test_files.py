"""Files that renderers return are written where they differ, and superfluous ones removed."""

from __future__ import annotations

from pathlib import Path

from contracts.project.files import PACKAGE, FileChange, write
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
