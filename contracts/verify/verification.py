"""A verification from end to end: plan, server, state handler, transactions, laws."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from contracts.exchange import Mode
from contracts.model import Contract
from contracts.project.blueprint import Blueprint
from contracts.verify.parallel import OnResult, Report, run
from contracts.verify.plan import Check, plan
from contracts.verify.session import Target, expectations, validate_target
from contracts.verify.shard import Shard


def planned(
    contract: Contract,
    target: Target,
    *,
    laws: bool = True,
    only: Sequence[str] = (),
    shard: Shard | None = None,
    methods: Sequence[str] = (),
    is_sorted: bool = False,
) -> tuple[Check, ...]:
    """The checks of a verification: transactions in Dredd's order, then the laws.

    ``shard`` is the part of them that this machine has; ``only``, ``methods`` and ``is_sorted``
    are those of :func:`contracts.verify.plan.plan`. Laws need strict mode and a state
    handler. Raises UnknownCheck when ``only`` names none.
    """
    with_laws = laws and target.mode is Mode.STRICT and bool(target.handler)
    checks = plan(contract, with_laws=with_laws, only=only, methods=methods, is_sorted=is_sorted)
    return shard.of_plan(checks) if shard else checks


def verify(
    blueprint: Contract | Blueprint,
    target: Target,
    *,
    laws: bool = True,
    only: Sequence[str] = (),
    shard: Shard | None = None,
    jobs: int = 1,
    on_result: OnResult = lambda _: None,
) -> Report:
    """Send every documented transaction to ``target`` and judge the answers, then the laws.

    ``blueprint`` may be its contract alone; its file is then read once more.

    ``only`` are names of checks, ``shard`` is the part to do, ``jobs`` the number of workers;
    ``on_result`` gets each result as it comes. Raises TargetFailed when the target cannot be
    reached or started, and UnknownCheck when ``only`` names what the contract does not have.
    """
    validate_target(target, jobs)
    contract = blueprint.contract if isinstance(blueprint, Blueprint) else blueprint
    checks = planned(contract, target, laws=laws, only=only, shard=shard)
    return run_checks(blueprint, target, checks, jobs=jobs, on_result=on_result)


def run_checks(
    blueprint: Contract | Blueprint,
    target: Target,
    checks: Sequence[Check],
    *,
    jobs: int,
    on_result: OnResult = lambda _: None,
) -> Report:
    """Do what is :func:`planned`; see :func:`verify`."""
    with tempfile.TemporaryDirectory(prefix="contract-") as folder:
        return run(expectations(blueprint), target, checks, Path(folder), jobs, on_result)
