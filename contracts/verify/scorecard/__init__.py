"""The scorecard: each normative statement of JSON:API 1.0, with a verdict on one server."""

from __future__ import annotations

from contracts.verify.scorecard.score import StatementScore, StatementStatus, scorecard
from contracts.verify.scorecard.statement import Statement, statements

__all__ = ["Statement", "StatementScore", "StatementStatus", "scorecard", "statements"]
