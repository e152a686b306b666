"""The collection of tests, and the summary at the end of a run, for any number of workers."""

from __future__ import annotations

import compileall
import gc
import importlib
import os
import pkgutil
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from xdist.remote import Producer

import tests
from tests import time_limit
from tests.collection import HEAVY, cheap
from tests.examples import load_profile
from tests.fast import keep_fast
from tests.leaks import (
    PENDING,
    State,
    left_at_the_end,
    processes,
    report_left,
    set_up,
    state,
    temporary,
)
from tests.parsing import SharedParser, parser_of_run
from tests.processor_time import ProcessorTime
from tests.reports import (
    pytest_report_from_serializable,
    pytest_report_to_serializable,
    pytest_runtest_protocol,
)
from tests.schedule import Scheduling, longest_first, workers
from tests.server.services import preloaded

__all__ = [
    "pytest_report_from_serializable",
    "pytest_report_to_serializable",
    "pytest_runtest_protocol",
]
ROOT = Path(__file__).parent.parent
#: The name under which a test records, as a user property, how many cases it generated of a kind.
GENERATED = "generated"
#: The state of the process in which the present module found it.
FOUND = pytest.StashKey[State]()
#: The heavy libraries that were loaded when the tests had been collected: none.
LOADED = pytest.StashKey[frozenset[str]]()
#: Who sends Schemathesis's requests: the id of a documented user, or nobody.
ROLES = {"anybody": "", "documented user": "1", "administrator": "9"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--fast --within``: what `make test-fast` runs; ``--processor-time``: what tests cost."""
    time_limit.pytest_addoption(parser)
    parser.addoption("--fast", action="store_true", help="no browser, no services, no Dredd")
    parser.addoption(
        "--within",
        type=float,
        metavar="SECONDS",
        help="with --fast: as many tests as take so much processor time, with few examples",
    )
    parser.addoption("--processor-time", metavar="FILE", type=Path, help="write what tests cost")


def pytest_configure(config: pytest.Config) -> None:
    """Set what property tests try, and make the tests' own ``make`` the outermost one.

    A make inside another prints other lines (``make[1]: ***``) and inherits its options.
    """
    time_limit.pytest_configure(config)
    load_profile(few=config.getoption("--within") is not None)
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        os.environ.pop(name, None)
    is_first = not hasattr(config, "workerinput")
    if is_first:
        compile_packages()
    if file := config.getoption("--processor-time"):
        if is_first:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"")
        config.pluginmanager.register(ProcessorTime(file))


def compile_packages() -> None:
    """Write the bytecode of what tests run as commands and servers, where it is missing or old.

    Where PYTHONDONTWRITEBYTECODE is set, each of these processes compiles what it imports,
    which takes longer than most commands.
    """
    for package in ("contracts", "hooks", "server"):
        compileall.compile_dir(ROOT / package, quiet=2)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not fast, where that is asked for; what takes longest begins first."""
    if config.getoption("--fast"):
        keep_fast(config, items, config.getoption("--within"))
    if config.getoption("loadgroup", default=False):
        order = {name: place for place, name in enumerate(longest_first(i.nodeid for i in items))}
        items.sort(key=lambda item: order[item.nodeid])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """``-n auto``; the variable of xdist has precedence."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return workers(waiting=not config.getoption("--fast"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Files in the order of their length, for ``--dist loadgroup``."""
    return Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Collect tests without garbage collection, and exempt them from every later one.

    They live until the end: pytest's full collections at the end took as long as all the rest.
    Then the youngest objects are collected less often than by default: most tests build trees
    (contracts, documents) that collections walk in vain, and Hypothesis is called at each one.
    Bytecode is kept even where PYTHONDONTWRITEBYTECODE is set, as it is in many containers: each
    worker rewrote and compiled all tests. Only while they are collected: a test may write a module
    twice within the second that bytecode is compared by.
    """
    gc.disable()
    unwritten, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        worker = getattr(session.config, "workerinput", None)
        is_whole = [Path(path).resolve() for path in session.config.args] == [ROOT / "tests"]
        # The parser keeps the replies to our blueprint, which has the names of tests.
        with cheap(), one_parser():
            if worker and is_whole:
                import_all(int(worker["workerid"].removeprefix("gw")), worker["workercount"])
            return (yield)
    finally:
        session.config.stash[LOADED] = HEAVY & sys.modules.keys()
        sys.dont_write_bytecode = unwritten
        gc.freeze()
        gc.set_threshold(20_000, 50, 50)
        gc.enable()


def import_all(worker: int, workers: int) -> None:
    """Import all tests, each worker beginning at another place of their list.

    pytest rewrites a test as it is imported, and keeps the bytecode. Workers that import in the
    same order rewrite all tests at the same time: half of the time that they collected.
    """
    modules = [module.name for module in pkgutil.walk_packages(tests.__path__, "tests.")]
    names = [name for name in modules if name.rpartition(".")[2].startswith("test_")]
    place = len(names) * worker // workers
    for name in names[place:] + names[:place]:
        with suppress(Exception, pytest.skip.Exception):  # the collection imports it again
            importlib.import_module(name)


@pytest.fixture(scope="session", autouse=True)
def told_apart(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Processes that tests start, and their temporary files, are told from those of others.

    At the end of the session none are left.
    """
    tmp_path_factory.getbasetemp()  # where it would be without this
    with pytest.MonkeyPatch.context() as patch, temporary.own_folder():
        patch.setenv(processes.VARIABLE, str(os.getpid()))
        yield
        left = [f"process {command}" for command in processes.after_patience(()).values()]
        left += [f"temporary file {name}" for name in temporary.files()]
    is_pending = any(item.nodeid.startswith(PENDING) for item in request.session.items)
    report_left("The session", left, is_pending=is_pending)


@contextmanager
def one_parser() -> Iterator[SharedParser]:
    """All that parses in this process asks the same parser."""
    with closing(parser_of_run()) as parser, pytest.MonkeyPatch.context() as patch:
        patch.setattr("contracts.read.parse.parse_texts", parser)
        yield parser


@pytest.fixture(scope="session", autouse=True)
def shared_parser(told_apart: None) -> Iterator[None]:
    """Let the tests of a process share one parser."""
    with one_parser() as parser:
        processes.SHARED.append(parser.children)
        yield
        processes.SHARED.remove(parser.children)


@pytest.fixture(scope="session", autouse=True)
def preloaded_commands(told_apart: None) -> Iterator[None]:
    """The process that the tests' servers and workers are forks of ends with the session."""
    processes.SHARED.append(preloaded.shared)
    yield
    processes.SHARED.remove(preloaded.shared)
    preloaded.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many requests Schemathesis generated, by role and kind."""
    kinds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            # User properties come with each phase of a test; the last has them all.
            if isinstance(report, pytest.TestReport) and report.when == "teardown":
                for name, value in report.user_properties:
                    if name == GENERATED:
                        kinds.update(value)
    if kinds:
        each = ", ".join(f"{kind}: {number}" for kind, number in sorted(kinds.items()))
        terminalreporter.write_line(f"Schemathesis: {kinds.total()} generated cases ({each})")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """What a fixture of the package or the session sets up, no module has left behind."""
    if fixturedef.scope not in ("session", "package"):
        return (yield)
    before = state()
    try:
        return (yield)
    finally:
        set_up(before, state(), request.config.stash.setdefault(FOUND, {}))


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a module that leaves the process different (tests/leaks/)."""
    request.config.stash[FOUND] = found = state()
    yield
    is_pending = request.node.nodeid.startswith(PENDING)
    left = left_at_the_end(found, is_pending=is_pending)
    report_left(request.node.nodeid, left, is_pending=is_pending)
