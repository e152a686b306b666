"""Servers that nobody here wrote, judged with their own blueprints: ``make servers``.

python -m benchmarks.servers                    every server of benchmarks/servers.toml that runs
python -m benchmarks.servers --only NAME        one of them; the figures of the others stay
python -m benchmarks.servers --no-laws          without laws, which take longest

Repositories are cloned from GitHub into build/servers, or wherever --folder says. How a server is
built and started is its own project's to say: start it, and its ``endpoint`` is judged. One that
does not answer keeps the figures of the last run, in build/servers.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LIST = Path(__file__).with_name("servers.toml")
FOLDER = ROOT / "build" / "servers"
FIGURES = ROOT / "build" / "servers.json"
HOST = "https://github.com"
PAGE = ROOT / "docs" / "servers.md"
COLUMNS = (
    "server",
    "transactions",
    "Dredd, their hooks",
    "`contract dredd`, no hooks",
    "Dredd mode",
    "strict",
    "laws",
    "findings",
    "disagreements",
    "false alarms",
)

INTRODUCTION = """\
# Public servers

Made by `make servers` from `benchmarks/servers.toml`; do not edit. Other projects' servers, run
unchanged and verified against their own blueprints. None of their code is stored here.

- **Dredd, their hooks**: the real Dredd with the project's own hooks, if it has any.
- **`contract dredd`, no hooks**: the real Dredd with derived states and no hand-written hooks.
- **Dredd mode**, **strict**, **laws**: the two modes and the laws of `contract verify`
  ([what each checks](judging.md#what-each-mode-checks)).
- **findings**: of strict mode and laws together, by the part that has to be changed
  ([causes](judging.md#findings)).
- **disagreements**: transactions on which Dredd mode and the real Dredd differ, in two runs.
- **false alarms**: findings that a person read and found to be wrong.
"""


@dataclass(frozen=True)
class Server:
    """A public server, as the list names it.

    ``hooks`` is what Dredd says with the project's own hooks, where somebody ran it.
    ``read`` is how many findings were false alarms when they were read one by one; ``bugs`` are
    those of the server or blueprint worth telling, with the request. ``reason`` says why a server
    was not run.
    """

    name: str
    repository: str
    commit: str
    blueprint: str
    endpoint: str = ""
    state: str = ""
    how: str = ""
    hooks: str = "none"
    read: str = "not read"
    bugs: tuple[str, ...] = ()
    reason: str = ""


@dataclass
class Figures:
    """What a run says of one server: passed of all, and the findings by who has to act."""

    transactions: int
    dredd: str
    dredd_mode: str
    strict: str
    laws: str
    findings: dict[str, int]
    disagreements: list[str]


def servers() -> tuple[Server, ...]:
    """The list, in its order."""
    rows = tomllib.loads(LIST.read_text(encoding="utf-8"))["server"]
    return tuple(Server(**{**row, "bugs": tuple(row.get("bugs", ()))}) for row in rows)


def checkout(server: Server, folder: Path) -> Path:
    """The server's repository at its commit, cloned where it is missing.

    A copy that lacks large files, as snapshots do, is checked out without them; raises
    FileNotFoundError when the blueprint is missing.
    """
    place = folder / server.repository.replace("/", "+")
    git = ["git", "-C", str(place)]
    if not place.is_dir():
        url = f"{HOST}/{server.repository}"
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", url, str(place)], check=True)
    subprocess.run([*git, "read-tree", server.commit], check=True)
    files = subprocess.run(
        [*git, "checkout-index", "--all", "--force"], capture_output=True, text=True, check=False
    )
    if files.returncode:
        print(f"{server.name}: {len(files.stderr.splitlines())} files are not in this copy")
    if not (place / server.blueprint).is_file():
        raise FileNotFoundError(f"{server.name}: {place / server.blueprint} is missing")
    return place


def answers(endpoint: str) -> bool:
    """Whether something answers there, whatever it says."""
    try:
        urllib.request.urlopen(endpoint, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def judge(server: Server, blueprint: Path, folder: Path, *, laws: bool) -> Figures:
    """The figures of a server that runs."""
    folder.mkdir(parents=True, exist_ok=True)
    where = [str(blueprint), "--endpoint", server.endpoint]
    where += ["--state", server.state] if server.state else []
    _contract(folder, "verify", *where, "--json", "strict.json", *(() if laws else ("--no-laws",)))
    _contract(folder, "dredd", *where)
    strict = json.loads((folder / "strict.json").read_text(encoding="utf-8"))
    dredd = json.loads((folder / "build" / "dredd" / "report.json").read_text(encoding="utf-8"))
    return figures(strict, dredd)


def figures(strict: Mapping[str, Any], dredd: Mapping[str, Any]) -> Figures:
    """The figures of the reports of ``contract verify`` and ``contract dredd``."""
    judged = [row for row in strict["transactions"] if row["outcome"] != "skipped"]
    own = [row for row in judged if not row["name"].startswith("law: ")]
    of_laws = [row for row in judged if row["name"].startswith("law: ")]
    ours = {row["name"]: not row["dredd"] for row in own if row["outcome"] != "error"}
    theirs = {row["name"]: row["outcome"] == "pass" for row in dredd["transactions"]}
    differing = sorted(name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name])
    return Figures(
        len(own),
        _share(list(theirs.values())),
        _share(list(ours.values())),
        _share([row["outcome"] == "passed" for row in own]),
        _share([row["outcome"] == "passed" for row in of_laws]) if of_laws else "not run",
        dict(Counter(found["attribution"] for found in strict["findings"])),
        differing,
    )


def _share(passed: Sequence[bool]) -> str:
    return f"{sum(passed)} of {len(passed)}"


def _contract(folder: Path, *arguments: str) -> None:
    """Run a command of the tool; that it finds something wrong is no failure of ours."""
    command = [sys.executable, "-m", "contracts", *arguments]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)


def page(known: Mapping[str, Figures]) -> str:
    """The Markdown page of all servers."""
    return "\n".join(_lines(known)) + "\n"


def _lines(known: Mapping[str, Figures]) -> Iterator[str]:
    yield INTRODUCTION
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{'---|' * len(COLUMNS)}"
    listed = servers()
    for server in listed:
        if server.name in known:
            yield _row(server, known[server.name])
    for server in listed:
        if server.name in known:
            yield f"\n## {server.name}\n\n{server.how}"
            yield from (f"\n- {bug}" for bug in server.bugs)
    yield "\n## Not run\n"
    for server in listed:
        if server.name not in known:
            yield f"- [{server.name}]({_address(server)}): {server.reason or 'it did not answer'}"


def _row(server: Server, found: Figures) -> str:
    findings = ", ".join(f"{number} {who}" for who, number in found.findings.items()) or "none"
    cells = (
        f"[{server.name}]({_address(server)})",
        str(found.transactions),
        server.hooks,
        found.dredd,
        found.dredd_mode,
        found.strict,
        found.laws,
        findings,
        str(len(found.disagreements)),
        server.read,
    )
    return f"| {' | '.join(cells)} |"


def _address(server: Server) -> str:
    return f"{HOST}/{server.repository}/tree/{server.commit}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge what runs, and write the page."""
    parser = argparse.ArgumentParser(description="Judge public servers that run.")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where repositories are")
    parser.add_argument("--only", help="the name of one server")
    parser.add_argument("--no-laws", action="store_true", help="leave laws out")
    options = parser.parse_args(arguments)
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    known = {name: Figures(**row) for name, row in kept.items()}
    for server in servers():
        if options.only not in (None, server.name) or not server.endpoint:
            continue
        if not answers(server.endpoint):
            print(f"{server.name}: nothing answers at {server.endpoint}")
            continue
        blueprint = checkout(server, options.folder) / server.blueprint
        work = options.folder / "reports" / server.repository.replace("/", "+")
        known[server.name] = judge(server, blueprint, work, laws=not options.no_laws)
        print(f"{server.name}: {known[server.name]}")
        FIGURES.parent.mkdir(parents=True, exist_ok=True)
        FIGURES.write_text(json.dumps({n: asdict(f) for n, f in known.items()}, indent=2) + "\n")
    PAGE.write_text(page(known), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
