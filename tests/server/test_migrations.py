"""Migrations make exactly the tables of the models, and lose no rows on the way."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import flask_migrate
import psutil
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    Numeric,
    Table,
    create_engine,
    inspect,
    select,
    text,
)

from contracts.runtime.config import database_url
from contracts.runtime.packages import load_package
from server import create_app
from server.config import BEHAVIOURS, GENERATED
from server.ops.migrations import MIGRATIONS
from server.ops.schema import missing_migration
from tests.server.changed_package import ROOT, change_package, changed_package
from tests.server.conftest import new_database

#: From the oldest to the newest.
REVISIONS = [
    script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))
]
#: Columns whose values a migration changes deliberately: their table and name.
CHANGED = frozenset({("users", "email_key"), ("faq_types", "name_key")})
ROWS = 3
#: The key of the advisory lock in the migrations' env.py: other versions must know the same.
LOCK = 0x6D69677261746521

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def unmigrated(empty_database: str) -> Iterator[Flask]:
    """An application on an empty database."""
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": empty_database})
    yield app
    with app.app_context():
        load_package(GENERATED, BEHAVIOURS).db.engine.dispose()


def test_migrated_tables_are_those_of_the_models_again_after_a_downgrade(unmigrated: Flask) -> None:
    db = load_package(GENERATED, BEHAVIOURS).db
    with unmigrated.app_context():
        flask_migrate.upgrade()
        flask_migrate.check()
        flask_migrate.downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        with pytest.raises(SystemExit):
            flask_migrate.check()
        flask_migrate.upgrade()
        flask_migrate.check()
        assert unmigrated.test_client().get("/health-check").status_code == 200


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("SELECT 1", ""),
        ("DROP TABLE tasks", "No migration makes tasks as the models have it"),
        ("ALTER TABLE users DROP COLUMN contact", "No migration makes users.contact as"),
        ("CREATE TABLE other (id INTEGER)", ""),
    ],
)
def test_what_no_migration_makes_is_named(unmigrated: Flask, change: str, named: str) -> None:
    with unmigrated.app_context():
        flask_migrate.upgrade()
        with load_package(GENERATED, BEHAVIOURS).db.engine.begin() as connection:
            connection.exec_driver_sql(change)
    message = missing_migration(unmigrated)
    assert message.startswith(named)
    assert bool(message) == bool(named) == ("run `make migration" in message)


@pytest.fixture
def empty_postgresql(postgresql: str) -> str:
    """The URL of a PostgreSQL without tables."""
    return new_database(postgresql, "migrated_twice")


@contextmanager
def migrations(settings: dict[str, str]) -> Iterator[Callable[[], list[ForkProcess]]]:
    """Begins two processes that migrate the same database, and in the end both have succeeded.

    They are forked before: a fork of a process takes what it has locked for its own.
    """
    fork = get_context("fork")
    begin = fork.Event()
    both = [fork.Process(target=migrate, args=(settings, begin), daemon=True) for _ in range(2)]
    for each in both:
        each.start()

    def begun() -> list[ForkProcess]:
        begin.set()
        return both

    yield begun
    for each in both:
        each.join(120)
    assert [each.exitcode for each in both] == [0, 0]


def migrate(settings: dict[str, str], begin: Event) -> None:
    """What a process of its own does, with variables of its environment."""
    begin.wait(120)
    os.environ.update({"APP_CONFIG": "testing", **settings})
    with create_app().app_context():
        flask_migrate.upgrade()


def test_two_migrations_of_one_sqlite_at_once_both_succeed(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with (
        migrations({"TEST_DATABASE_URL": f"sqlite:///{path}"}) as begun,
        closing(sqlite3.connect(f"{path}-migration", isolation_level=None)) as holder,
    ):
        # Until both are there, so that neither is done before the other one begins.
        holder.execute("BEGIN EXCLUSIVE")
        for each in begun():
            while not any("-migration" in f.path for f in psutil.Process(each.pid).open_files()):
                assert each.exitcode is None, "a migration does not wait for its turn"
                time.sleep(0.05)
        holder.execute("ROLLBACK")
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert found == [(REVISIONS[-1],)]


def test_two_migrations_at_once_both_succeed(empty_postgresql: str) -> None:
    """While a third party has the lock both wait, although requests would wait for 0.1 s only."""
    settings = {
        "TEST_DATABASE_URL": empty_postgresql,
        "LOCK_TIMEOUT": "0.1",
        "STATEMENT_TIMEOUT": "0.1",
    }
    engine = create_engine(database_url(empty_postgresql))
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database "
        "WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
    )
    with migrations(settings) as begun, engine.connect() as holder:
        holder.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        both = begun()
        while holder.execute(waiting).scalar() != 2:
            codes = [each.exitcode for each in both]
            assert codes == [None, None], "a migration does not wait for its turn"
            time.sleep(0.05)
        holder.rollback()
    with engine.connect() as connection:
        revisions = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    engine.dispose()
    assert revisions == [REVISIONS[-1]]


def test_a_column_without_a_migration_is_noticed(
    unmigrated: Flask, empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unmigrated.app_context():
        flask_migrate.upgrade()
    name = changed_package(tmp_path, monkeypatch)
    settings = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": empty_database}
    with create_app(settings, name).app_context():
        with pytest.raises(SystemExit):
            flask_migrate.check()
        load_package(name, BEHAVIOURS).db.engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_survive_the_way_from_each_revision_to_the_newest_and_back(
    unmigrated: Flask, revision: str
) -> None:
    with unmigrated.app_context():
        engine = load_package(GENERATED, BEHAVIOURS).db.engine
        flask_migrate.upgrade(revision=revision)
        fill(engine)
        before = rows(engine)
        assert all(len(each) == ROWS for each in before.values())
        flask_migrate.upgrade()
        newest = rows(engine)
        assert same(before, newest)
        assert_models_read(newest)
        flask_migrate.downgrade(revision=revision)
        after = rows(engine)
        # In both directions: no column is left over.
        assert same(before, after)
        assert same(after, before)


def reflected(engine: Engine) -> list[Table]:
    """The tables of the database as it is; parents first."""
    metadata = MetaData()
    metadata.reflect(engine)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def fill(engine: Engine) -> None:
    """Rows in every table: one with all values, one with as few as may be, one in between."""
    with engine.begin() as connection:
        for table in reflected(engine):
            for number in range(1, ROWS + 1):
                connection.execute(table.insert(), row_of(table, number))


def row_of(table: Table, number: int) -> dict[str, Any]:
    """A row's values; none is that of another row."""
    return {
        column.name: value_of(column, number)
        for column in table.columns
        if not (column.nullable and number == 2)
    }


