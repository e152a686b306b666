"""Public blueprints through the whole tool: ``make blueprints``, docs/blueprints.md.

python -m benchmarks.blueprints                 all of benchmarks/blueprints.toml
python -m benchmarks.blueprints --only NAME     one of them; the page is written anew all the same
python -m benchmarks.blueprints FILE…           these files, printed and not written

The blueprints are fetched from GitHub into build/blueprints, or wherever --folder says, and
stay out of this repository. Each is read in a process of its own, so that a crash is seen, and
then judged on the server that is generated from it (benchmarks/blueprints_judged.py). The results
are in benchmarks/blueprints_measured.json, each with the commit of this project that it was
measured with: a blueprint that cannot be fetched keeps its last one. --resume leaves out those
that were measured with the present commit, and --read-only keeps what the last verification
found, which takes most of the time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, reduce
from pathlib import Path
from typing import Any

from benchmarks.blueprints_judged import Judged, judged, judged_page

ROOT = Path(__file__).parent.parent
LIST = Path(__file__).with_name("blueprints.toml")
FOLDER = ROOT / "build" / "blueprints"
HOST = "https://github.com"
RESULTS = Path(__file__).with_name("blueprints_measured.json")
READ = Path(__file__).with_name("blueprints_read.md")
PAGE = ROOT / "docs" / "blueprints.md"
COMPILER = ROOT / "tests" / "contracts" / "dredd_bodies.js"


@dataclass(frozen=True)
class Entry:
    """A public blueprint, as the list names it; ``entry`` may be a pattern of several files."""

    name: str
    repository: str
    commit: str
    entry: str
    note: str = ""


@dataclass
class Row:
    """What was found of one blueprint, or of several together."""

    files: int = 0
    crashed: int = 0
    documented: int = 0
    further: int = 0
    unsendable: int = 0
    ours: int = 0
    dredd: int = 0
    as_written: int = 0
    same_names: bool = True
    invalid: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    kilobytes: float = 0.0
    judged: dict[str, Any] = field(default_factory=dict)
    measured_with: str = ""
    verified_with: str = ""

    def add(self, other: Row) -> None:
        """Count another file in."""
        for name in ("files", "crashed", "documented", "further", "unsendable", "ours", "dredd"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("as_written", "invalid", "seconds", "kilobytes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.same_names = self.same_names and other.same_names
        self.findings = dict(Counter(self.findings) + Counter(other.findings))
        self.judged = asdict(Judged.of(self.judged).plus(Judged.of(other.judged)))


def main() -> int:
    """Exit code 1 when anything crashed, was invalid, or compiled to other names than Dredd's."""
    parser = argparse.ArgumentParser("benchmarks.blueprints", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="blueprints to read instead")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--from", dest="base", default=HOST, metavar="URL")
    parser.add_argument("--only", action="append", metavar="NAME", help="of the list")
    parser.add_argument("--resume", action="store_true", help="what this commit has not measured")
    parser.add_argument("--read-only", action="store_true", help="verify no generated server")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        for file in given.files:
            print(json.dumps(asdict(_read(file))), flush=True)
        return 0
    if given.files:
        rows = [(Entry(str(file), "", "", ""), _measured([file])) for file in given.files]
        print(_page(rows))
    else:
        chosen = [entry for entry in listed() if not given.only or entry.name in given.only]
        _measure(chosen, given.folder, given.base, resume=given.resume, read_only=given.read_only)
        rows = [(entry, row) for entry in listed() if (row := results().get(entry.name))]
        PAGE.write_text(_page(rows), encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)}: {len(rows)} blueprints")
    return int(any(r.crashed or r.invalid or not r.same_names for _, r in rows))


def listed() -> list[Entry]:
    """The public blueprints of the list."""
    return [Entry(**each) for each in tomllib.loads(LIST.read_text())["blueprint"]]


def results() -> dict[str, Row]:
    """What was measured last of each blueprint, by its name."""
    if not RESULTS.is_file():
        return {}
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {name: Row(**row) for name, row in kept.items()}


