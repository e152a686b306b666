"""A designer changes the blueprint and writes no Python: the whole chain follows.

The project is copied, the blueprint changed, and the commands of the README run there:
`contract generate`, a migration made by Alembic, `contract dredd`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COPIED = ("blueprint", "server", "hooks", "contracts", "pyproject.toml", "package.json")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, to be changed."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / name)
    (tmp_path / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    return tmp_path


def run(project: Path, *arguments: str) -> str:
    """The output of ``python -m …`` in the copied project, which must end with exit code 0."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(project),
        "DATABASE_URL": f"sqlite:///{project / 'designer.sqlite'}",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    environment.pop("CONTRACT_CACHE", None)
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def regenerate_and_judge(project: Path) -> str:
    run(project, "contracts", "lint")
    run(project, "contracts", "generate")
    flask = ("flask", "--app", "server:create_app", "db")
    run(project, *flask, "upgrade")
    run(project, *flask, "migrate", "-m", "what the designer changed")
    return run(project, "contracts", "dredd")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def passing(output: str) -> int:
    found = re.search(r"complete: (\d+) passing, 0 failing, 0 errors, 0 skipped", output)
    assert found, output
    return int(found[1])


def test_a_new_group_file_is_a_new_resource(project: Path) -> None:
    before = sum(1 for _ in re.finditer(r"^\+ Response", _blueprint(project), re.MULTILINE))
    shutil.copy(Path(__file__).with_name("sponsors.apib"), project / "blueprint")
    health = "<!-- include(health.apib) -->"
    edit(project / "blueprint" / "api.apib", health, f"<!-- include(sponsors.apib) -->\n{health}")
    assert passing(regenerate_and_judge(project)) == before + 18


def test_a_new_attribute_of_a_faq_is_served(project: Path) -> None:
    edit(
        project / "blueprint" / "resource-types.apib",
        "## FAQ Changes\n",
        "## FAQ Changes\n+ position: 3 (Integer, nullable) - Where it stands among the others.\n",
    )
    passing(regenerate_and_judge(project))
    module = (project / "server" / "generated" / "faq.py").read_text(encoding="utf-8")
    assert "position: Mapped[int | None] = mapped_column(BigInteger)" in module


def _blueprint(project: Path) -> str:
    files = sorted((project / "blueprint").glob("*.apib"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
