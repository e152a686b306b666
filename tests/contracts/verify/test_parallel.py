from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from contracts.exchange import Outcome, Result, Sent
from contracts.project.blueprint import read
from contracts.verify.loading import TargetFailed
from contracts.verify.parallel import run
from contracts.verify.plan import UnknownCheck, plan
from contracts.verify.session import Target, expectations, open_session, validate_target
from contracts.verify.verification import verify
from tests.contracts.verify import small
from tests.contracts.verify.small import write_blueprint
from tests.http_server import QuietHandler

OTHERS = Target(
    app="tests.contracts.verify.small:create_app", state="tests.contracts.verify.small:State"
)
SMALL = replace(OTHERS, environment={"DATABASE_URL": "{database}"})


def outcomes(folder: Path, jobs: int, target: Target = SMALL) -> list[tuple[str, Outcome]]:
    contract = read(write_blueprint(folder)).contract
    found = run(expectations(contract), target, plan(contract), folder / "work", jobs)
    return [(v.transaction.name, v.outcome) for v in found.results]


NAMES = [
    "Things > Thing > Show Thing",
    "Things > Thing > Remove Thing",
    "Things > Thing > Replace Thing",
    "law: show-thing answers the same again",
]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_verdicts_come_in_the_order_of_the_plan(tmp_path: Path, jobs: int) -> None:
    assert outcomes(tmp_path, jobs) == [(name, Outcome.PASSED) for name in NAMES]


def test_a_run_has_one_worker_unless_more_are_asked_for(tmp_path: Path) -> None:
    found = verify(read(write_blueprint(tmp_path)), OTHERS)
    assert [v.outcome for v in found.results] == [Outcome.PASSED] * len(NAMES)
    with pytest.raises(TargetFailed, match="2 workers would reset each other's state"):
        verify(read(write_blueprint(tmp_path)), OTHERS, jobs=2)


