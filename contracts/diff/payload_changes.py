"""Kinds of change of requests, responses and examples, and why each matters.

Those of body schemas are found by their side: ``request-`` or ``response-`` and what changed.
"""

from __future__ import annotations

from typing import Final

from contracts.diff.change import ChangeKind, Impact

_B, _R, _S = Impact.BREAKING, Impact.RISKY, Impact.SAFE

_REFUSED: Final = "A request that was valid is now refused."
_ACCEPTED: Final = "Every request that was valid still is."
_UNREADABLE: Final = "A client that reads it as the old type fails."
_LOST: Final = "A client that reads it finds nothing."
_MORE: Final = "A client that ignores unknown members is not affected (JSON:API 1.0, section 1)."

CREDENTIAL_REQUIRED: Final = ChangeKind(
    "credential-required", _B, "must be sent now", "Callers without it get 401."
)
CREDENTIAL_DROPPED: Final = ChangeKind("credential-dropped", _S, "need not be sent", _ACCEPTED)
REQUEST_HEADER_ADDED: Final = ChangeKind(
    "request-header-added", _R, "is a new header", "It may be needed from now on."
)
REQUEST_HEADER_REMOVED: Final = ChangeKind(
    "request-header-removed",
    _S,
    "is no longer sent",
    "Servers ignore a header that they do not need.",
)
REQUEST_BODY_ADDED: Final = ChangeKind(
    "request-body-added", _B, "takes a body now", "Callers without one are refused."
)
REQUEST_BODY_REMOVED: Final = ChangeKind(
    "request-body-removed", _R, "takes no body now", "The body that callers send is ignored."
)
#: The chapter "Requests".
REQUESTS: Final = (
    CREDENTIAL_REQUIRED,
    CREDENTIAL_DROPPED,
    REQUEST_HEADER_ADDED,
    REQUEST_HEADER_REMOVED,
    REQUEST_BODY_ADDED,
    REQUEST_BODY_REMOVED,
    ChangeKind("request-media-type-added", _S, "accepts another media type", _ACCEPTED),
    ChangeKind("request-media-type-removed", _B, "no longer accepts", "Its senders get 415."),
    ChangeKind("request-media-type-changed", _B, "takes another media type", "Senders get 415."),
    ChangeKind("request-member-added", _S, "may be sent now", _ACCEPTED),
    ChangeKind("request-member-added-required", _B, "is new and must be sent", _REFUSED),
    ChangeKind(
        "request-member-removed",
        _R,
        "is no longer accepted",
        "The server refuses it, or ignores it, and the value is lost.",
    ),
    ChangeKind("request-member-refused", _B, "is forbidden now (`fixed-type`)", _REFUSED),
    ChangeKind("request-member-required", _B, "must be sent now", _REFUSED),
    ChangeKind("request-member-optional", _S, "may be left out now", _ACCEPTED),
    ChangeKind("request-type-changed", _B, "takes another type", _REFUSED),
    ChangeKind("request-type-widened", _S, "takes a wider type", _ACCEPTED),
    ChangeKind(
        "request-format-changed", _R, "takes another format", "Some old values may not fit."
    ),
    ChangeKind("request-length-narrowed", _B, "has a narrower range of lengths", _REFUSED),
    ChangeKind("request-length-widened", _S, "has a wider range of lengths", _ACCEPTED),
    ChangeKind("request-null-refused", _B, "must not be null", _REFUSED),
    ChangeKind("request-null-accepted", _S, "may be null", _ACCEPTED),
    ChangeKind("request-choices-narrowed", _B, "no longer accepts", _REFUSED),
    ChangeKind("request-choices-widened", _S, "accepts more values", _ACCEPTED),
    ChangeKind("request-value-changed", _B, "must have another value", _REFUSED),
    ChangeKind(
        "request-default-changed",
        _R,
        "has another default",
        "The same request without it means something else.",
    ),
    ChangeKind("request-closed", _B, "takes no further members (`fixed-type`)", _REFUSED),
    ChangeKind("request-opened", _S, "takes further members", _ACCEPTED),
    ChangeKind(
        "request-options-changed",
        _R,
        "has other alternatives (`One Of`)",
        "A combination that was valid may be refused.",
    ),
    ChangeKind("request-items-narrowed", _B, "no longer accepts items of a type", _REFUSED),
    ChangeKind("request-items-widened", _S, "accepts items of another type", _ACCEPTED),
)