def value_of(column: Column[Any], number: int) -> Any:
    if column.primary_key and isinstance(column.type, Integer | BigInteger):
        return number
    if column.foreign_keys:
        return number
    if isinstance(column.type, Boolean):
        return number % 2 == 1
    if isinstance(column.type, DateTime):
        return datetime(2024, 2, 29, 23, 59, 50 + number, 123456, tzinfo=UTC)
    if isinstance(column.type, Integer | Float | Numeric):
        return number
    return f"{column.name} é 漢字 {number}"


def rows(engine: Engine) -> Rows:
    """All rows of all tables, in order of their keys."""
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in reflected(engine)
        }


def same(before: Rows, after: Rows) -> bool:
    """Whether all that was there is there; columns may have been added."""
    for table, old in before.items():
        new = after[table]
        assert len(new) == len(old)
        for was, is_ in zip(old, new, strict=True):
            for column, value in was.items():
                if (table, column) not in CHANGED:
                    assert is_[column] == value, f"{table}.{column}"
    return True


def assert_models_read(written: Rows) -> None:
    """The models understand what was written before their time."""
    session = load_package(GENERATED, BEHAVIOURS).db.session
    for schema in load_package(GENERATED, BEHAVIOURS).schemas.values():
        model = schema.opts_model()
        found = session.execute(select(model)).scalars().all()
        assert len(found) == len(written[model.__tablename__])
    session.remove()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what `make migration` needs."""
    for name in ("server", "Makefile"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    return tmp_path


def make_migration(project: Path, message: str = "") -> subprocess.CompletedProcess[str]:
    arguments = [f"m={message}"] if message else []
    folder = Path(sys.executable).parent
    return subprocess.run(
        ["make", "-o", "setup", f"BIN={folder}", "migration", *arguments],
        cwd=project,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )


def written(project: Path) -> set[str]:
    here = {path.name for path in (project / "server/migrations/versions").glob("*.py")}
    return here - {path.name for path in (MIGRATIONS / "versions").glob("*.py")}


def test_make_migration_writes_what_changed_and_numbers_it(project: Path) -> None:
    change_package(project / "server" / "generated")
    done = make_migration(project, "moods of FAQs")
    assert done.returncode == 0, done.stderr
    name = f"{int(REVISIONS[-1]) + 1:04}_moods_of_faqs.py"
    assert written(project) == {name}
    text = (project / "server/migrations/versions" / name).read_text(encoding="utf-8")
    assert f'down_revision = "{REVISIONS[-1]}"' in text.replace("'", '"')
    assert text.count("add_column") == text.count("drop_column") == 1
    settings = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{project}/empty.db"}
    with create_app(settings).app_context():
        flask_migrate.upgrade(project / "server/migrations")
        engine = load_package(GENERATED, BEHAVIOURS).db.engine
        assert "mood" in {column["name"] for column in inspect(engine).get_columns("faqs")}
        engine.dispose()


def test_nothing_is_written_where_models_and_migrations_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    settings = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/empty.db"}
    with create_app(settings).app_context():
        flask_migrate.upgrade()
        flask_migrate.migrate(folder, "nothing new")
        load_package(GENERATED, BEHAVIOURS).db.engine.dispose()
    assert "nothing to write" in capsys.readouterr().out
    assert {path.name for path in folder.rglob("*.py")} == {
        path.name for path in MIGRATIONS.rglob("*.py")
    }


def test_make_migration_wants_to_know_what_changed(project: Path) -> None:
    done = make_migration(project)
    assert done.returncode == 2
    assert 'make migration m="what changed"' in done.stdout
    assert written(project) == set()


def test_texts_longer_than_a_migration_allows_stop_it_and_are_named(
    unmigrated: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    insert = text(
        "INSERT INTO users (id, email, email_key, password, token_stamp, is_admin, is_verified,"
        " created_at) VALUES (7, :email, :email, 'x', '', :no, :no, :now)"
    )
    values = {"email": "e" * 255, "no": False, "now": datetime(2099, 1, 1, tzinfo=UTC)}
    engine = load_package(GENERATED, BEHAVIOURS).db
    with unmigrated.app_context():
        flask_migrate.upgrade(revision="0003")
        with engine.engine.begin() as connection:
            connection.execute(insert, values)
        with pytest.raises(SystemExit):
            flask_migrate.upgrade()
        assert "users.email takes 254 characters" in caplog.text
        assert "ids 7 (" in caplog.text
        with engine.engine.begin() as connection:
            connection.execute(text("DELETE FROM users"))
        flask_migrate.upgrade()
