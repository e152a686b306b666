"""``contract mutate``: record once, corrupt every answer, ask both judges, write the table."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import click

from contracts.cli.verification import Verification, progress
from contracts.dredd.emulation.gavel import GavelJudge, Unjudgeable, expected_message, real_message
from contracts.exchange import Answer, Result
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
from contracts.verify.loading import TargetFailed
from contracts.verify.parallel import run
from contracts.verify.session import Expectations, expectations, open_session, validate_target
from contracts.verify.strict.judge import strict_problems


def mutate(blueprint: Blueprint, verification: Verification, out: Path) -> float:
    """Print and write the mutation table; the percentage that strict mode killed.

    Raises TargetFailed when there is no answer that could be corrupted.
    """
    validate_target(verification.target, verification.jobs)
    click.echo(verification.target.state_line())
    contract, expected = blueprint.contract, expectations(blueprint)
    begin = perf_counter()
    checks = replace(verification, laws=False).planned(contract)
    with tempfile.TemporaryDirectory(prefix="contract-") as folder:
        with progress(len(checks)) as on_result:
            done = run(
                expected, verification.target, checks, Path(folder), verification.jobs, on_result
            )
        results = recorded(done.results)
        if not results:
            raise TargetFailed("no transaction passed: there is no answer to corrupt")
        corrupted = offline(expected, results, seeded=bool(verification.target.handler))
        scores: list[Score] = []
        survivors: list[Survivor] = []
        if verification.target.hooks:
            click.echo("server faults are left out: they need a server without hooks")
        elif verification.laws and not (verification.only or verification.methods):
            with open_session(verification.target, expected, Path(folder)) as server:
                scores, survivors = live(expected, server, successes(results), _dot)
            click.echo()
    result = mutation(corrupted, len(results), scores, survivors)
    write(result, out)
    click.echo(as_markdown(result))
    seconds = perf_counter() - begin
    click.echo(
        f"{result.total} mutants of {len(results)} answers in {seconds:.1f} s:"
        f" strict mode killed {result.strict:.2f} %, Dredd mode {result.dredd:.2f} %"
    )
    return result.strict


def _dot(*_: object) -> None:
    click.echo("*", nl=False)


def offline(expected: Expectations, results: Sequence[Result], *, seeded: bool = True) -> Tally:
    """What both judges make of all mutants of recorded answers.

    Without ``seeded`` no state handler made the documented resources exist.
    """
    total = Tally()
    for result in results:
        total.add(_tally(expected, result, seeded))
    return total


def _tally(expected: Expectations, result: Result, seeded: bool) -> Tally:
    contract, schema = expected.contract, expected.schemas.get(result.transaction.name, "")
    dredd = GavelJudge(expected_message(result.transaction, schema=schema))

    def is_wrong(recording: Result, answer: Answer) -> bool:
        assert recording.sent is not None
        exchange = (recording.action, recording.transaction, recording.sent, answer)
        return bool(strict_problems(contract, *exchange, seeded=seeded))

    def fails_dredd(_: Result, answer: Answer) -> bool:
        try:
            return bool(dredd.problems(real_message(answer)))
        except Unjudgeable:
            return True

    return tally(result, contract, is_wrong, fails_dredd)


def write(result: Mutation, out: Path) -> None:
    """``mutation.md`` and ``mutation.json`` below ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "mutation.md").write_text(as_markdown(result), encoding="utf-8")
    (out / "mutation.json").write_text(as_json(result), encoding="utf-8")
