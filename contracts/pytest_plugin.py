"""``pytest blueprint/api.apib``: one test for each transaction, called as Dredd calls it.

Blueprints are collected when they are named on the command line or listed in the option
``contract_blueprints`` of the configuration; a folder brings none of its own accord, and a
file that another collected one includes is no contract of its own.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeGuard

import pytest

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

if TYPE_CHECKING:
    from contracts.exchange import Result
    from contracts.project.blueprint import Blueprint
    from contracts.verify.plan import Check
    from contracts.verify.runner import Runner

SUFFIX: Final = ".apib"
NOTES: Final = "contract_notes"
INCLUDED: Final = pytest.StashKey[frozenset[Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options ``--contract-…`` and the setting ``contract_blueprints``."""
    add_options(parser)


def pytest_report_header(config: pytest.Config) -> str | None:
    """What a run of blueprints resets, or that it resets nothing."""
    named = (Path(argument.partition("::")[0]) for argument in config.args)
    wanted = [*(path for path in named if path.suffix == SUFFIX), *sorted(_listed(config))]
    return f"contract: {target_of(config, wanted[0]).state_line()}" if wanted else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """The blueprint as a file of tests, when it was asked for."""
    if file_path.suffix != SUFFIX or not _is_wanted(file_path, parent.session):
        return None
    if file_path in _included(parent.session):
        return IncludedFile.from_parent(parent, path=file_path)
    return BlueprintFile.from_parent(parent, path=file_path)


def _is_wanted(path: Path, session: pytest.Session) -> bool:
    return session.isinitpath(path) or path in _listed(session.config)


def _listed(config: pytest.Config) -> set[Path]:
    return {config.rootpath / name for name in config.getini("contract_blueprints")}


def _included(session: pytest.Session) -> frozenset[Path]:
    """The files that other wanted blueprints include."""
    if INCLUDED not in session.stash:
        from contracts.read.source import load

        files = set()
        for root in (*session._initialpaths, *_listed(session.config)):
            if root.suffix == SUFFIX and root.is_file():
                source, _ = load(root)
                files |= {Path(line.file).resolve() for line in source.lines} - {root.resolve()}
        session.stash[INCLUDED] = frozenset(files)
    return session.stash[INCLUDED]


class IncludedFile(pytest.File):
    """A part of another blueprint: named, so that pytest finds it, and empty."""

    def collect(self) -> Iterator[TransactionItem]:
        """Nothing: its transactions belong to the file that includes it."""
        return iter(())


class BlueprintFile(pytest.File):
    """A blueprint; its server is brought up before its first transaction."""

    blueprint: Blueprint
    runner: Runner

    def collect(self) -> Iterator[TransactionItem]:
        """A test for each transaction.

        Errors are a collection error for the project's own blueprint and for one without actions;
        any other is judged all the same, with a warning.
        """
        from contracts.build.identity.given_headers import split_headers, with_headers
        from contracts.project.blueprint import read
        from contracts.read.cache import default_folder
        from contracts.report.diagnostics import as_text
        from contracts.text.spelling import counted
        from contracts.verify.loading import TargetFailed
        from contracts.verify.plan import plan
        from contracts.verify.session import validate_target

        blueprint = read(shown(self.path), cache=default_folder(), keep_elements=True)
        target = target_of(self.config, self.path)
        if blueprint.errors and (
            is_own(self.config, self.path) or not any(blueprint.contract.actions())
        ):
            raise self.CollectError("\n".join(as_text(error) for error in blueprint.errors))
        if blueprint.errors:
            errors = counted(len(blueprint.errors), "error")
            self.warn(LintWarning(f"{shown(self.path)} has {errors}: see `contract lint`"))
        try:
            validate_target(target, worker_count(self.config))
        except TargetFailed as error:
            raise self.CollectError(str(error)) from None
        if to_sign := split_headers(given_headers(self.config))[0]:
            blueprint = replace(blueprint, contract=with_headers(blueprint.contract, to_sign))
        self.blueprint = blueprint
        for check in plan(blueprint.contract, with_laws=with_laws(self.config, self.path)):
            yield TransactionItem.from_parent(self, name=check.name, check=check)

    def setup(self) -> None:
        """Bring up a server with a database that no other process has."""
        from contracts.verify.runner import Runner
        from contracts.verify.session import expectations, open_session

        expected = expectations(self.blueprint)
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contract-")))
            server = stack.enter_context(
                open_session(
                    target_of(self.config, self.path), expected, folder, worker_number(self.config)
                )
            )
            self.runner = stack.enter_context(Runner(server))
            self._stack = stack.pop_all()

    def teardown(self) -> None:
        """Put the server away; there is none when it could not be brought up."""
        stack = getattr(self, "_stack", None)
        if stack is not None:
            stack.close()
            for finding in self.runner.server.transactions.examine():
                self.warn(HookWarning(f"hook doctor: {finding.code}: {finding}"))


