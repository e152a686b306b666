"""HTTP: statuses and media types (RFC 9110, sections 15 and 8.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Finding, Rule, Subject
from contracts.model import Payload, Request, Response, Severity, header
from contracts.text.payloads import media_type

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - RFC 9110, section 5.6.2
#: A media type of each top-level type (RFC 6838, section 4.2).
_EXAMPLES: Final = {
    "image": "image/png",
    "text": "text/plain",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "font": "font/woff2",
    "multipart": "multipart/form-data",
}
_MEDIA_TYPE: Final = re.compile(rf"{_TOKEN}/{_TOKEN}(?:[ \t]*;.*)?")


def statuses(subject: Subject) -> Iterator[Finding]:
    """Statuses that HTTP does not have."""
    for transaction in subject.contract.transactions():
        status = transaction.response.status
        if status and not 100 <= status <= 599:  # 0: the parser reports that there is none
            place = transaction.response.location or transaction.location
            yield Finding(place, f"{status} is no HTTP status")


def media_types(subject: Subject) -> Iterator[Finding]:
    """Content types that are no media types."""
    for transaction in subject.contract.transactions():
        for payload in (transaction.request, transaction.response):
            name = payload.content_type.strip()
            if name and not _MEDIA_TYPE.fullmatch(name):
                place = payload.location or transaction.location
                example = _EXAMPLES.get(name.partition("/")[0].lower(), "application/json")
                yield Finding(place, f"{name!r} is no media type", f"Write `{example}`.")


def untyped(subject: Subject) -> Iterator[Finding]:
    """JSON bodies that nothing announces."""
    for body in subject.bodies:
        is_value = isinstance(body.value, dict | list)
        if is_value and not body.payload.content_type:
            place = body.payload.location or body.start
            hint = f"Write `{_section(body.payload)} (application/json)`."
            yield Finding(place, "the body is JSON, and it has no Content-Type", hint)


def _section(payload: Payload) -> str:
    """The heading of a payload's section: ``+ Response 404``."""
    if isinstance(payload, Response):
        return f"+ Response {payload.status}"
    name = payload.name if isinstance(payload, Request) else ""
    return f"+ Request {name}".rstrip()


def accepted(subject: Subject) -> Iterator[Finding]:
    """Responses of a media type that their request does not accept (RFC 9110, section 12.5.1)."""
    for transaction in subject.contract.transactions():
        accept = header(transaction.request.headers, "Accept")
        answer = media_type(transaction.response.content_type)
        if not accept or not answer or transaction.response.status >= 400:
            continue  # a refusal may come in another type
        ranges = [media_type(each) for each in accept.split(",")]
        if not any(_covers(each, answer) for each in ranges):
            place = transaction.response.location or transaction.location
            yield Finding(place, f"the request accepts {accept}, and the answer is {answer}")


def _covers(media_range: str, answer: str) -> bool:
    kind, _, subtype = media_range.partition("/")
    return media_range in ("*/*", "*", answer) or (subtype == "*" and answer.startswith(f"{kind}/"))


RULES: Final = (
    Rule(
        "status-unknown",
        Severity.ERROR,
        "A status is not from 100 to 599.",
        "No HTTP library sends or accepts it.",
        "Write one of HTTP's statuses.",
        statuses,
    ),
    Rule(
        "media-type-invalid",
        Severity.WARNING,
        "A Content-Type is no media type: `json`.",
        "Judges compare it literally with the server's; clients do not recognise it.",
        "Write `application/json`.",
        media_types,
    ),
    Rule(
        "accept-differs",
        Severity.WARNING,
        "A request's Accept header does not cover the response's media type.",
        "A server that honours it answers 406; one of the two is wrong.",
        "Write the response's media type in Accept.",
        accepted,
    ),
    Rule(
        "content-type-missing",
        Severity.INFO,
        "A request or response has a JSON body and no Content-Type.",
        "The server's Content-Type is not checked, and documentation shows plain text.",
        "Write `+ Response 200 (application/json)`.",
        untyped,
    ),
)
