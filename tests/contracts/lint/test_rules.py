"""The table of rules: complete, written out, and documented."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.lint import FAMILIES, RULES
from contracts.lint.finding import Rule
from contracts.read.parser_codes import PARSER
from contracts.read.parser_diagnostics import HIDES_TYPES
from tests.contracts.declarations import declarations
from tests.contracts.lint.page import PAGE, page


def test_every_declared_code_is_in_the_table_and_no_other() -> None:
    declared = declarations("Rule", "DiagnosticCode")
    assert {*declared, *(code.code for code in PARSER.values())} - {""} == set(RULES)
    assert PARSER.keys() == set(range(14)) - {HIDES_TYPES}


def test_diagnostics_are_made_of_declared_codes() -> None:
    """A code that is written out where it is reported would be in two files."""
    assert set(declarations("Diagnostic")) == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_says_what_and_why_and_how_to_fix_it(rule: Rule) -> None:
    for text in (rule.what, rule.why, rule.fix):
        assert text[0].isupper() or text[0] in "`*"
        assert text.endswith(".")
    assert {code.code for code in rule.replaces} <= RULES.keys()


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
