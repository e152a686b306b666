"""A designer changes the blueprint and writes no Python: the whole chain follows.

The project is copied, its blueprint changed in each documented way, and the commands of the
README run there, once for all changes: `contract generate`, `make migration`, `make contract`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from contracts.project.blueprint import read
from contracts.read.source import load
from tests.blueprint import CACHE

# Whole runs of Dredd and of `make`, for all of the tests on one worker.
pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("designer")]

ROOT = Path(__file__).parent.parent.parent
COPIED = ("blueprint", "server", "hooks", "contracts", "Makefile")
COPIED += ("pyproject.toml", "package.json", "requirements.lock", "package-lock.json")
#: Groups of ours that what is added has nothing to do with.
LEFT_OUT = ("authentication", "event-owner", "faq-relationships", "faq-type-event", "health")
LEFT_OUT += ("queries", "trash", "uploads")
#: The address of an operation, and a link of a resource type with its address.
ADDRESS = re.compile(r"^##.*\[(?:[A-Z]+ )?(/v1/[^?\]]+?)(?:\{\?.*)?\]$", re.M)
LINK = re.compile(r"^ +\+ (?:self|related): `(/v1/.+?)`.*\n", re.M)
NO_LINKS = re.compile(r"^( +)\+ links \(required\)\n(?!\1 )", re.M)
#: The response to a request that is refused.
REFUSAL = re.compile(r"^\+ Response 4", re.M)
CONVENTIONS = ROOT / "docs" / "blueprint-conventions.md"


@dataclass(frozen=True, slots=True)
class Changed:
    """A copy of the project after the designer's changes, and what the commands print there.

    ``documented`` counts the responses in the text, ``names`` are those of the transactions.
    """

    folder: Path
    refused: str
    output: str
    documented: int
    names: frozenset[str]

    def judged(self) -> set[str]:
        """The names of the transactions and laws that pass in the strict judge."""
        report = ElementTree.parse(self.folder / "build" / "junit.xml")
        return {str(each.get("name")) for each in report.iter("testcase") if not len(each)}


def copy(folder: Path) -> None:
    """Copy the project, to be changed; with its bytecode, or each command compiles it anew."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    (folder / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    for name in LEFT_OUT:
        edit(folder / "blueprint" / "api.apib", f"<!-- include({name}.apib) -->\n", "")
        (folder / "blueprint" / f"{name}.apib").unlink()
    kept = {
        file: file.read_text(encoding="utf-8") for file in (folder / "blueprint").glob("*.apib")
    }
    documented = {
        address.replace("{id}", "1") for text in kept.values() for address in ADDRESS.findall(text)
    }
    for file, text in kept.items():
        linked = LINK.sub(lambda link: link[0] if link[1].split("?")[0] in documented else "", text)
        file.write_text(NO_LINKS.sub("", without_refusals(linked)), encoding="utf-8")


def without_refusals(text: str) -> str:
    """A group of ours with all its operations, and of each the requests that are not refused.

    What is added is judged beside them; `make contract` itself judges our server by all of them.
    """
    kept = "".join(
        head + "".join(pairs[:1] + [pair for pair in pairs[1:] if not REFUSAL.search(pair)])
        for head, *pairs in (
            re.split(r"^(?=\+ Request)", section, flags=re.M)
            for section in re.split(r"^(?=#)", text, flags=re.M)
        )
    )
    if kept == text or "**Access:** " not in text.replace("**Access:** public", ""):
        return kept
    title, rest = kept.split("\n", 1)
    return f"{title}\n<!-- contract: ignore-file access-refusal-missing -->\n{rest}"


def environment(project: Path) -> dict[str, str]:
    """The variables of a command in the copied project.

    The parser's cache is that of this project: most of the text is the same.
    """
    return {**os.environ, "PYTHONPATH": str(project), "CONTRACT_CACHE": str(CACHE)}


