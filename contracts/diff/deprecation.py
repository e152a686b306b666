"""Whether descriptions begin or cease to say that something is deprecated."""

from __future__ import annotations

from contracts.diff.change import ChangeKind
from contracts.diff.operation_changes import DEPRECATED, DEPRECATION_WITHDRAWN
from contracts.text.lifecycle import is_deprecated


def deprecation_kind(old: str, new: str) -> ChangeKind | None:
    """The change from the description ``old`` to ``new``; None where both say the same."""
    before, after = is_deprecated(old), is_deprecated(new)
    if before == after:
        return None
    return DEPRECATED if after else DEPRECATION_WITHDRAWN
