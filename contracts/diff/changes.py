"""The table of changes: every kind there is, its verdict, and the reason.

Requests are judged as what a server accepts, so a contract that accepts less breaks
clients. Responses are what it answers: one that promises less breaks them.
docs/compatibility.md is made from this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from contracts.diff.change import ChangeKind
from contracts.diff.operation_changes import OPERATIONS, PARAMETERS, TYPES
from contracts.diff.payload_changes import EXAMPLES, REQUESTS, RESPONSES

#: Chapters of the table, in the order of the document.
CHAPTERS: Final[Mapping[str, tuple[ChangeKind, ...]]] = {
    "The API and its operations": OPERATIONS,
    "Parameters": PARAMETERS,
    "Requests": REQUESTS,
    "Responses": RESPONSES,
    "JSON:API types": TYPES,
    "Examples": EXAMPLES,
}

#: Every kind of change by its code.
CHANGES: Final[Mapping[str, ChangeKind]] = {
    kind.code: kind for kinds in CHAPTERS.values() for kind in kinds
}
