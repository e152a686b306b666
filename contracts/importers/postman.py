"""Postman collections, format 2.1 (schema.getpostman.com)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from contracts.importers.described import (
    Api,
    DescribedOperation,
    DescribedParameter,
    DescribedPayload,
    LeftOut,
)
from contracts.importers.traffic import is_documented, media_type_of, secret_free
from contracts.text.uri import path_variables

DEEPEST: Final = 50
_VARIABLE: Final = re.compile(r"\{\{([^{}]*)\}\}")


def from_postman(document: dict[str, Any]) -> Api:
    """What a collection describes: folders are groups, saved responses are responses."""
    info = document.get("info") or {}
    variables = {
        str(each.get("key")): str(each.get("value") or "")
        for each in document.get("variable") or []
        if isinstance(each, dict)
    }
    operations: list[DescribedOperation] = []
    left_out: list[LeftOut] = []
    groups: dict[str, str] = {}
    hosts: list[str] = []
    for group, text, item in _requests(document, "", ""):
        groups.setdefault(group, text)
        operation, host = _operation(group, item, variables)
        operations.append(operation)
        hosts += [host] if host else []
        if item.get("event"):
            left_out.append(LeftOut(f"{item.get('name')}: scripts"))
    return Api(
        title=str(info.get("name") or "API"),
        description=_description(info),
        host=hosts[0] if hosts else "",
        groups=groups,
        operations=tuple(operations),
        left_out=tuple(left_out),
    )


def _requests(
    folder: dict[str, Any], group: str, text: str, depth: int = 0
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for item in folder.get("item") or []:
        if not isinstance(item, dict):
            continue
        if isinstance(item.get("item"), list) and depth < DEEPEST:
            name = str(item.get("name") or group)
            yield from _requests(item, group or name, text or _description(item), depth + 1)
        elif "request" in item:
            yield group, text, item


def _operation(
    group: str, item: dict[str, Any], variables: dict[str, str]
) -> tuple[DescribedOperation, str]:
    request = item["request"] if isinstance(item["request"], dict) else {"url": item["request"]}
    url = request.get("url") or ""
    raw = str(url.get("raw") or "") if isinstance(url, dict) else str(url)
    raw = _VARIABLE.sub(lambda m: variables.get(m[1], "") or f"%7B{m[1]}%7D", raw)
    host, path, query = _parts(raw)
    described = {
        str(each.get("key")): each
        for each in ((url.get("variable") or []) if isinstance(url, dict) else [])
    }
    names = path_variables(path)
    parameters = [
        DescribedParameter(
            name,
            "path",
            True,
            _description(described.get(name, {})),
            {"type": "string"},
            str(described.get(name, {}).get("value") or "1"),
        )
        for name in names
    ]
    parameters += [
        DescribedParameter(key, "query", False, "", {"type": "string"}, value)
        for key, value in query
    ]
    sent = _payload(request)
    responses = [r for r in item.get("response") or [] if isinstance(r, dict)]
    pairs = [(_named(sent, str(r.get("name") or "")), _response(r)) for r in responses]
    operation = DescribedOperation(
        str(request.get("method") or "GET").upper(),
        path,
        re.sub(r"[\[\](){}`]", "", str(item.get("name") or path)),
        _description(request),
        group,
        parameters=tuple(parameters),
        pairs=tuple(pairs) or ((sent, DescribedPayload(status=200)),),
    )
    return operation, host


def _parts(raw: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The host, the path as a URI template, and the query of a URL of Postman's."""
    if raw.startswith("%7B"):  # {{baseUrl}}/path, with an unknown base
        raw = re.sub(r"^%7B.*?%7D", "", raw)
    url = urlsplit(raw if "://" in raw or raw.startswith("/") else f"http://{raw}")
    path = re.sub(r"(?<=/):([^/]+)", r"{\1}", url.path or "/")
    path = re.sub(r"%7B(.*?)%7D", r"{\1}", path)
    host = f"{url.scheme}://{url.netloc}" if url.netloc and "%7B" not in url.netloc else ""
    return host, path, parse_qsl(url.query, keep_blank_values=True)


def _payload(request: dict[str, Any]) -> DescribedPayload:
    headers = _headers(request.get("header"))
    body = request.get("body") or {}
    text = str(body.get("raw") or "") if isinstance(body, dict) else ""
    media = media_type_of(headers)
    if not media and text.lstrip()[:1] in ("{", "["):
        media = "application/json"
    kept = tuple((n, secret_free(n, v)) for n, v in headers if is_documented(n))
    return DescribedPayload(media, kept, None, text)


def _response(response: dict[str, Any]) -> DescribedPayload:
    headers = _headers(response.get("header"))
    code = response.get("code")
    kept = tuple((n, secret_free(n, v)) for n, v in headers if is_documented(n))
    return DescribedPayload(
        media_type_of(headers),
        kept,
        None,
        str(response.get("body") or ""),
        status=code if isinstance(code, int) else 200,
    )


def _headers(headers: Any) -> list[tuple[str, str]]:
    rows = headers if isinstance(headers, list) else []
    return [
        (str(each.get("key") or ""), str(each.get("value") or ""))
        for each in rows
        if isinstance(each, dict) and not each.get("disabled")
    ]


def _named(payload: DescribedPayload, name: str) -> DescribedPayload:
    return replace(payload, name=re.sub(r"[\[\](){}`]", "", name))


def _description(item: dict[str, Any]) -> str:
    text = item.get("description") or ""
    return str(text.get("content") or "") if isinstance(text, dict) else str(text)
