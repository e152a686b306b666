"""The hook file of this project: before each transaction, its derived state."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from contracts.dredd.hook_files import load

HOOKS = Path(__file__).parents[3] / "hooks" / "dredd_hooks.py"


def test_each_transactions_state_is_derived_before_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    derived: list[dict[str, Any]] = []
    stub = ModuleType("contracts.verify.derived_states")  # the real one needs a state handler
    stub.derive_state = derived.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, stub.__name__, stub)
    found = load([str(HOOKS)])
    transactions = [{"name": "A > B"}, {"name": "C"}]
    for transaction in transactions:
        found.run("beforeEach", transaction)
        found.run("beforeEachValidation", transaction)
        found.run("afterEach", transaction)
    found.run("beforeAll", transactions)
    found.run("afterAll", transactions)
    assert derived == transactions
    assert [run.error for run in found.runs] == ["", ""]
