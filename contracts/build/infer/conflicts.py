"""Codes of findings about contradictions in a resource type.

Inference never stops at a contradiction. It decides (the hint has the decision) and reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from contracts.codes import DiagnosticCode
from contracts.model import Severity

_DECIDED: Final = (
    "Generated code follows the decision, and readers follow the document; without a type "
    "nothing can be generated at all."
)

RESOURCE_TYPE_UNRESOLVED: Final = DiagnosticCode(
    "resource-type-unresolved",
    Severity.WARNING,
    "A JSON:API payload has primary data of which no type is known.",
    _DECIDED,
    'Give the data a type: `"type": "thing"` in the example, or a fixed type in MSON.',
)
TYPE_MISMATCHES_PATH: Final = DiagnosticCode(
    "type-mismatches-path",
    Severity.WARNING,
    "A payload's resource type is not the one that its path holds elsewhere.",
    _DECIDED,
    "Write the type that the other payloads of this path have.",
)
ATTRIBUTE_TYPE_VARIES: Final = DiagnosticCode(
    "attribute-type-varies",
    Severity.WARNING,
    "The examples of one attribute have values of different types.",
    _DECIDED,
    "Any value is accepted for it; make the examples agree.",
)
TABLE_DISAGREES: Final = DiagnosticCode(
    "table-disagrees",
    Severity.WARNING,
    "A table gives another type than the examples show.",
    _DECIDED,
    "The examples are used; correct the table or the examples.",
)
TABLE_MISSPELLED: Final = DiagnosticCode(
    "table-misspelled",
    Severity.WARNING,
    "A table spells an attribute otherwise than the examples do.",
    "Generated code has both, and readers do not know which one the server takes.",
    "Write both alike.",
)
TABLE_INCOMPLETE: Final = DiagnosticCode(
    "table-incomplete",
    Severity.INFO,
    "A table of attributes lacks some that the examples show.",
    "Nobody learns what they mean.",
    "Add a row for each.",
)
TABLE_UNSHOWN: Final = DiagnosticCode(
    "table-unshown",
    Severity.INFO,
    "A table has attributes that no example shows.",
    "Readers cannot know where they are sent or answered, and nothing verifies them.",
    "Show them in an example, or remove the rows.",
)
REQUIRED_NOT_SENT: Final = DiagnosticCode(
    "required-not-sent",
    Severity.WARNING,
    "A table calls an attribute required that the creating request does not send.",
    _DECIDED,
    "It is taken as optional; add it to the request or correct the table.",
)
TABLE_TYPE_UNKNOWN: Final = DiagnosticCode(
    "table-type-unknown",
    Severity.INFO,
    "A table names an unknown type.",
    _DECIDED,
    "Write string, integer, number, boolean, date-time, date, array or object.",
)
RELATIONSHIP_VARIES: Final = DiagnosticCode(
    "relationship-varies",
    Severity.WARNING,
    "A relationship is shown with different target types or cardinalities.",
    _DECIDED,
    "The most frequent is used; make the payloads agree.",
)
RELATIONSHIP_POLYMORPHIC: Final = DiagnosticCode(
    "relationship-polymorphic",
    Severity.WARNING,
    "A relationship leads to resources of several types.",
    _DECIDED,
    "The generated server keeps linkage of all these types; nothing below it can be included, "
    "and it cannot be filtered by.",
)
LIST_OF_SEVERAL_TYPES: Final = DiagnosticCode(
    "list-of-several-types",
    Severity.INFO,
    "A list has resources of several types, and is not that of a relationship to them.",
    "Nothing says which resources belong to it: a generated server replays its example, and no "
    "law is derived from it.",
    "Nothing is wrong in the blueprint; write a list for each type, or document a relationship to "
    "these types, if the list must change with the resources.",
)
RELATIONSHIPS_CYCLIC: Final = DiagnosticCode(
    "relationships-cyclic",
    Severity.WARNING,
    "Types require each other, so none of them could ever be created.",
    _DECIDED,
    "One relationship of the cycle is treated as optional.",
)

#: Every code that inference reports, by code.
CONFLICTS: Final[Mapping[str, DiagnosticCode]] = {
    conflict.code: conflict
    for conflict in (
        RESOURCE_TYPE_UNRESOLVED,
        TYPE_MISMATCHES_PATH,
        ATTRIBUTE_TYPE_VARIES,
        TABLE_DISAGREES,
        TABLE_MISSPELLED,
        TABLE_INCOMPLETE,
        TABLE_UNSHOWN,
        REQUIRED_NOT_SENT,
        TABLE_TYPE_UNKNOWN,
        RELATIONSHIP_VARIES,
        RELATIONSHIP_POLYMORPHIC,
        LIST_OF_SEVERAL_TYPES,
        RELATIONSHIPS_CYCLIC,
    )
}