STATUS_CHANGED: Final = ChangeKind(
    "status-changed",
    _B,
    "succeeds with another status",
    "Clients that compare the status take success for failure.",
)
STATUS_REMOVED: Final = ChangeKind(
    "status-removed", _B, "no longer answers", "Clients that wait for it never see it."
)
STATUS_ADDED: Final = ChangeKind(
    "status-added", _R, "may answer", "Clients may not know what to do with it."
)
ERROR_ADDED: Final = ChangeKind(
    "error-added", _R, "may refuse with", "A request that succeeded may be refused."
)
ERROR_REMOVED: Final = ChangeKind(
    "error-removed", _S, "no longer refuses with", "A client may handle it in vain."
)
RESPONSE_HEADER_ADDED: Final = ChangeKind(
    "response-header-added", _S, "is a new header", "Unknown headers are ignored."
)
RESPONSE_HEADER_REMOVED: Final = ChangeKind(
    "response-header-removed", _B, "is no longer a header", _LOST
)
RESPONSE_BODY_ADDED: Final = ChangeKind(
    "response-body-added", _S, "has a body now", "Nobody reads it yet."
)
RESPONSE_BODY_REMOVED: Final = ChangeKind("response-body-removed", _B, "has no body now", _LOST)
#: The chapter "Responses".
RESPONSES: Final = (
    STATUS_CHANGED,
    STATUS_REMOVED,
    STATUS_ADDED,
    ERROR_ADDED,
    ERROR_REMOVED,
    RESPONSE_HEADER_ADDED,
    RESPONSE_HEADER_REMOVED,
    RESPONSE_BODY_ADDED,
    RESPONSE_BODY_REMOVED,
    ChangeKind(
        "response-media-type-added",
        _R,
        "may come as another media type",
        "Clients that do not say what they accept may get it.",
    ),
    ChangeKind(
        "response-media-type-removed", _B, "no longer comes as", "Clients that request it get 406."
    ),
    ChangeKind("response-media-type-changed", _B, "has another media type", _UNREADABLE),
    ChangeKind("response-member-added", _S, "is new", _MORE),
    ChangeKind(
        "response-member-added-closed",
        _R,
        "is new where nothing else was allowed (`fixed-type`)",
        "Clients that validate by the old contract refuse it.",
    ),
    ChangeKind("response-member-removed", _B, "is gone", _LOST),
    ChangeKind(
        "response-deprecated-member-removed",
        _R,
        "is gone, and was deprecated",
        "The deprecation warned clients that read it; those that still do find nothing.",
    ),
    ChangeKind("response-member-optional", _B, "may be missing now", _LOST),
    ChangeKind("response-member-required", _S, "is always there now", "The server promises more."),
    ChangeKind("response-type-changed", _B, "has another type", _UNREADABLE),
    ChangeKind(
        "response-type-narrowed", _S, "has a narrower type", "Every value fits the old type."
    ),
    ChangeKind("response-format-changed", _R, "has another format", "Parsers may not read it."),
    ChangeKind(
        "response-length-narrowed",
        _S,
        "has a narrower range of lengths",
        "Every value fits the old lengths.",
    ),
    ChangeKind(
        "response-length-widened",
        _R,
        "has a wider range of lengths",
        "Clients may not have room for longer values.",
    ),
    ChangeKind(
        "response-null-added",
        _B,
        "may be null now",
        "Clients that use it without checking for null fail.",
    ),
    ChangeKind("response-null-removed", _S, "is never null now", "The server promises more."),
    ChangeKind(
        "response-choices-narrowed",
        _B,
        "is no longer",
        "Clients that wait for the value, or request it, never get it.",
    ),
    ChangeKind(
        "response-choices-widened",
        _R,
        "may be a new value",
        "Clients that list all values meet one they do not know.",
    ),
    ChangeKind(
        "response-choices-introduced", _S, "has enumerated values", "The server promises more."
    ),
    ChangeKind(
        "response-choices-dropped",
        _R,
        "may be any value now",
        "Clients that list all values meet one they do not know.",
    ),
    ChangeKind("response-value-changed", _B, "has another value", "Clients that compare it fail."),
    ChangeKind(
        "response-opened",
        _B,
        "is no longer closed (`fixed-type`)",
        "Its members may be missing, and undocumented ones may be present.",
    ),
    ChangeKind(
        "response-closed", _S, "has no further members (`fixed-type`)", "The server promises more."
    ),
    ChangeKind(
        "response-options-changed",
        _R,
        "has other alternatives (`One Of`)",
        "Clients that distinguish the alternatives may meet another.",
    ),
    ChangeKind(
        "response-items-widened",
        _R,
        "may hold items of another type",
        "Clients meet items they do not know.",
    ),
    ChangeKind("response-items-narrowed", _S, "no longer holds items of", "Every item is known."),
)

EXAMPLE_ADDED: Final = ChangeKind(
    "example-added", _S, "has a new example", "Examples promise nothing."
)
EXAMPLE_REMOVED: Final = ChangeKind(
    "example-removed", _S, "has one example fewer", "Examples promise nothing."
)
EXAMPLE_CHANGED: Final = ChangeKind(
    "example-changed", _S, "has another example", "Examples promise nothing."
)
#: The chapter "Examples".
EXAMPLES: Final = (
    EXAMPLE_ADDED,
    EXAMPLE_REMOVED,
    EXAMPLE_CHANGED,
)
