"""Reports of shards put together: one run, as if one machine had done it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.report.failure_text import page, section
from contracts.report.findings import as_row, findings
from contracts.report.junit_xml import JUnitCase, junit_xml
from contracts.report.records import read_failures
from contracts.text.labels import labelled
from contracts.text.spelling import counted
from contracts.verify.attempt import SKIPPED_AFTER, SKIPPED_BEFORE

SKIPPED: Final = (SKIPPED_BEFORE, SKIPPED_AFTER)
_OUTCOMES: Final = {"failed": "failure", "error": "error", "skipped": "skipped"}
_NO_REPORT: Final = "a report is what `contract verify --json FILE` writes"
COUNTS: Final = ("passed", "failed", "skipped", "error", "vacuous", "dredd-failed")


class ReportsDiffer(ValueError):
    """The reports do not belong together; the message has the reason."""


def merge(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One report of several that ``contract verify --json`` wrote.

    ``missing`` are the shards that no report is of. Raises ReportsDiffer when two reports
    are of different modes, of different numbers of shards, or judge the same transaction.
    """
    for report in reports:
        if not isinstance(report.get("transactions"), list) or "mode" not in report:
            raise ReportsDiffer(_NO_REPORT)
    if len({report["mode"] for report in reports}) != 1:
        raise ReportsDiffer("the reports are of different modes")
    transactions = [row for report in reports for row in report["transactions"]]
    if all("position" in row for row in transactions):
        transactions.sort(key=lambda row: row["position"])
    names = [row["name"] for row in transactions]
    repeated = sorted({name for name in names if names.count(name) > 1}) if _repeat(names) else []
    if repeated:
        raise ReportsDiffer(f"{repeated[0]!r} is in two reports: merge each shard once")
    return {
        "mode": reports[0]["mode"],
        "seconds": max(report.get("seconds", 0.0) for report in reports),
        **{name: sum(report.get(name, 0) for report in reports) for name in COUNTS},
        "missing": _missing(reports),
        "findings": _findings(reports, transactions),
        "transactions": transactions,
    }


def _repeat(names: Sequence[str]) -> bool:
    return len(set(names)) != len(names)


def _missing(reports: Sequence[dict[str, Any]]) -> list[str]:
    """The shards that no report is of."""
    shards = {report["shard"] for report in reports if report.get("shard")}
    counts = {shard.partition("/")[2] for shard in shards}
    if len(counts) > 1:
        raise ReportsDiffer(f"the reports are of different numbers of shards: {sorted(counts)}")
    return [
        shard
        for count in counts
        for number in range(1, int(count) + 1)
        if (shard := f"{number}/{count}") not in shards
    ]


def _findings(
    reports: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The findings of one run with the ``rows`` of all reports."""
    if not all(map(_has_failures, reports)):
        return _joined(reports)
    try:
        return [as_row(finding) for finding in findings(tuple(read_failures(rows)))]
    except (AttributeError, LookupError, TypeError, ValueError):
        raise ReportsDiffer(_NO_REPORT) from None


def _has_failures(report: dict[str, Any]) -> bool:
    """Whether the rows of a report have what grouping needs; those of older versions do not."""
    return not report.get("findings") or any("failures" in row for row in report["transactions"])


def _joined(reports: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings with one key together; that with the shortest request is shown."""
    together: dict[str, list[dict[str, Any]]] = {}
    for report in reports:
        for finding in report.get("findings", ()):
            together.setdefault(json.dumps(finding.get("key")), []).append(finding)
    merged = [_together(findings) for findings in together.values()]
    return sorted(merged, key=lambda finding: tuple(finding["severity"]))


def _together(findings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first = min(findings, key=lambda finding: len(finding.get("request", "")))
    names = [name for finding in findings for name in finding["transactions"]]
    places = dict.fromkeys(place for finding in findings for place in finding.get("places", ()))
    attribution, rank, _ = first["severity"]
    result = {**first, "transactions": names, "severity": [attribution, rank, -len(names)]}
    laws = [name for finding in findings for name in finding.get("laws", ())]
    return {**result, **({"places": list(places)} if places else {}), **_some("laws", laws)}


def _some(name: str, values: list[str]) -> dict[str, list[str]]:
    return {name: values} if values else {}


def is_green(report: dict[str, Any]) -> bool:
    """Whether all shards are there, something was judged, and nothing failed.

    As in one run, hooks may skip everything.
    """
    red = report["failed"] + report["error"]
    rows = report["transactions"]
    skipped = bool(rows) and all(row.get("reason") in SKIPPED for row in rows)
    return (report["passed"] > 0 or skipped) and not red and not report["missing"]


def lines(report: dict[str, Any]) -> Iterator[str]:
    """The merged run in a few lines: findings with their places, then the numbers."""
    for finding in report["findings"]:
        yield from _lines(finding)
    yield from _totals(report)


def _lines(finding: dict[str, Any], most: int = 5) -> Iterator[str]:
    names = finding["transactions"]
    yield f"{finding['attribution']} · {len(names)} × {finding['message']}"
    yield from labelled("at", finding["location"])
    for label in ("advice", "request"):
        if label in finding:
            yield from labelled(label, finding[label])
    more = f" and {len(names) - most} more" if len(names) > most else ""
    yield from labelled("in", f"{', '.join(names[:most])}{more}")


def _totals(report: dict[str, Any]) -> Iterator[str]:
    if report["missing"]:
        yield f"missing shards: {', '.join(report['missing'])}"
    yield (
        f"{report['passed']} passed, {report['failed']} failed, {report['error']} errors,"
        f" {report['skipped']} skipped, {report['vacuous']} vacuous;"
        f" {len(report['findings'])} findings; the slowest shard took {report['seconds']:.1f} s"
    )


def as_html(report: dict[str, Any]) -> str:
    """The merged run as a page, a section for each finding."""
    findings = report["findings"]
    sections = "".join(
        section(
            finding.get("title", finding["message"]),
            finding["attribution"],
            finding.get("rule", ""),
            finding.get("operation", ""),
            "\n".join(_lines(finding, len(finding["transactions"]))),
        )
        for finding in findings
    )
    return page("Verification", counted(len(findings), "finding"), sections, [*_totals(report)])


def as_junit(report: dict[str, Any]) -> str:
    """The merged run as JUnit XML, a case for each transaction."""
    return junit_xml("contract", [_junit_case(row) for row in report["transactions"]])


def _junit_case(row: dict[str, Any]) -> JUnitCase:
    case = JUnitCase(row["operation"], row["name"], row["seconds"])
    if row["outcome"] not in _OUTCOMES:
        return case
    messages = [problem["message"] for problem in row["problems"]]
    messages = messages or [row.get("reason", row["outcome"])]
    return replace(
        case,
        outcome=_OUTCOMES[row["outcome"]],
        message=messages[0],
        type=row["outcome"],
        text="\n".join([row["location"], *messages]),
    )
