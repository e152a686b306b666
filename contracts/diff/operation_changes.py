"""Kinds of change of operations, parameters and JSON:API types, and why each matters."""

from __future__ import annotations

from typing import Final

from contracts.diff.change import ChangeKind, Impact

_B, _R, _S = Impact.BREAKING, Impact.RISKY, Impact.SAFE

_REFUSED: Final = "A request that was valid is now refused."
_ACCEPTED: Final = "Every request that was valid still is."
_UNREADABLE: Final = "A client that reads it as the old type fails."
_LOST: Final = "A client that reads it finds nothing."
_TOLD: Final = "The deprecation warned clients that read it; those that still do find nothing."
_MORE: Final = "A client that ignores unknown members is not affected (JSON:API 1.0, section 1)."

HOST_CHANGED: Final = ChangeKind(
    "host-changed", _R, "is another host", "Clients with the old host built in do not reach it."
)
OPERATION_ADDED: Final = ChangeKind("operation-added", _S, "is new", "Nobody calls it yet.")
OPERATION_REMOVED: Final = ChangeKind(
    "operation-removed", _B, "is gone", "Its callers get 404 or 405."
)
DEPRECATED_OPERATION_REMOVED: Final = ChangeKind(
    "deprecated-operation-removed",
    _R,
    "is gone, and was deprecated",
    "Its callers were warned; those that have not moved get 404 or 405.",
)
DEPRECATED: Final = ChangeKind(
    "deprecated", _S, "is deprecated", "It still works; what replaces it is in its description."
)
DEPRECATION_WITHDRAWN: Final = ChangeKind(
    "deprecation-withdrawn",
    _S,
    "is no longer deprecated",
    "Clients that still use it can keep doing so.",
)
OPERATION_MOVED: Final = ChangeKind(
    "operation-moved", _B, "has another address", "Its callers get 404 or 405."
)
OPERATION_RENAMED: Final = ChangeKind(
    "operation-renamed",
    _R,
    "has another name",
    "Generated clients, Dredd's hooks and links name operations; callers do not.",
)
PATH_VARIABLE_RENAMED: Final = ChangeKind(
    "path-variable-renamed",
    _S,
    "has other names for its variables",
    "The addresses are the same; only their description changed.",
)
ACCESS_TIGHTENED: Final = ChangeKind(
    "access-tightened", _B, "is open to fewer callers", "Some callers get 401 or 403."
)
ACCESS_CHANGED: Final = ChangeKind(
    "access-changed",
    _B,
    "is open to other callers",
    "Neither level includes the other, so some callers get 403.",
)
ACCESS_LOOSENED: Final = ChangeKind(
    "access-loosened",
    _R,
    "is open to more callers",
    "No client fails, but what was protected no longer is.",
)
ACCESS_DOCUMENTED: Final = ChangeKind(
    "access-documented",
    _R,
    "documents who may call it",
    "It may have been open to more callers before.",
)
ACCESS_UNDOCUMENTED: Final = ChangeKind(
    "access-undocumented",
    _R,
    "no longer documents who may call it",
    "Clients can no longer rely on it.",
)
#: The chapter "The API and its operations".
OPERATIONS: Final = (
    HOST_CHANGED,
    OPERATION_ADDED,
    OPERATION_REMOVED,
    DEPRECATED_OPERATION_REMOVED,
    DEPRECATED,
    DEPRECATION_WITHDRAWN,
    OPERATION_MOVED,
    OPERATION_RENAMED,
    PATH_VARIABLE_RENAMED,
    ACCESS_TIGHTENED,
    ACCESS_CHANGED,
    ACCESS_LOOSENED,
    ACCESS_DOCUMENTED,
    ACCESS_UNDOCUMENTED,
)

