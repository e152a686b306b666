"""``contract mutate``: record once, spoil every answer, ask both judges, write the table."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import click

from contracts.cli.verification import Verification, progress
from contracts.dredd.emulation.gavel import Judge, Unjudgeable, expected_message, real_message
from contracts.exchange import Answer, Verdict
from contracts.mutation.live_faults import live, successes
from contracts.mutation.report import (
    Mutation,
    Score,
    Survivor,
    Tally,
    as_json,
    as_markdown,
    mutation,
    recorded,
    tally,
)
from contracts.project.blueprint import Blueprint
from contracts.verify.parallel import run
from contracts.verify.plan import plan
from contracts.verify.session import Judging, TargetFailed, check, judging, opened
from contracts.verify.strict.judge import strict_problems


def mutate(blueprint: Blueprint, how: Verification, out: Path) -> float:
    """Print and write the mutation table; the percentage that strict mode killed.

    Raises TargetFailed when there is no answer that could be spoiled.
    """
    check(how.target, how.jobs)
    click.echo(how.target.state_line())
    contract, by = blueprint.contract, judging(blueprint.contract)
    begin = perf_counter()
    tasks = plan(contract, with_laws=False, only=how.only)
    with tempfile.TemporaryDirectory(prefix="contract-") as folder:
        with progress(len(tasks)) as listener:
            done = run(by, how.target, tasks, Path(folder), how.jobs, listener)
        verdicts = recorded(done.verdicts)
        if not verdicts:
            raise TargetFailed("no transaction passed: there is no answer to spoil")
        spoiled = offline(by, verdicts, seeded=bool(how.target.handler))
        scores: list[Score] = []
        survivors: list[Survivor] = []
        if how.laws and not how.only:
            with opened(how.target, by, Path(folder)) as server:
                scores, survivors = live(by, server, successes(verdicts), _dot)
            click.echo()
    result = mutation(spoiled, len(verdicts), scores, survivors)
    write(result, out)
    click.echo(as_markdown(result))
    seconds = perf_counter() - begin
    click.echo(
        f"{result.total} mutants of {len(verdicts)} answers in {seconds:.1f} s:"
        f" strict mode killed {result.strict:.2f} %, Dredd mode {result.dredd:.2f} %"
    )
    return result.strict


def _dot(*_: object) -> None:
    click.echo("*", nl=False)


def offline(by: Judging, verdicts: Sequence[Verdict], *, seeded: bool = True) -> Tally:
    """What both judges make of all mutants of recorded answers.

    Without ``seeded`` no state handler made the documented resources exist.
    """
    found = Tally()
    for verdict in verdicts:
        found.add(_tally(by, verdict, seeded))
    return found


def _tally(by: Judging, verdict: Verdict, seeded: bool) -> Tally:
    contract, schema = by.contract, by.schemas.get(verdict.transaction.name, "")
    dredd = Judge(expected_message(verdict.transaction, schema=schema))

    def is_wrong(recording: Verdict, answer: Answer) -> bool:
        assert recording.sent is not None
        exchange = (recording.action, recording.transaction, recording.sent, answer)
        return bool(strict_problems(contract, *exchange, seeded=seeded))

    def fails_dredd(_: Verdict, answer: Answer) -> bool:
        try:
            return bool(dredd.problems(real_message(answer)))
        except Unjudgeable:
            return True

    return tally(verdict, contract, is_wrong, fails_dredd)


def write(result: Mutation, out: Path) -> None:
    """``mutation.md`` and ``mutation.json`` below ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "mutation.md").write_text(as_markdown(result), encoding="utf-8")
    (out / "mutation.json").write_text(as_json(result), encoding="utf-8")
