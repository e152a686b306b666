"""Postman collections, format 2.1 (schema.getpostman.com)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from contracts.importers.described import (
    Api,
    DescribedOperation,
    DescribedParameter,
    DescribedPayload,
    LeftOut,
)
from contracts.importers.postman_payloads import VARIABLE, credentials, request, response
from contracts.importers.traffic import secret_free_value
from contracts.text.documents import as_object, objects

DEEPEST: Final = 50
UNGROUPED: Final = "Operations"
"""The group of requests outside of folders, as the writer calls it."""
_NAME: Final = re.compile(r"[\[\](){}`<>]")


def from_postman(document: dict[str, Any]) -> Api:
    """What a collection describes: folders are groups, saved responses are responses.

    Requests with the same method and path are one operation.
    """
    info = as_object(document.get("info"))
    reader = _CollectionReader(
        {
            str(each.get("key")): str(each.get("value") or "")
            for each in objects(document.get("variable"))
        }
    )
    for folder, item, auth in _requests(document, _Folder(), document.get("auth")):
        reader.add(folder, item, auth)
    return Api(
        title=str(info.get("name") or "API"),
        description=_description(info),
        host=reader.hosts[0] if reader.hosts else "",
        groups=reader.groups,
        operations=tuple(reader.operations.values()),
        left_out=tuple(dict.fromkeys(reader.left_out)),
        version=str(info.get("version") or "") if isinstance(info.get("version"), str) else "",
    )


@dataclass(frozen=True, slots=True)
class _Folder:
    name: str = ""
    description: str = ""


def _requests(
    folder: dict[str, Any], group: _Folder, auth: Any, depth: int = 0
) -> Iterator[tuple[_Folder, dict[str, Any], Any]]:
    """The requests with the outermost folder and the nearest credentials around them."""
    for item in objects(folder.get("item")):
        own = item.get("auth") or auth
        if isinstance(item.get("item"), list) and depth < DEEPEST:
            inner = (
                group if group.name else _Folder(str(item.get("name") or ""), _description(item))
            )
            yield from _requests(item, inner, own, depth + 1)
        elif "request" in item:
            yield group, item, own


@dataclass(slots=True)
class _CollectionReader:
    variables: dict[str, str]
    operations: dict[tuple[str, str], DescribedOperation] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, folder: _Folder, item: dict[str, Any], auth: Any) -> None:
        """A request, as an operation or as further pairs of one."""
        self.groups.setdefault(folder.name or UNGROUPED, folder.description)
        if item.get("event"):
            self.left_out.append(LeftOut(f"{item.get('name')}: scripts"))
        operation = self._operation(folder.name, item, auth)
        known = self.operations.get((operation.method, operation.path))
        self.operations[operation.method, operation.path] = (
            _merged(known, operation) if known else operation
        )

    def _operation(self, group: str, item: dict[str, Any], auth: Any) -> DescribedOperation:
        asked = item["request"] if isinstance(item["request"], dict) else {"url": item["request"]}
        name = _NAME.sub("", str(item.get("name") or ""))
        headers, parameters = credentials(asked.get("auth") or auth, self._leave_out(name))
        url = asked.get("url") or ""
        raw = str(as_object(url).get("raw") or "") if isinstance(url, dict) else str(url)
        host, path, query = _parts(self._filled(raw))
        self.hosts += [host] if host else []
        pairs = tuple(
            (
                replace(self._sent(asked, each, headers, name), name=_title(each, name)),
                response(each),
            )
            for each in objects(item.get("response"))
        )
        if not pairs:
            sent = replace(self._sent(asked, {}, headers, name), name=name)
            pairs = ((sent, DescribedPayload(status=200)),)
        return DescribedOperation(
            str(asked.get("method") or "GET").upper(),
            path,
            name or path,
            _description(asked) or _description(item),
            group,
            parameters=(
                *_path_parameters(path, url),
                *_query_parameters(query, url),
                *parameters,
            ),
            pairs=pairs,
        )

    def _sent(
        self,
        asked: dict[str, Any],
        saved: dict[str, Any],
        headers: tuple[tuple[str, str], ...],
        name: str,
    ) -> DescribedPayload:
        """What was sent for a saved response, or else what the request sends."""
        original = as_object(saved.get("originalRequest"))
        payload = request(original if original.get("body") else asked, self.variables)
        if as_object(asked.get("body")).get("mode") == "file":
            self.left_out.append(LeftOut(f"{name}: the file that is sent"))
        known = {each.lower() for each, _ in payload.headers}
        added = tuple(each for each in headers if each[0].lower() not in known)
        return replace(payload, headers=(*payload.headers, *added))

    def _leave_out(self, name: str) -> Any:
        return lambda what: self.left_out.append(LeftOut(f"{name}: {what}"))

    def _filled(self, raw: str) -> str:
        """A URL with the collection's variables; others are variables of the template."""
        return VARIABLE.sub(lambda m: self.variables.get(m[1], "") or f"%7B{m[1]}%7D", raw)


