"""Answers to judge: the documented one, and it broken in every way that a judge may see."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from contracts.dredd.emulation.expected import dredd_body
from contracts.exchange import Answer
from contracts.model import Response

TEXTS = (b"", b"{", b"null", b"[]", b"{}", b"0", b"1.5", b'"x"', b"some text", b"\xff\xfe\x00")
OTHER = {str: 7, int: "seven", float: True, bool: None, type(None): "something"}


def documented(response: Response) -> Answer:
    """The answer as documented."""
    return Answer(response.status, response.headers, dredd_body(response).encode())


def variants(response: Response) -> tuple[Answer, ...]:
    """The documented answer first, then broken ones, each once."""
    answer = documented(response)
    found = [
        answer,
        replace(answer, status=418),
        replace(answer, headers=()),
        *(replace(answer, headers=headers) for headers in _headers(answer)),
        *(replace(answer, body=text) for text in TEXTS),
        *(replace(answer, headers=(), body=text) for text in TEXTS),
        replace(answer, body=answer.body + b"\n"),
        replace(answer, body=answer.body.rstrip()),
    ]
    found += (replace(answer, body=json.dumps(v).encode()) for v in _documents(answer.body))
    return tuple(dict.fromkeys(found))


def _headers(answer: Answer) -> Iterator[tuple[tuple[str, str], ...]]:
    """Each header left out, changed and written in capitals."""
    for index, (name, value) in enumerate(answer.headers):
        before, after = answer.headers[:index], answer.headers[index + 1 :]
        yield (*before, *after)
        yield (*before, (name, "text/plain"), *after)
        yield (*before, (name, "application/json"), *after)
        yield (*before, (name.upper(), value.upper()), *after)
        yield (*before, (name, f"{value}; charset=utf-8"), *after)
        yield (*before, (name, value), (name, value), *after)
    yield (*answer.headers, ("X-More", "1"))
    yield (*answer.headers, ("Content-Length", str(len(answer.body))))


def _documents(body: bytes) -> Iterator[Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return
    yield from changed(document, lambda v: [OTHER[type(v)]] if type(v) in OTHER else [])
    yield from changed(document, lambda v: [None] if v is not None else [])
    yield from changed(document, lambda v: [[]] if isinstance(v, list) and v else [])
    yield from changed(document, lambda v: [[*v, v[0]], v[1:], [*v, {}]] if _is_list(v) else [])
    yield from changed(document, lambda v: [{**v, "more": 1}] if isinstance(v, dict) else [])
    yield from changed(document, _without_members)
    yield from changed(document, lambda v: ["red", "x", 1, 2, []])


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _without_members(value: Any) -> list[Any]:
    if not isinstance(value, dict):
        return []
    return [{k: v for k, v in value.items() if k != name} for name in value]


def changed(value: Any, change: Callable[[Any], list[Any]]) -> Iterator[Any]:
    """The document with ``change`` applied at one place, for every place."""
    yield from change(value)
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ({**value, name: other} for other in changed(inner, change))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            for other in changed(inner, change):
                yield [*value[:index], other, *value[index + 1 :]]
