"""The server that the options of the pytest plugin name, and what the plugin says of a run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.exchange import Mode
from contracts.pytest_options import (
    add_options,
    given_headers,
    is_own,
    shown,
    target_of,
    with_laws,
    worker_count,
    worker_number,
)
from contracts.pytest_plugin import (
    NOTES,
    pytest_report_header,
    pytest_report_teststatus,
    pytest_terminal_summary,
)

OWN = '[tool.contract.server]\nblueprint = "api.apib"\napp = "own:app"\nstate = "own:State"\n'


@pytest.fixture
def blueprint(tmp_path: Path) -> Path:
    """A blueprint whose project has a server of its own."""
    (tmp_path / "pyproject.toml").write_text(f'{OWN}environment = {{ WHERE = "here" }}\n')
    return tmp_path / "api.apib"


@pytest.fixture
def stray(tmp_path: Path) -> Path:
    """A blueprint that no project names."""
    (tmp_path / "other").mkdir()
    return tmp_path / "other" / "api.apib"


def config(*options: str, **more: Any) -> Any:
    """Pytest's configuration with these options of the command line."""
    parser = pytest.Parser(_ispytest=True)
    add_options(parser)
    known, _ = parser.parse_known_and_unknown_args([*options])
    values = vars(known)

    def getoption(name: str) -> Any:
        return values[name.removeprefix("--").replace("-", "_")]

    return SimpleNamespace(**{"getoption": getoption, "args": (), **more})


SERVERS: dict[str, tuple[tuple[str, ...], tuple[str, str, str], bool]] = {
    "the project's own": ((), ("", "own:app", "own:State"), True),
    "the project's own, with another state": (
        ("--contract-state=x:S",),
        ("", "own:app", "x:S"),
        True,
    ),
    "another application": (("--contract-app=x:app",), ("", "x:app", ""), False),
    "another application with its state": (
        ("--contract-app=x:app", "--contract-state=x:S"),
        ("", "x:app", "x:S"),
        False,
    ),
    "a running server": (("--contract-endpoint=http://h:1",), ("http://h:1", "", ""), False),
}


@pytest.mark.parametrize(("options", "named", "own"), SERVERS.values(), ids=SERVERS)
def test_options_name_the_server_that_is_judged(
    blueprint: Path, options: tuple[str, ...], named: tuple[str, str, str], own: bool
) -> None:
    target = target_of(config(*options), blueprint)
    assert (target.endpoint, target.app, target.state) == named
    assert is_own(config(*options), blueprint) is own
    assert dict(target.environment) == ({"WHERE": "here"} if own else {})


def test_without_settings_and_options_no_server_is_named(stray: Path) -> None:
    target = target_of(config(), stray)
    assert (target.endpoint, target.app, target.state) == ("", "", "")
    assert target.mode is Mode.STRICT
    assert (target.hooks, target.hooks_python, target.headers) == ((), "", ())
    assert not is_own(config(), stray)


def test_options_that_may_be_repeated_are_all_used(blueprint: Path) -> None:
    options = [f"--contract-{text}" for text in ("hooks=a.py", "hooks=b.py", "hooks-python=py")]
    headers = ("--contract-header=A: b", "--contract-header=Authorization: JWT <access_token>")
    target = target_of(config(*options, *headers, "--contract-mode=dredd"), blueprint)
    assert (target.hooks, target.hooks_python) == (("a.py", "b.py"), "py")
    assert target.mode is Mode.DREDD
    assert given_headers(config(*headers)) == (
        ("A", "b"),
        ("Authorization", "JWT <access_token>"),
    )
    assert target.headers == (("A", "b"),)


def test_a_header_without_a_name_is_misuse() -> None:
    with pytest.raises(pytest.UsageError, match="--contract-header"):
        given_headers(config("--contract-header=nothing"))


