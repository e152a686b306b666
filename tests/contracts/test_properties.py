"""Whatever is done to a blueprint, no part of the tool raises, and what it makes stays sound.

``make fuzz`` tries thousands of mutants; see tests/examples.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator

from contracts.build.contract import build
from contracts.build.transactions import expected_names
from contracts.diff import diff
from contracts.lint import RULES, Config, LintDiagnostic, Subject, findings
from contracts.lint.fix import applied
from contracts.model import Contract, Diagnostic, Severity
from contracts.read.parse import parse
from contracts.read.source import Source, from_text
from contracts.render import changelog, docs, dredd, flask, json_schema, openapi
from contracts.report.ci import as_github, as_junit, as_sarif
from contracts.report.diagnostics import as_json, as_text
from contracts.states import states
from tests.contracts.mutations import SEEDS, mutated
from tests.examples import examples

ALL = Config(select=tuple(RULES))  # optional rules as well
PATIENCE = 2.0
"""Seconds for one parse: some mutants make the parser loop, and its child is then killed."""


@dataclass(frozen=True, slots=True)
class Read:
    """What `contract lint` reads of a text."""

    source: Source
    contract: Contract
    findings: tuple[LintDiagnostic, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(each.diagnostic for each in self.findings)


def read(text: str) -> Read:
    source = from_text(text)
    parsed, unparsed = parse(source, limit=PATIENCE)
    built = build(parsed, source, source.file)
    earlier = (*unparsed, *built.diagnostics)
    return Read(source, built.contract, findings(Subject(built.contract, source), earlier, ALL))


sound = cache(read)


def findings_have_places(found: Read) -> None:
    lines = found.source.text.count("\n") + 1
    for diagnostic in found.diagnostics:
        assert 1 <= diagnostic.location.line <= lines, diagnostic
        assert as_text(diagnostic)
    json.loads(as_json(found.diagnostics))
    json.loads(as_sarif(found.diagnostics))
    ElementTree.fromstring(as_junit(found.diagnostics, found.source.file))
    assert as_github(found.diagnostics) or not found.diagnostics


def fixes_leave_a_readable_text(found: Read) -> None:
    for text in applied({found.source.file: found.source.text.encode()}, found.findings).values():
        assert read(text.decode()).source.text


def documents_are_written(found: Read) -> None:
    assert all(docs.render(found.contract).values())
    assert all(json_schema.render(found.contract).values())


def generated_code_compiles(found: Read) -> None:
    for name, text in flask.render(found.contract).items():
        if name.endswith(".py"):
            compile(text, name, "exec")


def every_transaction_has_a_state(found: Read) -> None:
    assert set(states(found.contract)) == {t.key for t in found.contract.transactions()}
    assert len(expected_names(found.contract)) <= len(list(found.contract.transactions()))


def dredd_gets_a_blueprint(found: Read) -> None:
    # A heading that our reading of the text does not find is told, not guessed.
    with suppress(dredd.HeadingNotFound):
        assert dredd.render(found.source.text, found.contract)


def openapi_is_valid(found: Read) -> None:
    document = openapi.document(found.contract)
    assert [e.message for e in OpenAPIV31SpecValidator(document).iter_errors()] == []
    items = document["paths"].values()
    ids = [operation["operationId"] for item in items for operation in item.values()]
    assert len(ids) == len(set(ids))


def it_is_compared(old: Contract, new: Contract) -> None:
    assert diff(new, new) == ()
    changes = diff(old, new)
    assert bool(changes) == bool(diff(new, old))
    for report in changelog.REPORTS.values():
        assert report(changes)
    assert changelog.render("API", [changelog.Release("2", "1", changes)])


CHECKS: tuple[Callable[[Read], None], ...] = (
    findings_have_places,
    fixes_leave_a_readable_text,
    documents_are_written,
    generated_code_compiles,
    every_transaction_has_a_state,
    dredd_gets_a_blueprint,
    openapi_is_valid,
)


@settings(max_examples=examples(30))
@given(mutated())
def test_nothing_raises_on_a_mutated_blueprint(blueprints: tuple[str, str]) -> None:
    found = read(blueprints[1])
    for check in CHECKS:
        check(found)
    it_is_compared(sound(blueprints[0]).contract, found.contract)


def test_nothing_changed_between_a_blueprint_and_itself() -> None:
    for seed in SEEDS:
        assert diff(sound(seed).contract, sound(seed).contract) == ()


@pytest.mark.parametrize("check", CHECKS)
def test_the_blueprints_that_are_mutated_are_sound_themselves(
    check: Callable[[Read], None],
) -> None:
    for seed in SEEDS:
        errors = [d for d in sound(seed).diagnostics if d.severity is Severity.ERROR]
        assert [d for d in errors if d.code.startswith("parser")] == []
        check(sound(seed))


def test_a_resource_whose_attributes_are_its_own_type_is_read() -> None:
    text = (
        "FORMAT: 1A\n\n# API\n\n## Other [/{a-b}]\n\n### Go [GET]\n\n+ Response 204\n\n"
        "## Profile [/profiles/{id}]\n\n+ Attributes (Profile)\n\n"
        "### Show [GET]\n\n+ Response 204\n"
    )
    found = read(text)
    assert [d for d in found.diagnostics if d.code == "type-cycle"] == []
    assert [a.name for a in found.contract.actions()] == ["Go", "Show"]
