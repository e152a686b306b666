"""Diagnostics as services of continuous integration read them.

GitHub: workflow commands. SARIF: "Static Analysis Results Interchange Format", version 2.1.0
(OASIS). JUnit: one test case for each rule that found something, one for the whole when nothing
was found.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from contracts.lint import rule_of
from contracts.model import Diagnostic, Severity
from contracts.report.junit_xml import JUnitCase, junit_xml

GITHUB: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
SARIF_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """One workflow command a line, which GitHub shows at the changed line."""
    return "\n".join(map(_command, diagnostics))


def _command(diagnostic: Diagnostic) -> str:
    at = diagnostic.location
    values = {"file": at.file, "line": at.line, "col": at.column, "title": diagnostic.code}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    text = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    return f"::{GITHUB[diagnostic.severity]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """One run of the tool ``contract``, with the rules that found something."""
    codes = sorted({each.code for each in diagnostics})
    driver = {
        "name": "contract",
        "informationUri": "https://apiblueprint.org/",
        "rules": [_sarif_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(each, codes.index(each.code)) for each in diagnostics],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _sarif_rule(code: str) -> dict[str, Any]:
    rule = rule_of(code)
    return {
        "id": code,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": SARIF_LEVELS[rule.severity]},
    }


def _sarif_result(diagnostic: Diagnostic, index: int) -> dict[str, Any]:
    at = diagnostic.location
    text = f"{diagnostic.message}\n{diagnostic.hint}" if diagnostic.hint else diagnostic.message
    place = {
        "artifactLocation": {"uri": quote(at.file.replace("\\", "/"))},
        "region": {"startLine": at.line, "startColumn": at.column},
    }
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": SARIF_LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def as_junit(diagnostics: Sequence[Diagnostic], name: str) -> str:
    """A test suite called ``name``; each rule that found something is a failed test case."""
    by_code: dict[str, list[Diagnostic]] = {}
    for each in diagnostics:
        by_code.setdefault(each.code, []).append(each)
    failed = [_junit_case(code, findings) for code, findings in by_code.items()]
    return junit_xml(name, failed or [JUnitCase("contract.lint", "clean")])


def _junit_case(code: str, diagnostics: Sequence[Diagnostic]) -> JUnitCase:
    first, *others = diagnostics
    return JUnitCase(
        "contract.lint",
        code,
        outcome="failure",
        message=f"{len(diagnostics)} × {first.message}" if others else first.message,
        type=first.severity,
        text="\n".join(map(str, diagnostics)),
    )
