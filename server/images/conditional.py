"""Conditional and range requests for bytes that are at hand (RFC 9110, 13.2.2 and 14.2).

Werkzeug's ``make_conditional`` applies ranges to HEAD, answers 416 for units it does not know
and for several ranges, and 412 with the content.
"""

from __future__ import annotations

import re

from flask import Request, Response
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import quote_etag

from contracts.runtime.jsonapi.errors import ApiError

#: One range of bytes. Anything else is ignored, as 14.2 demands of unknown units and allows of
#: several ranges and of malformed ones.
_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


def conditional(request: Request, response: Response, data: bytes, tag: str) -> Response:
    """``response``, which carries ``data`` with the entity tag, or what the headers ask for.

    That is 304 without content, or 206 with a part of it.

    Raises:
        ApiError: 412 if ``If-Match`` does not hold.
        RequestedRangeNotSatisfiable: 416.
    """
    response.set_etag(tag)
    response.accept_ranges = "bytes"
    if "If-Match" in request.headers and not request.if_match.contains(tag):
        headers = {"ETag": quote_etag(tag), "Cache-Control": "no-store"}
        raise ApiError(412, "The image does not match If-Match.", headers=headers)
    if request.if_none_match.contains_weak(tag):
        response.data = b""
        response.status_code = 304
        return response
    part = _part(request, len(data), tag)
    if part is not None:
        start, stop = part
        response.data = data[start:stop]
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
    return response


def _part(request: Request, length: int, tag: str) -> tuple[int, int] | None:
    """Where the requested part starts and stops; None for the whole."""
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or match is None:
        return None
    # Strong comparison: a weak tag or a date matches nothing (13.1.5).
    if request.headers.get("If-Range", quote_etag(tag)).strip() != quote_etag(tag):
        return None
    first, last = match.groups()
    if not first:
        if not last:
            return None
        start, stop = max(0, length - int(last)), length
    else:
        start, stop = int(first), min(int(last) + 1, length) if last else length
        if last and int(last) < start:
            return None
    if start >= length:
        raise RequestedRangeNotSatisfiable(length)
    return start, stop
