"""Public blueprints, each judged on the server that is generated from it.

What fails there is the blueprint's contradiction or our mistake: nobody else wrote the server.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
LIMIT: Final = 900
"""Seconds for one blueprint."""
_PLACE: Final = re.compile(r"\(([^()]+:\d+):\d+\)")
_LISTED: Final = 6


@dataclass(frozen=True)
class Judged:
    """What ``contract verify`` found: passes and failures by judge.

    ``contradictions`` are the causes that are the blueprint's, as "line rule"; ``other`` are
    the causes that are not. ``unfinished`` blueprints took too long.
    """

    files: int = 0
    unfinished: int = 0
    dredd_passed: int = 0
    strict_passed: int = 0
    sent: int = 0
    laws_passed: int = 0
    laws: int = 0
    contradictions: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Judged:
        """A result as it was kept."""
        return cls(**{**kept, **{n: tuple(kept.get(n, ())) for n in ("contradictions", "other")}})

    def plus(self, other: Judged) -> Judged:
        """Both counted together."""
        mine, theirs = asdict(self), asdict(other)
        return Judged(**{f.name: mine[f.name] + theirs[f.name] for f in fields(self)})


def judged(file: Path, root: Path) -> Judged:
    """A blueprint below ``root`` judged in a process of its own; nothing without actions."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "contracts", "verify", str(file), "--json", str(report)]
        try:
            subprocess.run(command, cwd=ROOT, capture_output=True, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return Judged(files=1, unfinished=1)
        if not report.is_file():
            return Judged()
        return _counted(json.loads(report.read_text(encoding="utf-8")), root)


def _counted(report: dict[str, Any], root: Path) -> Judged:
    checks = [each for each in report["transactions"] if each["outcome"] != "skipped"]
    laws = [each for each in checks if each["name"].startswith("law: ")]
    sent = [each for each in checks if not each["name"].startswith("law: ")]
    causes = report["findings"]
    return Judged(
        files=1,
        dredd_passed=sum(not each["dredd"] and each["outcome"] != "error" for each in sent),
        strict_passed=sum(each["outcome"] == "passed" for each in sent),
        sent=len(sent),
        laws_passed=sum(each["outcome"] == "passed" for each in laws),
        laws=len(laws),
        contradictions=tuple(_named(c, root) for c in causes if c["attribution"] == "blueprint"),
        other=tuple(_named(c, root) for c in causes if c["attribution"] != "blueprint"),
    )


def _named(cause: dict[str, Any], root: Path) -> str:
    """``api.apib:12 schema``: no text of the blueprint."""
    found = _PLACE.search(cause.get("advice", ""))
    place = found[1] if found else cause["location"].rpartition(":")[0]
    return f"{place.removeprefix(f'{root}/')} {cause['rule']}"


_HEAD: Final = """
## Verified on generated servers

`contract verify BLUEPRINT` generates a server from the blueprint and verifies it against the
blueprint. A failure is a contradiction within the blueprint or a mistake of ours.

- **Dredd**, **strict**: responses that pass in Dredd mode and in strict mode, of all requests that
  can be sent.
- **laws**: [checks over several requests](judging.md#what-each-mode-checks) that pass.
- **contradictions**: findings whose cause is in the blueprint.
- **other**: findings that the blueprint does not explain.

| blueprint | Dredd | strict | laws | contradictions | other | measured with |
|---|---|---|---|---|---|---|
"""


def judged_page(rows: Sequence[tuple[str, Judged, str]]) -> str:
    """The table, with the commit that each row was measured with, and below it where each
    contradiction stands."""
    lines = [_row(*row) for row in rows]
    total = Judged()
    for _, found, _ in rows:
        total = total.plus(found)
    lines.append(_row("all", total, ""))
    named = [f"- {name}: {_listed(f.contradictions)}" for name, f, _ in rows if f.contradictions]
    rest = [f"- {name}: {_listed(found.other)}" for name, found, _ in rows if found.other]
    parts = [_HEAD + "\n".join(lines)]
    parts.append(
        "The contradictions, with their lines and the rules that are broken:\n\n" + "\n".join(named)
    )
    if rest:
        parts.append("Not explained by the blueprint:\n\n" + "\n".join(rest))
    return "\n\n".join(parts) + "\n"


def _row(name: str, found: Judged, commit: str) -> str:
    cells = (
        name,
        f"{found.dredd_passed} of {found.sent}",
        f"{found.strict_passed} of {found.sent}",
        f"{found.laws_passed} of {found.laws}",
        str(len(found.contradictions)),
        str(len(found.other)) + f", {found.unfinished} unfinished" * bool(found.unfinished),
        commit,
    )
    return f"| {' | '.join(cells)} |"


def _listed(places: Sequence[str]) -> str:
    split = [place.rpartition(" ") for place in places[:_LISTED]]
    shown = ", ".join(f"`{place}` {rule}" for place, _, rule in split)
    more = len(places) - _LISTED
    return f"{shown} and {more} more" if more > 0 else shown
