"""A designer changes the blueprint and writes no Python: the whole chain follows.

The project is copied, the blueprint changed, and the commands of the README run there:
`contract generate`, `make migration`, `make contract`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.read.source import load

# Whole runs of Dredd and of `make`.
pytestmark = pytest.mark.timeout(600)

ROOT = Path(__file__).parent.parent.parent
COPIED = ("blueprint", "server", "hooks", "contracts", "Makefile")
COPIED += ("pyproject.toml", "package.json", "requirements.lock", "package-lock.json")
CONVENTIONS = ROOT / "docs" / "blueprint-conventions.md"


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


def make(project: Path, *arguments: str) -> tuple[bool, str]:
    """Whether `make …` ends well in the copied project, and its output.

    What is installed is that of the tests, whatever the age of the copied lock files.
    """
    tools = Path(sys.prefix)
    installed = ("-o", f"{tools}/.installed", "-o", "node_modules/.installed")
    environment = {**os.environ, "PYTHONPATH": str(project)}
    environment.pop("CONTRACT_CACHE", None)
    done = subprocess.run(
        ["make", "--no-print-directory", *installed, f"VENV={tools}", *arguments],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    return done.returncode == 0, done.stdout


def migrated(project: Path) -> None:
    """Steps 2 and 3 of the README."""
    for arguments in (("generate",), ("migration", "m=what the designer changed")):
        good, output = make(project, *arguments)
        assert good, output


def transactions(project: Path) -> int:
    """How many transactions pass in `make contract`, which must be green to its end."""
    good, output = make(project, "contract")
    assert good, output
    passed = re.search(r"complete: (\d+) passing, 0 failing, 0 errors, 0 skipped", output)
    assert passed, output
    last = output.splitlines()[-1]
    assert re.match(r"\d+ passed, 0 failed, 0 errors, 0 skipped, 0 vacuous;", last), output
    return int(passed[1])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_group(project: Path, name: str, text: str) -> int:
    """Step 1 of the README; how many transactions there should be then."""
    (project / "blueprint" / name).write_text(text, encoding="utf-8")
    health = "<!-- include(health.apib) -->"
    edit(project / "blueprint" / "api.apib", health, f"<!-- include({name}) -->\n{health}")
    source, _ = load(project / "blueprint" / "api.apib")
    return source.text.count("\n+ Response")


def test_a_new_group_file_is_a_new_resource(project: Path) -> None:
    sponsors = Path(__file__).with_name("sponsors.apib").read_text(encoding="utf-8")
    documented = add_group(project, "sponsors.apib", sponsors)
    assert make(project, "generate")[0]
    good, output = make(project, "contract")
    assert not good
    (line,) = [line for line in output.splitlines() if not line.startswith("make: ***")]
    assert line == (
        "No migration makes sponsors, sponsors_faqs as the models have it:"
        ' run `make migration m="what changed"`.'
    )
    migrated(project)
    assert transactions(project) == documented


def test_the_conventions_alone_lead_to_a_green_group_of_two_types(project: Path) -> None:
    (group,) = re.findall(
        r"^```apib\n(# Group .*?)^```", CONVENTIONS.read_text(encoding="utf-8"), re.M | re.S
    )
    documented = add_group(project, "venue.apib", group)
    migrated(project)
    assert transactions(project) == documented


def test_a_new_attribute_of_a_faq_is_served(project: Path) -> None:
    edit(
        project / "blueprint" / "resource-types.apib",
        "## FAQ Changes\n",
        "## FAQ Changes\n+ position: 3 (Integer, nullable) - Where it stands among the others.\n",
    )
    migrated(project)
    transactions(project)
    models = (project / "server" / "generated" / "models.py").read_text(encoding="utf-8")
    assert "position: Mapped[int | None] = mapped_column(BigInteger)" in models
