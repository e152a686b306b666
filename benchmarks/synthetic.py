"""A contract of any size, judged in process: does time and memory grow with it, and no more?

python -m benchmarks.synthetic TRANSACTIONS

Two runs: one is timed, the other traces memory, which makes it slow. Seconds are those of the
processor, so that what else the machine does is not counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from time import process_time
from typing import Any

from contracts.model import (
    Access,
    Action,
    Contract,
    Group,
    Location,
    Member,
    Request,
    Resource,
    Response,
    Schema,
    Transaction,
)
from contracts.verify.parallel import run
from contracts.verify.plan import plan
from contracts.verify.session import Expectations, Target

HERE = Location("synthetic.apib", 1, 1)
PER_GROUP = 50
JSON = (("Content-Type", "application/json"),)
SHAPE = Schema(
    "object",
    members=(
        Member("id", Schema("string", sample="1"), required=True),
        Member("name", Schema("string", sample="a"), required=True),
        Member("tags", Schema("array", items=(Schema("string", sample="t"),)), required=True),
    ),
)


def contract(transactions: int) -> Contract:
    """One resource with one action for each transaction, in groups of fifty."""
    groups = [
        Group(f"Group {first}", HERE, resources=tuple(_resources(first, transactions)))
        for first in range(0, transactions, PER_GROUP)
    ]
    return Contract("Synthetic API", "synthetic.apib", groups=tuple(groups))


def _resources(first: int, transactions: int) -> Iterator[Resource]:
    for number in range(first, min(first + PER_GROUP, transactions)):
        name, uri = f"Thing {number}", f"/things/{number}"
        response = Response(200, JSON, json.dumps(_document(uri)), schema=SHAPE)
        shown = Transaction(
            f"Group {first} > {name} > Show {name}", Request("", "GET", uri), response, HERE
        )
        action = Action(
            f"show-thing-{number}",
            f"Show {name}",
            "GET",
            uri,
            HERE,
            access=Access.PUBLIC,
            transactions=(shown,),
        )
        yield Resource(name, uri, HERE, actions=(action,))


def _document(uri: str) -> dict[str, Any]:
    return {"id": uri.rpartition("/")[2], "name": "a", "tags": ["t"]}


def create_app() -> Callable[..., Iterable[bytes]]:
    """A server that answers what is documented."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", list(JSON))
        return [json.dumps(_document(environ["PATH_INFO"])).encode()]

    return app


class State:
    """A state handler for a server without state."""

    def reset(self) -> None:
        pass

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        pass

    def token(self, user: str, kind: str) -> str:
        return f"{user} {kind}"

    def fail(self, checkers: Iterable[str]) -> None:
        pass


def main() -> None:
    """Print the seconds of a run and the megabytes it takes at most, as JSON."""
    size = int(sys.argv[1])
    seconds = _run(contract(size))
    tracemalloc.start()
    _run(contract(size))
    _, peak = tracemalloc.get_traced_memory()
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": peak / 1024**2}))


def _run(made: Contract) -> float:
    target = Target(app="benchmarks.synthetic:create_app", state="benchmarks.synthetic:State")
    with tempfile.TemporaryDirectory() as folder:
        begin = process_time()
        found = run(Expectations(made, {}), target, plan(made, with_laws=False), Path(folder))
        seconds = process_time() - begin
    wrong = sum(bool(result.problems) for result in found.results)
    if wrong:
        raise RuntimeError(f"{wrong} verdicts are wrong: the time means nothing")
    return seconds


if __name__ == "__main__":
    main()
