"""The scorecard of JSON:API 1.0 as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from contracts.verify.scorecard import StatementScore, StatementStatus

SPECIFICATION: Final = "https://jsonapi.org/format/1.0/"
#: How many transactions and laws a verdict names; ``count`` in JSON is that of all.
SHOWN: Final = 3

HEAD: Final = """\
# Scorecard of JSON:API 1.0

<!-- Made by `contract scorecard`: do not edit. -->

Each normative statement of [the specification](https://jsonapi.org/format/1.0/), with the verdict
on this server and what showed it: transactions of the blueprint, laws, requests of laws, and
probes: requests that the specification refuses (what is wrong with them is in brackets).
**held** and **broken** are verdicts on what is asked for; **applies** is a permission (MAY) that
the server makes use of. What is **not applicable** concerns servers that do otherwise than this
one, as the specification allows. Of what is **not tested** the run showed no case, and what is
**not testable** no run can show: the reason is given."""


def broken(scores: Sequence[StatementScore]) -> tuple[StatementScore, ...]:
    """The statements at level MUST that the server breaks."""
    return tuple(
        s for s in scores if s.verdict is StatementStatus.BROKEN and s.statement.level == "MUST"
    )


def summary(scores: Sequence[StatementScore]) -> str:
    """One line for each level: how many statements have which verdict."""
    levels: dict[str, Counter[StatementStatus]] = {}
    for score in scores:
        levels.setdefault(score.statement.level, Counter())[score.verdict] += 1
    lines = []
    for level, counts in levels.items():
        words = ", ".join(f"{counts[v]} {v}" for v in StatementStatus if counts[v])
        lines.append(f"{level}: {counts.total()} statements: {words}")
    return "\n".join(lines)


def as_text(scores: Sequence[StatementScore], *, totals: bool = True) -> str:
    """One line for each statement, below its section, then the summary (``totals``)."""
    lines: list[str] = []
    section = ""
    for score in scores:
        if score.statement.section != section:
            section = score.statement.section
            lines.append(f"\n{SPECIFICATION}#{section}")
        evidence = f": {evidence}" if (evidence := _evidence(score)) else ""
        level = f"{score.statement.level:<11}"
        lines.append(f"  {score.verdict:<14} {level} {score.statement.words}{evidence}")
    end = ["", summary(scores)] if totals else []
    return "".join(f"{line}\n" for line in [*lines, *end]).lstrip("\n")


def as_markdown(scores: Sequence[StatementScore], title: str = "") -> str:
    """A page with a table for each section."""
    parts = [HEAD]
    if title:
        parts.append(f"\nJudged: {title}.")
    parts.append("\n" + "\n".join(f"- {line}" for line in summary(scores).splitlines()))
    for section, rows in _sections(scores):
        parts.append(f"\n## [{section}]({SPECIFICATION}#{section})\n")
        parts.append("| statement | level | verdict | shown by |\n|---|---|---|---|")
        for score in rows:
            statement = score.statement
            words = f"{_cell(statement.words)} (`{statement.id}`)"
            cell = _cell(_evidence(score))
            parts.append(f"| {words} | {statement.level} | {score.verdict} | {cell} |")
    return "\n".join(parts) + "\n"


def as_json(scores: Sequence[StatementScore]) -> str:
    """All verdicts for machines, with their number by level."""
    levels: dict[str, dict[str, int]] = {}
    for score in scores:
        counts = levels.setdefault(
            score.statement.level, dict.fromkeys(map(str, StatementStatus), 0)
        )
        counts[str(score.verdict)] += 1
    document = {
        "specification": SPECIFICATION,
        "levels": levels,
        "statements": [_as_object(score) for score in scores],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _as_object(score: StatementScore) -> dict[str, Any]:
    return {
        "id": score.statement.id,
        "level": score.statement.level,
        "section": score.statement.section,
        "statement": score.statement.words,
        "verdict": str(score.verdict),
        "shown_by": list(score.shown_by),
        "reason": score.reason,
    }


def _sections(scores: Sequence[StatementScore]) -> Iterator[tuple[str, list[StatementScore]]]:
    sections: dict[str, list[StatementScore]] = {}
    for score in scores:
        sections.setdefault(score.statement.section, []).append(score)
    yield from sections.items()


def _evidence(score: StatementScore) -> str:
    """The reason, and the first of what showed the verdict."""
    shown = "; ".join(score.shown_by[:SHOWN])
    more = len(score.shown_by) - SHOWN
    shown += f"; {more} more" if more > 0 else ""
    return ": ".join(filter(None, (score.reason, shown)))


def _cell(text: str) -> str:
    """Text that a cell of a table shows as it is."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
