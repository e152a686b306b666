"""A run of ``contract verify`` as JUnit XML: a case for each transaction and law."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from contracts.exchange import Outcome, Result
from contracts.report.explain import explain, headline
from contracts.report.failure_groups import FailureGroup
from contracts.report.junit_xml import JUnitCase, junit_xml
from contracts.text.redaction import redact

_OUTCOMES: Final = {
    Outcome.FAILED: "failure",
    Outcome.ERROR: "error",
    Outcome.SKIPPED: "skipped",
}


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
    causes = {id(f.result): group for group in groups for f in group.failures}
    causes |= {id(law): group for group in groups for law in group.laws}
    # Some readers refuse an offset; UTC is what they expect without one.
    begin = (moment or datetime.now(UTC)).replace(tzinfo=None).isoformat(timespec="seconds")
    return junit_xml(
        name,
        [_case(result, host, causes.get(id(result))) for result in results],
        attributes={"timestamp": begin, "hostname": socket.gethostname()},
        properties={
            "vacuous": sum(v.outcome is Outcome.PASSED and bool(v.vacuous) for v in results),
            "dredd-failures": sum(bool(v.dredd) for v in results),
            "findings": len(groups),
        },
    )


def _case(result: Result, host: str, group: FailureGroup | None) -> JUnitCase:
    classname = f"{result.transaction.location.file}.{result.action.id}"
    name, seconds = result.transaction.key, result.seconds
    if result.outcome not in _OUTCOMES:
        reasons = "\n".join(f"vacuous: {reason}" for reason in result.vacuous)
        return JUnitCase(classname, name, seconds, output=reasons)
    cause = f"{group.attribution} · {group.title}\n{group.advice}\n" if group else ""
    return JUnitCase(
        classname,
        name,
        seconds,
        _OUTCOMES[result.outcome],
        message=headline(result),
        type=result.problems[0].rule if result.problems else str(result.outcome),
        text=redact(cause) + explain(result, host=host),
    )
