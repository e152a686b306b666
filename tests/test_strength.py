"""`make mutation`: mutants, the sample, the tests that are asked, and their verdict."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from coverage.numbits import nums_to_numbits

from tests.strength import __main__ as command
from tests.strength import fork_server, mutants, page, selection, warm_server
from tests.strength.coverage_map import CoverageMap
from tests.strength.fork_server import Outcome
from tests.strength.runs import Run
from tests.strength.workers import Result, Worker

SOURCE = """\
from __future__ import annotations


def small(number: int | None, limit: int = 3) -> bool | None:
    return number is not None and number < limit
"""


#: The last words of the operators that replace a multiplication, and a comparison.
BITWISE = {"LShift", "RShift", "BitOr", "BitAnd", "BitXor"}
FOR_MULTIPLICATION = {"Add", "Sub", "Div", "FloorDiv", "Mod", "Pow"} | BITWISE
FOR_COMPARISON = {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot"}


def found(source: str) -> list[mutants.Mutant]:
    return mutants.mutants_of("contracts/small.py", source)


def test_mutants_are_on_lines_that_run() -> None:
    operators = {mutant.operator for mutant in found(SOURCE) if mutant.line == 5}
    assert {"ReplaceAndWithOr", "ReplaceComparisonOperator_Lt_LtE"} <= operators


def test_annotations_and_options_of_dataclasses_have_no_mutants() -> None:
    options = "@dataclass(frozen=True, slots=True)\nclass A:\n    a: int | None = None\n"
    assert {mutant.operator for mutant in found(options)} == {"RemoveDecorator"}
    assert {m.operator for m in found(SOURCE) if m.line == 4} == {"NumberReplacer"}


@pytest.mark.parametrize(
    ("source", "operators"),
    [
        ("def f(*, a=1): return 1", {"NumberReplacer"}),
        ("def f(a=1, *, b): return a", {"NumberReplacer"}),
        ("def f(a, *, b): return a * b", FOR_MULTIPLICATION),
        ("def f(a, b): return a is b", FOR_COMPARISON - {"Is", "Eq"}),
        ("def f(a, b): return a is not b", FOR_COMPARISON - {"IsNot", "NotEq"}),
        ("def f(a, b): return a == b", FOR_COMPARISON - {"Is", "Eq"}),
        ("def f(a, b): return a != b", FOR_COMPARISON - {"IsNot", "NotEq"}),
    ],
)
def test_what_makes_no_difference_has_no_mutants(source: str, operators: set[str]) -> None:
    names = {mutant.operator.rpartition("_")[2] for mutant in found(f"{source}\n")}
    assert names == operators


def test_a_mutant_is_the_module_with_one_change() -> None:
    chosen = next(m for m in found(SOURCE) if m.operator == "ReplaceComparisonOperator_Lt_LtE")
    assert chosen.code(SOURCE) == SOURCE.replace("<", "<=")


def test_a_mutant_that_is_no_python_is_none() -> None:
    source = "for _ in range(3):\n    break\n"
    texts = [mutant.code(source) for mutant in found(source)]
    assert any(texts)
    for text in filter(None, texts):
        compile(text, "mutant", "exec")


def test_the_same_seed_chooses_the_same_sample_and_every_package_has_a_share() -> None:
    many = {
        f"contracts/{room}/m{n}.py": [
            mutants.Mutant(f"contracts/{room}/m{n}.py", "AddNot", 0, line) for line in range(100)
        ]
        for room, size in (("big", 20), ("small", 1))
        for n in range(size)
    }
    first, again = (mutants.sample(many, 200, seed=1) for _ in range(2))
    assert first == again != mutants.sample(many, 200, seed=2)
    rooms = [mutants.package_of(mutant.module) for mutant in first]
    assert rooms.count("contracts/small") >= 2
    assert rooms.count("contracts/big") > 150


def small_project(folders: pytest.TempPathFactory) -> Path:
    """A small project with a strong and a weak test, and one that fails."""
    root = folders.mktemp("project")
    for folder in ("contracts", "tests/contracts", ".venv", "node_modules"):
        (root / folder).mkdir(parents=True)
    for package in ("contracts", "tests", "tests/contracts", "tests/strength"):
        (root / package).mkdir(exist_ok=True)
        (root / package / "__init__.py").write_text("")
    for server in (fork_server, warm_server):
        shutil.copy(str(server.__file__), root / "tests/strength")
    (root / "contracts/small.py").write_text(SOURCE)
    (root / "tests/contracts/test_small.py").write_text(
        "from contracts.small import small\n\n\ndef test_it():\n    assert small(1)\n"
    )
    (root / "tests/contracts/test_other.py").write_text(
        "import contracts.small as s\n\n\ndef test_it():\n    assert not s.small(4)\n"
    )
    (root / "tests/contracts/test_more.py").write_text("def test_nothing():\n    pass\n")
    (root / "tests/contracts/test_failing.py").write_text(
        "from contracts.small import small\n\n\ndef test_it():\n    assert not small(1)\n"
    )
    (root / "conftest.py").write_text(
        "import gc\n\n\ndef pytest_collection_finish():\n    gc.freeze()\n"
    )
    (root / "pytest.ini").write_text("[pytest]\naddopts = --disable-plugin-autoload\n")
    (root / ".gitignore").write_text(".venv/\nnode_modules/\n")
    subprocess.run(["git", "init", "-q", root], check=True)
    return root


def test_the_tests_of_a_name_and_of_its_imports_come_before_those_of_the_folder(
    worker: Worker,
) -> None:
    chosen = selection.select("contracts/small.py", worker.copy)
    assert chosen.first == (
        "tests/contracts/test_small.py",
        "tests/contracts/test_failing.py",
        "tests/contracts/test_other.py",
    )
    assert chosen.then == ("tests/contracts/test_more.py",)


def test_the_runtime_of_generated_servers_is_tested_with_the_server() -> None:
    root = Path(__file__).parents[1]
    chosen = selection.select("contracts/runtime/jsonapi/etags.py", root)
    assert chosen.first[0] == "tests/server/jsonapi/test_etags.py"


def test_cases_of_what_a_module_declares_are_asked_first(tmp_path: Path) -> None:
    """Every test of a family of rules executes the same lines."""
    module = "contracts/rules.py"
    (tmp_path / "contracts").mkdir()
    (tmp_path / module).write_text('RULES = ["name-lost", "a b-c"]\n')
    cases = ("a-fires", "name-fires", "name-lost-fires", "not-name-lost", "name-lost", "b-c")
    names = [f"tests/contracts/test_rules.py::test_a[{case}]" for case in cases]
    covered = CoverageMap(tmp_path / "map", seconds=dict.fromkeys(names, 1.0))
    everything = [(module, name, nums_to_numbits([1])) for name in names]
    covered._rows.executemany("insert into line values (?, ?, ?)", everything)
    asked = selection.tests_of(mutants.Mutant(module, "AddNot", 0, 1), tmp_path, covered)
    first = {name.partition("[")[2].removesuffix("]") for name in asked[:3]}
    assert first == {"name-lost", "name-lost-fires", "not-name-lost"}
    assert set(asked) == set(names)


def test_a_new_process_is_asked_of_few_files() -> None:
    names = ["a::1", "b::1", "c::1", "a::2"]
    assert selection.in_files(names, 2) == ["a::1", "b::1", "a::2"]


#: A module, and a file of tests that its maintainer would run.
MAINTAINED = {
    "of its name, outside its folder": (
        "contracts/pytest_plugin.py",
        "tests/test_pytest_plugin.py",
    ),
    "of its command": ("contracts/cli/importing.py", "tests/contracts/importers/test_importing.py"),
    "of a command with two words": (
        "contracts/cli/state_agent.py",
        "tests/contracts/agent/test_file.py",
    ),
}


@pytest.mark.parametrize(("module", "file"), MAINTAINED.values(), ids=MAINTAINED)
def test_the_tests_of_a_name_or_of_a_command_are_among_the_first(module: str, file: str) -> None:
    assert file in selection.select(module, Path(__file__).parents[1]).first


def test_the_tests_of_a_command_run_it() -> None:
    chosen = selection.select("contracts/cli/lsp.py", Path(__file__).parents[1])
    assert "tests/contracts/cli/test_verification.py" not in chosen.first


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker on a copy of the small project, which knows what its tests execute."""
    work = tmp_path_factory.mktemp("work")
    made = Worker(small_project(tmp_path_factory), work / "1", work / "map", fast=False)
    made.prepare()
    made.measure(selection.texts(made.copy))
    yield made
    made.close()


