"""Ten servers that are wrong on purpose: what each does to a right answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contracts.exchange import Answer

Break = Callable[[Answer], Answer]


def wrong_status(answer: Answer) -> Answer:
    """One more than it should be."""
    return replace(answer, status=answer.status + 1)


def wrong_content_type(answer: Answer) -> Answer:
    """Plain JSON instead of JSON:API."""
    return replace(answer, headers=_headers(answer, "content-type", "application/json"))


def missing_headers(answer: Answer) -> Answer:
    """None at all."""
    return replace(answer, headers=())


def empty_body(answer: Answer) -> Answer:
    """Nothing."""
    return replace(answer, body=b"")


def invalid_json(answer: Answer) -> Answer:
    """Cut off."""
    return replace(answer, body=answer.body.rstrip()[:-1])


def missing_member(answer: Answer) -> Answer:
    """The last member of every object is gone."""
    return _changed(answer, lambda v: dict(list(v.items())[:-1]) if isinstance(v, dict) else v)


def wrong_scalars(answer: Answer) -> Answer:
    """Texts become numbers and all else a text."""
    return _changed(answer, lambda v: v if isinstance(v, dict | list) else _other(v))


def empty_lists(answer: Answer) -> Answer:
    """No list has items."""
    return _changed(answer, lambda v: [] if isinstance(v, list) else v)


def extra_member(answer: Answer) -> Answer:
    """One more member in every object."""
    return _changed(answer, lambda v: {**v, "surplus": 1} if isinstance(v, dict) else v)


def null_data(answer: Answer) -> Answer:
    """The document's members are all null."""
    document = _document(answer)
    if isinstance(document, dict):
        return replace(answer, body=json.dumps(dict.fromkeys(document)).encode())
    return answer


BREAKS: Mapping[str, Break] = {
    break_.__name__: break_
    for break_ in (
        wrong_status,
        wrong_content_type,
        missing_headers,
        empty_body,
        invalid_json,
        missing_member,
        wrong_scalars,
        empty_lists,
        extra_member,
        null_data,
    )
}


def _headers(answer: Answer, name: str, value: str) -> tuple[tuple[str, str], ...]:
    return tuple((n, value if n.lower() == name else v) for n, v in answer.headers)


def _changed(answer: Answer, change: Callable[[Any], Any]) -> Answer:
    def everywhere(value: Any) -> Any:
        if isinstance(value, dict):
            value = {name: everywhere(inner) for name, inner in value.items()}
        elif isinstance(value, list):
            value = [everywhere(inner) for inner in value]
        return change(value)

    document = _document(answer)
    if document is None:
        return answer
    return replace(answer, body=json.dumps(everywhere(document)).encode())


def _document(answer: Answer) -> Any:
    """The answer's JSON, None for others, such as images."""
    return json.loads(answer.body) if answer.body and "json" in answer.content_type else None


def _other(value: Any) -> Any:
    return 7 if isinstance(value, str) else "seven"