class LintWarning(pytest.PytestWarning):
    """The blueprint has errors."""


class HookWarning(pytest.PytestWarning):
    """Something is wrong with the hooks, whatever the results are."""


class TransactionItem(pytest.Item):
    """One transaction or law, called by its name."""

    parent: BlueprintFile

    def __init__(self, *, check: Check, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.check = check
        self.notes: dict[str, str] = {}

    def runtest(self) -> None:
        """Judge it, and note what the report is to say beside the outcome."""
        from contracts.exchange import Outcome
        from contracts.report.explain import disagreement

        result = self.parent.runner.result(self.check)
        if disagreement(result):
            self.notes["judges"] = disagreement(result)
        if result.outcome is Outcome.SKIPPED:
            pytest.skip(result.reason)
        if result.outcome is not Outcome.PASSED:
            raise TransactionBroken(result)
        if result.vacuous:
            self.notes["vacuous"] = "; ".join(result.vacuous)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The explanation of a broken transaction; a server's failure in one text."""
        from contracts.report.explain import explain
        from contracts.verify.loading import TargetFailed

        if isinstance(excinfo.value, TransactionBroken):
            return explain(excinfo.value.result, host=self.parent.runner.server.url)
        if isinstance(excinfo.value, TargetFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """The blueprint file and line of the transaction."""
        location = self.check.transaction.location
        return Path(location.file).absolute(), location.line - 1, self.name


class TransactionBroken(Exception):
    """A transaction that did not pass."""

    def __init__(self, result: Result) -> None:
        from contracts.report.explain import headline

        super().__init__(headline(result))
        self.result = result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The report with our notes, in an attribute that travels between xdist's processes.

    Not in the user properties: pytest writes those into JUnit's cases, where the common
    schema has no place for them.
    """
    report = yield
    if isinstance(item, TransactionItem):
        report.__dict__[NOTES] = item.notes
    return report


def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport,
) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """A pass that proved nothing is counted as vacuous, in the last line as well."""
    if not _is_call(report) or not report.passed:
        return None
    if "vacuous" not in _notes(report):
        return None
    return "vacuous", "v", ("VACUOUS", {"yellow": True})


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the judges differ on, and why passes are vacuous."""
    reports = [r for rs in terminalreporter.stats.values() for r in rs if _is_call(r)]
    for title, name in (("the judges differ", "judges"), ("vacuous", "vacuous")):
        lines = [f"{r.nodeid}: {_notes(r)[name]}" for r in reports if name in _notes(r)]
        if lines:
            terminalreporter.section(title)
            for line in lines:
                terminalreporter.line(line)


def _is_call(report: object) -> TypeGuard[pytest.TestReport]:
    return isinstance(report, pytest.TestReport) and report.when == "call"


def _notes(report: pytest.TestReport) -> dict[str, str]:
    notes: dict[str, str] = getattr(report, NOTES, {})
    return notes