def mutant_of(operator: str) -> mutants.Mutant:
    return next(m for m in found(SOURCE) if m.operator == operator)


def judged(worker: Worker, operator: str, source: str = SOURCE) -> Result:
    mutant = mutant_of(operator)
    text = mutant.code(source)
    assert text is not None
    return worker.judge(mutant, text)


PASSING = ("tests/contracts/test_small.py", "tests/contracts/test_other.py")


def by_fresh_process(worker: Worker, mutant: mutants.Mutant) -> str:
    """The verdict of all tests of the copy, in a new process on the mutated file."""
    file = worker.copy / mutant.module
    source = file.read_text()
    file.write_text(mutant.code(source) or "")
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", *PASSING]
    environment = {**os.environ, "PYTHONPATH": str(worker.copy)}
    ended = subprocess.run(command, cwd=worker.copy, env=environment, capture_output=True)
    file.write_text(source)
    assert ended.returncode in (0, 1)
    return "killed" if ended.returncode else "survived"


#: What replaces a comparison, and the verdict.
VERDICTS = {
    "IsNot_Is": "killed",
    "Lt_LtE": "survived",
    "Lt_Gt": "killed",
    "Lt_NotEq": "killed",
    "Lt_Eq": "killed",
}


def test_forks_and_fresh_processes_agree(worker: Worker) -> None:
    """Each fork has the mutated module, though forks before it had others."""
    chosen = {to: mutant_of(f"ReplaceComparisonOperator_{to}") for to in VERDICTS}
    forked = {to: worker.judge(m, m.code(SOURCE) or "").outcome for to, m in chosen.items()}
    assert forked == VERDICTS
    for to in ("Lt_LtE", "Lt_Gt"):
        assert by_fresh_process(worker, chosen[to]) == VERDICTS[to]
    assert (worker.copy / "contracts/small.py").read_text() == SOURCE


