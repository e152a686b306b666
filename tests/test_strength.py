"""`make mutation`: mutants, the sample, the tests that are asked, and their verdict."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.strength import mutants, page, selection
from tests.strength.workers import BrokenBaseline, Worker

SOURCE = """\
from __future__ import annotations


def small(number: int | None, limit: int = 3) -> bool | None:
    return number is not None and number < limit
"""


def found(source: str) -> list[mutants.Mutant]:
    return mutants.mutants_of("contracts/small.py", source)


def test_mutants_are_on_lines_that_run() -> None:
    operators = {mutant.operator for mutant in found(SOURCE) if mutant.line == 5}
    assert {"ReplaceAndWithOr", "ReplaceComparisonOperator_Lt_LtE"} <= operators


def test_annotations_and_options_of_dataclasses_have_no_mutants() -> None:
    options = "@dataclass(frozen=True, slots=True)\nclass A:\n    a: int | None = None\n"
    assert {mutant.operator for mutant in found(options)} == {"RemoveDecorator"}
    assert {m.operator for m in found(SOURCE) if m.line == 4} == {"NumberReplacer"}


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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with a strong and a weak test."""
    root = tmp_path / "project"
    for folder in ("contracts", "tests/contracts", ".venv", "node_modules"):
        (root / folder).mkdir(parents=True)
    for package in ("contracts", "tests", "tests/contracts"):
        (root / package / "__init__.py").write_text("")
    (root / "contracts/small.py").write_text(SOURCE)
    (root / "tests/contracts/test_small.py").write_text(
        "from contracts.small import small\n\n\ndef test_it():\n    assert small(1)\n"
    )
    (root / "tests/contracts/test_other.py").write_text(
        "import contracts.small as s\n\n\ndef test_it():\n    assert not s.small(4)\n"
    )
    (root / "tests/contracts/test_more.py").write_text("def test_nothing():\n    pass\n")
    (root / ".gitignore").write_text(".venv/\nnode_modules/\n")
    subprocess.run(["git", "init", "-q", root], check=True)
    return root


def test_the_tests_of_a_name_and_of_its_imports_come_before_those_of_the_folder(
    project: Path,
) -> None:
    chosen = selection.select("contracts/small.py", project)
    assert chosen.first == ("tests/contracts/test_small.py", "tests/contracts/test_other.py")
    assert chosen.then == ("tests/contracts/test_more.py",)


@pytest.mark.parametrize(
    ("operator", "outcome"),
    [
        ("ReplaceComparisonOperator_Lt_Gt", "killed"),
        ("ReplaceComparisonOperator_Lt_LtE", "survived"),
    ],
)
def test_a_mutant_is_killed_by_a_test_that_fails(
    project: Path, tmp_path: Path, operator: str, outcome: str
) -> None:
    worker = Worker(project, tmp_path / "copy")
    worker.prepare()
    mutant = next(m for m in found(SOURCE) if m.operator == operator)
    text = mutant.code(SOURCE)
    assert text is not None
    result = worker.judge(mutant, text, selection.select(mutant.module, project))
    assert result.outcome == outcome
    assert (tmp_path / "copy" / mutant.module).read_text() == SOURCE


def test_tests_that_fail_without_a_mutant_judge_none(project: Path, tmp_path: Path) -> None:
    (project / "tests/contracts/test_more.py").write_text("def test_it():\n    assert False\n")
    worker = Worker(project, tmp_path / "copy")
    worker.prepare()
    mutant = next(m for m in found(SOURCE) if m.operator.endswith("Lt_LtE"))
    with pytest.raises(BrokenBaseline, match=r"test_more\.py"):
        worker.judge(mutant, mutant.code(SOURCE) or "", selection.select(mutant.module, project))


def test_the_page_counts_by_package_and_names_survivors(project: Path) -> None:
    from tests.strength.workers import KILLED, SURVIVED, Result

    chosen = found(SOURCE)[:4]
    results = [Result(m, SURVIVED if n == 0 else KILLED, 1.0) for n, m in enumerate(chosen)]
    text = page.page(results, project, asked=10, seed=1, day=date(2026, 1, 2))
    assert "| `contracts` | 4 | 3 | 75 % |" in text
    assert f"| `contracts/small.py:{chosen[0].line}` | `{chosen[0].operator}` |" in text


def test_equivalent_mutants_name_lines_that_are_there() -> None:
    root = Path(__file__).parents[1]
    for module, operator, code in page.equivalents():
        source = (root / module).read_text(encoding="utf-8")
        assert any(
            mutant.operator == operator and page.key(mutant, root)[2] == code
            for mutant in mutants.mutants_of(module, source)
        ), f"{module}: {operator} on `{code}` is no mutant any more"
