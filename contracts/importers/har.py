"""HTTP archives (HAR 1.2), as browsers and proxies record them."""

from __future__ import annotations

import base64
import re
from collections import Counter
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from contracts.importers.described import (
    Api,
    CannotImport,
    DescribedOperation,
    DescribedParameter,
    DescribedPayload,
    LeftOut,
)
from contracts.importers.traffic import (
    is_documented,
    media_type_of,
    secret_free,
    secret_free_body,
    secret_free_value,
)

_ID: Final = re.compile(r"\d+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{24,}")
_STATIC: Final = re.compile(r"\.(?:js|css|png|jpe?g|gif|svg|ico|woff2?|ttf|map|html?)$", re.I)
Entry = tuple[str, str, dict[str, Any], dict[str, Any]]


def from_har(document: dict[str, Any]) -> Api:
    """What was recorded: of each method, path and status the first exchange."""
    entries = [e for e in document["log"].get("entries") or [] if isinstance(e, dict)]
    calls = [call for each in entries if (call := _call(each))]
    if not calls:
        raise CannotImport("nothing in this archive is a call of an API")
    host = Counter(each[0] for each in calls).most_common(1)[0][0]
    operations: dict[tuple[str, str], DescribedOperation] = {}
    left_out = [
        LeftOut(f"calls of {other}")
        for other in dict.fromkeys(c[0] for c in calls)
        if other != host
    ]
    for origin, path, request, response in calls:
        if origin == host:
            _add(operations, path, request, response)
    title = urlsplit(host).hostname or "API"
    return Api(title, "", host, {}, tuple(operations.values()), {}, tuple(left_out))


def _call(entry: dict[str, Any]) -> Entry | None:
    request, response = entry.get("request"), entry.get("response")
    if not isinstance(request, dict) or not isinstance(response, dict):
        return None
    url = urlsplit(str(request.get("url") or ""))
    if not url.netloc or _STATIC.search(url.path) or not response.get("status"):
        return None
    return f"{url.scheme}://{url.netloc}", url.path or "/", request, response


def _add(
    operations: dict[tuple[str, str], DescribedOperation],
    path: str,
    request: dict[str, Any],
    response: dict[str, Any],
) -> None:
    template, examples = _template(path)
    method = str(request.get("method") or "GET").upper()
    query = parse_qsl(urlsplit(str(request.get("url"))).query, keep_blank_values=True)
    known = operations.get((method, template))
    parameters = {p.name: p for p in known.parameters} if known else {}
    for name, value in examples:
        parameters.setdefault(
            name, DescribedParameter(name, "path", True, "", {"type": "string"}, value)
        )
    for name, value in query:
        text = secret_free_value(name, value)
        parameters.setdefault(
            name, DescribedParameter(name, "query", False, "", {"type": "string"}, text)
        )
    pair = (_request(request, response), _response(response))
    pairs = known.pairs if known else ()
    if all(each[1].status != pair[1].status for each in pairs):
        pairs = (*pairs, pair)
    operations[method, template] = DescribedOperation(
        method, template, f"{method} {template}", "", _group(template),
        parameters=tuple(parameters.values()), pairs=pairs,
    )  # fmt: skip


def _template(path: str) -> tuple[str, list[tuple[str, str]]]:
    """The path with a variable for each id, and the ids: ``/users/{user_id}``."""
    steps: list[str] = []
    examples: list[tuple[str, str]] = []
    for number, step in enumerate(path.split("/")):
        if _ID.fullmatch(step):
            before = steps[-1] if number and steps else ""
            name = "id" if not examples else f"{re.sub(r'[^a-z0-9]', '', before) or 'x'}_id"
            examples.append((name, step))
            step = f"{{{name}}}"
        steps.append(step)
    return "/".join(steps), examples


def _group(template: str) -> str:
    words = [
        s for s in template.split("/") if s and "{" not in s and not re.fullmatch(r"v\d+|api", s)
    ]
    return words[0].replace("-", " ").title() if words else "Root"


def _request(request: dict[str, Any], response: dict[str, Any]) -> DescribedPayload:
    headers = _headers(request)
    post = request.get("postData") or {}
    media = str(post.get("mimeType") or "").split(";", 1)[0] or media_type_of(headers)
    kept = tuple((n, secret_free(n, v)) for n, v in headers if is_documented(n))
    fields = [p for p in post.get("params") or [] if isinstance(p, dict)]
    form = urlencode([(str(p.get("name")), str(p.get("value") or "")) for p in fields])
    body = str(post.get("text") or (form if "urlencoded" in media else ""))
    name = str(response.get("statusText") or response.get("status") or "")
    return DescribedPayload(media if body else "", kept, None, secret_free_body(body), name=name)


def _response(response: dict[str, Any]) -> DescribedPayload:
    headers = _headers(response)
    content = response.get("content") or {}
    text = str(content.get("text") or "")
    if content.get("encoding") == "base64":
        try:
            text = base64.b64decode(text).decode()
        except ValueError:
            text = ""
    kept = tuple((n, secret_free(n, v)) for n, v in headers if is_documented(n))
    media = str(content.get("mimeType") or "").split(";", 1)[0] or media_type_of(headers)
    return DescribedPayload(
        media, kept, None, secret_free_body(text), status=int(response["status"])
    )


def _headers(message: dict[str, Any]) -> list[tuple[str, str]]:
    rows = message.get("headers") or []
    return [(str(h.get("name") or ""), str(h.get("value") or "")) for h in rows]