def test_each_worker_has_a_process_and_a_database_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("DATABASE_URL", "mine")
    outcomes(tmp_path, 2)
    lines = [line.split() for line in (tmp_path / "log").read_text().splitlines()]
    assert len({(process, database) for process, _, database in lines}) == 2
    assert len({database for _, _, database in lines}) == 2
    assert {outside for _, outside, _ in lines} == {"mine"}, "the environment is put back"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_application_with_settings_of_its_own_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setenv("SMALL_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("DATABASE_URL", "mine")
    monkeypatch.setattr(small.State, "isolates", True, raising=False)
    outcomes(tmp_path, jobs, OTHERS)
    lines = [line.split() for line in (tmp_path / "log").read_text().splitlines()]
    assert {tuple(line[1:]) for line in lines} == {("mine", "mine")}


def test_nothing_but_the_tools_own_variables_is_set_for_an_application(tmp_path: Path) -> None:
    contract = read(write_blueprint(tmp_path)).contract
    target = replace(OTHERS, app="tests.contracts.verify.applications:with_variables")
    before = dict(os.environ)
    with open_session(target, expectations(contract), tmp_path / "work", 3) as session:
        changed = {k: v for k, v in session.app.variables.items() if before.get(k) != v}
    assert changed == {
        "CONTRACT_BLUEPRINT": contract.file,
        "CONTRACT_DATABASE_URL": f"sqlite:///{tmp_path}/work/worker-3/server.sqlite",
        "CONTRACT_WORKER": "3",
    }
    assert set(before) <= set(session.app.variables)
    assert dict(os.environ) == before


@pytest.mark.parametrize(("headers", "seen"), [((), b"none"), ((("X-Own", "b"),), b"b")])
def test_what_laws_send_has_the_headers_of_the_run(
    tmp_path: Path, headers: tuple[tuple[str, str], ...], seen: bytes
) -> None:
    contract = read(write_blueprint(tmp_path)).contract
    target = replace(OTHERS, app="tests.contracts.verify.applications:echoing", headers=headers)
    with open_session(target, expectations(contract), tmp_path / "work") as session:
        assert session.client.send(Sent("GET", "/things/1")).body == seen


def test_a_run_says_whose_state_is_reset() -> None:
    assert OTHERS.state_line().endswith(
        "resets the state of tests.contracts.verify.small:create_app"
    )
    assert SMALL.state_line().endswith("resets a database made for this run")


def test_a_worker_that_dies_leaves_errors_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_EXIT", "1")
    found = dict(outcomes(tmp_path, 2))
    assert found[NAMES[1]] is Outcome.PASSED
    assert found[NAMES[2]] is Outcome.ERROR


def test_verdicts_are_reported_as_they_come_and_know_what_they_are_about(tmp_path: Path) -> None:
    contract = read(write_blueprint(tmp_path)).contract
    executed: list[Result] = []
    run(expectations(contract), SMALL, plan(contract), tmp_path, 2, executed.append)
    assert {v.transaction.name for v in executed} == set(NAMES)
    assert all(v.action in set(contract.actions()) for v in executed)


def test_a_server_that_cannot_be_made_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(TargetFailed, match="ended with exit code"):
        outcomes(tmp_path, 2, Target(serve="{python} -c pass", state=SMALL.state))


@pytest.mark.parametrize(
    ("target", "jobs", "message"),
    [
        (Target(endpoint="http://h", state=SMALL.state), 2, "would reset each other's state"),
        (Target(endpoint="h:1", state=SMALL.state), 1, "is not the URL of a server"),
        (OTHERS, 2, "workers would reset each other's state in one database"),
        (Target(app="nowhere:app", state=SMALL.state), 1, "No module named 'nowhere'"),
        (Target(app="server:nothing", state=SMALL.state), 1, "no attribute 'nothing'"),
        (Target(app="server", state=SMALL.state), 1, "write module:name"),
        (Target(state="server:"), 1, "write module:name"),
    ],
)
def test_what_cannot_be_judged_is_refused(target: Target, jobs: int, message: str) -> None:
    with pytest.raises(TargetFailed, match=message):
        validate_target(target, jobs)


def test_a_handler_that_isolates_may_share_an_endpoint() -> None:
    validate_target(Target(endpoint="http://h", state="tests.contracts.verify.small:Isolated"), 2)


def test_one_given_database_for_several_workers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTRACT_DATABASE_URL", "postgresql://h/test")
    with pytest.raises(TargetFailed, match=r"write \{worker\} in it"):
        validate_target(SMALL, 2)
    monkeypatch.setenv("CONTRACT_DATABASE_URL", "postgresql://h/test_{worker}")
    validate_target(SMALL, 2)


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    contract = read(write_blueprint(tmp_path)).contract
    with pytest.raises(UnknownCheck, match="did you mean 'Things > Thing > Show Thing'"):
        plan(contract, only=["Things > Thing > Show Thin"])
    assert [check.name for check in plan(contract, only=NAMES[1:2])] == NAMES[1:2]


def test_workers_may_have_a_running_server_each() -> None:
    target = Target(endpoint="http://localhost:500{worker}", state=SMALL.state)
    validate_target(target, 4)
    assert target.of_worker(3).endpoint == "http://localhost:5003"
    with pytest.raises(TargetFailed, match=r"write \{worker\} in the endpoint"):
        validate_target(Target(endpoint="http://localhost:5000", state=SMALL.state), 4)


def test_each_worker_asks_its_own_server(tmp_path: Path) -> None:
    contract = read(write_blueprint(tmp_path)).contract
    with Instances() as (endpoint, asked):
        target = Target(endpoint=f"{endpoint}/instance-{{worker}}", state=SMALL.state)
        run(expectations(contract), target, plan(contract), tmp_path / "work", 2)
    assert {path.split("/")[1] for path in asked} == {"instance-0", "instance-1"}


class Instances:
    """A server in place of several, which notes the paths that it is asked for."""

    def __enter__(self) -> tuple[str, list[str]]:
        asked: list[str] = []

        class Answering(QuietHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(204)
                self.end_headers()

            do_DELETE = do_PUT = do_GET

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}", asked

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import os\nos.environ['UNSET']\napp = 1\n", r"KeyError: 'UNSET' \(broken_app.py:2\)"),
        ("def app():\n    {}['x']\n", r"KeyError: 'x' \(broken_app.py:2\)"),
        ("def app(:\n", r"SyntaxError: .*"),
        ("raise SystemExit(3)", r"SystemExit: 3 \(broken_app.py:1\)"),
    ],
)
def test_an_application_that_raises_is_named_with_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    (tmp_path / "broken_app.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        with pytest.raises(TargetFailed, match=f"^--app 'broken_app:app': {reason}$"):
            outcomes(tmp_path, 1, Target(app="broken_app:app"))
    finally:
        sys.modules.pop("broken_app", None)


@pytest.mark.parametrize("name", ["APPLICATION", "create_app", "Flaskish", "plain"])
def test_an_application_is_an_object_or_what_makes_one(tmp_path: Path, name: str) -> None:
    contract = read(write_blueprint(tmp_path)).contract
    target = replace(OTHERS, app=f"tests.contracts.verify.applications:{name}")
    found = run(expectations(contract), target, plan(contract), tmp_path / "work")
    assert {v.outcome for v in found.results} == {Outcome.PASSED}, [v.reason for v in found.results]
