"""Content negotiation (JSON:API 1.0, "Content Negotiation", server responsibilities)."""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import Request
from werkzeug.http import parse_options_header

from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.media_type import MEDIA_TYPE

#: One element of a list: a comma in a quoted string separates nothing (RFC 9110, 5.6.1, 5.6.4).
#: A quote that is never closed is an ordinary character.
_ELEMENT = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^,])+')


def check_content_type(request: Request, accepted: Collection[str] = ()) -> None:
    """Refuse a body that is not declared as plain JSON:API, and any media type parameter.

    ``accepted`` are other media types that the operation documents, with any parameters.

    Raises:
        ApiError: 415.
    """
    given = request.headers.get("Content-Type", "")
    if not given and not _has_body(request):
        return
    media_type, parameters = parse_options_header(given)
    if media_type.lower() in accepted:
        return
    if media_type.lower() == MEDIA_TYPE and parameters:
        raise ApiError(415, f"Content-Type must be {MEDIA_TYPE} without media type parameters.")
    if media_type.lower() != MEDIA_TYPE and _has_body(request):
        raise ApiError(415, f"Content-Type must be {MEDIA_TYPE}, not {given or 'absent'}.")


def _has_body(request: Request) -> bool:
    return request.method in {"POST", "PATCH"} or bool(
        request.content_length or "Transfer-Encoding" in request.headers
    )


def check_accept(request: Request) -> None:
    """Refuse when each JSON:API media type in ``Accept`` has media type parameters.

    ``q`` is a weight and no media type parameter (RFC 9110, 12.4.2).

    Raises:
        ApiError: 406.
    """
    header = request.headers.get("Accept", "")
    if MEDIA_TYPE not in header.lower():
        return
    candidates = [parse_options_header(part) for part in _ELEMENT.findall(header)]
    json_api = [options for media_type, options in candidates if media_type.lower() == MEDIA_TYPE]
    if json_api and all(set(options) - {"q"} for options in json_api):
        raise ApiError(
            406, f"Accept must hold {MEDIA_TYPE} at least once without media type parameters."
        )
