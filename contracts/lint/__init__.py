"""Lint: rules over the contract and its text, each a function that yields findings.

:data:`RULES` is the whole table: every code that this package can report, what it means and
how to fix it. The command line, docs/rules.md and the tests read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from contracts.lint.config import Config
from contracts.lint.finding import Folder, LintDiagnostic, Rule, Subject
from contracts.lint.rules import (
    access,
    bodies,
    consistency,
    copied_text,
    cut_values,
    deprecation,
    documentation,
    dredd,
    duplicates,
    http,
    items,
    jsonapi,
    jsonapi_links,
    layout,
    metadata,
    misread_sections,
    naming,
    parameters,
    parser_codes,
    uri_templates,
)
from contracts.lint.suppress import UNUSED, suppressed
from contracts.model import Contract, Diagnostic, Severity
from contracts.read.source import Source

__all__ = ["FAMILIES", "RULES", "Config", "Folder", "LintDiagnostic", "Subject", "findings", "lint"]

#: Families of rules, in the order of docs/rules.md.
FAMILIES: Final[dict[str, tuple[Rule, ...]]] = {
    "Reading the blueprint": parser_codes.RULES,
    "What the parser does not see": (
        *misread_sections.RULES,
        *cut_values.RULES,
        *items.RULES,
    ),
    "Metadata and files": metadata.RULES,
    "Bodies": (*bodies.RULES, *layout.RULES),
    "HTTP": http.RULES,
    "JSON:API": (*jsonapi.RULES, *jsonapi_links.RULES),
    "Consistency of examples": (*consistency.RULES, *naming.RULES),
    "What Dredd drops or fails": (*dredd.RULES, *duplicates.RULES),
    "URIs and parameters": (*parameters.RULES, *uri_templates.RULES),
    "Documentation": (*documentation.RULES, *copied_text.RULES, *deprecation.RULES),
    "Building and comments": parser_codes.BUILDING,
    "Access": access.RULES,
}
RULES: Final[dict[str, Rule]] = {rule.code: rule for family in FAMILIES.values() for rule in family}
#: For a code of the parser that is not in the table, which should not be.
_UNLISTED: Final = Rule("", Severity.WARNING, "", "", "")
DEFAULTS: Final = Config()
#: Errors with these codes leave nothing to derive from: no setting hides them.
UNREADABLE: Final = frozenset(rule.code for rule in parser_codes.RULES)


def lint(contract: Contract, source: Source | None = None) -> tuple[Diagnostic, ...]:
    """Every finding of the rules that are not optional, in the order of the source."""
    return tuple(finding.diagnostic for finding in findings(Subject(contract, source)))


def errors(
    subject: Subject, earlier: Iterable[Diagnostic] = (), config: Config = DEFAULTS
) -> tuple[Diagnostic, ...]:
    """The errors among :func:`findings`, by the rules that report errors or replace them alone."""
    breaking = tuple(r for r in RULES.values() if r.replaces or _breaks(r.code, config))
    # Whether a comment is unused depends on every rule.
    raised = _breaks(UNUSED.code, config)
    diagnostics = findings(subject, earlier, config, tuple(RULES.values()) if raised else breaking)
    return tuple(f.diagnostic for f in diagnostics if f.diagnostic.severity is Severity.ERROR)


def _breaks(code: str, config: Config) -> bool:
    return config.severity.get(code, rule_of(code).severity) is Severity.ERROR


def findings(
    subject: Subject,
    earlier: Iterable[Diagnostic] = (),
    config: Config = DEFAULTS,
    rules: Sequence[Rule] | None = None,
) -> tuple[LintDiagnostic, ...]:
    """What is wrong with a blueprint, in the order of the source.

    ``earlier`` is what reading and building it found. The settings and the blueprint's own
    comments decide what of all this is reported; an error of reading always is. ``rules`` are those
    that run, by default all.
    """
    rules = tuple(RULES.values()) if rules is None else rules
    subject = replace(subject, earlier=tuple(dict.fromkeys(earlier)))
    diagnostics = [
        *(LintDiagnostic(each) for each in subject.earlier),
        *(each for rule in rules for each in _checked(rule, subject, config)),
    ]
    diagnostics = [_with_severity(each, config) for each in _one_for_each_cause(diagnostics)]
    diagnostics = [
        each for each in diagnostics if is_unreadable(each.diagnostic) or _wanted(each, config)
    ]
    if subject.source is not None:
        shown = [each.diagnostic for each in diagnostics]
        running = [r.code for r in rules if config.wants(r.code, optional=r.optional)]
        hidden, wrong = suppressed(subject.source, shown, UNREADABLE, RULES, running)
        wanted = (LintDiagnostic(each) for each in wrong if config.wants(each.code))
        diagnostics = [each for each in diagnostics if each.diagnostic not in hidden]
        diagnostics += [_with_severity(each, config) for each in wanted]
    return tuple(sorted(dict.fromkeys(diagnostics), key=_place))


def _checked(rule: Rule, subject: Subject, config: Config) -> Iterator[LintDiagnostic]:
    if rule.check is None or not config.wants(rule.code, optional=rule.optional):
        return
    for each in rule.check(subject):
        hint = each.hint or rule.fix
        diagnostic = Diagnostic(rule.code, rule.severity, each.message, each.location, hint)
        # In a body that the parser misread nothing is where it should be.
        edits = each.edits if all(map(subject.stands, each.edits)) else ()
        yield LintDiagnostic(diagnostic, edits, each.explains, each.also)


def _one_for_each_cause(diagnostics: list[LintDiagnostic]) -> list[LintDiagnostic]:
    """The findings without those that another rule's finding replaces."""
    replacing = [each for each in diagnostics if rule_of(each.diagnostic.code).replaces]
    lines = {
        (place.file, place.line, code)
        for each in replacing
        for place in (each.diagnostic.location, *each.also)
        for code in _replaced(each)
    }
    explained: dict[str, list[str]] = {}
    for each in replacing:
        for code in _replaced(each) if each.explains else ():
            explained.setdefault(code, []).extend(each.explains)

    def is_replaced(diagnostic: Diagnostic) -> bool:
        if is_unreadable(diagnostic):
            return False
        known = any(words in diagnostic.message for words in explained.get(diagnostic.code, ()))
        return known or _line_and_code(diagnostic) in lines

    return [each for each in diagnostics if not is_replaced(each.diagnostic)]


