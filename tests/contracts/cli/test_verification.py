"""The commands on the small API: what they print, write and exit with."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

import contracts.dredd.emulation.drafter5
import contracts.project.blueprint
import contracts.states
import contracts.verify.verification
from contracts.cli.main import main
from contracts.cli.verification import progress
from contracts.exchange import Outcome
from contracts.lint import RULES
from contracts.lint.finding import Rule, Subject
from contracts.model import Severity
from tests.contracts.report.junit_schema import complaints
from tests.contracts.verify import results
from tests.contracts.verify.small import write_blueprint

MODULE = "tests.contracts.verify.small"
SMALL = ("--app", f"{MODULE}:create_app", "--state", f"{MODULE}:Isolated")


@pytest.fixture
def blueprint(tmp_path: Path) -> str:
    return str(write_blueprint(tmp_path))


def contract(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_right_server_is_green_and_the_last_line_has_every_number(blueprint: str) -> None:
    result = contract("verify", blueprint, *SMALL)
    assert result.exit_code == 0, result.output
    assert "..v" in result.output or ".v." in result.output
    last = result.output.splitlines()[-1]
    assert last.startswith("4 passed, 0 failed, 0 errors, 0 skipped, 1 vacuous; 4 in ")
    assert "Dredd mode: 3 passing, 0 failing" in result.output


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_wrong_answer_ends_with_1_and_is_explained(
    blueprint: str, jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_RANK", '"four"')
    result = contract("verify", blueprint, *SMALL, "-j", jobs)
    assert result.exit_code == 1
    assert "FAILED Things > Thing > Show Thing" in result.output
    assert "2 passed, 2 failed" in result.output  # the law that asks it again fails as well


@pytest.mark.parametrize("rank", ["4", '"four"'], ids=["right", "wrong"])
def test_everything_is_worked_out_once(
    blueprint: str, rank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_RANK", rank)
    calls: Counter[str] = Counter()

    def counted(module: ModuleType, name: str) -> None:
        original = getattr(module, name)

        def call(*arguments: Any, **named: Any) -> Any:
            calls[name] += 1
            return original(*arguments, **named)

        monkeypatch.setattr(module, name, call)

    counted(contracts.project.blueprint, "load")
    counted(contracts.dredd.emulation.drafter5, "load")
    counted(contracts.project.blueprint, "parse")
    counted(contracts.project.blueprint, "build")
    counted(contracts.states, "plain_samples")  # once for each time that states are derived
    counted(contracts.verify.verification, "plan")
    result = contract("verify", blueprint, *SMALL)
    assert "4 passed" in result.output or "2 failed" in result.output
    assert calls == dict.fromkeys(("load", "parse", "build", "plain_samples", "plan"), 1)


def test_only_rules_that_report_errors_run_for_what_is_derived(
    blueprint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: set[str] = set()

    def noted(rule: Rule) -> Rule:
        def check(subject: Subject) -> Any:
            ran.add(rule.code)
            return rule.check(subject) if rule.check else ()

        return replace(rule, check=check)

    for code, rule in RULES.items():
        if rule.check is not None:
            monkeypatch.setitem(RULES, code, noted(rule))
    needed = {r.code for r in RULES.values() if r.severity is Severity.ERROR or r.replaces}
    assert contract("openapi", blueprint, "--out", str(tmp_path)).exit_code == 0
    assert ran
    assert ran <= needed
    contract("lint", blueprint)
    assert ran > needed & ran


def test_reports_are_written(blueprint: str, tmp_path: Path) -> None:
    junit, machine = tmp_path / "out" / "junit.xml", tmp_path / "out" / "verify.json"
    contract("verify", blueprint, *SMALL, "--junit", str(junit), "--json", str(machine))
    assert complaints(junit.read_text(encoding="utf-8")) == []
    assert json.loads(machine.read_text())["passed"] == 4


def test_only_what_is_named_is_judged(blueprint: str) -> None:
    result = contract("verify", blueprint, *SMALL, "--only", "Things > Thing > Show Thing")
    assert "1 passed" in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--only", "Things > Thing > Sho Thing"), "did you mean"),
        (
            ("--state", f"{MODULE}:State", "--endpoint", "http://h:1", "-j", "2"),
            "would reset each other's state",
        ),
        (("--endpoint", "http://h:1", "--http"), "choose"),
        (("--endpoint", "nowhere"), "is not the URL of a server"),
        (("--endpoint", "http://127.0.0.1:99999"), "is not the URL of a server"),
        (("--app", "nowhere:app"), "No module named 'nowhere'"),
        (("--hooks", "nowhere.py"), "there is no hook file nowhere.py"),
    ],
)
def test_misuse_ends_with_2_and_says_what_to_do(
    blueprint: str, options: tuple[str, ...], message: str
) -> None:
    result = contract("verify", blueprint, *SMALL, *options)
    assert result.exit_code == 2, result.output
    assert message in result.output


def test_a_server_that_does_not_answer_is_an_error_for_each_transaction(blueprint: str) -> None:
    result = contract("verify", blueprint, *SMALL, "--endpoint", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert "0 passed, 0 failed, 4 errors" in result.output


def test_a_broken_blueprint_is_not_judged(tmp_path: Path) -> None:
    file = tmp_path / "broken.apib"
    file.write_text("FORMAT: 1A\n\n# A\n\n<!-- include(nothing.apib) -->\n")
    result = contract("verify", str(file), *SMALL)
    assert result.exit_code == 1
    assert "include-missing" in result.output


def test_too_little_coverage_ends_with_1(
    blueprint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ("--only", "Things > Thing > Show Thing", "--cov-fail-under", "90")
    result = contract("verify", blueprint, *SMALL, *options)
    assert result.exit_code == 1
    assert "at least 90 % is required" in result.output
    assert contract("coverage", blueprint, *SMALL, *options).exit_code == 1
    assert contract("coverage", blueprint, *SMALL, *options[2:]).exit_code == 0


#: A server's rank ("four" is wrong), options, and the exit code.
EXIT_CODES: dict[str, tuple[str, tuple[str, ...], int]] = {
    "nothing is accepted": ('"four"', (), 1),
    "failures are accepted from now on": ('"four"', ("--baseline", "new", "--update-baseline"), 0),
    "a baseline of a right server": ("4", ("--baseline", "new", "--update-baseline"), 0),
    "all failures are known": ('"four"', ("--baseline", "known.json"), 0),
    "known failures are gone": ("4", ("--baseline", "known.json"), 0),
    "known failures, and too little coverage": (
        '"four"',
        (
            *("--baseline", "known.json", "--cov-fail-under", "90"),
            *("--only", "Things > Thing > Show Thing"),
        ),
        1,
    ),
    "as much coverage as is wanted": ("4", ("--cov-fail-under", "100"), 0),
    "a machine without operations": ("4", ("--shard", "9999/9999"), 0),
    "a shard that fails": ('"four"', ("--shard", "1/1"), 1),
}


@pytest.mark.parametrize(("rank", "options", "code"), EXIT_CODES.values(), ids=EXIT_CODES)
def test_the_exit_code_says_whether_all_is_well(
    blueprint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rank: str,
    options: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SMALL_RANK", '"four"')
    contract("verify", blueprint, *SMALL, "--baseline", "known.json", "--update-baseline")
    monkeypatch.setenv("SMALL_RANK", rank)
    result = contract("verify", blueprint, *SMALL, *options)
    assert result.exit_code == code, result.output


def test_a_run_without_transactions_is_not_green(tmp_path: Path) -> None:
    file = tmp_path / "empty.apib"
    file.write_text("FORMAT: 1A\n\n# Empty API\n")
    assert contract("verify", str(file), *SMALL).exit_code == 1


def test_coverage_is_shown_and_written(blueprint: str, tmp_path: Path) -> None:
    result = contract("coverage", blueprint, *SMALL, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert "operations" in result.output
    assert json.loads((tmp_path / "out" / "coverage.json").read_text())["percent"] == 100.0
    assert "<h1>Coverage of Small API</h1>" in (tmp_path / "out/docs/coverage.html").read_text()


def test_mutants_are_counted_for_both_judges(blueprint: str, tmp_path: Path) -> None:
    result = contract("mutate", blueprint, *SMALL, "--out", str(tmp_path), "--fail-under", "100")
    found = json.loads((tmp_path / "mutation.json").read_text())
    assert result.exit_code == (0 if found["strict"] == 100 else 1)
    assert found["transactions"] == 3
    _, marks, *_ = result.output.splitlines()
    assert len(marks) == 3
    assert found["mutants"] > 40
    assert found["dredd"] < found["strict"]
    assert "| crash-sometimes |" in (tmp_path / "mutation.md").read_text()


class Terminal(StringIO):
    """An output that rich takes for a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_counts_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout", terminal)
    with progress(2) as on_result:
        on_result(results.result())
        on_result(replace(results.result(), outcome=Outcome.FAILED))
    *_, last = terminal.getvalue().split("\r")
    assert "2/2" in terminal.getvalue()
    assert "1 failed" in terminal.getvalue()
    assert last == "\x1b[1A\x1b[2K"  # up one line, which is erased


def test_nothing_can_be_corrupted_where_nothing_passes(blueprint: str, tmp_path: Path) -> None:
    options = ("--endpoint", "http://127.0.0.1:1", "--out", str(tmp_path))
    result = contract("mutate", blueprint, *SMALL, *options)
    assert result.exit_code == 2
    assert "no transaction passed" in result.output


def test_the_hook_doctor_reports_what_is_wrong_with_hooks(blueprint: str, tmp_path: Path) -> None:
    hooks = tmp_path / "my_hooks.py"
    hooks.write_text(
        "from dredd_hooks import before\n\n\n"
        '@before("Things > Thing > Sho Thing")\ndef one(transaction):\n    pass\n'
    )
    for jobs in ("1", "2"):
        result = contract("verify", blueprint, *SMALL, "--hooks", str(hooks), "-j", jobs)
        assert result.exit_code == 0, result.output
        told = [line for line in result.output.splitlines() if line.startswith("hook doctor: ")]
        assert len(told) == 1
        assert told[0].startswith(f"hook doctor: orphan: {hooks}:4: no transaction is called ")
        assert told[0].endswith("did you mean 'Things > Thing > Show Thing'?")
