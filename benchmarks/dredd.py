"""A Dredd transaction's milliseconds: the bare bridge beside the stock one, then the real run.

The real run is split: the hooks are timed inside the handler, the server by a middleware,
and what is left of the time between two verdicts is Dredd and the bridge.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from benchmarks import hook_bridge
from benchmarks.measure import Measurement
from contracts.dredd.runner import run
from contracts.project.blueprint import read
from contracts.project.files import write
from contracts.render.dredd import FILE, render
from server import create_app

ROOT = Path(__file__).parent.parent
HOOK = """\
import json
import time

import dredd_hooks

from hooks import dredd_hooks as real
from hooks.dredd_hooks import derived_state  # the loader runs what a hook file names

seconds = []
prepare = real.prepare


def timed(*arguments):
    begin = time.perf_counter()
    prepare(*arguments)
    seconds.append(time.perf_counter() - begin)


real.prepare = timed


@dredd_hooks.after_all
def tell(transactions):
    with open({file!r}, "w") as file:
        json.dump(seconds, file)
"""


def measure(folder: Path, repeat: int) -> list[Measurement]:
    """The three bridges once, and the real run once; a transaction is the repetition."""
    del repeat
    bare, ours, stock = hook_bridge.measure()
    cost, stock_cost = ours.median - bare.median, stock.median - bare.median
    return [
        _row("Dredd, no hooks, stub server: a transaction", bare),
        _row(
            "… our handler, one empty hook",
            ours,
            "bridge < 15 ms",
            f"bridge {cost:.1f} ms, the stock one {stock_cost:.1f} ms",
        ),
        _row("… dredd-hooks-python, one empty hook", stock),
        *_real(folder),
    ]


def _row(what: str, bridge: hook_bridge.Bridge, goal: str = "", note: str = "") -> Measurement:
    return Measurement(what, tuple(ms / 1000 for ms in bridge.milliseconds), goal, note)


def _real(folder: Path) -> Iterator[Measurement]:
    blueprint = read(ROOT / "blueprint" / "api.apib")
    write(folder, render(blueprint.source.text, blueprint.contract))
    seconds = folder / "hook-seconds.json"
    hook = folder / "timed_hook.py"
    hook.write_text(HOOK.format(file=str(seconds)), encoding="utf-8")
    environment = {
        "APP_CONFIG": "testing",
        "DATABASE_URL": f"sqlite:///{folder / 'dredd.sqlite'}",
        "CONTRACT_DATABASE_URL": f"sqlite:///{folder / 'dredd.sqlite'}",
        "SECRET_KEY": secrets.token_hex(32),
        "HEALTH_FAULTS_FILE": str(folder / "dredd-faults"),
        "CONTRACT_BLUEPRINT": str(ROOT / "blueprint" / "api.apib"),
    }
    moments: list[float] = []
    answers: list[float] = []
    with _server(environment, answers) as endpoint:
        result = run(
            folder / FILE,
            endpoint,
            [hook],
            on_result=lambda _: moments.append(time.perf_counter()),
            environment=environment,
        )
    if not result.passed:
        raise RuntimeError(f"the run was not green: {result.problem or result.summary}")
    total = tuple(after - before for before, after in pairwise(moments))
    hooks = tuple(json.loads(seconds.read_text(encoding="utf-8")))
    rest = tuple(max(0.0, t - h - a) for t, h, a in zip(total, hooks[1:], answers[1:], strict=True))
    yield Measurement("our blueprint: a Dredd transaction", total, "", result.summary)
    yield Measurement("… of which hooks (reset, seed, token)", hooks)
    yield Measurement("… of which the server", tuple(answers))
    yield Measurement("… of which Dredd and the bridge", rest)


@contextmanager
def _server(environment: dict[str, str], answers: list[float]) -> Iterator[str]:
    """Our server in a thread, every answer timed."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    saved = dict(os.environ)
    os.environ.update(environment, CREATE_TABLES="1")
    app = create_app()
    os.environ.clear()
    os.environ.update(saved)
    inner = app.wsgi_app

    def timed(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        begin = time.perf_counter()
        body = list(inner(environ, start))
        answers.append(time.perf_counter() - begin)
        return body

    app.wsgi_app = timed  # type: ignore[method-assign]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