def _merged(known: DescribedOperation, other: DescribedOperation) -> DescribedOperation:
    """One operation of two requests with the same method and path."""
    names = {(p.place, p.name) for p in known.parameters}
    further = (p for p in other.parameters if (p.place, p.name) not in names)
    texts = [known.description]
    if other.description and other.description != known.description:
        texts.append(f"**{other.name}:** {other.description}")
    return replace(
        known,
        parameters=(*known.parameters, *(replace(p, required=False) for p in further)),
        pairs=(*known.pairs, *other.pairs),
        description="\n\n".join(filter(None, texts)),
    )


def _path_parameters(path: str, url: Any) -> Iterator[DescribedParameter]:
    described = {str(each.get("key")): each for each in objects(as_object(url).get("variable"))}
    for name in dict.fromkeys(re.findall(r"\{([^{}]*)\}", path)):
        each = described.get(name, {})
        value = VARIABLE.sub("", str(each.get("value") or "")) or "1"
        text = _line(_description(each))
        yield DescribedParameter(name, "path", True, text, {"type": "string"}, value)


def _query_parameters(query: list[tuple[str, str]], url: Any) -> Iterator[DescribedParameter]:
    """The parameters of the query, and without an example those that are switched off."""
    described = {str(each.get("key") or ""): each for each in objects(as_object(url).get("query"))}
    off = [(name, "") for name, each in described.items() if each.get("disabled")]
    shown = dict(query) | {name: value for name, value in off if name not in dict(query)}
    for name, value in shown.items():
        text = _line(_description(described.get(name, {})))
        example = "" if "{" in value or described.get(name, {}).get("disabled") else value
        if name:
            example = secret_free_value(name, example)
            yield DescribedParameter(name, "query", False, text, {"type": "string"}, example)


def _parts(raw: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The host, the path as a URI template, and the query of a URL of Postman's."""
    if raw.startswith("%7B"):  # {{baseUrl}}/path, with an unknown base
        raw = re.sub(r"^%7B.*?%7D", "", raw)
    url = urlsplit(raw if "://" in raw or raw.startswith("/") else f"http://{raw}")
    path = re.sub(r"(?<=/):([^/]+)", r"{\1}", url.path or "/")
    path = re.sub(r"%7B(.*?)%7D|<([^<>/]+)>", lambda m: f"{{{m[1] or m[2]}}}", path)
    host = f"{url.scheme}://{url.netloc}" if url.netloc and "%7B" not in url.netloc else ""
    query = re.sub(r"%7B(.*?)%7D", r"{\1}", url.query)
    return host, re.sub(r"/{2,}", "/", path), parse_qsl(query, keep_blank_values=True)


def _title(saved: dict[str, Any], name: str) -> str:
    return _NAME.sub("", str(saved.get("name") or "")) or name


def _line(text: str) -> str:
    return " ".join(text.split())


def _description(owner: dict[str, Any]) -> str:
    text = owner.get("description") or ""
    return str(text.get("content") or "") if isinstance(text, dict) else str(text)
