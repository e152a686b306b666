"""CONTRIBUTING.md: the lint rule that it adds as an example works as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from contracts.lint import RULES, Subject
from contracts.lint.finding import Finding, Rule
from contracts.model import Severity
from tests.contracts.lint.cases import Case, cases_of

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first fenced block of a language."""
    found = re.search(rf"^(`{{3,}}){language}\n(.*?)^\1$", PAGE, re.DOTALL | re.MULTILINE)
    assert found, f"CONTRIBUTING.md has no block of {language}"
    return found[2]


@pytest.fixture
def rule() -> Rule:
    names = {"Subject": Subject, "Iterator": Iterator, "Finding": Finding, "Rule": Rule}
    names["Severity"] = Severity
    exec(block("python"), names)
    made = names["PUNCTUATED"]
    assert isinstance(made, Rule)
    return made


@pytest.fixture
def cases(tmp_path: Path, rule: Rule) -> list[Case]:
    file = tmp_path / f"{rule.code}.md"
    file.write_text(block("markdown"), encoding="utf-8")
    return cases_of(file)


def test_the_rule_of_the_example_reports_its_cases_and_no_near_miss(
    rule: Rule, cases: list[Case], tmp_path: Path
) -> None:
    assert rule.check is not None
    assert {case.fires for case in cases} == {True, False}
    for case in cases:
        read = case.read(tmp_path / str(case))
        found = [
            f"{Path(each.location.file).name}:{each.location.line}:{each.location.column}"
            for each in rule.check(Subject(read.contract, read.source))
        ]
        assert found == list(case.places)


def test_the_rule_of_the_example_has_a_code_of_its_own(rule: Rule) -> None:
    assert rule.code not in RULES


def test_every_file_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`((?:contracts|tests|server|docs|blueprint)/[\w./]+)`", PAGE))
    missing = [name for name in sorted(named) if not (ROOT / name).exists()]
    assert len(named) > 8
    assert missing == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)`", PAGE))))
def test_every_make_target_that_the_page_names_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("file", [".pre-commit-config.yaml", ".pre-commit-hooks.yaml"])
def test_pre_commit_files_name_commands_that_exist(file: str) -> None:
    read = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    hooks = read["repos"][0]["hooks"] if isinstance(read, dict) else read
    for hook in hooks:
        command = hook["entry"].split()[0]
        assert (ROOT / ".venv" / "bin" / Path(command).name).exists() or command == "contract"
