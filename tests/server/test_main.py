"""``python -m server``: what it does with the database before it serves, and when it does not."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, inspect

from contracts.runtime import __main__ as runtime_main
from server import __main__ as module
from server.config import GENERATED

TABLES = {"users", "events", "faqs", "faq_types", "tasks"}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[tuple[str, int]]]:
    """Where the server would listen, instead of serving."""
    calls: list[tuple[str, int]] = []

    def serve(app: Flask, host: str, port: int) -> int:
        assert isinstance(app, Flask)
        calls.append((host, port))
        return 0

    monkeypatch.setattr(module, "serve", serve)
    monkeypatch.setattr(module, "configure_logging", lambda _config: None)
    monkeypatch.setenv("APP_CONFIG", "development")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/app.db")
    monkeypatch.setenv("STORAGE_URL", str(tmp_path / "uploads"))
    level = logging.getLogger("alembic").level
    yield calls
    logging.getLogger("alembic").setLevel(level)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["server", *arguments])
    return module.main()


def tables(folder: Path) -> set[str]:
    engine = create_engine(f"sqlite:///{folder}/app.db")
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


@pytest.mark.parametrize(
    ("arguments", "create", "made"),
    [
        ([], "off", set()),
        ([], "on", TABLES),
        (["--migrate"], "off", TABLES | {"alembic_version"}),
        (["--migrate"], "on", TABLES | {"alembic_version"}),
    ],
)
def test_tables_are_migrated_created_or_left_alone(
    served: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    create: str,
    made: set[str],
) -> None:
    monkeypatch.setenv("CREATE_TABLES", create)
    assert run(monkeypatch, *arguments, "--host", "127.0.0.2", "--port", "1234") == 0
    assert served == [("127.0.0.2", 1234)]
    assert tables(tmp_path) >= made
    assert bool(tables(tmp_path)) == bool(made)
    assert ("alembic_version" in tables(tmp_path)) == ("--migrate" in arguments)


def test_it_listens_on_this_machine_alone_unless_told_otherwise(
    served: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch) == 0
    assert served == [("127.0.0.1", 5000)]


def test_wrong_settings_are_shown_and_nothing_is_served(
    served: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PAGE_SIZE", "many")
    assert run(monkeypatch) == 2
    assert "PAGE_SIZE is 'many'" in capsys.readouterr().err
    assert served == []


@pytest.mark.parametrize(("missing", "code"), [("table x has no migration", 1), ("", 0)])
def test_missing_migrations_are_shown_and_are_an_error(
    served: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    missing: str,
    code: int,
) -> None:
    monkeypatch.setattr(module, "missing_migration", lambda _app: missing)
    assert run(monkeypatch, "--check-migrations") == code
    assert capsys.readouterr().err.splitlines() == [missing] * bool(missing)
    assert served == []
    assert tables(tmp_path) == set(), "only a database in memory is migrated"
    assert run(monkeypatch, "--migrate") == 2 * code
    assert bool(served) != bool(missing)


def test_the_committed_migrations_are_complete(
    served: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, "--check-migrations") == 0


def test_the_tasks_of_a_dead_process_are_looked_for_before_serving(
    served: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(module, "recover_without_broker", lambda _app: order.append("recover"))
    monkeypatch.setattr(module, "serve", lambda *_: order.append("serve") or 3)
    assert run(monkeypatch) == 3
    assert order == ["recover", "serve"]


@pytest.fixture
def of_a_package(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where ``python -m contracts.runtime`` would listen, instead of serving."""
    calls: list[tuple[str, int]] = []
    monkeypatch.setattr(runtime_main, "serve", lambda _, *at: calls.append(at) or 3)
    monkeypatch.setenv("GENERATED_PACKAGE", GENERATED)
    return calls


def test_a_package_is_served_where_it_is_told(
    of_a_package: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in ([], ["--host", "::1", "--port", "1234"]):
        monkeypatch.setattr("sys.argv", ["contracts.runtime", *arguments])
        assert runtime_main.main() == 3
    assert of_a_package == [("127.0.0.1", 5000), ("::1", 1234)]


def test_wrong_settings_of_a_package_are_shown_and_nothing_is_served(
    of_a_package: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PAGE_SIZE", "many")
    monkeypatch.setattr("sys.argv", ["contracts.runtime"])
    assert runtime_main.main() == 2
    assert "PAGE_SIZE is 'many'" in capsys.readouterr().err
    assert of_a_package == []


def test_a_server_ends_without_an_error_when_it_is_stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also by SIGTERM, and by SIGINT where a script has started it in its background."""
    events: list[Any] = []

    class Stopped:
        server_port = 1234

        def serve_forever(self) -> None:
            raise KeyboardInterrupt

        def server_close(self) -> None:
            events.append("closed")

    monkeypatch.setattr(signal, "signal", lambda *given: events.append(given))
    monkeypatch.setattr(runtime_main, "make_server", lambda *_, **__: Stopped())
    assert runtime_main.serve(Flask("app"), "::1", 0) == 0
    assert capsys.readouterr().out == "Serving http://::1:1234 (Ctrl-C stops it)\n"
    interrupt = signal.default_int_handler
    assert events == [(signal.SIGINT, interrupt), (signal.SIGTERM, interrupt), "closed"]


@pytest.mark.parametrize(("host", "port"), [("a" * 64, 5000), ("", 65_536), ("", -1)])
def test_an_address_that_cannot_be_one_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], host: str, port: int
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert runtime_main.serve(Flask("app"), host, port) == 2
    assert capsys.readouterr().err.startswith(f"cannot listen on {host}:{port}: ")
