"""A copy of the project in which mutants are planted, and the tests run beside them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import IO, Final

from tests.strength.coverage_map import CoverageMap
from tests.strength.fork_server import Order, Outcome
from tests.strength.mutants import Mutant
from tests.strength.selection import (
    BUDGET,
    MOST_FILES,
    Selection,
    in_files,
    select,
    tests_of,
    texts,
)
from tests.strength.warm_server import NOT_PLANTED, WarmOrder, WarmOutcome

#: Limits of a mutant's tests, in seconds of processor and of wall: so many times what they take
#: without a fault, and at least this. A busy machine takes the wall's, not the processor's.
TIMES: Final = 4
LEAST: Final = 10.0
WALL: Final = 120.0
#: Files are run as a whole while they take so many seconds of processor together without a fault.
SLOWEST: Final = 60.0
#: Survivors of the warm process are shown to so many seconds of the first tests in a new one,
#: where nothing was computed before the fault.
AGAIN: Final = 2.0
#: The tests of a file whose coverage is measured end after so many seconds of processor.
MEASURED: Final = 40.0

KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"
#: pytest ran no tests: nothing is known of the mutant.
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Result:
    """What the tests made of one mutant, on the line ``code``; ``by`` is the test that failed.

    ``thorough``: also tests that start services, servers or commands were asked.
    """

    mutant: Mutant
    code: str
    outcome: str
    seconds: float
    asked: int = 0
    by: str = ""
    thorough: bool = False


@dataclass
class Worker:
    """One copy of the project below ``folder``; ``root`` is the original.

    ``map_folder`` keeps what was measured; the workers of one run share it.
    """

    root: Path
    folder: Path
    map_folder: Path
    fast: bool = True
    _whole: dict[str, float] = field(default_factory=dict)
    _loaded: set[str] = field(default_factory=set)
    _sound: dict[str, bool] = field(default_factory=dict)

    @property
    def copy(self) -> Path:
        """Where the mutants are planted."""
        return self.folder / "copy"

    @cached_property
    def covered(self) -> CoverageMap:
        """The coverage map of the copy; ``measure`` fills it."""
        return CoverageMap(self.map_folder)

    def prepare(self) -> None:
        """Copy what git knows of the project, with links to what `make setup` installed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            check=True,
            capture_output=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            target = self.copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (self.root / name).is_file():
                shutil.copy2(self.root / name, target)
        for installed in (".venv", "node_modules"):
            (self.copy / installed).symlink_to(self.root / installed)

    @contextmanager
    def planted(self, module: str, text: str) -> Iterator[None]:
        """A module of the copy with another text; afterwards it has its own again, and its time.

        With that the compiled form of the original is valid again. None is written of the mutant.
        """
        file = self.copy / module
        shutil.copy2(file, self.folder / "original")
        self._note.write_text(module, encoding="utf-8")
        file.write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            self.restore()

    def restore(self) -> None:
        """Take out what is planted; a run that was killed leaves it."""
        if self._note.exists():
            shutil.copy2(self.folder / "original", self.copy / self._note.read_text("utf-8"))
            self._note.unlink()

    @property
    def _note(self) -> Path:
        """Names the module in which a fault is planted."""
        return self.folder / "planted"

    def measure(self, files: Iterable[str]) -> None:
        """Find which lines the tests of some files execute; those known already cost nothing."""
        self.covered.make(files, self._measure)
        if not self._loaded.issuperset(self.covered.packages()):
            self._end("_server")  # The next one loads what these tests imported.

    def _measure(self, file: str, data: Path) -> None:
        names = [name for name in self._collected if name.startswith(f"{file}::")]
        if names:
            self._warm(WarmOrder(names, MEASURED, LEAST, coverage=str(data)))

    def judge(self, mutant: Mutant, text: str, *, thorough: bool = False) -> Result:
        """Plant one mutant, run tests, and take it out again.

        The tests that execute the line are asked. ``thorough`` asks what is left instead: some of
        these in a new process, and files as a whole that start services or commands, or took too
        long to be measured.
        """
        file = self.copy / mutant.module
        code = file.read_text(encoding="utf-8").splitlines()[mutant.line - 1].strip()
        began = time.monotonic()
        names = tests_of(mutant, self.copy, self.covered)
        if thorough:
            outcome, by = self._by_the_rest(mutant, text, self._within(names, AGAIN))
        else:
            outcome, by = self._by_measured(mutant, text, names)
        seconds = time.monotonic() - began
        return Result(mutant, code, outcome, seconds, len(names), by, thorough)

    def _by_measured(self, mutant: Mutant, text: str, names: list[str]) -> tuple[str, str]:
        """The outcome of tests that execute the line, and the first that failed."""
        by, is_planted = self._noticed(mutant, text, names)
        if by or is_planted:
            return (KILLED if by else SURVIVED), by
        few = in_files(names, MOST_FILES)  # A new process collects them first.
        return self._in_new_process(mutant, text, few, self._usual(few))

    def _by_the_rest(self, mutant: Mutant, text: str, names: list[str]) -> tuple[str, str]:
        """The outcome of some tests in a new process and of whole files, and the first failure."""
        outcome, by = self._in_new_process(mutant, text, names, self._usual(names))
        if outcome in (KILLED, TIMEOUT):
            return outcome, by
        for file in self._whole_files(select(mutant.module, self.copy)):
            whole, by = self._in_new_process(mutant, text, [file], self._without_fault(file))
            # Servers and commands may also be too slow on a busy machine.
            if whole in (KILLED, TIMEOUT):
                twice, _ = self._in_new_process(mutant, text, [by or file], SLOWEST, slow=True)
                if twice == whole:
                    return whole, by
            outcome = SURVIVED
        return outcome, ""

    def _usual(self, names: list[str]) -> float:
        return sum(map(self.covered.seconds.__getitem__, names))

    def _in_new_process(
        self, mutant: Mutant, text: str, names: list[str], usual: float, *, slow: bool = False
    ) -> tuple[str, str]:
        """The outcome of tests or files that take ``usual`` seconds, and the first that failed.

        ``slow``: also of a test that is not fast.
        """
        if not names:
            return ERROR, ""
        files = sorted({name.split("::")[0] for name in names})
        tests = [name for name in names if "::" in name]
        with self.planted(mutant.module, text):
            limit = max(LEAST, TIMES * usual)
            ended = self.ask(files, tests, limit, fresh=_is_of_the_reader(mutant), slow=slow)
        outcome = self.outcome(ended, mutant.module)
        return outcome, self._failed() if outcome in (KILLED, TIMEOUT) else ""

    def _whole_files(self, selection: Selection) -> Iterator[str]:
        """The files that were not measured whole, until those chosen take ``SLOWEST`` seconds."""
        spent = 0.0
        for file in (*selection.first, *selection.then):
            if spent >= SLOWEST:
                return
            if self._is_measured(file):
                continue
            seconds = self._without_fault(file)
            if seconds and (not spent or spent + seconds <= SLOWEST):
                spent += seconds
                yield file

    def _within(self, names: list[str], seconds: float) -> list[str]:
        """The first tests that take so many seconds, and at least one."""
        spent = list(accumulate(self.covered.seconds.get(name, 0.0) for name in names))
        return [name for name, end in zip(names, spent, strict=True) if end <= seconds] or names[:1]

    def _noticed(self, mutant: Mutant, text: str, names: list[str]) -> tuple[str, bool]:
        """The first test that fails in a warm process with the mutant and passes without it.

        Empty where none does. The second value: whether the mutant could be planted there.
        """
        file = self.copy / mutant.module
        module = ".".join(Path(mutant.module).with_suffix("").parts).removesuffix(".__init__")
        source = file.read_text(encoding="utf-8")
        fresh = _is_of_the_reader(mutant)
        assert self._collected  # The warm process must not import the mutant.
        while names:
            with self.planted(mutant.module, text):
                found = self._warm(WarmOrder(names, BUDGET, LEAST, module, source, text, fresh))
            if not found.by or self._is_sound(found.by):
                return found.by, found.code != NOT_PLANTED
            names = [name for name in names if name != found.by]
        return "", True

    def _is_sound(self, name: str) -> bool:
        """Whether a test passes alone without a fault."""
        if name not in self._sound:
            self._sound[name] = not self._warm(WarmOrder([name], BUDGET, LEAST)).code
        return self._sound[name]

    def _is_measured(self, file: str) -> bool:
        """Whether all tests of a file were measured; those of services and commands never are."""
        names = [name for name in self._collected if name.startswith(f"{file}::")]
        return bool(names) and self.covered.seconds.keys() >= set(names)

    def _without_fault(self, file: str) -> float:
        """The seconds of processor that a file's tests take without a fault.

        0 if one fails, if it has none, or if it takes too long.
        """
        if file not in self._whole:
            ended = self.ask([file], [], SLOWEST)
            usable = ended.code == 0 and ended.processor <= SLOWEST
            self._whole[file] = ended.processor if usable else 0.0
        return self._whole[file]

    def outcome(self, ended: Outcome, module: str) -> str:
        """0: all passed; 1 and 2: a test failed, or its module cannot be imported.

        4 is an error of ours, unless it was a conftest that could not be imported.
        """
        if ended.code in (0, 1, 2):
            return SURVIVED if ended.code == 0 else KILLED
        if ended.code < 0:
            return TIMEOUT
        log = self._log.read_text(encoding="utf-8", errors="replace")
        unloadable = "ImportError while loading conftest" in log
        return KILLED if unloadable or (ended.code == 3 and module in log) else ERROR

    def _failed(self) -> str:
        """The node id of the first failure that the log has."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        marks = ("FAILED ", "ERROR ")
        return next((line.split()[1] for line in lines if line.startswith(marks)), "")

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def ask(
        self,
        files: list[str],
        names: list[str],
        limit: float,
        *,
        fresh: bool = False,
        slow: bool = False,
    ) -> Outcome:
        """Run tests in a fork. Results of the parser are kept, except for mutants of the reader."""
        cache = "" if fresh else str(self.copy / "build" / "cache")
        order = Order(
            files=files,
            names=names,
            log=str(self._log),
            processor=limit,
            wall=max(WALL, 10 * limit),
            environment={"CONTRACT_CACHE": cache, "PYTHONDONTWRITEBYTECODE": "1"},
            fast=self.fast and bool(names) and not slow,
        )
        if self._server.poll() is not None:
            del self._server
        to, back = self._server.stdin, self._server.stdout
        assert to is not None
        assert back is not None
        _say(to, asdict(order))
        return Outcome(**json.loads(back.readline()))

    @cached_property
    def _server(self) -> subprocess.Popen[str]:
        """The fork server, which has loaded the packages that many measured tests import."""
        common = self.covered.packages()
        self._loaded = set(common)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.strength.fork_server"],
            cwd=self.copy,
            env={**os.environ, "PYTHONPATH": str(self.copy)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        _say(process.stdin, common or ["hypothesis"])
        threads = json.loads(process.stdout.readline())
        assert threads == 1, "a fork copies no other thread: a package of these starts one"
        return process

    def close(self) -> None:
        """End the servers."""
        for name in ("_server", "_warm_server"):
            self._end(name)
        self.__dict__.pop("_collected", None)  # Each warm process says first what it has.

    def _end(self, name: str) -> None:
        if name in self.__dict__:
            self.__dict__.pop(name).communicate()

    def _warm(self, order: WarmOrder) -> WarmOutcome:
        """Run tests in a fork of the warm process."""
        assert self._collected
        to, back = self._warm_server.stdin, self._warm_server.stdout
        assert to is not None
        assert back is not None
        _say(to, asdict(order))
        return WarmOutcome(**json.loads(back.readline()))

    @cached_property
    def _collected(self) -> list[str]:
        """The node ids of the tests that the warm process has."""
        back = self._warm_server.stdout
        assert back is not None
        found: list[str] = json.loads(back.readline())
        return found

    @cached_property
    def _warm_server(self) -> subprocess.Popen[str]:
        """The warm process, with all tests that can be asked."""
        options = ["--fast"] * self.fast
        with (self.folder / "warm.log").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.strength.warm_server", *options, *texts(self.copy)],
                cwd=self.copy,
                env={
                    **os.environ,
                    "PYTHONPATH": str(self.copy),
                    "CONTRACT_CACHE": str(self.copy / "build" / "cache"),
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )


def _is_of_the_reader(mutant: Mutant) -> bool:
    """Whether kept results of the parser would hide a mutant."""
    return mutant.module.startswith("contracts/read/")


def _say(stream: IO[str], value: object) -> None:
    stream.write(json.dumps(value) + "\n")
    stream.flush()