PARAMETER_ADDED: Final = ChangeKind("parameter-added", _S, "is a new optional parameter", _ACCEPTED)
PARAMETER_ADDED_REQUIRED: Final = ChangeKind(
    "parameter-added-required", _B, "is a new required parameter", _REFUSED
)
PARAMETER_REMOVED: Final = ChangeKind(
    "parameter-removed",
    _B,
    "is no longer a parameter",
    "It is refused (JSON:API 1.0, section 7), or ignored: the response is to another question.",
)
DEPRECATED_PARAMETER_REMOVED: Final = ChangeKind(
    "deprecated-parameter-removed",
    _R,
    "is no longer a parameter, and was deprecated",
    "The deprecation warned its clients; those that still send it are refused or misread.",
)
PARAMETER_REQUIRED: Final = ChangeKind("parameter-required", _B, "must be given now", _REFUSED)
PARAMETER_OPTIONAL: Final = ChangeKind("parameter-optional", _S, "may be left out now", _ACCEPTED)
PARAMETER_TYPE_CHANGED: Final = ChangeKind(
    "parameter-type-changed", _B, "has another type", _REFUSED
)
PARAMETER_TYPE_WIDENED: Final = ChangeKind(
    "parameter-type-widened", _S, "has a wider type", _ACCEPTED
)
PARAMETER_FORMAT_CHANGED: Final = ChangeKind(
    "parameter-format-changed", _R, "has another format", "Some old values may not fit."
)
PARAMETER_CHOICES_NARROWED: Final = ChangeKind(
    "parameter-choices-narrowed", _B, "no longer accepts", _REFUSED
)
PARAMETER_CHOICES_WIDENED: Final = ChangeKind(
    "parameter-choices-widened", _S, "accepts more values", _ACCEPTED
)
PARAMETER_DEFAULT_CHANGED: Final = ChangeKind(
    "parameter-default-changed",
    _R,
    "has another default",
    "The same request without it means something else.",
)
#: The chapter "Parameters".
PARAMETERS: Final = (
    PARAMETER_ADDED,
    PARAMETER_ADDED_REQUIRED,
    PARAMETER_REMOVED,
    DEPRECATED_PARAMETER_REMOVED,
    PARAMETER_REQUIRED,
    PARAMETER_OPTIONAL,
    PARAMETER_TYPE_CHANGED,
    PARAMETER_TYPE_WIDENED,
    PARAMETER_FORMAT_CHANGED,
    PARAMETER_CHOICES_NARROWED,
    PARAMETER_CHOICES_WIDENED,
    PARAMETER_DEFAULT_CHANGED,
)

TYPE_ADDED: Final = ChangeKind("type-added", _S, "is a new type", _MORE)
TYPE_REMOVED: Final = ChangeKind("type-removed", _B, "is no longer a type", _LOST)
ATTRIBUTE_RESERVED: Final = ChangeKind(
    "attribute-reserved",
    _B,
    "may be written by fewer callers",
    "Other callers get 403.",
)
ATTRIBUTE_RELEASED: Final = ChangeKind(
    "attribute-released",
    _R,
    "may be written by more callers",
    "No client fails, but what was protected no longer is.",
)
RELATIONSHIP_ADDED: Final = ChangeKind("relationship-added", _S, "is a new relationship", _MORE)
RELATIONSHIP_ADDED_REQUIRED: Final = ChangeKind(
    "relationship-added-required", _B, "is new and must be sent", _REFUSED
)
RELATIONSHIP_REMOVED: Final = ChangeKind(
    "relationship-removed", _B, "is no longer a relationship", _LOST
)
DEPRECATED_RELATIONSHIP_REMOVED: Final = ChangeKind(
    "deprecated-relationship-removed",
    _R,
    "is no longer a relationship, and was deprecated",
    _TOLD,
)
RELATIONSHIP_TARGET_CHANGED: Final = ChangeKind(
    "relationship-target-changed", _B, "points to another type", _UNREADABLE
)
RELATIONSHIP_NOW_MANY: Final = ChangeKind(
    "relationship-now-many", _B, "is to-many now", "Its linkage is now a list."
)
RELATIONSHIP_NOW_ONE: Final = ChangeKind(
    "relationship-now-one", _B, "is to-one now", "Its linkage is no longer a list."
)
RELATIONSHIP_REQUIRED: Final = ChangeKind("relationship-required", _B, "must be sent now", _REFUSED)
RELATIONSHIP_OPTIONAL: Final = ChangeKind(
    "relationship-optional", _S, "may be left out now", _ACCEPTED
)
RELATIONSHIP_NULL_ADDED: Final = ChangeKind(
    "relationship-null-added",
    _B,
    "may be empty now",
    "Clients that follow it unconditionally fail.",
)
RELATIONSHIP_NULL_REMOVED: Final = ChangeKind(
    "relationship-null-removed", _R, "is never empty now", "Requests that empty it are refused."
)
RELATIONSHIP_READ_ONLY: Final = ChangeKind(
    "relationship-read-only", _B, "can no longer be written", "Writing it is refused."
)
RELATIONSHIP_WRITABLE: Final = ChangeKind(
    "relationship-writable", _S, "can be written now", _ACCEPTED
)
#: The chapter "JSON:API types".
TYPES: Final = (
    TYPE_ADDED,
    TYPE_REMOVED,
    ATTRIBUTE_RESERVED,
    ATTRIBUTE_RELEASED,
    RELATIONSHIP_ADDED,
    RELATIONSHIP_ADDED_REQUIRED,
    RELATIONSHIP_REMOVED,
    DEPRECATED_RELATIONSHIP_REMOVED,
    RELATIONSHIP_TARGET_CHANGED,
    RELATIONSHIP_NOW_MANY,
    RELATIONSHIP_NOW_ONE,
    RELATIONSHIP_REQUIRED,
    RELATIONSHIP_OPTIONAL,
    RELATIONSHIP_NULL_ADDED,
    RELATIONSHIP_NULL_REMOVED,
    RELATIONSHIP_READ_ONLY,
    RELATIONSHIP_WRITABLE,
)
