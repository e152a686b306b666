"""Codes, laws, changes and operators are found by grepping: each name is in one source file."""

from __future__ import annotations

import re

import pytest

from contracts.diff import CHANGES
from contracts.lint import RULES
from contracts.mutation.faults import FAULTS
from contracts.mutation.operators import OPERATORS
from contracts.verify import laws, strict
from contracts.verify.laws.law import LawKind
from contracts.verify.strict.judge import CHECKS
from contracts.verify.strict.rule import StrictRule
from tests.contracts.checks_page import PAGE, page
from tests.contracts.declarations import ROOT, declarations, files_with, values_of

LINT = dict.fromkeys(RULES, "rules.md")
STRICT = {rule.code: "checks.md" for rule in values_of(strict, StrictRule)}
LAWS = {law.code: "checks.md" for law in values_of(laws, LawKind)}
OPERATOR_NAMES = {operator.name: "checks.md" for operator in OPERATORS}
FAULT_NAMES = {fault.name: "checks.md" for fault in FAULTS}
CHANGE_CODES = dict.fromkeys(CHANGES, "compatibility.md")
#: The classes whose first argument declares a name, and the names with their documentation.
FAMILIES = [
    (("Rule", "DiagnosticCode"), LINT),
    (("StrictRule",), STRICT),
    (("LawKind",), LAWS),
    (("ChangeKind",), CHANGE_CODES),
    (("Operator",), OPERATOR_NAMES),
    (("Fault",), FAULT_NAMES),
]
NAMES = [(name, classes, page) for classes, names in FAMILIES for name, page in names.items()]


@pytest.mark.parametrize(("name", "classes", "page"), NAMES, ids=[name for name, *_ in NAMES])
def test_a_name_is_in_one_file_which_its_documentation_links(
    name: str, classes: tuple[str, ...], page: str
) -> None:
    """Words of JSON and HTTP (``type``, ``status``) have other uses: what is found by grepping
    is their declaration, ``StrictRule("type"``.
    """
    (file,) = declarations(*classes)[name]
    if "-" in name and name != "content-type":
        assert files_with(name) == {file}
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert f"`{name}`" in text
    assert f"](../{file})" in text


@pytest.mark.parametrize(("classes", "names"), FAMILIES, ids=[c[0] for c, _ in FAMILIES])
def test_every_declared_name_is_in_its_table(
    classes: tuple[str, ...], names: dict[str, str]
) -> None:
    assert set(declarations(*classes)) - {""} == set(names)


def test_strict_rules_and_laws_report_by_their_declaration() -> None:
    """A problem whose code is written out where it is reported would be in two places."""
    made = {
        file
        for files in declarations("Problem", "Fixture").values()
        for file in files
        if re.match(r"contracts/verify/(strict|laws)/", file)
    }
    assert not made


def test_every_strict_rule_has_a_check() -> None:
    checked = {each.rule.code for each in CHECKS}
    others = {"status", "jsonapi-field"}  # judged first; reported by the check of resources
    assert checked | others == set(STRICT)


def test_docs_checks_md_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make rules`"