def _measure(
    entries: Iterable[Entry], folder: Path, base: str, *, resume: bool, read_only: bool = False
) -> None:
    """Each blueprint measured, and its result kept at once.

    ``read_only`` keeps what the last verification of its generated server found.
    """
    present = _present_commit()
    for entry in entries:
        last = results().get(entry.name, Row())
        measured = (last.measured_with, last.verified_with if not read_only else present)
        if resume and measured == (present, present):
            continue
        try:
            there = fetched(entry, folder, base)
        except subprocess.CalledProcessError:
            state = f"its row of {last.measured_with} stays" if last.files else "it has no row"
            print(f"{entry.name}: {entry.repository} cannot be fetched; {state}", flush=True)
            continue
        files = sorted(there.glob(entry.entry))
        if not files:
            raise SystemExit(f"{entry.repository} has no {entry.entry} at {entry.commit}")
        row = _measured(files)
        row.measured_with = present
        row.judged, row.verified_with = last.judged, last.verified_with
        if not read_only:
            each = (judged(file, there) for file in files)
            row.judged, row.verified_with = asdict(reduce(Judged.plus, each, Judged())), present
        _keep(entry.name, row)
        print(f"{entry.name}: {row.documented} transactions, {row.seconds:.1f} s", flush=True)


def _keep(name: str, row: Row) -> None:
    known = results() | {name: row}
    in_order = {e.name: asdict(known[e.name]) for e in listed() if e.name in known}
    RESULTS.write_text(json.dumps(in_order, indent=1) + "\n", encoding="utf-8")


def _present_commit() -> str:
    """The commit of this project, with a plus sign if its code was changed since."""
    changed = _output("git", "status", "--porcelain", "--", "contracts", "package-lock.json")
    return _output("git", "rev-parse", "--short=10", "HEAD") + "+" * bool(changed)


def _output(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def fetched(entry: Entry, folder: Path, base: str) -> Path:
    """The folder with the repository's Markdown files at the entry's commit."""
    there = folder / entry.repository
    if not (there / ".git").is_dir():
        there.mkdir(parents=True)
        _git(there, "init", "--quiet")
        _git(there, "remote", "add", "origin", f"{base}/{entry.repository}.git")
        _git(there, "sparse-checkout", "set", "--no-cone", "*.apib", "*.md")
    done = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", "HEAD"], cwd=there, capture_output=True
    )
    if done.stdout.decode().strip() != entry.commit:
        shallow = ("--quiet", "--depth", "1", "--filter=blob:none")
        _git(there, "fetch", *shallow, "origin", entry.commit)
        _git(there, "checkout", "--quiet", "FETCH_HEAD")
    return there


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def _measured(files: Sequence[Path]) -> Row:
    """All files in one child process; those it did not come to after a crash go to another."""
    total, waiting = Row(), list(files)
    while waiting:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.blueprints", "--one", *map(str, waiting)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        rows = [Row(**json.loads(line)) for line in done.stdout.splitlines()]
        for row in rows:
            total.add(row)
        if done.returncode and len(rows) < len(waiting):
            print(f"{waiting[len(rows)]} crashed:\n{done.stderr}", file=sys.stderr)
            total.add(Row(files=1, crashed=1))
            rows.append(Row())
        waiting = waiting[len(rows) :]
    return total


