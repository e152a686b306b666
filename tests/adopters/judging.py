"""Judging a foreign application in this process or by its address, by its own blueprint."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from contracts.exchange import Client, Outcome, Result, StateHandler
from contracts.project.blueprint import read
from contracts.report.failure_groups import FailureGroup, failure_groups
from contracts.verify.client import HttpClient, WsgiClient
from contracts.verify.http_state import HttpState
from contracts.verify.plan import plan
from contracts.verify.runner import Runner
from contracts.verify.session import Expectations, Session, expectations, transaction_runner

FOLDER = Path(__file__).parent
Bug = TypeVar("Bug")


def judge_app(blueprint: Path, app: Any, handler: StateHandler, *, laws: bool) -> list[Result]:
    """The results of every transaction, and every law, of a WSGI application."""
    return _results(blueprint, WsgiClient(app), handler, laws)


def judge_url(blueprint: Path, url: str, *, laws: bool) -> list[Result]:
    """The same of a running server that has the state agent."""
    handler = HttpState(f"{url}/contract-state")
    try:
        return _results(blueprint, HttpClient(url), handler, laws)
    finally:
        handler.close()


def _results(blueprint: Path, client: Client, handler: StateHandler, laws: bool) -> list[Result]:
    wanted = _expectations(blueprint)
    contract = wanted.contract
    runner = transaction_runner(wanted, client, handler)
    with Runner(Session(runner, client, handler)) as performing:
        return [performing.result(check) for check in plan(contract, with_laws=laws)]


@lru_cache
def _expectations(blueprint: Path) -> Expectations:
    return expectations(read(str(blueprint)).contract)


def told(results: list[Result]) -> dict[str, str]:
    """What did not pass: by name, the rule and place of each problem, or the reason."""
    return {
        r.transaction.name: ", ".join(f"{p.rule} {p.place}" for p in r.problems) or r.reason
        for r in results
        if r.outcome is not Outcome.PASSED
    }


def together(bugs: Mapping[Bug, tuple[str, str]]) -> list[list[Bug]]:
    """The bugs, by the transaction that shows each, in few runs: one of an action in each."""
    runs: list[dict[str, Bug]] = []
    for bug, (transaction, _) in bugs.items():
        action = transaction.partition(" > Example ")[0]
        run = next((run for run in runs if action not in run), None)
        if run is None:
            runs.append(run := {})
        run[action] = bug
    return [list(run.values()) for run in runs]


def causes(blueprint: Path, results: list[Result]) -> list[str]:
    """Who has to act on each group of failures, and the transaction that shows it best."""
    return [
        f"{g.attribution}: {g.example.result.transaction.name}" for g in _groups(blueprint, results)
    ]


def blamed(blueprint: Path, results: list[Result]) -> dict[str, str]:
    """Who has to act on each transaction that failed."""
    groups = _groups(blueprint, results)
    return {f.result.transaction.name: str(g.attribution) for g in groups for f in g.failures}


def _groups(blueprint: Path, results: list[Result]) -> tuple[FailureGroup, ...]:
    return failure_groups(_expectations(blueprint).contract, results)
