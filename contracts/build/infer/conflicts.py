"""Where a blueprint contradicts itself about a resource type: one table of findings.

Inference never stops at a contradiction. It decides (the hint says for what) and reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.model import Diagnostic, Location, Severity


@dataclass(frozen=True, slots=True)
class Conflict:
    """A kind of contradiction: what it means, and what was decided or is to be done."""

    code: str
    severity: Severity
    what: str
    hint: str


def _table(*conflicts: Conflict) -> Mapping[str, Conflict]:
    return {conflict.code: conflict for conflict in conflicts}


#: Every code that inference reports, by code.
CONFLICTS: Final = _table(
    Conflict(
        "resource-type-unresolved",
        Severity.WARNING,
        "A JSON:API payload has primary data of which no type is known.",
        'give the data a type: `"type": "thing"` in the example, or a fixed type in MSON',
    ),
    Conflict(
        "type-mismatches-path",
        Severity.WARNING,
        "A payload's resource type is not the one that its path holds elsewhere.",
        "write the type that the other payloads of this path have",
    ),
    Conflict(
        "attribute-type-varies",
        Severity.WARNING,
        "The examples of one attribute have values of different types.",
        "any value is taken for it; make the examples agree",
    ),
    Conflict(
        "table-disagrees",
        Severity.WARNING,
        "A table says another type than the examples show.",
        "the examples are used; correct the table or the examples",
    ),
    Conflict(
        "required-not-sent",
        Severity.WARNING,
        "A table calls an attribute required that the creating request does not send.",
        "it is taken as optional; add it to the request or correct the table",
    ),
    Conflict(
        "table-type-unknown",
        Severity.INFO,
        "A table has a type that is no known word.",
        "write string, integer, number, boolean, date-time, date, array or object",
    ),
    Conflict(
        "relationship-varies",
        Severity.WARNING,
        "A relationship is shown with different target types or cardinalities.",
        "the most frequent is used; make the payloads agree",
    ),
    Conflict(
        "relationship-polymorphic",
        Severity.WARNING,
        "A relationship leads to resources of several types.",
        "the generated server keeps linkage to one as it is sent, to many of the first type only",
    ),
    Conflict(
        "relationships-cyclic",
        Severity.WARNING,
        "Types require each other, so none of them could ever be created.",
        "one relationship of the circle is taken as optional",
    ),
)


def conflict(code: str, message: str, location: Location) -> Diagnostic:
    """The finding ``code`` of the table, at a place."""
    found = CONFLICTS[code]
    return Diagnostic(code, found.severity, message, location, found.hint)
