"""A short load: nobody gets 5xx, and what was confirmed is kept, also when a worker is killed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from benchmarks.load import Outcome, problems, run, served
from tests.server.conftest import new_database
from tests.server.services.postgresql import unavailable

Load = Callable[[bool], Outcome]
#: How long a load lasts, in seconds; a longer one where nothing is answered in that time.
SECONDS: Final = (1, 5, 25)


@pytest.fixture(scope="module")
def load(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """Loads one server until something is answered, and kills a worker of it or not."""
    if shutil.which("wrk") is None:
        unavailable("wrk is not installed: no load was made (apt install wrk)")
    folder = tmp_path_factory.mktemp("load")
    database = new_database(postgresql, "load")
    with served(folder, database) as (server, token):

        def loaded(kill: bool) -> Outcome:
            for seconds in SECONDS:
                outcome = run(server, token, database, seconds, kill=kill)
                if outcome.load.fine and outcome.confirmed:
                    break
            return outcome

        yield loaded


@pytest.mark.parametrize("kill", [False, True], ids=["undisturbed", "a worker is killed"])
def test_no_answer_is_5xx_and_no_confirmed_write_is_lost(load: Load, kill: bool) -> None:
    outcome = load(kill)
    assert problems(outcome) == []
    assert bool(outcome.killed) == kill
