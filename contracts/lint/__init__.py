"""Lint: rules over the contract, each a function that yields findings.

:data:`RULES` is the whole list; the command line, the documentation and the tests read it.
Parser annotations and findings of the build step are not rules: they arrive as diagnostics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from contracts.lint import access, bodies, dredd, duplicates, parameters, swallowed
from contracts.model import Contract, Diagnostic, Location, Severity

#: What a rule yields: where, what is wrong, and how to mend it here.
Finding = tuple[Location, str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, severity, check, and why it matters."""

    code: str
    severity: Severity
    check: Callable[[Contract], Iterator[Finding]]
    why: str


RULES: Final = (
    Rule(
        "body-not-json",
        Severity.ERROR,
        bodies.not_json,
        "A body announced as JSON that is not JSON fails every judge and every reader.",
    ),
    Rule(
        "body-schema",
        Severity.ERROR,
        bodies.against_schema,
        "An example that breaks its own schema documents two different services.",
    ),
    Rule(
        "empty-success",
        Severity.WARNING,
        bodies.empty_success,
        "A judge has nothing to compare with, so any answer passes.",
    ),
    Rule(
        "duplicate-action",
        Severity.ERROR,
        duplicates.actions,
        "One method and path can only be served one way.",
    ),
    Rule(
        "duplicate-transaction",
        Severity.ERROR,
        duplicates.transactions,
        "Hooks and reports find a transaction by its name.",
    ),
    Rule(
        "dredd-drops",
        Severity.WARNING,
        dredd.dropped,
        "Dredd leaves such a transaction out without failing, so nobody checks it.",
    ),
    Rule(
        "parameter-undeclared",
        Severity.WARNING,
        parameters.undeclared,
        "A variable nobody describes cannot be filled by a reader, a judge or a client.",
    ),
    Rule(
        "swallowed-section",
        Severity.WARNING,
        swallowed.sections,
        "A misspelled section is no error in Markdown: it becomes text, and what it said is lost.",
    ),
    Rule(
        "access-undocumented",
        Severity.WARNING,
        access.undocumented,
        "Who may call an action, and what others are told, belongs to the contract.",
    ),
)


def lint(contract: Contract) -> tuple[Diagnostic, ...]:
    """Every finding of every rule, in the order of the source."""
    found = (
        Diagnostic(rule.code, rule.severity, message, location, hint)
        for rule in RULES
        for location, message, hint in rule.check(contract)
    )
    return tuple(sorted(found, key=lambda d: (d.location, d.code)))
