"""Verification reports from disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from contracts.render.docs.proof import Proof, ReportUnreadable, proofs

__all__ = ["ReportUnreadable", "read_proofs"]


def read_proofs(files: Iterable[Path]) -> dict[str, Proof]:
    """What the reports say of each transaction; a later file wins. Raises ReportUnreadable."""
    found: dict[str, Proof] = {}
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
            found |= proofs(json.loads(text), _written(file))
        except (OSError, ValueError) as error:
            raise ReportUnreadable(f"{file}: {error}") from None
    return found


def _written(file: Path) -> str:
    """When the file was written (RFC 3339)."""
    moment = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
