"""Entity tags and conditional requests (RFC 9110, 8.8.3 and 13; JSON:API leaves them to HTTP).

A tag is a digest of the whole document, so it is strong, and it belongs to one address with
its query: what was read at an address is changed at that address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import blake2b

from flask import Request, Response, current_app
from werkzeug.http import quote_etag

from contracts.runtime.jsonapi.absolute_links import absolute, absolute_address
from contracts.runtime.jsonapi.documents import Document, with_attributes, without
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.json_text import encode
from contracts.runtime.jsonapi.package import Operation

# Caches may store a document, and must revalidate it each time.
CACHE_CONTROL = "no-cache"


def entity_tag(body: bytes) -> str:
    """The entity tag of an encoded document, without its quotes."""
    return blake2b(body, digest_size=16).hexdigest()


def respond(
    request: Request,
    document: Document | str,
    status: int,
    headers: Mapping[str, str],
    operation: Operation,
) -> Response:
    """The response with ``document``, or 304 when the client of a GET has it already.

    A 204 has no document (RFC 9110, 15.3.5). The tag is that of the whole document, whatever an
    operation leaves out: so a GET and a PATCH at one address have the same. Where ``PUBLIC_URL``
    is set, links begin with it.
    """
    status = operation.status or status
    if status == 204:
        return _without_content(Response(status=status, headers=dict(headers)))
    whole = encode(document)
    base = current_app.config.get("PUBLIC_URL", "")
    body = encode(_shown(json.loads(whole), operation, base)) if base or operation.alters else whole
    fields = dict(headers)
    if base and "Location" in fields:
        fields["Location"] = absolute_address(fields["Location"], base)
    if request.method in ("GET", "HEAD"):
        tag = entity_tag(whole)
        validators = {"ETag": quote_etag(tag), "Cache-Control": CACHE_CONTROL}
        if "If-None-Match" in request.headers and request.if_none_match.contains_weak(tag):
            return _without_content(Response(status=304, headers=validators))
        fields |= validators
    return Response(body, status, fields, content_type=operation.content_type)


def _shown(document: Document, operation: Operation, base: str) -> Document:
    """The document as the operation documents it, with links that begin with ``base``."""
    shown = without(document, operation.leaves_out) if operation.leaves_out else document
    if operation.empty_attributes:
        shown = with_attributes(shown)
    if operation.meta:
        shown = {**shown, "meta": json.loads(operation.meta)}
    return absolute(shown, base) if base else shown


def _without_content(response: Response) -> Response:
    del response.headers["Content-Type"]
    return response


def check_preconditions(request: Request, current: Callable[[], Document | str]) -> None:
    """Refuse a change if the resource does not match ``If-Match`` or ``If-None-Match``.

    ``current`` gives the document that a GET at the same address would be answered with. The
    caller holds the row's lock, so that nothing changes between this check and the write.

    Raises:
        ApiError: 412.
    """
    if "If-Match" not in request.headers and "If-None-Match" not in request.headers:
        return
    tag = entity_tag(encode(current()))
    if "If-Match" in request.headers and not request.if_match.contains(tag):
        raise ApiError(
            412,
            "The resource does not match If-Match: somebody has changed it, or the tag is of "
            "another address. Read it again.",
            headers={"ETag": quote_etag(tag)},
        )
    if "If-None-Match" in request.headers and request.if_none_match.contains_weak(tag):
        raise ApiError(412, "The resource matches If-None-Match.")