def test_the_first_test_that_fails_is_named_and_no_other_is_asked(worker: Worker) -> None:
    result = judged(worker, "ReplaceComparisonOperator_Lt_Gt")
    assert result.outcome == "killed"
    assert result.by == "tests/contracts/test_small.py::test_it"
    assert result.code == "return number is not None and number < limit"


def test_a_fault_in_a_function_needs_no_new_process(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although the project's conftest freezes what was collected, as ours does."""
    monkeypatch.delattr(Worker, "ask")
    assert judged(worker, "ReplaceComparisonOperator_Lt_Gt").outcome == "killed"


def test_only_tests_that_execute_the_line_are_asked(worker: Worker) -> None:
    names = selection.tests_of(mutant_of("ReplaceAndWithOr"), worker.copy, worker.covered)
    assert names == [f"{file}::test_it" for file in PASSING]


def test_tests_that_fail_without_a_mutant_are_not_asked(worker: Worker) -> None:
    assert worker.covered.failed == {"tests/contracts/test_failing.py::test_it"}


@pytest.mark.parametrize(
    ("code", "log", "outcome"),
    [
        (0, "", "survived"),
        (1, "", "killed"),
        (2, "ERROR collecting", "killed"),
        (4, "ImportError while loading conftest", "killed"),
        (4, "unrecognized arguments", "error"),
        (5, "no tests ran", "error"),
        (3, "INTERNALERROR> contracts/small.py", "killed"),
        (3, "INTERNALERROR> pytest", "error"),
        (-1, "", "timeout"),
    ],
)
def test_a_run_without_tests_says_nothing_about_a_mutant(
    worker: Worker, code: int, log: str, outcome: str
) -> None:
    (worker.folder / "log").write_text(log)
    assert worker.outcome(Outcome(code, 1.0, 1.0), "contracts/small.py") == outcome


def test_a_mutant_that_loops_for_ever_is_ended(worker: Worker) -> None:
    mutant = mutant_of("ReplaceAndWithOr")
    endless = SOURCE.replace("    return", "    while True: pass\n    return")
    file = worker.copy / mutant.module
    file.write_text(endless)
    ended = worker.ask(["tests/contracts/test_small.py"], [], limit=1)
    file.write_text(SOURCE)
    assert worker.outcome(ended, mutant.module) == "timeout"


def run_beside(worker: Worker, folder: Path, jobs: int, end: float) -> Run:
    """A run on the worker's project, with what the worker has measured."""
    shutil.copytree(worker.map_folder, folder / "map")
    return Run(worker.root, folder, jobs, end, fast=False)


def test_a_run_judges_each_mutant_once_and_survivors_more_thoroughly(
    worker: Worker, tmp_path: Path
) -> None:
    made = run_beside(worker, tmp_path, jobs=2, end=time.monotonic() + 600)
    asked = [mutant_of(f"ReplaceComparisonOperator_{to}") for to in VERDICTS]
    made.judge(asked[:2])
    first = made.kept.read_text()
    made.judge(asked)
    assert made.kept.read_text().startswith(first)
    found = made.results()
    assert set(found) == set(asked)
    assert {r.outcome for r in found.values()} == {"killed", "survived"}
    assert all(r.thorough is (r.outcome == "survived") for r in found.values())


def test_a_failure_of_a_slow_file_is_confirmed_by_its_test(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def ask(files: list[str], names: list[str], limit: float, **options: bool) -> Outcome:
        asked.append((files, names, options["slow"]))
        return Outcome(1, 1.0, 1.0)

    file, test = "tests/test_service.py", "tests/test_service.py::test_it"
    monkeypatch.setattr(worker, "ask", ask)
    monkeypatch.setattr(worker, "_whole_files", lambda selection: [file])
    monkeypatch.setattr(worker, "_without_fault", lambda file: 1.0)
    monkeypatch.setattr(worker, "_failed", lambda: test)
    mutant = mutant_of("ReplaceAndWithOr")
    assert worker._by_the_rest(mutant, SOURCE, []) == ("killed", test)
    assert asked == [([file], [], False), ([file], [test], True)]


def test_no_mutant_is_begun_after_the_end(worker: Worker, tmp_path: Path) -> None:
    made = run_beside(worker, tmp_path, jobs=1, end=0)
    made.judge([mutant_of("ReplaceAndWithOr")])
    assert made.results() == {}


def test_a_run_that_was_killed_leaves_no_fault_to_the_next(worker: Worker, tmp_path: Path) -> None:
    first, second = (Run(worker.root, tmp_path, jobs=1, end=0) for _ in range(2))
    file = first.copy / "contracts/small.py"
    before = file.stat().st_mtime_ns
    left = first.workers[0].planted("contracts/small.py", "0\n")
    left.__enter__()
    assert file.read_text() == "0\n"
    assert (second.copy / "contracts/small.py").read_text() == SOURCE
    assert file.stat().st_mtime_ns == before


def test_the_workers_of_a_run_share_what_is_measured(worker: Worker, tmp_path: Path) -> None:
    made = Run(worker.root, tmp_path, jobs=2, end=time.monotonic() + 600, fast=False)
    made.judge([])
    seconds = [each.covered.seconds for each in made.workers]
    assert seconds[0].keys() == seconds[1].keys() == worker.covered.seconds.keys()


MODULE = """\
from contextlib import contextmanager
from functools import cache, cached_property

LIMIT = 1 + 1
TABLE = [lambda: 2 + 2]


def plain(default=3 + 3):
    return 4 + 4


def outer():
    def inner():
        return 5 + 5

    return inner()


@cache
def kept():
    return 6 + 6


@contextmanager
def around():
    yield 7 + 7


class Thing:
    size = 8 + 8

    def method(self):
        return 9 + 9

    @property
    def computed(self):
        return 10 + 10

    @cached_property
    def once(self):
        return 11 + 11

    @classmethod
    def made(cls):
        return [n for n in (12 + 12,)][0]

    class Inside:
        @staticmethod
        def alone():
            return 13 + 13


def decorator(function):
    def wrapped():
        return function()

    wrapped.__wrapped__ = lambda: 15 + 15
    return wrapped


@decorator
def decorated():
    return 14 + 14


PAIR = [lambda: 16 + 16, lambda: 17 + 17]
ALL = [18 + 18 + each for each in (0,)]
"""
#: What is mutated, how it is asked, and whether a fault can be planted there.
PLANTED = {
    "a constant": ("1 + 1", "LIMIT", False),
    "a function without a name": ("2 + 2", "TABLE[0]()", True),
    "a default": ("3 + 3", "plain.__defaults__[0]", False),
    "a function": ("4 + 4", "plain()", True),
    "a function in a function": ("5 + 5", "outer()", True),
    "a function whose results are kept": ("6 + 6", "kept()", True),
    "a context manager": ("7 + 7", "around().__enter__()", True),
    "an attribute of a class": ("8 + 8", "Thing.size", False),
    "a method": ("9 + 9", "Thing().method()", True),
    "a property": ("10 + 10", "Thing().computed", True),
    "a property that is computed once": ("11 + 11", "Thing().once", True),
    "a class method": ("12 + 12", "Thing.made()", True),
    "a method of a class in a class": ("13 + 13", "Thing.Inside.alone()", True),
    "a decorated function": ("14 + 14", "decorated()", True),
    "a function that was made by another": ("15 + 15", "decorated.__wrapped__()", True),
    "the second of a line": ("17 + 17", "PAIR[1]()", True),
    "a comprehension of the module": ("18 + 18", "ALL[0]", False),
}


def imported(monkeypatch: pytest.MonkeyPatch, number: int = 0) -> ModuleType:
    """The example, as a module of the project."""
    made = ModuleType(f"contracts.strength_example{number}")
    made.__file__ = f"strength_example{number}.py"
    exec(compile(MODULE, made.__file__, "exec"), vars(made))
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


@dataclass(frozen=True, slots=True)
class Imported:
    """The example as a module for each case, and the functions of all: one look at all objects."""

    modules: dict[str, ModuleType]
    functions: warm_server.Functions


@pytest.fixture(scope="module")
def examples() -> Iterator[Imported]:
    with pytest.MonkeyPatch.context() as patch:
        modules = {case: imported(patch, number) for number, case in enumerate(PLANTED)}
        yield Imported(modules, warm_server.functions_of(gc.get_objects()))


@pytest.mark.parametrize("case", PLANTED)
def test_a_fault_is_planted_in_functions_of_an_imported_module(
    examples: Imported, case: str
) -> None:
    code, asked, possible = PLANTED[case]
    made = examples.modules[case]
    right = eval(code)
    text = MODULE.replace(code, code.replace("+", "-"))
    planted = warm_server.plant(made.__name__, MODULE, text, examples.functions)
    assert planted is possible
    assert eval(asked, vars(made)) == (0 if possible else right)


def test_functions_are_found_beside_objects_that_refuse_to_be_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Lazy:
        @property
        def __class__(self) -> Any:
            raise LookupError

    plain = imported(monkeypatch).plain
    found = warm_server.functions_of([Lazy(), plain, mutants.modules])
    assert list(found.values()) == [[plain]]


def test_a_module_that_is_not_imported_has_the_fault_in_its_file() -> None:
    assert warm_server.plant("contracts.not_imported", MODULE, MODULE, {})


def test_a_text_without_a_difference_is_not_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    made = imported(monkeypatch)
    functions = warm_server.functions_of(vars(made).values())
    assert not warm_server.plant(made.__name__, MODULE, MODULE, functions)


#: What the module is when the survivors are tested again, and on which line the mutant is then.
MOVED = {
    "as it was": (SOURCE, 5),
    "below another line": (f"# small\n{SOURCE}", 6),
    "with another line": (SOURCE.replace("number < limit", "number <= limit"), None),
    "with the line twice": (SOURCE + SOURCE.splitlines()[-1] + "\n", None),
}


@pytest.mark.parametrize(("text", "line"), MOVED.values(), ids=MOVED)
def test_a_survivor_is_tested_again_where_its_line_is(
    tmp_path: Path, text: str, line: int | None
) -> None:
    for folder, source in (("then", SOURCE), ("now", text)):
        file = tmp_path / folder / "contracts/small.py"
        file.parent.mkdir(parents=True)
        file.write_text(source)
    mutant = mutant_of("ReplaceAndWithOr")
    result = Result(mutant, SOURCE.splitlines()[-1].strip(), "survived", 1.0)
    found = command._moved(result, tmp_path / "then", tmp_path / "now")
    assert (found and found.line) == line
    assert found is None or found.operator == mutant.operator


def test_a_survivor_of_a_module_that_is_gone_is_not_tested_again(tmp_path: Path) -> None:
    result = Result(mutant_of("ReplaceAndWithOr"), "code", "survived", 1.0)
    assert command._moved(result, tmp_path, tmp_path) is None


def test_the_page_counts_by_package_and_names_survivors() -> None:
    chosen = found(SOURCE)[:5]
    outcomes = ("survived", "killed", "survived", "error", "timeout")
    results = [
        Result(m, f"line {n}", outcome, 1.0)
        for n, (m, outcome) in enumerate(zip(chosen, outcomes, strict=True))
    ]
    later = {chosen[2]: Result(chosen[2], "line 2", "killed", 1.0, 1, "tests/test_new.py::test")}
    text = page.page(results, later, asked=10, seed=1, day=date(2026, 1, 2))
    assert "| `contracts` | 4 | 2 | 50 % | 1 | 75 % |" in text
    left, since = text.split("## Survivors that are noticed now")
    assert f"| `{chosen[0].module}:{chosen[0].line}` | `{chosen[0].operator}` | `line 0` |" in left
    assert "`line 2` | `tests/test_new.py::test` |" in since


def test_equivalent_mutants_are_listed_once_and_name_lines_that_are_there() -> None:
    root = Path(__file__).parents[1]
    listed = page.equivalents()
    rows = page.EQUIVALENT.read_text(encoding="utf-8").count("[[mutant]]")
    assert len(listed) == rows
    found = set()
    for module in {module for module, _, _ in listed}:
        source = (root / module).read_text(encoding="utf-8")
        lines = source.splitlines()
        for mutant in mutants.mutants_of(module, source):
            found.add((module, mutant.operator, lines[mutant.line - 1].strip()))
    assert listed.keys() - found == set(), "these are no mutants any more"
