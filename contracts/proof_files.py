"""Verification reports from disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from contracts.render.docs.proof import Proof, ReportUnreadable, proofs

__all__ = ["ReportUnreadable", "read_proofs"]


def read_proofs(files: Iterable[Path]) -> dict[str, Proof]:
    """What the reports say of each transaction; a later file wins. Raises ReportUnreadable."""
    found: dict[str, Proof] = {}
    for file in files:
        try:
            found |= proofs(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise ReportUnreadable(f"{file}: {error}") from None
    return found
