"""The whole suite, side by side: Dredd with its Python hooks, our judge, the pytest plugin.

Dredd and ``contract verify -j1`` judge the same running server. Dredd runs twice: with the
hook handler the world uses (dredd-hooks-python), and with ours, which is faster. Start-up is
left out everywhere: Dredd's and pytest's time is counted from verdict to verdict.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import linearity
from benchmarks.hook_bridge import STOCK
from benchmarks.measure import Measurement
from contracts.dredd.emulation.gavel import real_message
from contracts.dredd.runner import HANDLER
from contracts.dredd.runner import run as run_dredd
from contracts.exchange import Outcome, Result
from contracts.model import Contract
from contracts.project.blueprint import read
from contracts.project.files import write
from contracts.project.settings import server_settings
from contracts.render.dredd import FILE, render
from contracts.serve.process import running
from contracts.verify.parallel import run
from contracts.verify.plan import plan
from contracts.verify.runner import Runner
from contracts.verify.session import Expectations, Target, expectations, open_session
from contracts.verify.state import prepare
from contracts.verify.strict.judge import strict_problems
from contracts.verify.transaction_runner import TransactionRunner

ROOT = Path(__file__).parent.parent
BLUEPRINT = ROOT / "blueprint" / "api.apib"
SIZES = (500, 5_000)

OWN = server_settings(Path(__file__).parent.parent / "blueprint" / "api.apib")
IN_PROCESS = Target(app=OWN.app, state=OWN.state, environment=OWN.environment)


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """A run of the whole suite is the repetition; Dredd runs once. Then the sizes."""
    found = read(BLUEPRINT)
    by = expectations(found.contract)
    count = len(plan(by.contract, with_laws=False))
    write(folder, render(found.source.text, found.contract))
    with _server(folder) as url:
        stock = _dredd(folder, url, STOCK)
        quick = tuple(_dredd(folder, url, HANDLER)[0] for _ in range(min(repeat, 2)))
        http = _ours(by, Target(endpoint=url, state=OWN.state), folder, repeat)
    two = _ours(by, replace(IN_PROCESS, app="", serve=OWN.serve), folder, repeat, jobs=2)
    inside = _ours(by, IN_PROCESS, folder, repeat)
    plugin = tuple(_pytest(folder) for _ in range(min(repeat, 2)))
    rows = [
        ("Dredd, dredd-hooks-python", stock, ""),
        ("Dredd, our hook handler", quick, ""),
        ("contract verify -j1, same server", http, "10 × Dredd"),
        ("contract verify -j2, two servers", two, ""),
        ("contract verify, in process", inside, "20 × Dredd"),
        ("pytest blueprint/api.apib, in process", plugin, "20 × Dredd"),
    ]
    return [
        *(_row(what, s, goal, count, min(stock), min(quick)) for what, s, goal in rows),
        *_parts(by, folder),
        *_laws(by, folder),
        *_sizes(),
    ]


def _row(
    what: str, seconds: tuple[float, ...], goal: str, count: int, stock: float, quick: float
) -> Measurement:
    """A row that says how many times as fast as Dredd with either of its hook handlers.

    The best runs are compared: what else the machine did slowed them down least.
    """
    best = min(seconds)
    note = f"{count / best:.0f}/s; {stock / best:.1f} × dredd-hooks-python"
    return Measurement(what, seconds, goal, f"{note}, {quick / best:.1f} × our handler")


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """A server whose settings this process has as well, for its state handler."""
    environment = {
        "APP_CONFIG": "testing",
        "DATABASE_URL": f"sqlite:///{folder / 'verify.sqlite'}",
        "CONTRACT_DATABASE_URL": f"sqlite:///{folder / 'verify.sqlite'}",
        "SECRET_KEY": secrets.token_hex(32),
        "HEALTH_FAULTS_FILE": str(folder / "verify-faults"),
        "CONTRACT_BLUEPRINT": str(BLUEPRINT),
        "PYTHONPATH": str(ROOT),
    }
    saved = dict(os.environ)
    os.environ.update(environment)
    try:
        with running(OWN.serve, environment, folder / "verify-server.log") as server:
            yield server.url
    finally:
        os.environ.clear()
        os.environ.update(saved)


def _dredd(folder: Path, url: str, handler: str) -> tuple[float, ...]:
    moments: list[float] = []
    result = run_dredd(
        folder / FILE,
        url,
        [ROOT / "hooks" / "dredd_hooks.py"],
        on_result=lambda _: moments.append(time.perf_counter()),
        handler=handler,
    )
    if not result.passed:
        raise RuntimeError(f"Dredd's run was not green: {result.problem or result.summary}")
    between = moments[-1] - moments[0]
    return (between * len(moments) / (len(moments) - 1),)


def _ours(
    by: Expectations, target: Target, folder: Path, repeat: int, jobs: int = 1
) -> tuple[float, ...]:
    checks = plan(by.contract, with_laws=False)
    seconds = []
    for number in range(repeat):
        done = run(by, target, checks, folder / f"{target.serve and 'own'}-{jobs}-{number}", jobs)
        wrong = [v for v in done.results if v.outcome is not Outcome.PASSED]
        if wrong:
            raise RuntimeError(f"{len(wrong)} verdicts are not green: {wrong[0].reason}")
        seconds.append(done.seconds)
    return tuple(seconds)


def _pytest(folder: Path) -> float:
    command = [sys.executable, "-m", "pytest", "blueprint/api.apib", "-q", "--contract-no-laws"]
    seconds = folder / "pytest-seconds"
    with (folder / "pytest.log").open("wb") as log:
        subprocess.run(
            [*command, "-p", "benchmarks.stopwatch"],
            cwd=ROOT,
            check=True,
            stdout=log,
            stderr=log,
            env={**os.environ, "BENCHMARK_SECONDS": str(seconds)},
        )
    return float(seconds.read_text(encoding="utf-8"))


def _parts(by: Expectations, folder: Path) -> Iterator[Measurement]:
    """Where a transaction's time goes in process: the state, the server, the judges."""
    checks = plan(by.contract, with_laws=False)
    with open_session(IN_PROCESS, by, folder / "parts") as server, Runner(server) as runner:
        results, whole = [], []
        for check in checks:
            begin = time.perf_counter()
            results.append(runner.result(check))
            whole.append(time.perf_counter() - begin)
        transactions, handler = server.transactions, server.handler
        states = tuple(
            _seconds(
                prepare,
                handler,
                transactions.state(check.name),
                dict(check.transaction.request.headers),
            )
            for check in checks
        )
    answers = tuple(result.answer.seconds for result in results if result.answer)
    judges = tuple(
        _seconds(_both, by.contract, transactions, result) for result in results if result.answer
    )
    yield Measurement("a transaction in process", tuple(whole))
    yield Measurement("… its state alone (reset, seed, token)", states)
    yield Measurement("… its server", answers)
    yield Measurement("… its judges alone, strict and Dredd's", judges)


def _both(contract: Contract, transactions: TransactionRunner, result: Result) -> None:
    assert result.sent is not None
    assert result.answer is not None
    transaction = result.transaction
    transactions.judge(transaction.name).problems(real_message(result.answer))
    strict_problems(contract, result.action, transaction, result.sent, result.answer)


def _seconds(work: Callable[..., object], *arguments: Any) -> float:
    begin = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begin


def _laws(by: Expectations, folder: Path) -> Iterator[Measurement]:
    """Laws are counted apart: each is many requests, and Dredd has nothing like them."""
    checks = [check for check in plan(by.contract) if check.law is not None]
    done = run(by, IN_PROCESS, checks, folder / "laws")
    note = f"{len(done.exchanges) / done.seconds:.0f} requests/s"
    yield Measurement(f"{len(checks)} laws in process", (done.seconds,), "", note)


def _sizes() -> Iterator[Measurement]:
    for size in SIZES:
        point = linearity.measure(size)
        each = f"{point.seconds / size * 1000:.2f} ms, {point.megabytes / size * 1024:.1f} KiB each"
        what = f"a contract of {size:,} transactions, processor"
        yield Measurement(what, (point.seconds,), "linear", each)
