"""Requests, responses and credentials of Postman collections."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from contracts.importers.described import (
    API_KEY,
    DescribedParameter,
    DescribedPayload,
    authorization,
    query_key,
)
from contracts.importers.multipart import multipart
from contracts.importers.traffic import (
    is_documented,
    media_type_of,
    secret_free,
    secret_free_body,
)
from contracts.text.documents import as_object, objects
from contracts.text.numbers import json_text
from contracts.text.payloads import json_of

VARIABLE: Final = re.compile(r"\{\{([^{}]*)\}\}")
#: A variable or placeholder that stands for a value of JSON, outside of a text.
_BARE: Final = re.compile(r"(?<=[:\[,])(\s*)(\{\{[^{}]*\}\}|<[\w ]+>)(?=\s*[,\]}])")
_FORM: Final = "application/x-www-form-urlencoded"
_TOKENS: Final = ("bearer", "oauth2", "jwt")
Credentials = tuple[tuple[tuple[str, str], ...], tuple[DescribedParameter, ...]]


def credentials(auth: Any, leave_out: Callable[[str], None]) -> Credentials:
    """The headers and query parameters that a request's ``auth`` adds, with placeholders."""
    kind = str(as_object(auth).get("type") or "noauth")
    if kind == "noauth":
        return (), ()
    if kind in _TOKENS:
        return (authorization("bearer"),), ()
    if kind == "basic":
        return (authorization(kind),), ()
    rows = auth.get(kind)
    values = as_object(rows) or {str(row.get("key")): row.get("value") for row in objects(rows)}
    name = str(values.get("key") or "")
    if kind == "apikey" and name:
        if values.get("in") == "query":
            return (), (query_key(name),)
        return ((name, API_KEY),), ()
    leave_out(f"its sign-in by {kind}")
    return (), ()


def request(sent: dict[str, Any], variables: dict[str, str]) -> DescribedPayload:
    """What a request sends, without secrets."""
    headers = _headers(sent.get("header"))
    kept = tuple((n, secret_free(n, v)) for n, v in headers if is_documented(n))
    media, body = _body(as_object(sent.get("body")), media_type_of(headers), variables)
    return DescribedPayload(media, kept, None, secret_free_body(body))


def response(saved: dict[str, Any]) -> DescribedPayload:
    """A saved response."""
    headers = _headers(saved.get("header"))
    code = saved.get("code")
    kept = tuple((n, secret_free(n, v)) for n, v in headers if is_documented(n))
    body = _BARE.sub(r'\1"\2"', str(saved.get("body") or ""))
    media = media_type_of(headers) or ("application/json" if _looks_like_json(body) else "")
    return DescribedPayload(
        media, kept, None, secret_free_body(body), status=code if isinstance(code, int) else 200
    )


def _body(body: dict[str, Any], media: str, variables: dict[str, str]) -> tuple[str, str]:
    """The media type and the text of a body in one of Postman's modes."""
    mode = body.get("mode")
    if mode in ("urlencoded", "formdata"):
        rows = [row for row in objects(body.get(mode)) if not row.get("disabled")]
        if not rows:
            return "", ""
        fields = {str(r.get("key")): _filled(str(r.get("value") or ""), variables) for r in rows}
        if mode == "urlencoded":
            pairs = (f"{quote(n)}={quote(v, safe='{}<>')}" for n, v in fields.items())
            return _FORM, "&".join(pairs)
        files = {str(r.get("key")): {"format": "binary"} for r in rows if r.get("type") == "file"}
        return multipart(fields, {"properties": files}, as_object)
    if mode == "graphql":
        sent = as_object(body.get("graphql"))
        given = {"variables": json_of(str(sent["variables"]))} if sent.get("variables") else {}
        return "application/json", json_text({"query": sent.get("query"), **given})
    text = _filled(str(body.get("raw") or ""), variables)
    options = as_object(as_object(body.get("options")).get("raw"))
    is_json = "json" in (media or str(options.get("language") or "")) or _looks_like_json(text)
    if not text.strip() or not is_json:
        return (media if text.strip() else ""), text
    return media or "application/json", _BARE.sub(r'\1"\2"', text)


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[") and not text.lstrip().startswith("{{")


def _filled(text: str, variables: dict[str, str]) -> str:
    """A text with the collection's variables; others stay."""
    return VARIABLE.sub(lambda m: variables.get(m[1], "") or m[0], text)


def _headers(rows: Any) -> list[tuple[str, str]]:
    return [
        (str(each.get("key") or ""), str(each.get("value") or ""))
        for each in objects(rows)
        if not each.get("disabled")
    ]
