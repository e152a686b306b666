"""The table of changes: every kind there is, its verdict, and the reason.

Requests are judged as what a server accepts, so a contract that accepts less breaks
clients. Responses are what it answers: one that promises less breaks them.
docs/compatibility.md is made from this table.
"""

from __future__ import annotations

from typing import Final

from contracts.diff.change import ChangeKind, Impact

_B, _R, _S = Impact.BREAKING, Impact.RISKY, Impact.SAFE

_REFUSED = "A request that was right is refused."
_ACCEPTED = "Every request that was right still is."
_UNREADABLE = "A client that reads it as the old type fails."
_LOST = "A client that reads it finds nothing."
_MORE = "A client that ignores what it does not know notices nothing (JSON:API 1.0, section 1)."

#: Chapters of the table, in the order of the document.
CHAPTERS: Final[dict[str, tuple[ChangeKind, ...]]] = {
    "The API and its operations": (
        ChangeKind(
            "host-changed", _R, "is another host", "Clients that have it built in miss the move."
        ),
        ChangeKind("operation-added", _S, "is new", "Nobody calls it yet."),
        ChangeKind("operation-removed", _B, "is gone", "Its callers get 404 or 405."),
        ChangeKind(
            "deprecated-operation-removed",
            _R,
            "is gone, and was deprecated",
            "Its callers were told; those that have not moved get 404 or 405.",
        ),
        ChangeKind("operation-moved", _B, "has another address", "Its callers get 404 or 405."),
        ChangeKind(
            "operation-renamed",
            _R,
            "has another name",
            "Generated clients, Dredd's hooks and links name operations; callers do not.",
        ),
        ChangeKind(
            "path-variable-renamed",
            _S,
            "has other names for its variables",
            "The addresses are the same; only their description changed.",
        ),
        ChangeKind(
            "access-tightened", _B, "is open to fewer callers", "Some callers get 401 or 403."
        ),
        ChangeKind(
            "access-changed",
            _B,
            "is open to other callers",
            "Neither level includes the other, so some callers get 403.",
        ),
        ChangeKind(
            "access-loosened",
            _R,
            "is open to more callers",
            "No client fails, but what was protected no longer is.",
        ),
        ChangeKind(
            "access-documented", _R, "says who may call it", "It may have been open before."
        ),
        ChangeKind(
            "access-undocumented", _R, "no longer says who may call it", "Nobody can rely on it."
        ),
    ),
    "Parameters": (
        ChangeKind("parameter-added", _S, "is a new optional parameter", _ACCEPTED),
        ChangeKind("parameter-added-required", _B, "is a new required parameter", _REFUSED),
        ChangeKind(
            "parameter-removed",
            _B,
            "is no longer a parameter",
            "It is refused (JSON:API 1.0, section 7) or ignored, which answers another question.",
        ),
        ChangeKind("parameter-required", _B, "must be given now", _REFUSED),
        ChangeKind("parameter-optional", _S, "may be left out now", _ACCEPTED),
        ChangeKind("parameter-type-changed", _B, "has another type", _REFUSED),
        ChangeKind("parameter-type-widened", _S, "has a wider type", _ACCEPTED),
        ChangeKind(
            "parameter-format-changed", _R, "has another format", "Some old values may not fit."
        ),
        ChangeKind("parameter-choices-narrowed", _B, "no longer accepts", _REFUSED),
        ChangeKind("parameter-choices-widened", _S, "accepts more values", _ACCEPTED),
        ChangeKind(
            "parameter-default-changed",
            _R,
            "has another default",
            "The same request without it means something else.",
        ),
    ),
    "Requests": (
        ChangeKind("credential-required", _B, "must be sent now", "Callers without it get 401."),
        ChangeKind("credential-dropped", _S, "need not be sent", _ACCEPTED),
        ChangeKind("request-header-added", _R, "is a new header", "It may be needed from now on."),
        ChangeKind(
            "request-header-removed", _S, "is no longer sent", "A header too many is ignored."
        ),
        ChangeKind(
            "request-body-added", _B, "takes a body now", "Callers without one are refused."
        ),
        ChangeKind(
            "request-body-removed", _R, "takes no body now", "What callers send is ignored."
        ),
        ChangeKind("request-media-type-added", _S, "accepts another media type", _ACCEPTED),
        ChangeKind("request-media-type-removed", _B, "no longer accepts", "Its senders get 415."),
        ChangeKind(
            "request-media-type-changed", _B, "takes another media type", "Senders get 415."
        ),
        ChangeKind("request-member-added", _S, "may be sent now", _ACCEPTED),
        ChangeKind("request-member-added-required", _B, "is new and must be sent", _REFUSED),
        ChangeKind(
            "request-member-removed",
            _R,
            "is no longer accepted",
            "A server ignores it, and what clients meant is lost, or refuses it.",
        ),
        ChangeKind("request-member-refused", _B, "is forbidden now (`fixed-type`)", _REFUSED),
        ChangeKind("request-member-required", _B, "must be sent now", _REFUSED),
        ChangeKind("request-member-optional", _S, "may be left out now", _ACCEPTED),
        ChangeKind("request-type-changed", _B, "takes another type", _REFUSED),
        ChangeKind("request-type-widened", _S, "takes a wider type", _ACCEPTED),
        ChangeKind(
            "request-format-changed", _R, "takes another format", "Some old values may not fit."
        ),
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
            "A combination that was right may be refused.",
        ),
        ChangeKind("request-items-narrowed", _B, "no longer accepts items of a type", _REFUSED),
        ChangeKind("request-items-widened", _S, "accepts items of another type", _ACCEPTED),
    ),
    "Responses": (
        ChangeKind(
            "status-changed",
            _B,
            "succeeds with another status",
            "Clients that compare it take success for failure.",
        ),
        ChangeKind(
            "status-removed", _B, "no longer answers", "Clients that wait for it never see it."
        ),
        ChangeKind("status-added", _R, "may answer", "Clients may not know what to do with it."),
        ChangeKind("error-added", _R, "may refuse with", "What worked may be refused."),
        ChangeKind(
            "error-removed", _S, "no longer refuses with", "What a client prepared for is gone."
        ),
        ChangeKind("response-header-added", _S, "is a new header", "Unknown headers are ignored."),
        ChangeKind("response-header-removed", _B, "is no longer a header", _LOST),
        ChangeKind("response-body-added", _S, "has a body now", "Nobody reads it yet."),
        ChangeKind("response-body-removed", _B, "has no body now", _LOST),
        ChangeKind(
            "response-media-type-added",
            _R,
            "may come as another media type",
            "Clients that do not say what they accept may get it.",
        ),
        ChangeKind(
            "response-media-type-removed", _B, "no longer comes as", "Who asks for it gets 406."
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
        ChangeKind("response-member-optional", _B, "may be missing now", _LOST),
        ChangeKind("response-member-required", _S, "is always there now", "More is promised."),
        ChangeKind("response-type-changed", _B, "has another type", _UNREADABLE),
        ChangeKind(
            "response-type-narrowed", _S, "has a narrower type", "Every value fits the old type."
        ),
        ChangeKind("response-format-changed", _R, "has another format", "Parsers may not read it."),
        ChangeKind(
            "response-null-added", _B, "may be null now", "Clients that read it at once fail."
        ),
        ChangeKind("response-null-removed", _S, "is never null now", "More is promised."),
        ChangeKind(
            "response-choices-narrowed",
            _B,
            "is never any more",
            "Clients that wait for the value, or ask for it, never meet it.",
        ),
        ChangeKind(
            "response-choices-widened",
            _R,
            "may be a new value",
            "Clients that know all values meet one they do not know.",
        ),
        ChangeKind("response-choices-introduced", _S, "has named values", "More is promised."),
        ChangeKind(
            "response-choices-dropped",
            _R,
            "may be any value now",
            "Clients that know all values meet one they do not know.",
        ),
        ChangeKind(
            "response-value-changed", _B, "has another value", "Clients that compare it fail."
        ),
        ChangeKind(
            "response-opened",
            _B,
            "is not closed any more (`fixed-type`)",
            "Its members may be missing, and others may be there.",
        ),
        ChangeKind(
            "response-closed", _S, "has no further members (`fixed-type`)", "More is promised."
        ),
        ChangeKind(
            "response-options-changed",
            _R,
            "has other alternatives (`One Of`)",
            "Clients that tell the alternatives apart may meet another.",
        ),
        ChangeKind(
            "response-items-widened",
            _R,
            "may hold items of another type",
            "Clients meet items they do not know.",
        ),
        ChangeKind(
            "response-items-narrowed", _S, "no longer holds items of", "Every item is known."
        ),
    ),
    "JSON:API types": (
        ChangeKind("type-added", _S, "is a new type", _MORE),
        ChangeKind("type-removed", _B, "is no longer a type", _LOST),
        ChangeKind(
            "attribute-reserved",
            _B,
            "may be written by fewer callers",
            "Other callers get 403.",
        ),
        ChangeKind(
            "attribute-released",
            _R,
            "may be written by more callers",
            "No client fails, but what was protected no longer is.",
        ),
        ChangeKind("relationship-added", _S, "is a new relationship", _MORE),
        ChangeKind("relationship-added-required", _B, "is new and must be sent", _REFUSED),
        ChangeKind("relationship-removed", _B, "is no longer a relationship", _LOST),
        ChangeKind("relationship-target-changed", _B, "points to another type", _UNREADABLE),
        ChangeKind("relationship-now-many", _B, "is to-many now", "Its linkage is a list."),
        ChangeKind("relationship-now-one", _B, "is to-one now", "Its linkage is no list."),
        ChangeKind("relationship-required", _B, "must be sent now", _REFUSED),
        ChangeKind("relationship-optional", _S, "may be left out now", _ACCEPTED),
        ChangeKind(
            "relationship-null-added", _B, "may be empty now", "Clients that follow it fail."
        ),
        ChangeKind("relationship-null-removed", _R, "is never empty now", "It cannot be emptied."),
        ChangeKind(
            "relationship-read-only", _B, "can no longer be written", "Writing it is refused."
        ),
        ChangeKind("relationship-writable", _S, "can be written now", _ACCEPTED),
    ),
    "Examples": (
        ChangeKind("example-added", _S, "has a new example", "An example is no promise."),
        ChangeKind("example-removed", _S, "has an example less", "An example is no promise."),
        ChangeKind("example-changed", _S, "has another example", "An example is no promise."),
    ),
}

#: Every kind of change by its code.
CHANGES: Final[dict[str, ChangeKind]] = {
    rule.code: rule for rules in CHAPTERS.values() for rule in rules
}