def make(project: Path, *arguments: str) -> tuple[bool, str]:
    """Whether `make …` ends well in the copied project, and its output.

    What is installed is that of the tests, whatever the age of the copied lock files.
    """
    tools = Path(sys.prefix)
    installed = ("-o", f"{tools}/.installed", "-o", "node_modules/.installed")
    done = subprocess.run(
        ["make", "--no-print-directory", *installed, f"VENV={tools}", *arguments],
        cwd=project,
        env=environment(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    return done.returncode == 0, done.stdout


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_group(project: Path, name: str, text: str) -> None:
    """Step 1 of the README: a file of its own, included."""
    (project / "blueprint" / name).write_text(text, encoding="utf-8")
    types = "<!-- include(resource-types.apib) -->"
    edit(project / "blueprint" / "api.apib", types, f"<!-- include({name}) -->\n{types}")


def add_conventions(project: Path) -> None:
    """The group that docs/blueprint-conventions.md shows."""
    page = CONVENTIONS.read_text(encoding="utf-8")
    (group,) = re.findall(r"^```apib\n(# Group .*?)^```", page, re.M | re.S)
    add_group(project, "venue.apib", group)


def add_attribute(project: Path) -> None:
    edit(
        project / "blueprint" / "resource-types.apib",
        "## FAQ Changes\n",
        "## FAQ Changes\n+ position: 3 (Integer, nullable) - Where it stands among the others.\n",
    )


def add_new_resource(project: Path) -> None:
    """What `contract new resource` writes."""
    subprocess.run(
        [
            *(sys.executable, "-m", "contracts", "new", "resource", "stage"),
            *("--belongs-to", "event", "--attributes"),
            "name:string! capacity:integer? opens-at:timestamp level:gold|silver",
        ],
        cwd=project,
        env=environment(project),
        check=True,
    )


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """The project with all changes, generated, migrated and judged."""
    folder = tmp_path_factory.mktemp("project")
    copy(folder)
    sponsors = Path(__file__).with_name("sponsors.apib").read_text(encoding="utf-8")
    add_group(folder, "sponsors.apib", sponsors)
    add_conventions(folder)
    add_attribute(folder)
    add_new_resource(folder)
    good, output = make(folder, "generate")
    assert good, output
    good, refused = make(folder, "contract")
    assert not good
    good, output = make(folder, "migration", "m=what the designer changed")
    assert good, output
    good, output = make(folder, "contract")
    assert good, output
    source, _ = load(folder / "blueprint" / "api.apib")
    read_again = read(folder / "blueprint" / "api.apib", cache=CACHE).contract
    names = frozenset(each.name for each in read_again.transactions())
    return Changed(folder, refused, output, source.text.count("\n+ Response"), names)


def test_without_a_migration_the_missing_tables_are_named(changed: Changed) -> None:
    (line,) = [line for line in changed.refused.splitlines() if not line.startswith("make: ***")]
    assert line == (
        "No migration makes faqs.position, rooms, sponsors, sponsors_faqs, stages, talks"
        " as the models have it:"
        ' run `make migration m="what changed"`.'
    )


def test_every_documented_transaction_passes_in_dredd(changed: Changed) -> None:
    passed = re.search(r"complete: (\d+) passing, 0 failing, 0 errors, 0 skipped", changed.output)
    assert passed, changed.output
    assert int(passed[1]) == changed.documented


def test_the_strict_judge_is_green_to_its_end(changed: Changed) -> None:
    last = changed.output.splitlines()[-1]
    assert re.match(r"\d+ passed, 0 failed, 0 errors, 0 skipped, 0 vacuous;", last), changed.output


@pytest.mark.parametrize("group", ["Sponsors", "Venue", "Stages"])
def test_a_new_group_is_judged(changed: Changed, group: str) -> None:
    names = {name for name in changed.names if name.startswith(f"{group} > ")}
    assert len(names) > 5
    assert names <= changed.judged()


def test_a_new_attribute_of_a_faq_is_a_column(changed: Changed) -> None:
    models = (changed.folder / "server" / "generated" / "models.py").read_text(encoding="utf-8")
    assert "position: Mapped[int | None] = mapped_column(BigInteger)" in models
