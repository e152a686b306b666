"""What the bridge between Dredd and its Python hooks costs: ours beside the stock one.

Dredd runs the same generated blueprint on the same small server without hooks, with our
handler and one empty hook, and with dredd-hooks-python and the same hook. Dredd's start
and the handler's are not counted: a transaction's time is taken between verdicts.

    python -m benchmarks.hook_bridge
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

from contracts.dredd.result import TransactionResult
from contracts.dredd.runner import HANDLER, run

STOCK = "dredd-hooks-python --port {port}"
HOOK = "import dredd_hooks\n\n\n@dredd_hooks.before_each\ndef nothing(transaction):\n    pass\n"
TRANSACTIONS = 120


class _Stub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = b'{"id": "1"}'
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self.wfile.write(head.encode() + b"\r\n\r\n" + body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Stub) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _blueprint(transactions: int) -> str:
    resource = (
        "## Thing {0} [/things/{0}]\n\n### Show Thing {0} [GET]\n\n"
        '+ Response 200 (application/json)\n\n        {{"id": "1"}}\n\n'
    )
    things = "".join(resource.format(number) for number in range(transactions))
    return f"FORMAT: 1A\n\n# Benchmark\n\n# Group Things\n\n{things}"


@dataclass(frozen=True, slots=True)
class Bridge:
    """How long a transaction takes with one hook handler."""

    name: str
    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of a transaction, in milliseconds."""
        return statistics.median(self.milliseconds)


def measure(transactions: int = TRANSACTIONS) -> tuple[Bridge, Bridge, Bridge]:
    """Time without hooks, with our handler and with the stock one, in one go.

    Raises RuntimeError when a run is not entirely green: its times would mean nothing.
    """
    with tempfile.TemporaryDirectory() as name, _server() as endpoint:
        folder = Path(name)
        blueprint, hook = folder / "things.apib", folder / "hook.py"
        blueprint.write_text(_blueprint(transactions))
        hook.write_text(HOOK)
        return (
            _bridge("no hooks", blueprint, endpoint, [], HANDLER),
            _bridge("contracts.dredd.hook_server", blueprint, endpoint, [hook], HANDLER),
            _bridge("dredd-hooks-python", blueprint, endpoint, [hook], STOCK),
        )


def _bridge(
    name: str, blueprint: Path, endpoint: str, hookfiles: Sequence[Path], handler: str
) -> Bridge:
    moments: list[float] = []

    def note(_: TransactionResult) -> None:
        moments.append(time.perf_counter())

    result = run(blueprint, endpoint, hookfiles, on_result=note, handler=handler)
    if not result.passed:
        raise RuntimeError(f"{name}: {result.problem or result.summary}")
    steps = pairwise(moments)
    return Bridge(name, tuple((after - before) * 1000 for before, after in steps))


def table(bridges: Sequence[Bridge]) -> str:
    """The measurements as aligned text; the cost is what comes on top of the first one."""
    bare, stock = bridges[0].median, bridges[-1].median - bridges[0].median
    lines = [
        f"{'handler':20}{'ms/transaction':>15}{'mean':>9}{'cost of hooks':>15}{'to stock':>10}"
    ]
    for bridge in bridges:
        cost = bridge.median - bare
        mean = statistics.fmean(bridge.milliseconds)
        ratio = f"1/{stock / cost:.0f}" if cost > 0 else ""
        lines.append(f"{bridge.name:20}{bridge.median:15.1f}{mean:9.1f}{cost:15.1f}{ratio:>10}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(measure()) + "\n")
