"""A warm process: it collects the tests once, and each fork of it runs some of them with a fault.

``python -m tests.strength.warm_server FILE…`` reads one ``WarmOrder`` per line from its standard
input, as JSON, and answers each with one ``WarmOutcome``. Collecting and importing cost more than
most tests; here they happen once. A fork has the modules of the project without the fault, so the
functions that differ get the code of the mutated text, wherever they are: behind decorators, in
tables, in functions that made them. A fault elsewhere (a constant, a default, a decorator) cannot
be planted so, nor in what tests computed while they were collected.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from inspect import CO_NEWLOCALS
from tempfile import TemporaryFile
from types import CodeType, FunctionType
from typing import IO, Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from tests.strength.fork_server import MEMORY, OWN, Contexts

#: Exit codes of a fork. Negative ones are of signals: a limit ended it.
PASSED, FAILED, NOT_PLANTED, BROKEN = 0, 1, 3, 4
#: The functions of the project, by where their code is.
Functions = dict[tuple[str, str, int, bytes], list[Any]]
#: Cases of a property test whose coverage is measured.
FEW = 8


@dataclass(frozen=True, slots=True)
class WarmOrder:
    """Tests to run by node id, in this order; ``text`` is ``module``'s ``source`` with the fault.

    After ``budget`` seconds of processor no further test begins, and one may take ``patience``.
    ``fresh``: without kept results of the parser.
    ``coverage`` names a file for coverage data; then the tests run whether one fails or not.
    """

    names: list[str]
    budget: float
    patience: float
    module: str = ""
    source: str = ""
    text: str = ""
    fresh: bool = False
    coverage: str = ""


@dataclass(frozen=True, slots=True)
class WarmOutcome:
    """How the fork ended, how many tests it began, and the first that failed."""

    code: int
    seconds: float
    ran: int = 0
    by: str = ""


@dataclass
class WarmServer:
    """The plugin of pytest that takes orders instead of running all tests."""

    orders: IO[str]
    answers: IO[str]
    items: dict[str, pytest.Item] = field(default_factory=dict)
    functions: Functions = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Answer orders until the input ends."""
        self.items = {item.nodeid: item for item in session.items}
        gc.unfreeze()  # A conftest may have frozen what was collected; that would not be listed.
        self.functions = functions_of(gc.get_objects())
        gc.freeze()  # A fork's collections leave these pages alone, so they stay shared.
        self._answer(list(self.items))
        for line in self.orders:
            self._answer(asdict(self._in_fork(WarmOrder(**json.loads(line)))))
        return True

    def _answer(self, value: object) -> None:
        self.answers.write(json.dumps(value) + "\n")
        self.answers.flush()

    def _in_fork(self, order: WarmOrder) -> WarmOutcome:
        began = time.monotonic()
        with TemporaryFile() as notes:  # a pipe is full after the names of some hundred tests
            child = os.fork()
            if not child:
                self._child(order, notes.fileno())
            limit = 20 * (order.budget + order.patience)
            while True:
                ended, status, _ = os.wait4(child, os.WNOHANG)
                if ended or time.monotonic() - began > limit:
                    break
                time.sleep(0.005)
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            if not ended:
                _, status, _ = os.wait4(child, 0)
            notes.seek(0)
            names = notes.read().decode().splitlines()
        code = os.waitstatus_to_exitcode(status)
        by = names[-1] if names and code else ""
        return WarmOutcome(code, time.monotonic() - began, len(names), by)

    def _child(self, order: WarmOrder, notes: int) -> None:
        """Run the tests in this process, and end it; each test that begins is noted."""
        code = BROKEN
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            sys.dont_write_bytecode = True
            if order.fresh:
                os.environ["CONTRACT_CACHE"] = ""
            chosen = [self.items[name] for name in order.names if name in self.items]
            if order.coverage:
                code = _covered(chosen, order, notes)
            elif order.text and not plant(order.module, order.source, order.text, self.functions):
                code = NOT_PLANTED
            else:
                code = _until_failure(chosen, order, notes)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)


