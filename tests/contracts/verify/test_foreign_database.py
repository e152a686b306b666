"""Judging a running server leaves alone whatever database the environment names."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.exchange import Mode, Outcome
from contracts.project.blueprint import read
from contracts.report.summary import lines
from contracts.runtime.packages import load_package
from contracts.verify.client import WsgiClient
from contracts.verify.transaction_runner import TransactionRunner
from server.config import BEHAVIOURS, GENERATED
from server.states import StateHandler
from tests.contracts.dredd_compiler import needs_dredd
from tests.contracts.verify.small import State, create_app, write_blueprint

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[3]
OUR_HANDLER = "server.states:StateHandler"


class Quiet(WSGIRequestHandler):
    """Keeps the tests' output clean."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a user in it, which DATABASE_URL names, as on a developer's machine."""
    path = tmp_path / "mine.sqlite"
    handler = StateHandler({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{path}"})
    load_package(GENERATED, BEHAVIOURS).db.metadata.create_all(handler._engine)
    handler.create("user", "1")
    handler.close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("APP_CONFIG", "testing")
    monkeypatch.delenv("CONTRACT_DATABASE_URL", raising=False)
    monkeypatch.delenv("CONTRACT_STATE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return path


@pytest.fixture
def foreign(database: Path) -> Iterator[str]:
    """The address of a server that has nothing to do with that database."""
    with make_server("127.0.0.1", 0, create_app(), handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def users(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        (number,) = connection.execute("SELECT count(*) FROM users").fetchone()
    return int(number)


def contract(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output


COMMANDS: dict[str, tuple[str, ...]] = {
    "verify": ("verify",),
    "verify-dredd": ("verify", "--mode", "dredd"),
    "verify-workers": ("verify", "-j", "2"),
    "coverage": ("coverage",),
    "mutate": ("mutate", "--fail-under", "0"),
    "dredd": ("dredd",),
}


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(c, id=name, marks=needs_dredd if c[0] == "dredd" else ())
        for name, c in COMMANDS.items()
    ],
)
def test_a_running_server_is_judged_without_resetting_anything(
    command: tuple[str, ...],
    database: Path,
    foreign: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blueprint = str(write_blueprint(tmp_path))
    monkeypatch.chdir(tmp_path)
    code, output = contract(*command, blueprint, "--endpoint", foreign)
    assert users(database) == 1
    assert code == 0, output
    assert "nothing is reset" in output.splitlines()[0]
    assert "law:" not in output


def test_pytest_judges_a_running_server_without_resetting_anything(
    database: Path, foreign: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_blueprint(pytester.path)
    # All other installed plugins take seconds to load.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "contracts.pytest_plugin")
    result = pytester.runpytest_inprocess("api.apib", f"--contract-endpoint={foreign}")
    assert users(database) == 1
    assert result.parseoutcomes() == {"passed": 2, "vacuous": 1}
    result.stdout.fnmatch_lines(["contract: *nothing is reset*"])


def verify(blueprint: Path, foreign: str) -> tuple[int, str]:
    return contract("verify", str(blueprint), "--endpoint", foreign, "--state", OUR_HANDLER)


def verify_with_hooks(blueprint: Path, foreign: str) -> tuple[int, str]:
    """In process: what Dredd makes of a hook that raises, tests/contracts/dredd/ shows."""
    hooks = ("--mode", "dredd", "--hooks", str(ROOT / "hooks" / "dredd_hooks.py"))
    return contract("verify", str(blueprint), "--endpoint", foreign, *hooks)


@pytest.mark.parametrize("judge", [verify, verify_with_hooks])
def test_our_handler_refuses_the_database_of_the_environment(
    judge: Callable[[Path, str], tuple[int, str]],
    database: Path,
    foreign: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTRACT_STATE", OUR_HANDLER)
    code, output = judge(write_blueprint(tmp_path), foreign)
    assert users(database) == 1
    assert code != 0
    assert "set CONTRACT_DATABASE_URL" in output


def test_a_database_named_for_tests_is_shown_before_it_is_reset(
    database: Path, foreign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "named.sqlite"
    named.write_bytes(database.read_bytes())
    monkeypatch.setenv("CONTRACT_DATABASE_URL", f"sqlite:///{named}")
    _, output = verify(write_blueprint(tmp_path), foreign)
    assert (users(named), users(database)) == (0, 1)
    first = output.splitlines()[0]
    assert first == f"state handler {OUR_HANDLER} resets sqlite:///{named} (CONTRACT_DATABASE_URL)"


LIST = """\
FORMAT: 1A

# API

## Things [/things]

### List Things [GET]

+ Response 200 (application/json)
    + Attributes (array)
        + (object)
            + name: `a` (string, required)
"""


def empty_list(_: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    return [b"[]"]


def test_what_needs_documented_data_is_noted_and_not_failed(tmp_path: Path) -> None:
    """An empty list is right where nobody made an item, and wrong where somebody did."""
    path = tmp_path / "list.apib"
    path.write_text(LIST, encoding="utf-8")
    contract = read(str(path)).contract
    (without,) = TransactionRunner(contract, WsgiClient(empty_list))
    (seeded,) = TransactionRunner(contract, WsgiClient(empty_list), State())
    assert (without.outcome, without.problems) == (Outcome.PASSED, ())
    assert [problem.rule for problem in without.presumed] == ["non-empty"]
    assert (seeded.outcome, seeded.presumed) == (Outcome.FAILED, ())
    assert seeded.problems == without.presumed
    for noted, text in (([without], "1 answer differs"), ([without] * 2, "2 answers differ")):
        assert f"{text} from documented data" in "\n".join(lines(noted, Mode.STRICT, 0.1))