def _replaced(finding: LintDiagnostic) -> Iterator[str]:
    """The codes of what a finding may replace."""
    return (code.code for code in rule_of(finding.diagnostic.code).replaces)


def rule_of(code: str) -> Rule:
    """The rule with this code; a default for codes of the parser that the table lacks."""
    return RULES.get(code, _UNLISTED)


def _line_and_code(diagnostic: Diagnostic) -> tuple[str, int, str]:
    return (diagnostic.location.file, diagnostic.location.line, diagnostic.code)


def _with_severity(finding: LintDiagnostic, config: Config) -> LintDiagnostic:
    severity = config.severity.get(finding.diagnostic.code)
    if severity is None or is_unreadable(finding.diagnostic):
        return finding
    return replace(finding, diagnostic=replace(finding.diagnostic, severity=severity))


def _wanted(finding: LintDiagnostic, config: Config) -> bool:
    code = finding.diagnostic.code
    return config.wants(code, optional=rule_of(code).optional)


def is_unreadable(diagnostic: Diagnostic) -> bool:
    """Whether no setting and no comment may hide it: something could not be read."""
    firm = diagnostic.code in UNREADABLE or diagnostic.code.startswith("parser-")
    return firm and diagnostic.severity is Severity.ERROR


def _place(finding: LintDiagnostic) -> tuple[object, ...]:
    each = finding.diagnostic
    return (each.location, each.code, each.message)