def _until_failure(chosen: list[pytest.Item], order: WarmOrder, notes: int) -> int:
    for item, following in _with_next(chosen):
        spent = _processor()
        if spent > order.budget:
            break
        limit = int(spent + order.patience) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        os.write(notes, f"{item.nodeid}\n".encode())
        if any(r.failed for r in runtestprotocol(item, log=False, nextitem=following)):
            return FAILED
    return PASSED


def _covered(chosen: list[pytest.Item], order: WarmOrder, notes: int) -> int:
    """Run the tests; write which lines each executes, and how long it takes."""
    from coverage import Coverage

    limit = int(order.budget + order.patience) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    measured = Coverage(data_file=order.coverage, source=list(OWN[:3]), config_file=False)
    measured.set_option("run:relative_files", True)
    contexts = Contexts(measured.switch_context)
    for item in chosen:
        _try_few(item)
    measured.start()
    for item, following in _with_next(chosen):
        if _processor() > order.budget:
            break
        if not item.config.pluginmanager.is_registered(contexts):
            item.config.pluginmanager.register(contexts)
        os.write(notes, f"{item.nodeid}\n".encode())
        runtestprotocol(item, log=True, nextitem=following)
    measured.stop()
    measured.save()
    contexts.save(order.coverage)
    return PASSED


def _try_few(item: pytest.Item) -> None:
    """Let a property test try a few cases: they execute the same lines."""
    made: Any = getattr(item, "obj", None)
    known = getattr(made, "_hypothesis_internal_use_settings", None)
    if known is not None:
        few = min(known.max_examples, FEW)
        made._hypothesis_internal_use_settings = settings(known, max_examples=few)


def _with_next(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    yield from zip(items, [*items[1:], None], strict=True)


def _processor() -> float:
    return sum(os.times()[:4])


def functions_of(objects: Iterable[object]) -> Functions:
    """The functions of the project among some objects, by where their code is."""
    found: Functions = defaultdict(list)
    for each in objects:
        if type(each) is not FunctionType:  # isinstance would ask a lazy object for its class
            continue
        if str(each.__module__).split(".")[0] in OWN[:3]:
            found[_place(each.__code__)].append(each)
    return found


def plant(name: str, source: str, text: str, functions: Functions) -> bool:
    """Give the functions of an imported module the code of ``text``; whether that is possible.

    It is where all that differs is inside functions. A module that is not imported yet needs
    nothing: its file has the fault.
    """
    module = sys.modules.get(name)
    if module is None:
        return True
    old, new = (compile(each, str(module.__file__), "exec") for each in (source, text))
    found = list(_differing(old, new))
    known = [(functions.get(_place(before), []), before, after) for before, after in found]
    changes = [(function, after) for made, _, after in known for function in made]
    if not changes or any(len(a.__code__.co_freevars) != len(b.co_freevars) for a, b in changes):
        return False
    if any(not made and "<locals>" not in before.co_qualname for made, before, _ in known):
        return False
    for function, after in changes:
        function.__code__ = after
    return True


def _place(code: CodeType) -> tuple[str, str, int, bytes]:
    """Where a code object is in which file; the table of its lines also has the columns."""
    return code.co_filename, code.co_qualname, code.co_firstlineno, code.co_linetable


def _differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The functions that differ; a body of a module or class counts as one that nobody calls.

    A function in a function is a pair of its own besides: it may have been made already.
    """
    inner = [[each for each in code.co_consts if isinstance(each, CodeType)] for code in (old, new)]
    same = [each.co_qualname for each in inner[0]] == [each.co_qualname for each in inner[1]]
    if old.co_flags & CO_NEWLOCALS or not same or _flat(old) != _flat(new):
        yield old, new
    if same:
        for before, after in zip(*inner, strict=True):
            if before != after:
                yield from _differing(before, after)


def _flat(code: CodeType) -> tuple[Any, ...]:
    """A code object without those inside it."""
    constants = tuple(
        None if isinstance(each, CodeType) else (type(each), each) for each in code.co_consts
    )
    return code.co_code, constants, code.co_names, code.co_varnames


def main() -> None:
    """Collect the files named as arguments, and serve."""
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    arguments = ["-q", "-s", "-p", "no:cacheprovider", "--tb=no", *sys.argv[1:]]
    pytest.main(arguments, [WarmServer(orders, answers)])


if __name__ == "__main__":
    main()