def _read(file: Path) -> Row:
    """One blueprint read, checked and rendered; whatever is raised is a crash."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    from contracts.build.transactions import dropped, expected_names
    from contracts.diff import diff
    from contracts.dredd.command import declared_text
    from contracts.project.blueprint import read
    from contracts.render import docs, dredd, flask, json_schema, openapi
    from contracts.states import states

    started = time.perf_counter()
    found = read(file, cache=None, keep_elements=True)
    seconds = time.perf_counter() - started
    contract = found.contract
    for renderer in (docs, flask, json_schema):
        renderer.render(contract)
    states(contract)
    assert diff(contract, contract) == ()
    names = expected_names(contract)
    derived = dredd.render(declared_text(found), contract)[dredd.FILE]
    further = [t for action in contract.actions() for t in dropped(action)]
    documented = sum(1 for _ in contract.transactions())
    by_dredd, as_written = _compiled(derived), _compiled(found.source.text)
    invalid = any(OpenAPIV31SpecValidator(openapi.document(contract)).iter_errors())
    return Row(
        files=1,
        documented=documented,
        further=len(further),
        unsendable=documented - len(further) - len(names),
        ours=len(names),
        dredd=len(by_dredd),
        as_written=len(as_written),
        same_names=names == by_dredd,
        invalid=int(invalid),
        findings=dict(Counter(str(d.severity) for d in found.diagnostics)),
        seconds=seconds,
        kilobytes=len(found.source.text.encode()) / 1000,
    )


def _compiled(text: str) -> list[str]:
    """The names that Dredd's own compiler gives the transactions of a blueprint."""
    compiler = _compiler()
    assert compiler.stdin is not None
    assert compiler.stdout is not None
    with tempfile.NamedTemporaryFile("w", suffix=".apib", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        compiler.stdin.write(f"{file.name}\n")
        result = json.loads(compiler.stdout.readline())
    return [each["name"] for each in result["transactions"]]


@cache
def _compiler() -> subprocess.Popen[str]:
    """One Node process for all files; it ends when its input is closed."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        ["node", str(COMPILER)], stdin=pipe, stdout=pipe, encoding="utf-8", bufsize=1
    )


_COLUMNS = (
    "blueprint",
    *("KB", "documented", "further", "no request", "ours", "Dredd", "as written"),
    *("names", "OpenAPI", "findings", "time", "measured with", ""),
)
_HEAD = """\
# Public blueprints

Made by `make blueprints` from the repositories in `benchmarks/blueprints.toml`; do not edit.
None of their text is stored here.

Every blueprint was read without a cache, linted, and rendered as documentation, OpenAPI, JSON
Schemas, a Flask server, states and the input file for Dredd. A row is one root file with
its includes, or several files counted together.

- **documented**: request and response pairs of the blueprint.
- **further**: second and later responses to one request; Dredd uses only the first.
- **no request**: pairs for which Dredd sends no request, because a URI variable has no value or no
  declaration, or an example that is not among the variable's values (which ends Dredd's whole run).
- **ours**, **Dredd**: transactions that we expect, and those that Dredd's compiler
  (dredd-transactions) produces from our input file; names and order must be equal.
- **as written**: transactions that Dredd's compiler produces from the original text; it leaves out
  those with percent-encoded parameters.
- **findings**: of `contract lint`, errors / warnings / information.
- **time**: reading and linting, on a machine that was doing other work as well.
- **measured with**: the commit of this project.

"""


def _page(rows: Sequence[tuple[Entry, Row]]) -> str:
    lines = [f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
    lines += [_line(entry, row) for entry, row in rows]
    total = Row()
    for _, row in rows:
        total.add(row)
    crashed = f"{total.crashed} crashed" if total.crashed else "none crashed"
    end = (
        f"\n{total.files} files, {total.documented} documented transactions, "
        f"{total.ours} compiled by us, {total.dredd} by Dredd; {crashed}.\n"
    )
    return (
        _HEAD
        + "\n".join(lines)
        + "\n"
        + end
        + _judged_page(rows)
        + READ.read_text(encoding="utf-8")
    )


def _judged_page(rows: Sequence[tuple[Entry, Row]]) -> str:
    found = [(e.name, Judged.of(row.judged), row.verified_with) for e, row in rows]
    return judged_page([each for each in found if each[1].files])


def _line(entry: Entry, row: Row) -> str:
    name = entry.name
    if entry.repository:
        name = f"[{name}](https://github.com/{entry.repository}/tree/{entry.commit[:12]})"
    if row.files > 1:
        name += f" ({row.files} files)"
    notes = [entry.note] if entry.note else []
    if row.crashed:
        notes.append(f"**{row.crashed} crashed**")
    found = " / ".join(str(row.findings.get(s, 0)) for s in ("error", "warning", "info"))
    cells = (
        name,
        f"{row.kilobytes:.0f}",
        *(str(n) for n in (row.documented, row.further, row.unsendable)),
        *(str(n) for n in (row.ours, row.dredd, row.as_written)),
        "equal" if row.same_names else "**differ**",
        "valid" if not row.invalid else f"**{row.invalid} invalid**",
        found,
        f"{row.seconds:.1f} s",
        row.measured_with,
        "; ".join(notes),
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
