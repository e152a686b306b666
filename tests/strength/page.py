"""docs/test-strength.md: killed and surviving mutants by package."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.strength.mutants import Mutant, package_of
from tests.strength.selection import BUDGET
from tests.strength.workers import ERROR, KILLED, SLOWEST, SURVIVED, TIMEOUT, Result

INTRODUCTION = """\
# Strength of our own tests

<!-- Made by `make mutation`: do not edit. -->

Mutation testing: small faults (mutants) are planted one at a time in a copy of the project, by
Cosmic Ray's operators, on lines chosen at random. A mutant is noticed if a test fails, otherwise it
survives. The tests that execute the line are run until one fails: first those of files that are
named like the module, import it or run its command, then the most specific; for a constant or a
signature, the tests that use its module. They take at most {budget:g} seconds of processor without
the fault. Survivors are shown to the first of them in a new process, and to whole files of tests
that start services, servers or commands, for at most {slowest:g} seconds. Tests in a browser, and
those that run the whole project, are not run at all, so they may still notice a survivor.

{day}: {judged:,} mutants of a sample of {asked:,} (seed {seed}); {equivalent:,} more are listed as
equivalent, with the reason, in
[`tests/strength/equivalent.toml`](../tests/strength/equivalent.toml). For {errors:,} more no test
could be run. "Since" counts the survivors that today's tests notice: {again:,} survivors whose line
is still there were shown to them, the other {waiting:,} are counted as not noticed.

| package | mutants | noticed | share | since | share with these |
|---|--:|--:|--:|--:|--:|"""
SURVIVORS = """
## Survivors

Mutants that no test notices yet.

| place | operator | line |
|---|---|---|"""
NOTICED_SINCE = """
## Survivors that are noticed now

| place | operator | line | by |
|---|---|---|---|"""
#: What people found out by hand, with the date; the end of the page.
NOTES = Path(__file__).with_name("notes.md")
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


def page(
    results: Iterable[Result],
    later: Mapping[Mutant, Result],
    *,
    asked: int,
    seed: int,
    day: date,
) -> str:
    """The page, in Markdown; ``asked`` is the size of the sample that was wanted.

    ``later`` has what tests written since made of the survivors.
    """
    listed = equivalents()
    total, killed, since = Counter[str](), Counter[str](), Counter[str]()
    left, noticed = [], []
    equivalent = errors = again = 0
    for result in sorted(results, key=lambda r: (r.mutant.module, r.mutant.line)):
        mutant, package = result.mutant, package_of(result.mutant.module)
        now = later.get(mutant, result)
        if result.outcome == ERROR:
            errors += 1
        elif result.outcome == SURVIVED and key(result) in listed:
            equivalent += 1
        else:
            total[package] += 1
            killed[package] += result.outcome != SURVIVED
            again += result.outcome == SURVIVED and mutant in later
            if result.outcome == SURVIVED and now.outcome in (KILLED, TIMEOUT):
                since[package] += 1
                noticed.append(_place(result, now.by))
            elif result.outcome == SURVIVED:
                left.append(_place(result))
    rows = [_row(f"`{name}`", killed[name], total[name], since[name]) for name in sorted(total)]
    head = INTRODUCTION.format(
        day=day.isoformat(),
        judged=total.total(),
        asked=asked,
        seed=seed,
        equivalent=equivalent,
        budget=BUDGET,
        slowest=SLOWEST,
        errors=errors,
        again=again,
        waiting=total.total() - killed.total() - again,
    )
    everything = _row("**all**", killed.total(), total.total(), since.total())
    lines = [head, *rows, everything, SURVIVORS, *left]
    lines += [NOTICED_SINCE, *noticed] if noticed else []
    return "\n".join([*lines, NOTES.read_text(encoding="utf-8")])


def key(result: Result) -> tuple[str, str, str]:
    """A mutant as equivalent.toml names it: by its line's text, which moves with the code."""
    return result.mutant.module, result.mutant.operator, result.code


def _place(result: Result, *more: str) -> str:
    mutant = result.mutant
    cells = (f"{mutant.module}:{mutant.line}", mutant.operator, result.code, *more)
    return "| " + " | ".join(f"`{_cell(cell)}`" for cell in cells) + " |"


def _row(name: str, part: int, whole: int, since: int) -> str:
    both = _share(part + since, whole)
    return f"| {name} | {whole:,} | {part:,} | {_share(part, whole)} | {since:,} | {both} |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")
