"""The whole suite, side by side: Dredd with its Python hooks, our judge, the pytest plugin.

Dredd and ``contract verify -j1`` judge the same running server. Start-up is left out
everywhere but in the plugin's time: Dredd's is counted from its first verdict on.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Measurement
from contracts.blueprint import read
from contracts.dredd_run import run as run_dredd
from contracts.files import write
from contracts.render.dredd import FILE, render
from contracts.server_process import running
from contracts.verify.model import Outcome
from contracts.verify.parallel import run
from contracts.verify.plan import plan
from contracts.verify.target import SERVE, Judging, Target, judging

ROOT = Path(__file__).parent.parent
BLUEPRINT = ROOT / "blueprint" / "api.apib"
SIZES = (500, 1_000, 2_500, 5_000)


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """A run of the whole suite is the repetition; Dredd runs once. Then the sizes."""
    found = read(BLUEPRINT)
    by = judging(found.contract)
    count = len(plan(by.contract, with_laws=False))
    write(folder, render(found.source.text, found.contract))
    with _server(folder) as url:
        dredd = _dredd(folder, url)
        http = _ours(by, Target(endpoint=url), folder, repeat)
    two = _ours(by, Target(serve=SERVE), folder, repeat, jobs=2)
    inside = _ours(by, Target(), folder, repeat)
    rows = [
        ("Dredd with Python hooks, over HTTP", dredd, ""),
        ("contract verify -j1, same server", http, "10 times Dredd"),
        ("contract verify -j2, two servers", two, ""),
        ("contract verify, in process", inside, "20 times Dredd"),
        ("pytest blueprint/api.apib, whole process", _pytest(folder), ""),
    ]
    slow = sorted(dredd)[len(dredd) // 2]
    return [*(_row(what, s, goal, count, slow) for what, s, goal in rows), *_sizes(repeat)]


def _row(what: str, seconds: tuple[float, ...], goal: str, count: int, slow: float) -> Measurement:
    row = Measurement(what, seconds, goal)
    note = f"{count / row.median:.0f} transactions/s, {slow / row.median:.1f} times Dredd"
    return Measurement(what, seconds, goal, note)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """A server whose settings this process has as well, for its state handler."""
    environment = {
        "APP_CONFIG": "testing",
        "DATABASE_URL": f"sqlite:///{folder / 'verify.sqlite'}",
        "SECRET_KEY": secrets.token_hex(32),
        "HEALTH_FAULTS_FILE": str(folder / "verify-faults"),
        "CONTRACT_BLUEPRINT": str(BLUEPRINT),
        "PYTHONPATH": str(ROOT),
    }
    saved = dict(os.environ)
    os.environ.update(environment)
    try:
        with running(SERVE, environment, folder / "verify-server.log") as server:
            yield server.url
    finally:
        os.environ.clear()
        os.environ.update(saved)


def _dredd(folder: Path, url: str) -> tuple[float, ...]:
    moments: list[float] = []
    result = run_dredd(
        folder / FILE,
        url,
        [ROOT / "hooks" / "dredd_hooks.py"],
        on_verdict=lambda _: moments.append(time.perf_counter()),
    )
    if not result.passed:
        raise RuntimeError(f"Dredd's run was not green: {result.problem or result.summary}")
    between = moments[-1] - moments[0]
    return (between * len(moments) / (len(moments) - 1),)


def _ours(
    by: Judging, target: Target, folder: Path, repeat: int, jobs: int = 1
) -> tuple[float, ...]:
    tasks = plan(by.contract, with_laws=False)
    seconds = []
    for number in range(repeat):
        done = run(by, target, tasks, folder / f"{target.serve and 'own'}-{jobs}-{number}", jobs)
        wrong = [v for v in done.verdicts if v.outcome is not Outcome.PASSED]
        if wrong:
            raise RuntimeError(f"{len(wrong)} verdicts are not green: {wrong[0].reason}")
        seconds.append(done.seconds)
    return tuple(seconds)


def _pytest(folder: Path) -> tuple[float, ...]:
    command = [sys.executable, "-m", "pytest", "blueprint/api.apib", "-q", "--contract-no-laws"]
    begin = time.perf_counter()
    log = (folder / "pytest.log").open("wb")
    with log:
        subprocess.run(command, cwd=ROOT, check=True, stdout=log, stderr=log)
    return (time.perf_counter() - begin,)


def _sizes(repeat: int) -> Iterator[Measurement]:
    """Each size in a process of its own, so that each has its own peak of memory."""
    for size in SIZES:
        runs = [_synthetic(size) for _ in range(min(repeat, 2))]
        memory = max(run["megabytes"] for run in runs)
        seconds = tuple(run["seconds"] for run in runs)
        note = f"{min(seconds) / size * 1000:.2f} ms and {memory / size * 1024:.0f} KiB each"
        yield Measurement(f"a contract of {size:,} transactions", seconds, "linear", note)


def _synthetic(size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.synthetic", str(size)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
