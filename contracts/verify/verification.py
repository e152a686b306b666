"""A verification from end to end: plan, server, state handler, transactions, laws."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from contracts.exchange import Mode
from contracts.model import Contract
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
) -> tuple[Check, ...]:
    """The checks of a verification: transactions in Dredd's order, then the laws.

    ``shard`` is the part of them that this machine has. Laws need strict mode and a state
    handler. Raises UnknownCheck when ``only`` names none.
    """
    with_laws = laws and target.mode is Mode.STRICT and bool(target.handler)
    checks = plan(contract, with_laws=with_laws, only=only)
    return shard.of_plan(checks) if shard else checks


def verify(
    contract: Contract,
    target: Target,
    *,
    laws: bool = True,
    only: Sequence[str] = (),
    shard: Shard | None = None,
    jobs: int = 1,
    on_result: OnResult = lambda _: None,
) -> Report:
    """Send every documented transaction to ``target`` and judge the answers, then the laws.

    ``only`` are names of checks, ``shard`` is the part to do, ``jobs`` the number of workers;
    ``on_result`` gets each result as it comes. Raises TargetFailed when the target cannot be
    reached or started, and UnknownCheck when ``only`` names what the contract does not have.
    """
    validate_target(target, jobs)
    checks = planned(contract, target, laws=laws, only=only, shard=shard)
    with tempfile.TemporaryDirectory(prefix="contract-") as folder:
        return run(expectations(contract), target, checks, Path(folder), jobs, on_result)
