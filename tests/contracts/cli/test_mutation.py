"""How `contract mutate` asks both judges about a recorded answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from contracts.cli.mutation import _tally
from tests.contracts.verify.results import contract, result


@pytest.mark.parametrize(
    ("schema", "noticed_by_dredd"),
    [("", False), ('{"type": "object"}', False), ('{"not": {}}', True), ("{no JSON", True)],
    ids=["none", "satisfied", "broken", "unreadable"],
)
def test_an_answer_that_dredd_cannot_judge_is_a_failure_of_dredd(
    schema: str, noticed_by_dredd: bool
) -> None:
    recorded = result()
    expected: Any = SimpleNamespace(
        contract=contract(), schemas={recorded.transaction.name: schema}
    )
    found = _tally(expected, recorded, seeded=True)
    assert found.total["value"] > 0
    assert (found.dredd["value"] == found.total["value"]) == noticed_by_dredd
    assert found.dredd["status"] == found.strict["status"] == found.total["status"]
