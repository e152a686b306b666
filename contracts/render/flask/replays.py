"""Actions that are no JSON:API, as examples for ``contracts.runtime.replay`` to answer with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from contracts.build.transactions import expected_status
from contracts.model import Action, Contract, Headers, Response, Transaction
from contracts.render.flask.views import PathView, served_path
from contracts.text.json_pointer import resolve_fragment
from contracts.text.numbers import json_text
from contracts.text.payloads import json_of, media_type
from contracts.text.schema_examples import example_of
from contracts.text.uri import path_shape, template_routes

FILE = "replays.json"
#: How many references are followed from one to the next.
MOST_REFERENCES: Final = 20
#: Request headers that say which of several examples is meant, or may say it.
_NOT_SENT = frozenset({"content-length", "host", "connection", "user-agent"})


def replays(contract: Contract, views: Iterable[PathView]) -> str:
    """The JSON text of every action's examples.

    Actions with one method and path become one entry with the examples of all. What a view
    serves is ``served``: its examples are answered only when they are asked for by name.
    """
    served = {(m, view.path): a.id for view in views for m, a in view.actions.items()}
    entries: dict[tuple[str, str], dict[str, Any]] = {}
    for action in contract.actions():
        examples = list(_examples(action))
        if not examples or not _can_be_routed(action):
            continue
        optional = [p.spelling for p in action.parameters if not p.required]
        for path in template_routes(action.uri_template, optional):
            view = served.get((action.method, served_path(path)))
            first: dict[str, Any] = {"method": action.method, "path": path, "operation": action.id}
            if view is not None:
                first |= {"operation": view, "served": True}
            key = (action.method, view or path_shape(path, "{id}"))
            entry = entries.setdefault(key, {**first, "examples": []})
            entry["examples"] += examples
    return json.dumps(list(entries.values()), indent=2, ensure_ascii=False) + "\n"


def _can_be_routed(action: Action) -> bool:
    """Whether a server can have the route at all."""
    return not re.search(r"[\r\n]", path_shape(action.path, "")) and bool(action.method)


def _examples(action: Action) -> Iterator[dict[str, Any]]:
    for number, transaction in enumerate(action.transactions, start=1):
        if 200 <= expected_status(transaction.response) <= 599:
            yield _example(transaction, f"{action.id}-{number}")


def _example(transaction: Transaction, name: str) -> dict[str, Any]:
    sent, answered = transaction.request, transaction.response
    entry: dict[str, Any] = {"status": expected_status(answered)}
    entry["names"] = list(dict.fromkeys(filter(None, [sent.name, transaction.name, name])))
    details = {
        "headers": _pairs(answered.headers),
        "body": answered.body or _from_schema(answered),
        "sent_body": sent.body,
        "sent_path": unquote(urlsplit(sent.uri).path),
        "sent_query": parse_qsl(urlsplit(sent.uri).query, keep_blank_values=True),
        "sent_headers": [p for p in _pairs(sent.headers) if p[0].lower() not in _NOT_SENT],
    }
    return entry | {name: value for name, value in details.items() if value}


def _from_schema(response: Response) -> str:
    """A body where the blueprint shows none: of its JSON Schema, else the least JSON."""
    schema = json_of(response.body_schema)
    if isinstance(schema, dict):
        return json_text(example_of(schema, partial(_resolved, schema)), indent=2)
    kind = media_type(response.content_type)
    is_json = kind.endswith(("/json", "+json")) and response.status not in (204, 205, 304)
    return "{}" if is_json else ""


def _resolved(root: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    """A JSON Schema with its references within the document followed; {} for what is none."""
    for _ in range(MOST_REFERENCES):
        if not isinstance(node, Mapping):
            return {}
        if not isinstance(node.get("$ref"), str):
            return node
        node = resolve_fragment(root, node["$ref"])
    return {}


def _pairs(headers: Headers) -> list[list[str]]:
    return [[name, value] for name, value in headers]
