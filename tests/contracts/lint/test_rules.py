"""The table of rules: complete, written out, and documented."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.lint import FAMILIES, RULES
from contracts.lint.finding import Rule
from contracts.read.parser_diagnostics import HIDES_TYPES
from tests.contracts.lint.page import PAGE, page

ROOT = Path(__file__).parents[3]
CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")


def emitted() -> set[str]:
    """The codes that the source gives to diagnostics: literals, and the parser's numbers."""
    found = {f"parser-{number}" for number in range(14) if number != HIDES_TYPES}
    for path in (ROOT / "contracts").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _makes_a_diagnostic(node, path):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
            elif isinstance(node, ast.Assign) and path.stem == "source" and _names_a_code(node):
                found |= {
                    c.value
                    for c in ast.walk(node.value)
                    if isinstance(c, ast.Constant)
                    and isinstance(c.value, str)
                    and CODE.fullmatch(c.value)
                }
    return found


def _makes_a_diagnostic(node: ast.Call, path: Path) -> bool:
    called = node.func
    name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    return (
        name in ("Diagnostic", "Conflict")
        or (name == "Rule" and path.is_relative_to(ROOT / "contracts" / "lint"))
        or (name == "report" and path.stem == "source")
    )


def _names_a_code(node: ast.Assign) -> bool:
    """An assignment such as ``code, hint = "file-missing", "…"``."""
    names = [n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)]
    return "code" in names


def test_every_code_that_can_be_reported_is_in_the_table_and_no_other() -> None:
    own = {"suppression-unused", "suppression-unknown"}  # named by constants
    assert {code for code in emitted() | own if CODE.fullmatch(code)} == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_says_what_and_why_and_how_to_fix_it(rule: Rule) -> None:
    for text in (rule.what, rule.why, rule.fix):
        assert text[0].isupper() or text[0] in "`*"
        assert text.endswith(".")
    assert set(rule.replaces) <= RULES.keys()


def test_no_rule_is_in_two_families() -> None:
    assert sum(len(family) for family in FAMILIES.values()) == len(RULES)


def test_docs_rules_md_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make rules`"


def test_a_rule_can_be_explained() -> None:
    result = CliRunner().invoke(main, ["lint", "--explain", "jsonapi-id"])
    assert result.exit_code == 0
    assert RULES["jsonapi-id"].why in result.output
    assert "--fix" in result.output


def test_an_unknown_rule_is_misuse_with_a_suggestion() -> None:
    result = CliRunner().invoke(main, ["lint", "--explain", "jsonapi-ids"])
    assert result.exit_code == 2
    assert "did you mean 'jsonapi-id'?" in result.output