@pytest.mark.parametrize(
    ("options", "run"),
    [
        ((), True),
        (("--contract-no-laws",), False),
        (("--contract-mode=dredd",), False),
        (("--contract-app=x:app",), False),
        (("--contract-app=x:app", "--contract-state=x:S"), True),
        (("--contract-app=x:app", "--contract-state=x:S", "--contract-no-laws"), False),
        (("--contract-mode=dredd", "--contract-no-laws"), False),
    ],
)
def test_laws_need_the_strict_mode_and_a_state_handler(
    blueprint: Path, options: tuple[str, ...], run: bool
) -> None:
    assert with_laws(config(*options), blueprint) is run


@pytest.mark.parametrize(
    ("given", "number", "count"),
    [
        ({}, 0, 1),
        ({"workerinput": {"workerid": "gw0", "workercount": 3}}, 0, 3),
        ({"workerinput": {"workerid": "gw12", "workercount": 13}}, 12, 13),
    ],
)
def test_a_process_knows_its_number_and_how_many_there_are(
    given: dict[str, Any], number: int, count: int
) -> None:
    assert (worker_number(config(**given)), worker_count(config(**given))) == (number, count)


def test_a_path_is_shown_relative_to_the_folder_it_is_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "api.apib") == str(Path("a", "api.apib"))
    assert shown(tmp_path.parent / "api.apib") == str(tmp_path.parent / "api.apib")


@pytest.mark.parametrize(
    ("arguments", "listed", "is_shown"),
    [
        (("api.apib",), (), True),
        (("api.apib::Things > Show",), (), True),
        (("tests", "api.apib"), (), True),
        ((), ("api.apib",), True),
        (("tests",), ("api.apib",), True),
        (("tests", "a.py::test"), (), False),
        ((), (), False),
    ],
)
def test_a_run_of_blueprints_says_what_it_resets(
    blueprint: Path, arguments: tuple[str, ...], listed: tuple[str, ...], is_shown: bool
) -> None:
    run = config(
        args=[str(blueprint.parent / each) for each in arguments],
        rootpath=blueprint.parent,
        getini=lambda name: listed if name == "contract_blueprints" else None,
    )
    line = pytest_report_header(run)
    expected = f"contract: {target_of(run, blueprint).state_line()}"
    assert line == (expected if is_shown else None)


def report(when: Any, outcome: Any, **notes: str) -> pytest.TestReport:
    made = pytest.TestReport("a.apib::A", ("a", 1, "A"), {}, outcome, None, when)
    made.__dict__[NOTES] = notes
    return made


@pytest.mark.parametrize(
    ("made", "letter"),
    [
        (report("call", "passed", vacuous="an empty list"), "v"),
        (report("call", "passed"), None),
        (report("call", "failed", vacuous="an empty list"), None),
        (report("setup", "passed", vacuous="an empty list"), None),
        (report("teardown", "passed", vacuous="an empty list"), None),
        (pytest.CollectReport("a", "passed", None, None), None),
    ],
)
def test_a_pass_that_proves_nothing_is_vacuous(made: Any, letter: str | None) -> None:
    status = pytest_report_teststatus(made)
    assert (status and status[:2]) == (letter and ("vacuous", letter))


class Terminal:
    """A terminal reporter that notes what it writes."""

    def __init__(self, *reports: object) -> None:
        self.stats = {"": [*reports]}
        self.lines: list[str] = []

    def section(self, title: str) -> None:
        self.lines.append(f"= {title}")

    def line(self, text: str) -> None:
        self.lines.append(text)


def test_the_summary_has_a_section_for_each_kind_of_note() -> None:
    terminal = Terminal(
        report("call", "failed", judges="Dredd passes"),
        report("teardown", "passed", judges="once is enough"),
        report("call", "passed", vacuous="an empty list"),
        report("call", "passed"),
        "deselected",
    )
    pytest_terminal_summary(terminal)
    assert terminal.lines == [
        "= the judges differ",
        "a.apib::A: Dredd passes",
        "= vacuous",
        "a.apib::A: an empty list",
    ]
    silent = Terminal(report("call", "passed"))
    pytest_terminal_summary(silent)
    assert silent.lines == []
