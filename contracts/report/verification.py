"""Verification reports from disk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from contracts.render.docs.verification import (
    ReportUnreadable,
    VerificationResult,
    verification_results,
)
from contracts.text.json_values import read_json

__all__ = ["ReportUnreadable", "read_results"]


def read_results(files: Iterable[Path]) -> dict[str, VerificationResult]:
    """What the reports say of each transaction; a later file wins. Raises ReportUnreadable."""
    merged: dict[str, VerificationResult] = {}
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
            merged |= verification_results(read_json(text), _written(file))
        except (OSError, ValueError) as error:
            raise ReportUnreadable(f"{file}: {error}") from None
    return merged


def _written(file: Path) -> str:
    """When the file was written (RFC 3339)."""
    moment = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
