"""How a bad server answers: right at a glance, wrong over several requests.

What a misbehaviour does beside the request (undo a change, look first) it does with the
request's own token. All here are called by the table in :mod:`contracts.mutation.faults`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

from contracts.exchange import Answer, Client, Sent
from contracts.model import Action, Contract, header
from contracts.text.documents import json_member
from contracts.text.json_values import query_of
from contracts.text.payloads import json_of
from contracts.text.uri import path_shape
from contracts.verify.routes import Route

EVERY: Final = 3
"""A server that crashes now and then does so at each third call of an action."""


@dataclass(slots=True)
class HealthyServer:
    """The healthy server behind a fault; ``successes`` are right answers by operation id."""

    client: Client
    contract: Contract
    successes: Mapping[str, Answer]
    calls: int = 0
    shapes: set[Route] = field(init=False)

    def __post_init__(self) -> None:
        self.shapes = {Route(path_shape(a.path), a.method) for a in self.contract.actions()}

    def serves(self, method: str, action: Action) -> bool:
        """Whether ``method`` is documented on the action's path."""
        return Route(path_shape(action.path), method) in self.shapes


Misbehaviour: TypeAlias = Callable[[HealthyServer, Action, Sent], Answer]


def ignore_parameters(*names: str) -> Misbehaviour:
    """Answers as if these query parameters, or families like ``fields[…]``, were not there."""

    def answer(server: HealthyServer, _: Action, sent: Sent) -> Answer:
        kept = [(n, v) for n, v in _query(sent) if not is_named(n, names)]
        return server.client.send(_asking(sent, kept))

    return answer


def is_named(parameter: str, names: Collection[str]) -> bool:
    """Whether a parameter, or its family (``fields`` of ``fields[faq]``), is among these."""
    return parameter in names or parameter.partition("[")[0] in names


def next_page(server: HealthyServer, _: Action, sent: Sent) -> Answer:
    """Answers with the page after the one asked for."""
    moved = [
        (name, str(int(value) + 1) if name == "page[number]" and value.isdigit() else value)
        for name, value in _query(sent)
    ]
    return server.client.send(_asking(sent, moved))


def _query(sent: Sent) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(sent.uri).query, keep_blank_values=True)


def _asking(sent: Sent, query: list[tuple[str, str]]) -> Sent:
    path = urlsplit(sent.uri).path
    return replace(sent, uri=f"{path}?{urlencode(query)}" if query else path)


def rewriting(change: Callable[[dict[str, Any], Sent], None]) -> Misbehaviour:
    """Changes the document of a successful answer in place."""

    def answer(server: HealthyServer, _: Action, sent: Sent) -> Answer:
        reply = server.client.send(sent)
        document = json_of(reply.text)
        if not reply.is_success or not isinstance(document, dict):
            return reply
        change(document, sent)
        return replace(reply, body=json.dumps(document).encode())

    return answer


def shorten(document: dict[str, Any], _: Sent) -> None:
    """Leaves one item of a list."""
    if isinstance(document.get("data"), list):
        document["data"] = document["data"][:1]


def circle(document: dict[str, Any], sent: Sent) -> None:
    """Makes the next page this one."""
    links = document.get("links")
    if isinstance(links, dict) and links.get("next"):
        links["next"] = sent.uri


def miscount(document: dict[str, Any], _: Sent) -> None:
    """Counts one too many."""
    meta = document.get("meta")
    if isinstance(meta, dict) and isinstance(meta.get("count"), int):
        meta["count"] += 1


def reverse(document: dict[str, Any], sent: Sent) -> None:
    """Turns a sorted list round."""
    if isinstance(document.get("data"), list) and "sort" in query_of(sent.uri):
        document["data"].reverse()


def crash_sometimes(server: HealthyServer, _: Action, sent: Sent) -> Answer:
    """Does as asked, and fails at each third call."""
    server.calls += 1
    reply = server.client.send(sent)
    if server.calls % EVERY:
        return reply
    return Answer(500, (("Content-Type", "text/html"),), b"<h1>Internal Server Error</h1>")


def skip_authorization(server: HealthyServer, action: Action, sent: Sent) -> Answer:
    """Answers whom it should turn away as if they were allowed."""
    reply = server.client.send(sent)
    if reply.status in (401, 403) and action.id in server.successes:
        return server.successes[action.id]
    return reply


def ignore_delete(server: HealthyServer, action: Action, sent: Sent) -> Answer:
    """Says deleted and deletes nothing; a PATCH of nothing tells whether it was allowed to."""
    path = urlsplit(sent.uri).path
    shown = json_of(server.client.send(Sent("GET", path, _unsent(sent))).text)
    data = json_member(shown, "data")
    if not isinstance(data, dict) or action.id not in server.successes:
        return server.client.send(sent)
    nothing: dict[str, Any] = {
        "data": {"type": data.get("type"), "id": data.get("id"), "attributes": {}}
    }
    tried = server.client.send(_with_body(sent, "PATCH", path, nothing))
    return server.successes[action.id] if tried.is_success else server.client.send(sent)


def discard_update(server: HealthyServer, _: Action, sent: Sent) -> Answer:
    """Answers as changed, then takes every attribute and linkage back."""
    path = urlsplit(sent.uri).path
    before = json_of(server.client.send(Sent("GET", path, _unsent(sent))).text)
    reply = server.client.send(sent)
    asked, old = _data(json_of(sent.body)), _data(before)
    if reply.is_success and asked and old:
        back = {
            "type": old.get("type"),
            "id": old.get("id"),
            "attributes": {
                name: value
                for name, value in old.get("attributes", {}).items()
                if name in asked.get("attributes", {})
            },
        }
        server.client.send(_with_body(sent, "PATCH", path, {"data": back}))
    return reply


def keep_part(server: HealthyServer, _: Action, sent: Sent) -> Answer:
    """Refuses an update because of what it links, but stores the attributes sent with it."""
    reply = server.client.send(sent)
    asked = _data(json_of(sent.body))
    if not reply.is_success and asked.get("relationships") and asked.get("attributes"):
        part = {name: value for name, value in asked.items() if name != "relationships"}
        server.client.send(_with_body(sent, "PATCH", urlsplit(sent.uri).path, {"data": part}))
    return reply


def discard_creation(server: HealthyServer, _: Action, sent: Sent) -> Answer:
    """Answers as created, then deletes what was created."""
    reply = server.client.send(sent)
    place = header(reply.headers, "Location")
    if reply.status == 201 and place:
        server.client.send(Sent("DELETE", urlsplit(place).path, _unsent(sent)))
    return reply


def discard_linkage(server: HealthyServer, _: Action, sent: Sent) -> Answer:
    """Answers as linked or unlinked, then puts the old linkage back."""
    path = urlsplit(sent.uri).path
    before = json_of(server.client.send(Sent("GET", path, _unsent(sent))).text)
    reply = server.client.send(sent)
    if reply.is_success and isinstance(before, dict) and "data" in before:
        server.client.send(_with_body(sent, "PATCH", path, {"data": before["data"]}))
    return reply


def _data(document: Any) -> dict[str, Any]:
    data = json_member(document, "data")
    return data if isinstance(data, dict) else {}


def _unsent(sent: Sent) -> tuple[tuple[str, str], ...]:
    """The headers of a request that do not speak of its body."""
    return tuple((n, v) for n, v in sent.headers if not n.lower().startswith("content-"))


def _with_body(sent: Sent, method: str, path: str, document: Any) -> Sent:
    headers = (*_unsent(sent), ("Content-Type", "application/vnd.api+json"))
    return Sent(method, path, headers, json.dumps(document))
