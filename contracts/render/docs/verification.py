"""When each transaction was last verified, and how: read from a report.

A report is JSON: ``{"transactions": [{"name", "outcome", "judge", "at"}]}``. ``outcome`` is
``passed``, ``failed``, ``skipped`` or ``error`` (Dredd's ``pass``, ``fail`` and ``skip`` are
understood); ``judge`` and ``at`` (RFC 3339) may stand once beside ``transactions`` instead.
``contract verify --json`` writes ``mode`` in place of ``judge``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from contracts.model import Action, Json

_OUTCOMES: Final = {"pass": "passed", "fail": "failed", "skip": "skipped"}
_MODES: Final = {"strict": "strictly", "dredd": "as Dredd does"}


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """One judge's verdict on one transaction, and its time."""

    outcome: str
    judge: str
    at: str


@dataclass(frozen=True, slots=True)
class Badge:
    """The verdict that the page shows for an action: ``passed``, ``failed`` or ``open``."""

    outcome: str
    text: str
    judge: str
    at: str


class ReportUnreadable(ValueError):
    """The text is not a verification report; the message names what is missing."""


def verification_results(report: Json, at: str = "") -> dict[str, VerificationResult]:
    """The result of each transaction by its name. Raises ReportUnreadable.

    ``at`` is the time of a report that has none itself.
    """
    if not isinstance(report, dict) or not isinstance(report.get("transactions"), list):
        raise ReportUnreadable("a report is a JSON object with a list `transactions`")
    rows = report["transactions"]
    assert isinstance(rows, list)
    mode = str(report.get("mode") or "")
    common: dict[str, Json] = {"judge": _MODES.get(mode, mode), "at": at, **report}
    return dict(_result(common, row) for row in rows)


def _result(report: Mapping[str, Json], row: Json) -> tuple[str, VerificationResult]:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise ReportUnreadable("each of `transactions` is an object with a text `name`")
    outcome, judge, at = (
        str(row.get(key) or report.get(key) or "") for key in ("outcome", "judge", "at")
    )
    return str(row["name"]), VerificationResult(_OUTCOMES.get(outcome, outcome), judge, at)


def badge(action: Action, results: Mapping[str, VerificationResult]) -> Badge | None:
    """What the reports say of an action, or None when they do not know it."""
    known = [results[t.key] for t in action.transactions if t.key in results]
    if not known:
        return None
    outcomes = Counter(result.outcome for result in known)
    passed, total = outcomes["passed"], len(action.transactions)
    if outcomes["failed"] or outcomes["error"]:
        outcome = "failed"
    else:
        outcome = "passed" if passed == total else "open"
    text = f"{passed} of {total} examples match the server"
    return Badge(outcome, text, _all(p.judge for p in known), min(result.at for result in known))


def _all(judges: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(judge for judge in judges if judge))
