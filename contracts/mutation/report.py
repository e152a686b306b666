"""Does green mean anything? Recorded answers are corrupted and judged again, without sending.

An answer is recorded once, when it passed; every mutant of it is put before both judges. A
judge that passes a mutant has let it survive.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from contracts.exchange import Answer, Outcome, Result
from contracts.model import Contract
from contracts.mutation.json_nodes import subject
from contracts.mutation.operators import OPERATORS, mutants
from contracts.text.numbers import percent

Judge: TypeAlias = Callable[[Result, Answer], bool]
"""Whether an answer to a recorded transaction's request is wrong."""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that strict mode let pass: where, and by which operator."""

    operator: str
    transaction: str
    location: str
    place: str


@dataclass(frozen=True, slots=True)
class Score:
    """What became of an operator's mutants; equivalent ones are in no other number."""

    operator: str
    wrong: str
    total: int
    strict: int
    dredd: int
    equivalent: int


@dataclass(frozen=True, slots=True)
class Mutation:
    """The result: a score for each operator, and the survivors of strict mode."""

    scores: tuple[Score, ...]
    survivors: tuple[Survivor, ...]
    transactions: int

    @property
    def total(self) -> int:
        """All mutants that change something the contract speaks of."""
        return sum(score.total for score in self.scores)

    @property
    def strict(self) -> float:
        """The percentage that strict mode killed."""
        return percent(sum(score.strict for score in self.scores), self.total)

    @property
    def dredd(self) -> float:
        """The percentage that Dredd mode killed."""
        return percent(sum(score.dredd for score in self.scores), self.total)


@dataclass(slots=True)
class Tally:
    """Counts by operator, added up from several recordings or several processes."""

    total: Counter[str] = field(default_factory=Counter)
    strict: Counter[str] = field(default_factory=Counter)
    dredd: Counter[str] = field(default_factory=Counter)
    equivalent: Counter[str] = field(default_factory=Counter)
    survivors: list[Survivor] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what ``other`` counted as well."""
        self.total += other.total
        self.strict += other.strict
        self.dredd += other.dredd
        self.equivalent += other.equivalent
        self.survivors += other.survivors


def recorded(results: Iterable[Result]) -> list[Result]:
    """The results whose answers can be corrupted: they passed, so each change is a fault."""
    return [v for v in results if v.outcome is Outcome.PASSED and v.sent and v.answer]


def tally(result: Result, contract: Contract, strict: Judge, dredd: Judge) -> Tally:
    """What both judges make of every mutant of one recorded answer."""
    total = Tally()
    assert result.sent is not None
    assert result.answer is not None
    original = subject(result.transaction, result.sent, result.answer, contract.schemas)
    for operator, mutant in mutants(original):
        name = operator.name
        if mutant.equivalent:
            total.equivalent[name] += 1
            continue
        total.total[name] += 1
        total.dredd[name] += dredd(result, mutant.answer)
        if strict(result, mutant.answer):
            total.strict[name] += 1
        else:
            transaction = result.transaction
            total.survivors.append(
                Survivor(name, transaction.name, str(transaction.location), mutant.place)
            )
    return total


def mutation(
    result: Tally,
    transactions: int,
    live: Sequence[Score] = (),
    survivors: Sequence[Survivor] = (),
) -> Mutation:
    """The result of a tally; ``live`` scores faults of servers, with their ``survivors``."""
    scores = tuple(
        Score(
            operator.name,
            operator.wrong,
            result.total[operator.name],
            result.strict[operator.name],
            result.dredd[operator.name],
            result.equivalent[operator.name],
        )
        for operator in OPERATORS
    )
    return Mutation((*scores, *live), (*result.survivors, *survivors), transactions)


def as_markdown(result: Mutation) -> str:
    """The table for people, strict mode beside Dredd's, and the survivors by place."""
    lines = [
        "| operator | what is wrong | mutants | strict | Dredd | equivalent |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for s in result.scores:
        rates = f"{_rate(s.strict, s.total)} | {_rate(s.dredd, s.total)}"
        lines.append(f"| {s.operator} | {s.wrong} | {s.total:,} | {rates} | {s.equivalent:,} |")
    strict = sum(s.strict for s in result.scores)
    dredd = sum(s.dredd for s in result.scores)
    equivalent = sum(s.equivalent for s in result.scores)
    rates = f"**{_rate(strict, result.total)}** | **{_rate(dredd, result.total)}**"
    lines.append(f"| **all** | | **{result.total:,}** | {rates} | {equivalent:,} |")
    lines.append(f"\n{result.transactions} recorded transactions.\n")
    lines += _survivors(result.survivors)
    return "\n".join(lines) + "\n"


def _survivors(survivors: Sequence[Survivor]) -> list[str]:
    if not survivors:
        return ["Nothing survived strict mode."]
    rows = [f"| {s.operator} | {s.place} | {s.transaction} | {s.location} |" for s in survivors]
    head = ["| operator | place | transaction | blueprint |", "|---|---|---|---|"]
    return [f"Survived strict mode: {len(survivors):,}.\n", *head, *rows]


def as_json(result: Mutation) -> str:
    """The same for machines."""
    value: Mapping[str, Any] = {
        "transactions": result.transactions,
        "mutants": result.total,
        "strict": round(result.strict, 2),
        "dredd": round(result.dredd, 2),
        "operators": [_as_row(score) for score in result.scores],
        "survivors": [_as_row(survivor) for survivor in result.survivors],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _as_row(value: Score | Survivor) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _rate(part: int, whole: int) -> str:
    """Rounded down, so that 100 means all."""
    return f"{int(1000 * part / whole) / 10:.1f} %" if whole else "–"
