"""A write on SQLite waits for the lock of another one, no longer than the time-out says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from contracts.runtime.app import new_app
from contracts.runtime.jsonapi.storage.database import Timeouts, begin_writing, prepare_engine
from contracts.runtime.packages import load_package
from server.config import BEHAVIOURS, GENERATED, load_config


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'locked.sqlite'}")
    prepare_engine(made, timeouts=Timeouts(lock=0.2))
    yield made
    made.dispose()


def time_out(session: Session) -> int:
    """The milliseconds that SQLite waits for a lock in all other statements."""
    return int(session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one())


def test_a_write_begins_when_no_other_has_the_lock(engine: Engine) -> None:
    with Session(engine) as session:
        begin_writing(session)
        with (
            closing(sqlite3.connect(str(engine.url.database), timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")
        begin_writing(session)  # once is enough
        assert time_out(session) == 200


def test_a_write_gives_up_after_the_time_out(engine: Engine) -> None:
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Session(engine) as session:
            with pytest.raises(OperationalError, match="locked"):
                begin_writing(session)
            other.execute("ROLLBACK")
            begin_writing(session)
            assert time_out(session) == 200


@pytest.mark.parametrize(("environment", "synchronous"), [("testing", 0), ("development", 1)])
def test_commits_are_on_the_disk_unless_the_application_is_under_test(
    tmp_path: Path, environment: str, synchronous: int
) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    package = load_package(GENERATED, BEHAVIOURS)
    app = new_app(load_config(environment, {"DATABASE_URL": url}), package)
    with app.app_context(), package.db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == synchronous
