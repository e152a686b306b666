"""The hook file of a project without one: before each transaction, its derived state."""

from __future__ import annotations

from typing import Any

import dredd_hooks

from contracts.verify.derived_states import derive_state


@dredd_hooks.before_each
def derived_state(transaction: dict[str, Any]) -> None:
    """Make the transaction's derived state true."""
    derive_state(transaction)
