"""A run as JUnit XML, as Jenkins, GitLab and pytest's ``--junitxml`` write it (xunit2)."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as Xml

from contracts.exchange import Outcome, Result
from contracts.report.explain import explain, headline
from contracts.report.failure_groups import FailureGroup
from contracts.text.redaction import redact

# Characters that XML 1.0 (section 2.2) has no way to write.
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(
    results: Sequence[Result],
    *,
    name: str = "contract",
    moment: datetime | None = None,
    host: str = "",
    groups: Sequence[FailureGroup] = (),
) -> str:
    """The document: one suite, one case for each result, in order.

    A failure names the cause that it shares with others (``groups``). ``host`` is the
    server's address for the curl commands. A vacuous pass has its reasons in ``system-out``, and
    the suite counts them as a property.
    """
    count = {outcome: sum(v.outcome is outcome for v in results) for outcome in Outcome}
    suites = Xml.Element("testsuites")
    transactions = Xml.SubElement(
        suites,
        "testsuite",
        name=name,
        tests=str(len(results)),
        failures=str(count[Outcome.FAILED]),
        errors=str(count[Outcome.ERROR]),
        skipped=str(count[Outcome.SKIPPED]),
        time=_seconds(sum(v.seconds for v in results)),
        # Some readers refuse an offset; UTC is what they expect without one.
        timestamp=(moment or datetime.now(UTC)).replace(tzinfo=None).isoformat(timespec="seconds"),
        hostname=socket.gethostname(),
    )
    properties = Xml.SubElement(transactions, "properties")
    vacuous = sum(v.outcome is Outcome.PASSED and bool(v.vacuous) for v in results)
    Xml.SubElement(properties, "property", name="vacuous", value=str(vacuous))
    failing = sum(bool(v.dredd) for v in results)
    Xml.SubElement(properties, "property", name="dredd-failures", value=str(failing))
    Xml.SubElement(properties, "property", name="findings", value=str(len(groups)))
    causes = {id(f.result): group for group in groups for f in group.failures}
    causes |= {id(law): group for group in groups for law in group.laws}
    for result in results:
        _case(transactions, result, host, causes.get(id(result)))
    Xml.indent(suites)
    text: str = Xml.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _case(transactions: Xml.Element, result: Result, host: str, group: FailureGroup | None) -> None:
    case = Xml.SubElement(
        transactions,
        "testcase",
        classname=without_unfit(f"{result.transaction.location.file}.{result.action.id}"),
        name=without_unfit(result.transaction.key),
        time=_seconds(result.seconds),
    )
    tags = {Outcome.FAILED: "failure", Outcome.ERROR: "error", Outcome.SKIPPED: "skipped"}
    if result.outcome in tags:
        rule = result.problems[0].rule if result.problems else str(result.outcome)
        element = Xml.SubElement(
            case, tags[result.outcome], message=without_unfit(headline(result)), type=rule
        )
        cause = f"{group.attribution} · {group.title}\n{group.advice}\n" if group else ""
        element.text = without_unfit(redact(cause) + explain(result, host=host))
    elif result.vacuous:
        output = Xml.SubElement(case, "system-out")
        output.text = without_unfit("\n".join(f"vacuous: {reason}" for reason in result.vacuous))


def _seconds(value: float) -> str:
    return f"{value:.3f}"


def without_unfit(text: str) -> str:
    """``text`` without the characters that XML cannot have."""
    return _UNFIT.sub("\ufffd", text)
