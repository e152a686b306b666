"""The verdicts on our server's recorded answers, whole and broken, as they were reviewed."""

from __future__ import annotations

from collections.abc import Callable

from tests.contracts.verify.broken_servers import BREAKS
from tests.contracts.verify.reference import Reference
from tests.contracts.verify.scorecard.test_scorecard import broken, scores_of


def test_the_verdicts_on_our_answers_are_their_golden_file(
    reference: Reference, golden: Callable[[str, str], None]
) -> None:
    rows = [
        f"{id} {score.verdict} {score.count} {score.reason or ''}".rstrip() + "\n"
        for id, score in scores_of(reference.exchanges.values()).items()
    ]
    golden("scorecard/verdicts.txt", "".join(rows))


def test_the_statements_that_broken_answers_break_are_their_golden_file(
    reference: Reference, golden: Callable[[str, str], None]
) -> None:
    rows = []
    for name, break_ in BREAKS.items():
        found = scores_of(reference.exchanges.values(), break_)
        rows.append(f"{name}\n")
        rows += [f"  {id} {found[id].count} {found[id].reason}\n" for id in sorted(broken(found))]
    golden("scorecard/broken.txt", "".join(rows))
