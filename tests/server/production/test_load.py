"""A short load: nobody gets 5xx, and what was confirmed is kept, also when a worker is killed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.load import problems, run, served
from tests.server.services.postgresql import cluster, unavailable


@pytest.mark.parametrize("kill", [False, True], ids=["undisturbed", "a worker is killed"])
def test_no_answer_is_5xx_and_no_confirmed_write_is_lost(tmp_path: Path, kill: bool) -> None:
    if shutil.which("wrk") is None:
        unavailable("wrk is not installed: no load was made (apt install wrk)")
    with cluster() as postgresql, served(tmp_path, postgresql.url) as (server, token):
        outcome = run(server, token, postgresql.url, 2, kill=kill)
    assert problems(outcome) == []
    assert bool(outcome.killed) == kill
