"""A short load: nobody gets 5xx, and what was confirmed is kept, also when a worker is killed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest

from benchmarks.load import Outcome, problems, run, served
from tests.server.services.postgresql import cluster, unavailable

Load = Callable[[int, bool], Outcome]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """Loads one server for some seconds, and kills a worker of it or not."""
    if shutil.which("wrk") is None:
        unavailable("wrk is not installed: no load was made (apt install wrk)")
    folder = tmp_path_factory.mktemp("load")
    with cluster() as postgresql, served(folder, postgresql.url) as (server, token):
        yield lambda seconds, kill: run(server, token, postgresql.url, seconds, kill=kill)


@pytest.mark.parametrize(
    ("seconds", "kill"), [(1, False), (1, True)], ids=["undisturbed", "a worker is killed"]
)
def test_no_answer_is_5xx_and_no_confirmed_write_is_lost(
    load: Load, seconds: int, kill: bool
) -> None:
    outcome = load(seconds, kill)
    assert problems(outcome) == []
    assert bool(outcome.killed) == kill
