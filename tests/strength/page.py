"""docs/test-strength.md: killed and surviving mutants by package."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.strength.mutants import Mutant, package_of
from tests.strength.workers import SURVIVED, Result

INTRODUCTION = """\
# Strength of our own tests

<!-- Made by `make mutation`: do not edit. -->

Small faults, one at a time, in a copy of the project: Cosmic Ray's operators, on lines chosen at
random. The tests of the module run first, then those of its folder, until one fails. Tests in other
folders, of the browser and of the whole project are not asked, so a survivor here may still be
noticed by them.

{day}: {judged:,} mutants of a sample of {asked:,} (seed {seed}); {equivalent:,} more are listed as
equivalent, with the reason, in
[`tests/strength/equivalent.toml`](../tests/strength/equivalent.toml).

| package | mutants | noticed | share |
|---|--:|--:|--:|"""
SURVIVORS = """
## Survivors

| place | operator | line |
|---|---|---|"""
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that no test can notice: ``code`` is its line, ``reason`` says why."""

    module: str
    operator: str
    code: str
    reason: str


def equivalents() -> dict[tuple[str, str, str], Equivalent]:
    """The mutants that are listed as equivalent, by module, operator and line."""
    rows = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])
    return {(r["module"], r["operator"], r["code"]): Equivalent(**r) for r in rows}


def key(mutant: Mutant, root: Path) -> tuple[str, str, str]:
    """A mutant as equivalent.toml names it: by its line's text, which moves with the code."""
    lines = (root / mutant.module).read_text(encoding="utf-8").splitlines()
    return mutant.module, mutant.operator, lines[mutant.line - 1].strip()


def page(results: Iterable[Result], root: Path, *, asked: int, seed: int, day: date) -> str:
    """The page, in Markdown; ``asked`` is the size of the sample that was wanted."""
    listed = equivalents()
    total, killed = Counter[str](), Counter[str]()
    survivors = []
    equivalent = 0
    for result in results:
        if result.outcome == SURVIVED and key(result.mutant, root) in listed:
            equivalent += 1
            continue
        package = package_of(result.mutant.module)
        total[package] += 1
        if result.outcome == SURVIVED:
            survivors.append(result.mutant)
        else:
            killed[package] += 1
    rows = [_row(f"`{name}`", killed[name], total[name]) for name in sorted(total)]
    left = [
        f"| `{m.module}:{m.line}` | `{m.operator}` | `{_cell(key(m, root)[2])}` |"
        for m in sorted(survivors, key=lambda m: (m.module, m.line))
    ]
    head = INTRODUCTION.format(
        day=day.isoformat(), judged=total.total(), asked=asked, seed=seed, equivalent=equivalent
    )
    everything = _row("**all**", killed.total(), total.total())
    return "\n".join([head, *rows, everything, SURVIVORS, *left, ""])


def _row(name: str, part: int, whole: int) -> str:
    return f"| {name} | {whole:,} | {part:,} | {_share(part, whole)} |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")
